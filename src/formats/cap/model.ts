/** A CAP 1.2 message as plain values: the elements of the standard, by its names and in its order. Written out by `render.ts`. */
import type { Certainty, ResponseType, Severity, Urgency } from "./codes.ts";

export interface CapNamedValue {
  readonly valueName: string;
  readonly value: string;
}

export interface CapArea {
  readonly areaDesc: string;
  /** `lat,lon` pairs separated by single spaces, first = last. */
  readonly polygon: readonly string[];
  readonly geocode: readonly CapNamedValue[];
}

export interface CapInfo {
  readonly language: string;
  readonly category: readonly "Security"[];
  readonly event: string;
  readonly responseType: readonly ResponseType[];
  readonly urgency: Urgency;
  readonly severity: Severity;
  readonly certainty: Certainty;
  readonly eventCode: readonly CapNamedValue[];
  readonly expires: string;
  readonly senderName: string;
  readonly headline: string;
  readonly description: string;
  readonly instruction?: string;
  readonly web: string;
  readonly contact?: string;
  readonly parameter: readonly CapNamedValue[];
  readonly area: readonly CapArea[];
}

export interface CapMessage {
  readonly identifier: string;
  readonly sender: string;
  /** With a numeric offset, never `Z`. */
  readonly sent: string;
  readonly status: "Actual" | "Exercise" | "Test";
  readonly msgType: "Alert" | "Update" | "Cancel";
  readonly source?: string;
  readonly scope: "Public" | "Restricted" | "Private";
  readonly restriction?: string;
  readonly code: readonly string[];
  readonly note?: string;
  /** `sender,identifier,sent` triples, separated by single spaces. */
  readonly references?: string;
  /** Slugs, separated by single spaces. */
  readonly incidents: string;
  readonly info: readonly CapInfo[];
}
