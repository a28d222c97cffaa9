/**
 * Requests that failed, for the log. A defect is written down whole each time. Where the database is what failed, every request of a bad
 * hour fails: the first of a spell is written down, those after it are counted, so that the log does not fill the disk too.
 */
import type { Dependencies } from "../actions/dependencies.ts";

export interface Failure {
  readonly error: Error;
  readonly title: string;
  readonly about: Readonly<Record<string, unknown>>;
}

/** A spell is over when nothing failed in the same way for so long (ms). */
const calmMs = 60_000;
const countedEveryMs = 60_000;

interface Spell {
  readonly reference: string;
  lastAt: number;
  countedAt: number;
  more: number;
}

/** Both give the reference under which the failure stands in the log. */
export function failureLog({ clock, log, newId }: Pick<Dependencies, "clock" | "log" | "newId">) {
  const spells = new Map<string, Spell>();

  function logDefect({ error, title, about }: Failure): string {
    const reference = newId().slice(0, 8);
    log.error({ reference, ...about, error: error.stack ?? String(error) }, title);
    return reference;
  }

  function logOutage(failure: Failure): string {
    const { error, title } = failure;
    const now = clock.now();
    // By its words: on D1 all have one code. Numbers in them make no other failure.
    const kind = `${error.name} ${error.message.slice(0, 200).replaceAll(/\d+/g, "#")}`;
    for (const [name, { lastAt }] of spells) if (now - lastAt >= calmMs) spells.delete(name);
    const spell = spells.get(kind);
    if (!spell) {
      const reference = logDefect(failure);
      spells.set(kind, { reference, lastAt: now, countedAt: now, more: 0 });
      return reference;
    }
    spell.lastAt = now;
    spell.more++;
    if (now - spell.countedAt >= countedEveryMs) {
      log.error({ reference: spell.reference, more: spell.more }, title);
      spell.countedAt = now;
      spell.more = 0;
    }
    return spell.reference;
  }

  return { logDefect, logOutage };
}
