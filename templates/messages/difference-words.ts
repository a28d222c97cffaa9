/** The words around what changed between two revisions. */
import { type InterfaceLanguage, interfaceLanguage } from "./index.ts";

export interface DifferenceWords {
  readonly title: (number: number) => string;
  readonly key: string;
  readonly removed: string;
  readonly added: string;
  readonly until: string;
  readonly headline: string;
  readonly nothing: string;
}

const byLanguage: Readonly<Record<InterfaceLanguage, DifferenceWords>> = {
  en: {
    title: (number) => `What changed since revision ${number}`,
    key: "Struck through: taken out. Underlined: put in. Parts that did not change are left out.",
    removed: "taken out:",
    added: "put in:",
    until: "End",
    headline: "Headline",
    nothing: "No word of the English text changed.",
  },
  es: {
    title: (number) => `Qué cambió desde la revisión ${number}`,
    key: "Tachado: quitado. Subrayado: añadido. Lo que no cambió no se muestra.",
    removed: "quitado:",
    added: "añadido:",
    until: "Fin",
    headline: "Titular",
    nothing: "No cambió ninguna palabra del texto en inglés.",
  },
};

export function differenceWords(language: string): DifferenceWords {
  return byLanguage[interfaceLanguage(language) ?? "en"];
}
