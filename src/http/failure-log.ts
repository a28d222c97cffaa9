/**
 * Requests that failed, for the log. A defect is written down whole each time. Where the database is what failed, every request of a bad
 * hour fails: the first of a spell is written down, those after it are counted, so that the log does not fill the disk too. How many they
 * were is said each minute and at the end: by a timer, or by whoever fails next where timers end with the request that set them (Workers).
 */
import type { Dependencies } from "../actions/dependencies.ts";
import { stackOf } from "../domain/thrown.ts";

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
  readonly title: string;
  lastAt: number;
  countedAt: number;
  more: number;
}

/** Both give the reference under which the failure stands in the log. */
export function failureLog({ clock, timers, log, newId }: Pick<Dependencies, "clock" | "timers" | "log" | "newId">) {
  const spells = new Map<string, Spell>();

  function logDefect({ error, title, about }: Failure): string {
    const reference = newId().slice(0, 8);
    log.error({ reference, ...about, error: stackOf(error) }, title);
    return reference;
  }

  function logOutage(failure: Failure): string {
    const { error, title } = failure;
    const now = clock.now();
    endCalmSpells();
    // By its words: on D1 all have one code. Numbers in them make no other failure.
    const kind = `${error.name} ${error.message.slice(0, 200).replaceAll(/\d+/g, "#")}`;
    const spell = spells.get(kind);
    if (!spell) {
      const reference = logDefect(failure);
      const begun = { reference, title, lastAt: now, countedAt: now, more: 0 };
      spells.set(kind, begun);
      watch(kind, begun);
      return reference;
    }
    spell.lastAt = now;
    spell.more++;
    if (now - spell.countedAt >= countedEveryMs) sayHowMany(spell);
    return spell.reference;
  }

  function watch(kind: string, spell: Spell): void {
    timers.after(calmMs, () => {
      endCalmSpells();
      if (spells.get(kind) === spell) watch(kind, spell);
    });
  }

  function endCalmSpells(): void {
    const now = clock.now();
    for (const [kind, spell] of spells) {
      if (now - spell.lastAt < calmMs) continue;
      sayHowMany(spell);
      spells.delete(kind);
    }
  }

  function sayHowMany(spell: Spell): void {
    const { reference, title, more } = spell;
    if (more > 0) log.error({ reference, more }, title);
    spell.countedAt = clock.now();
    spell.more = 0;
  }

  return { logDefect, logOutage };
}
