import type { NoticeWords } from "../notice-words.ts";

export const notice: NoticeWords = {
  title: "Notas de servicio",
  intro:
    "Correo para quienes manejan máquinas que leen este sitio: pruebas previstas, cambios de certificados y formatos, interrupciones. Los avisos no se envían por esta vía.",
  states: {
    invited: "Todavía no se envía nada a esta dirección.",
    joined: "Las notas se envían a esta dirección.",
    left: "Ya no se envía nada a esta dirección.",
  },
  join: "Enviar notas de servicio",
  leave: "No enviar más notas de servicio",
  decline: "No, gracias",
  guide: "Lo que las máquinas pueden leer aquí",
};
