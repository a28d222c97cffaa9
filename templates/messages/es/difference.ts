import type { DifferenceWords } from "../difference-words.ts";

export const difference: DifferenceWords = {
  title: (number) => `Qué cambió desde la revisión ${number}`,
  key: "Tachado: quitado. Subrayado: añadido. Lo que no cambió no se muestra.",
  removed: "quitado:",
  added: "añadido:",
  until: "Fin",
  headline: "Titular",
  nothing: "No cambió ninguna palabra del texto en inglés.",
};
