/** The words of what other sites and screens show: badge, widget, kiosk page, calendar. */
import { type InterfaceLanguage, interfaceLanguage } from "./index.ts";

export interface SignageWords {
  readonly advisories: string;
  readonly none: string;
  /** On a badge there is room for a few words only. */
  readonly noneShort: string;
  readonly noAllClear: string;
  readonly more: (count: number) => string;
  readonly until: string;
  readonly displayTitle: string;
  readonly embedTitle: string;
  readonly stale: string;
  readonly noScript: string;
  readonly ended: string;
  readonly calendarName: string;
  readonly calendarEnds: (what: string) => string;
  readonly calendarOver: string;
}

const byLanguage: Readonly<Record<InterfaceLanguage, SignageWords>> = {
  en: {
    advisories: "Terrorism advisories",
    none: "No current advisories",
    noneShort: "None in effect",
    noAllClear: "This does not mean that there is no risk.",
    more: (count) => `and ${count} more`,
    until: "Until",
    displayTitle: "Current advisories on a screen",
    embedTitle: "Current advisories in a frame",
    stale: "OUT OF DATE. This screen has not been able to refresh since",
    noScript: "This screen cannot refresh without JavaScript. It shows what was true at",
    ended: "This has ended.",
    calendarName: "Ends of terrorism advisories",
    calendarEnds: (what) => `Ends: ${what}`,
    calendarOver: "no longer stands",
  },
  es: {
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
  },
};

export function signageWords(language: string): SignageWords {
  return byLanguage[interfaceLanguage(language) ?? "en"];
}
