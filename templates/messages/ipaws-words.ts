/** The fixed words of a wireless message, which has 90 or 360 characters: a sentence for each, nothing typed by an editor. */
import type { Kind } from "../../src/domain/advisory.ts";
import { type InterfaceLanguage, interfaceLanguage } from "./index.ts";

/** What people are to do, by CAP responseType; `other` where they are told no more than to stay informed. */
export type WirelessAdvice = "Shelter" | "Evacuate" | "Avoid" | "Execute" | "other";

export interface IpawsWords {
  readonly kind: Readonly<Record<Exclude<Kind, "bulletin">, string>>;
  readonly warning: (kind: string, place: string, until: string) => string;
  /** Where the place's name is too long. */
  readonly thisArea: string;
  readonly advice: Readonly<Record<WirelessAdvice, string>>;
  readonly correction: (kind: string) => string;
}

const byLanguage: Readonly<Record<InterfaceLanguage, IpawsWords>> = {
  en: {
    kind: { elevated: "Terrorism alert", imminent: "IMMINENT terrorism alert" },
    warning: (kind, place, until) => `${kind}: ${place} til ${until}.`,
    thisArea: "this area",
    advice: {
      Shelter: "Take shelter now.",
      Evacuate: "Evacuate now.",
      Avoid: "Avoid the area.",
      Execute: "Do as officials say.",
      other: "Check local media.",
    },
    correction: (kind) => `CORRECTION: ${kind} was issued in error. Do not act on it.`,
  },
  es: {
    kind: { elevated: "Alerta de terrorismo", imminent: "Alerta INMINENTE de terrorismo" },
    warning: (kind, place, until) => `${kind}: ${place} hasta ${until}.`,
    thisArea: "esta zona",
    advice: {
      Shelter: "Busque refugio ya.",
      Evacuate: "Evacúe ya.",
      Avoid: "Evite la zona.",
      Execute: "Haga lo que indiquen.",
      other: "Vea los medios.",
    },
    correction: (kind) => `CORRECCIÓN: ${kind} emitida por error. No actúe.`,
  },
};

export function ipawsWords(language: string): IpawsWords {
  return byLanguage[interfaceLanguage(language) ?? "en"];
}
