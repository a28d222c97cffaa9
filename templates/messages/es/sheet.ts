import type { SheetWords } from "../sheet-words.ts";

export const sheet: SheetWords = {
  place: "Lugar",
  asOf: (time) => `Leído a las ${time}. Una copia no cambia cuando cambia el aviso.`,
  latest: "Siempre como está ahora:",
  link: "Este aviso como texto sencillo",
  pdfLink: "Este aviso para imprimir (PDF)",
  standsSince: (time) => `Como está desde las ${time}. Una copia no cambia cuando cambia el aviso.`,
  genuine: "¿Es auténtica esta hoja? Vea qué se envió:",
  code: "Código",
  pageOf: (page, pages) => `Página ${page} de ${pages}`,
  notPrintable: {
    rightToLeft: "El PDF no se puede escribir de derecha a izquierda. Imprima la página del aviso: ella sí puede.",
    letters: (letters) =>
      `A la tipografía del PDF le faltan letras de este texto (${letters}). Imprima la página del aviso: ella las tiene.`,
  },
};
