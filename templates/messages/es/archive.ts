import type { ArchiveWords } from "../archive-words.ts";

export const archive: ArchiveWords = {
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
};
