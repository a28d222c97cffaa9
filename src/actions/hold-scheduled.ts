/**
 * Publications that wait for their hour are held where that hour is in doubt: the machine's clock jumped, or it is far ahead of the
 * last sign of life. Meanwhile nobody is told of a sunset, and nothing unsent is given up as too late, by that clock alone. An operator
 * looks at the clock and releases them. What is approved to stand at once, and taking back, go on.
 */
import type { Moment } from "../domain/advisory.ts";
import { isScheduled } from "../domain/phase.ts";
import { accepted, type Result, refused } from "../domain/refusal.ts";
import { allAdvisories } from "../store/advisories.ts";
import { isEndedBetween } from "../store/announcements.ts";
import { auditHead } from "../store/audit.ts";
import { type Database, Unavailable } from "../store/database.ts";
import { instanceValue, lastLeap, scheduledHeldFrom, setLeap, setValue } from "../store/instance.ts";
import { insertLetters } from "../store/letters.ts";
import { commit } from "./commit.ts";
import type { Dependencies } from "./dependencies.ts";
import { lettersOfRelease } from "./tell-editors.ts";

/** A service that was silent for longer, while an hour came, cannot know whether it was off or its clock jumped (ms). */
const longestSilenceMs = 5 * 60_000;
/** A machine that was off for longer is started by somebody, who can look at its clock (ms): what ended meanwhile waits for them too. */
const longestOutageMs = 24 * 3_600_000;
/** What was to be published so soon after the last sign of life may have been (ms). */
const afterlifeMs = 60_000;

async function lastSeen(database: Database): Promise<{ readonly newestActAt: Moment; readonly seenAt: Moment }> {
  const { at: newestActAt } = await auditHead(database);
  return { newestActAt, seenAt: Math.max(newestActAt, Number((await instanceValue(database, "watchedAt")) ?? 0)) };
}

/** At a start, before anything is read or sent; false: nothing is in doubt. */
export async function holdAfterSilence(dependencies: Dependencies): Promise<boolean> {
  const { database, clock } = dependencies;
  const { seenAt } = await lastSeen(database);
  const now = clock.now();
  if (now - seenAt <= longestSilenceMs) return false;
  const from = seenAt + afterlifeMs;
  return holdScheduled(dependencies, from, now - seenAt > longestOutageMs ? now : from);
}

/**
 * Before that, by a clock that began at what was seen in this database (`floorAtStart`), and by no other: what this run will have seen is
 * no sure sign of the hour for the next start, until somebody acts in it.
 */
export async function noteLeap({ database, clock, log }: Dependencies): Promise<void> {
  const { newestActAt, seenAt } = await lastSeen(database);
  const now = clock.now();
  const before = await lastLeap(database);
  // A second leap makes the hours between no surer.
  const sureAt = before && newestActAt < before.to ? before.from : seenAt;
  const isLeap = now - sureAt > longestOutageMs;
  // Not believed by this start: else the threads, which start after it, would.
  const isBack = now < seenAt;
  if (!isLeap && !isBack && before === null) return;
  try {
    await database.atomically([
      setLeap(database, isLeap ? { from: sureAt, to: now } : null),
      ...(isBack ? [setValue(database, "watchedAt", String(now))] : []),
    ]);
  } catch (error) {
    // A full disk must not keep the site from being read.
    if (!(error instanceof Unavailable)) throw error;
    log.warn({ error: error.message }, "that the clock leapt was not written down");
  }
}

/**
 * Holds all that were to be published by the clock after `from`, the last hour that is not in doubt; false: there are none, or they are
 * held. After a long silence also where anything ended between `from` and `until`: the clock of a service that runs does not jump.
 */
export async function holdScheduled(dependencies: Dependencies, from: Moment, until = from): Promise<boolean> {
  const { database, newId, log } = dependencies;
  const held = await commit(dependencies, newId(), async (head) => {
    const waiting = (await allAdvisories(database)).some(({ revisions }) =>
      revisions.some((revision) => isScheduled(revision) && revision.effectiveAt > from),
    );
    if (!(waiting || (await isEndedBetween(database, from, until))) || (await scheduledHeldFrom(database)) !== null)
      return refused({ type: "busy" });
    return accepted({
      writes: [setValue(database, "scheduledHeldFrom", String(from))],
      // Not at an hour that is in doubt: the newest act is the floor of the clock.
      entry: {
        actor: "clock",
        action: "hold-scheduled",
        isPublic: true,
        at: Math.max(head.at, from),
        detail: { from },
      },
    });
  });
  if (held.ok)
    log.error({ from }, "the clock is in doubt: what begins or ends by it is held until an operator releases it");
  return held.ok;
}

/** They take effect at once where their hour has passed and their sunset has not. */
export async function releaseScheduled(
  dependencies: Dependencies,
  { actor, commandId }: { readonly actor: string; readonly commandId: string },
): Promise<Result<{ readonly wasHeld: boolean }>> {
  const { database, clock, nudge } = dependencies;
  const done = await commit(dependencies, commandId, async () => {
    const wasHeld = (await scheduledHeldFrom(database)) !== null;
    const begins = (await allAdvisories(database)).flatMap((advisory) =>
      advisory.revisions
        .filter(({ isHeld, voidedAt, effectiveAt }) => isHeld && voidedAt === undefined && effectiveAt <= clock.now())
        .map((revision) => lettersOfRelease(dependencies, advisory, revision)),
    );
    return accepted({
      writes: [
        setValue(database, "scheduledHeldFrom", ""),
        insertLetters(database, (await Promise.all(begins)).flat()),
      ],
      entry: { actor, action: "release-scheduled", isPublic: true, detail: { wasHeld } },
    });
  });
  nudge();
  return done;
}
