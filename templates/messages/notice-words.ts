/** Words of the page on which a partner's contact says whether it wants service notices. */
import type { ContactState } from "../../src/domain/partner-notice.ts";
import type { InterfaceLanguage } from "./index.ts";

interface NoticeWords {
  readonly title: string;
  readonly intro: string;
  readonly states: { readonly [state in ContactState]: string };
  readonly join: string;
  readonly leave: string;
  readonly decline: string;
  readonly guide: string;
}

export const noticeWords: Record<InterfaceLanguage, NoticeWords> = {
  en: {
    title: "Service notices",
    intro:
      "Mail to those who run machines that read this site: planned tests, changes of certificates and formats, interruptions. Advisories are not sent this way.",
    states: {
      invited: "Nothing is sent to this address yet.",
      joined: "Notices are sent to this address.",
      left: "Nothing is sent to this address any more.",
    },
    join: "Send service notices",
    leave: "Stop service notices",
    decline: "No, thank you",
    guide: "What machines can read here",
  },
  es: {
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
  },
};
