import type { FormatWords } from "../format-words.ts";

export const formats: FormatWords = {
  event: {
    bulletin: "Boletín sobre terrorismo",
    elevated: "Alerta elevada de terrorismo",
    imminent: "Alerta inminente de terrorismo",
  },
  markedEvent: { bulletin: "Boletín", elevated: "Alerta elevada", imminent: "Alerta inminente" },
  nationwide: "Estados Unidos y sus territorios",
  feedTitle: "Avisos sobre terrorismo",
  details: "Detalles",
  noLongerCovered: "YA NO ABARCA SUS LUGARES O SECTORES",
  noLongerCovers: (kind, time) =>
    `${kind}: desde las ${time} ya no abarca los lugares o sectores de este canal. Puede seguir vigente en otros.`,
  rights: "Se puede copiar y traducir. Conserve el tipo, el lugar, la hora de fin y el enlace.",
};
