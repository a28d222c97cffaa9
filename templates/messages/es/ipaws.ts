import type { IpawsWords } from "../ipaws-words.ts";

export const ipaws: IpawsWords = {
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
};
