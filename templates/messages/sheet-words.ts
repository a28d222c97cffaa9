/** The few words of the plain text sheet that no page has. */
import { type InterfaceLanguage, interfaceLanguage } from "./index.ts";

export interface SheetWords {
  readonly place: string;
  readonly asOf: (time: string) => string;
  readonly latest: string;
  readonly link: string;
}

const byLanguage: Readonly<Record<InterfaceLanguage, SheetWords>> = {
  en: {
    place: "Place",
    asOf: (time) => `Read at ${time}. A copy does not change when the advisory does.`,
    latest: "Always as it stands:",
    link: "This advisory as plain text",
  },
  es: {
    place: "Lugar",
    asOf: (time) => `Leído a las ${time}. Una copia no cambia cuando cambia el aviso.`,
    latest: "Siempre como está ahora:",
    link: "Este aviso como texto sencillo",
  },
};

export function sheetWords(language: string): SheetWords {
  return byLanguage[interfaceLanguage(language) ?? "en"];
}
