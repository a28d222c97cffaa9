import type { SignageWords } from "../signage-words.ts";

export const signage: SignageWords = {
  advisories: "Avisos sobre terrorismo",
  none: "No hay avisos vigentes",
  noneShort: "Ninguno vigente",
  noAllClear: "Esto no significa que no haya riesgo.",
  more: (count) => `y ${count} más`,
  until: "Hasta",
  displayTitle: "Avisos vigentes en una pantalla",
  embedTitle: "Avisos vigentes en un marco",
  stale: "DESACTUALIZADO. Esta pantalla no ha podido actualizarse desde",
  noScript: "Esta pantalla no puede actualizarse sin JavaScript. Muestra lo que era cierto a las",
  ended: "Esto ya terminó.",
  calendarName: "Fin de los avisos sobre terrorismo",
  calendarEnds: (what) => `Termina: ${what}`,
  calendarOver: "ya no está vigente",
};
