/**
 * What an advisory becomes in CAP's codes. Wireless alerting needs Immediate or Expected, Severe or Extreme, Likely or Observed:
 * by this table only an Imminent Alert can ever meet it. Exercises and tests carry `Unknown` unless live-like codes were approved.
 */
import type { Codes, Content, Kind } from "../../domain/advisory.ts";

export type Urgency = "Immediate" | "Expected" | "Future" | "Past" | "Unknown";
export type Severity = "Extreme" | "Severe" | "Moderate" | "Minor" | "Unknown";
export type Certainty = "Observed" | "Likely" | "Possible" | "Unlikely" | "Unknown";
export type ResponseType =
  | "Shelter"
  | "Evacuate"
  | "Prepare"
  | "Execute"
  | "Avoid"
  | "Monitor"
  | "Assess"
  | "AllClear"
  | "None";

export interface CapCodes {
  readonly category: readonly ["Security"];
  readonly responseType: readonly ResponseType[];
  readonly urgency: Urgency;
  readonly severity: Severity;
  readonly certainty: Certainty;
}

/** `eventCode` named `NTAS`. */
export const eventCodes: Record<Kind, "BUL" | "ELE" | "IMM"> = { bulletin: "BUL", elevated: "ELE", imminent: "IMM" };

const category = ["Security"] as const;
const certainties = { likely: "Likely", observed: "Observed" } as const;

function certaintyOf(kind: Kind, certainty: Codes["certainty"]): Certainty {
  switch (kind) {
    case "bulletin":
      return "Possible";
    case "elevated":
      return certainty === "likely" ? "Likely" : "Possible";
    case "imminent":
      return certainties[certainty ?? "likely"];
  }
}

const usual: Record<Kind, Pick<CapCodes, "urgency" | "severity" | "responseType">> = {
  bulletin: { urgency: "Future", severity: "Moderate", responseType: ["Monitor", "Prepare"] },
  elevated: { urgency: "Future", severity: "Severe", responseType: ["Prepare", "Monitor"] },
  imminent: { urgency: "Immediate", severity: "Extreme", responseType: ["Prepare"] },
};

type Coded = Pick<Content, "kind" | "status" | "codes">;

/** Does it carry the codes of the real thing? */
function isLive({ status, codes }: Coded): boolean {
  return status === "actual" || (status === "exercise" && codes?.liveLikeCodes === true);
}

function notReal(codes: CapCodes): CapCodes {
  return { ...codes, urgency: "Unknown", severity: "Unknown", certainty: "Unknown" };
}

/** The codes of a text that stands. */
export function standingCodes(content: Coded): CapCodes {
  const { kind, codes } = content;
  const { urgency, severity, responseType } = usual[kind];
  const certainty = certaintyOf(kind, codes?.certainty);
  const real: CapCodes = {
    category,
    responseType: codes?.responseType ? [codes.responseType] : responseType,
    urgency,
    severity,
    certainty,
  };
  return isLive(content) ? real : notReal(real);
}

/** The codes of an end or a withdrawal. `AllClear` is said only when two people said that the threat is over. */
export function closingCodes(content: Coded, threatIsOver: boolean): CapCodes {
  const responseType = [threatIsOver ? ("AllClear" as const) : ("None" as const)];
  const real: CapCodes = { category, responseType, urgency: "Past", severity: "Minor", certainty: "Unlikely" };
  return isLive(content) ? real : notReal(real);
}
