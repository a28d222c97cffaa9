/** The few words of the text sheet and the printable sheet that no page has. */
import { type InterfaceLanguage, interfaceLanguage } from "./index.ts";

export interface SheetWords {
  readonly place: string;
  readonly asOf: (time: string) => string;
  readonly latest: string;
  readonly link: string;
  readonly pdfLink: string;
  /** As of when a printed sheet is true: it is the same file until something changes. */
  readonly standsSince: (time: string) => string;
  readonly genuine: string;
  readonly code: string;
  readonly pageOf: (page: number, pages: number) => string;
  readonly notPrintable: { readonly rightToLeft: string; readonly letters: (letters: string) => string };
}

const byLanguage: Readonly<Record<InterfaceLanguage, SheetWords>> = {
  en: {
    place: "Place",
    asOf: (time) => `Read at ${time}. A copy does not change when the advisory does.`,
    latest: "Always as it stands:",
    link: "This advisory as plain text",
    pdfLink: "This advisory to print (PDF)",
    standsSince: (time) => `As it has stood since ${time}. A copy does not change when the advisory does.`,
    genuine: "Is this sheet genuine? See what was sent:",
    code: "Code",
    pageOf: (page, pages) => `Page ${page} of ${pages}`,
    notPrintable: {
      rightToLeft: "The PDF cannot be written from right to left. Print the advisory's page instead: it can.",
      letters: (letters) =>
        `The PDF's typeface lacks letters of this text (${letters}). Print the advisory's page instead: it has them.`,
    },
  },
  es: {
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
  },
};

export function sheetWords(language: string): SheetWords {
  return byLanguage[interfaceLanguage(language) ?? "en"];
}
