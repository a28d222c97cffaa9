/** The heartbeats that the feed of exercises still names: signed once a day, kept in memory, and made anew the same after a restart. */
import type { Dependencies } from "../actions/dependencies.ts";
import type { Moment } from "../domain/advisory.ts";
import { heartbeat } from "../formats/cap/heartbeat.ts";
import { renderCap } from "../formats/cap/render.ts";
import { type CapSummary, capSummary } from "../formats/cap/summary.ts";

export interface Heartbeat {
  readonly summary: CapSummary;
  readonly xml: string;
}

/** The newest first; none where it cannot be signed, and then a machine is right to be worried. */
export type Heartbeats = (now: Moment) => readonly Heartbeat[];

const day = 86_400_000;
/** A day of its own, two as ended, two as a tombstone. */
const daysNamed = 5;

export function heartbeats({ site, signCap, log }: Pick<Dependencies, "site" | "signCap" | "log">): Heartbeats {
  const made = new Map<string, Heartbeat>();
  const of = (now: Moment): Heartbeat[] => {
    const message = heartbeat(site, now);
    const known = made.get(message.identifier);
    if (known) return [known];
    try {
      const one = { summary: capSummary(message), xml: signCap(renderCap(message)) };
      made.set(message.identifier, one);
      if (made.size > daysNamed) made.delete([...made.keys()].sort()[0] ?? "");
      return [one];
    } catch (error) {
      log.error({ identifier: message.identifier, error: String(error) }, "a heartbeat could not be signed");
      return [];
    }
  };
  return (now) =>
    Array.from({ length: daysNamed }, (_, back) => now - back * day)
      .filter((at) => at >= Math.floor(site.setUpAt / day) * day)
      .flatMap(of);
}
