/**
 * One test message for each day, by which a machine tells "alive, nothing active" from "dead". No advisory, and so on no page: it is in
 * the feed of exercises alone, with status Test, no event code, and words that say so. The same for the whole day (UTC).
 */
import type { Moment } from "../../domain/advisory.ts";
import { easternIso, easternZone } from "../../domain/eastern.ts";
import type { Site } from "../../domain/ports.ts";
import { wordsFor } from "../words.ts";
import type { CapMessage } from "./model.ts";
import { markedNotReal } from "./texts.ts";

const day = 86_400_000;

/** The message of the day in which `now` lies; it ends with that day. */
export function heartbeat(site: Site, now: Moment): CapMessage {
  const sentAt = Math.floor(now / day) * day;
  const date = new Date(sentAt).toISOString().slice(0, 10);
  const words = wordsFor("en");
  const texts = {
    headline: `heartbeat of ${date}`,
    description: "This service is alive: that is all this message says.",
  };
  return {
    identifier: `heartbeat-${date}`,
    sender: site.senderId,
    sent: easternIso(sentAt),
    status: "Test",
    msgType: "Alert",
    scope: "Public",
    code: [],
    note: "heartbeat",
    incidents: "heartbeat",
    info: [
      {
        language: "en-US",
        category: ["Security"],
        event: `${words.page.statuses.test} heartbeat`,
        responseType: ["None"],
        urgency: "Unknown",
        severity: "Unknown",
        certainty: "Unknown",
        eventCode: [],
        expires: easternIso(sentAt + day),
        senderName: site.name,
        ...markedNotReal(texts, "test", "en"),
        web: `${site.baseUrl}/machines`,
        parameter: [{ valueName: "timezone", value: easternZone(sentAt) }],
        area: [{ areaDesc: words.nationwide, polygon: [], geocode: [{ valueName: "SAME", value: "000000" }] }],
      },
    ],
  };
}
