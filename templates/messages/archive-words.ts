/** The words of the archive's filters and of its timeline. */
import { type InterfaceLanguage, interfaceLanguage } from "./index.ts";

export interface ArchiveWords {
  readonly filters: string;
  readonly kind: string;
  readonly year: string;
  readonly place: string;
  readonly any: string;
  readonly placeHint: string;
  readonly apply: string;
  readonly clear: string;
  readonly found: (count: number) => string;
  readonly noneFound: string;
  readonly plotTitle: string;
  readonly plotText: (count: number, from: number, to: number) => string;
  readonly plotKey: string;
  readonly table: string;
  readonly issued: string;
  readonly over: string;
  readonly how: string;
}

const byLanguage: Readonly<Record<InterfaceLanguage, ArchiveWords>> = {
  en: {
    filters: "Show only",
    kind: "Kind",
    year: "Year in which it stood",
    place: "Place",
    any: "All",
    placeHint: "Nationwide advisories stay in the list: they hold everywhere.",
    apply: "Show",
    clear: "Show all advisories",
    found: (count) => (count === 1 ? "1 advisory" : `${count} advisories`),
    noneFound: "No advisory matches these choices.",
    plotTitle: "When advisories stood",
    plotText: (count, from, to) =>
      `${count === 1 ? "One bar" : `${count} bars`}, one for each advisory, from its issue to its end, between ${from} and ${to}; the newest is at the top. The table below says the same in words.`,
    plotKey: "Solid: Bulletin. Striped: Elevated Alert. Heavy border: Imminent Alert. Hollow and dashed: withdrawn.",
    table: "The timeline as a table",
    issued: "Issued",
    over: "End",
    how: "How it ended",
  },
  es: {
    filters: "Mostrar solo",
    kind: "Tipo",
    year: "Año en que estuvo vigente",
    place: "Lugar",
    any: "Todos",
    placeHint: "Los avisos para todo el país quedan en la lista: valen en todas partes.",
    apply: "Mostrar",
    clear: "Mostrar todos los avisos",
    found: (count) => (count === 1 ? "1 aviso" : `${count} avisos`),
    noneFound: "Ningún aviso corresponde a estas opciones.",
    plotTitle: "Cuándo estuvieron vigentes los avisos",
    plotText: (count, from, to) =>
      `${count === 1 ? "Una barra" : `${count} barras`}, una por aviso, desde su emisión hasta su fin, entre ${from} y ${to}; la más reciente está arriba. La tabla de abajo dice lo mismo con palabras.`,
    plotKey: "Llena: Boletín. Rayada: Alerta elevada. Borde grueso: Alerta inminente. Hueca y con guiones: retirada.",
    table: "La cronología como tabla",
    issued: "Emitido",
    over: "Fin",
    how: "Cómo terminó",
  },
};

export function archiveWords(language: string): ArchiveWords {
  return byLanguage[interfaceLanguage(language) ?? "en"];
}
