/** What is stored beside a message's XML: enough to reference it, to list it in the machine feed and to choose it. */
import type { Moment } from "../../domain/advisory.ts";
import type { Certainty, Severity, Urgency } from "./codes.ts";
import type { EarlierMessage } from "./message.ts";
import type { CapMessage, CapNamedValue } from "./model.ts";

export interface CapSummary extends EarlierMessage {
  readonly sentAt: Moment;
  readonly expires: string;
  readonly status: CapMessage["status"];
  readonly msgType: CapMessage["msgType"];
  readonly severity: Severity;
  readonly urgency: Urgency;
  readonly certainty: Certainty;
  readonly event: string;
  readonly headline: string;
  readonly areaDesc: string;
  readonly geocodes: readonly CapNamedValue[];
  readonly polygons: readonly string[];
  /** As in the message; absent where it references nothing. */
  readonly references?: string;
  /** It could not be signed yet: it counts, but its file is not to be had until it is. */
  readonly unsigned?: true;
}

/** The summary of a message, in the words of its first language. */
export function capSummary(message: CapMessage): CapSummary {
  const [info] = message.info;
  const [area] = info?.area ?? [];
  if (!info || !area) throw new Error(`the CAP message ${message.identifier} has no info or no area`);
  const { identifier, sender, sent, status, msgType, references } = message;
  const { expires, severity, urgency, certainty, event, headline } = info;
  return {
    identifier,
    sender,
    sent,
    sentAt: Date.parse(sent),
    expires,
    expiresAt: Date.parse(expires),
    status,
    msgType,
    severity,
    urgency,
    certainty,
    event,
    headline,
    areaDesc: area.areaDesc,
    geocodes: area.geocode,
    polygons: area.polygon,
    ...(references === undefined ? {} : { references }),
  };
}
