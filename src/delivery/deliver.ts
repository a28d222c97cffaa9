/**
 * From announcements to messages. Safe to run twice, or twice at once: planning is repeatable, lots and letters are leased. Each
 * channel works through its lots in the order of urgency; channels do not wait for one another.
 */
import { type Channel, type ChannelName, readersOf } from "../channels/channel.ts";
import type { Moment } from "../domain/advisory.ts";
import { stackOf } from "../domain/thrown.ts";
import {
  type Announcement,
  announcementById,
  announcementsToPlan,
  closeAnnouncement,
  closeOvertaken,
  fixLastId,
  nextDueAt,
  planningStart,
  planStep,
} from "../store/announcements.ts";
import { Unavailable } from "../store/database.ts";
import { isPaused, pausedChannels } from "../store/instance.ts";
import { nextLetterAt } from "../store/letters.ts";
import { closeLot, type Lot, leaseNext, markLot, nextLotAt } from "../store/lots.ts";
import { retryDelay } from "./back-off.ts";
import type { DeliveryDependencies } from "./dependencies.ts";
import { groupInterval } from "./lot-record.ts";
import { Pace } from "./pace.ts";
import { sendLetters } from "./send-letters.ts";
import { type SentLot, sendLot } from "./send-lot.ts";
import { readTelling } from "./telling.ts";

/** So often (ms) a channel looks for another lot while one is settling, where nothing tells that something was written. */
const lookInterval = 500;

/** One kind of work; `run` does all that is due now and returns when none is left that could be done at once. */
export interface Job {
  readonly name: string;
  run(): Promise<void>;
}

/** Jobs that go on beside one another: a long fan-out holds up neither planning nor letters nor another channel. */
export function deliveryJobs(dependencies: DeliveryDependencies): Job[] {
  return [
    { name: "plan", run: () => planDue(dependencies) },
    { name: "letters", run: () => sendLetters(dependencies, "mail") },
    { name: "push letters", run: () => sendLetters(dependencies, "push") },
    { name: "web letters", run: () => sendLetters(dependencies, "web") },
    ...Object.values(dependencies.channels).map((channel) => {
      const pace = new Pace(channel, dependencies.timers);
      return { name: channel.name, run: () => workThrough(dependencies, channel, pace) };
    }),
  ];
}

/** Does all the work that is due now. A job that fails ends none of the others. */
export async function deliverDue(dependencies: DeliveryDependencies): Promise<void> {
  const endings = await Promise.allSettled(deliveryJobs(dependencies).map((job) => job.run()));
  const failed = endings.find((ending) => ending.status === "rejected");
  if (failed) throw failed.reason;
}

/** When there will be work again, as far as the database knows; null: nothing waits. While all sending is held, only the house is told. */
export async function nextWorkAt({
  database,
  clock,
}: Pick<DeliveryDependencies, "database" | "clock">): Promise<Moment | null> {
  if (await isPaused(database)) return nextLetterAt(database, "house");
  const moments = [
    await nextDueAt(database, clock.now()),
    await nextLotAt(database, clock.now(), await pausedChannels(database)),
    await nextLetterAt(database),
  ].filter((at) => at !== null);
  return moments.length > 0 ? Math.min(...moments) : null;
}

/** Makes lots of announcements that have become due, in steps, so that the first lot can start before the last is planned. */
async function planDue(dependencies: DeliveryDependencies): Promise<void> {
  while (!dependencies.isStopping() && (await planNext(dependencies))) await breath(dependencies);
}

/** One step for the most urgent announcement that can be planned; false: none is due. One that cannot be planned holds up no other. */
async function planNext(dependencies: DeliveryDependencies): Promise<boolean> {
  const { database, clock, log } = dependencies;
  const faults: unknown[] = [];
  for (const announcement of await announcementsToPlan(database, clock.now())) {
    try {
      await planOne(dependencies, announcement);
      return true;
    } catch (error) {
      if (error instanceof Unavailable) throw error;
      log.error({ announcement: announcement.id, error: stackOf(error) }, "an announcement could not be planned");
      faults.push(error);
    }
  }
  if (faults.length > 0) throw faults[0];
  return false;
}

async function planOne(dependencies: DeliveryDependencies, announcement: Announcement): Promise<void> {
  const { database, clock, log } = dependencies;
  const now = clock.now();
  if (announcement.lastId === null) await database.atomically([fixLastId(database, announcement.id)]);
  const current = await announcementById(database, announcement.id);
  if (!current || current.lastId === null) return;
  const telling = await readTelling(dependencies, current, current.machinesOnly ? "machines" : "people");
  if (telling.isOvertaken || now >= telling.lastDeadlineAt) {
    await database.atomically([closeAnnouncement(database, current.id, now)]);
    return;
  }
  const overtaking = current.plannedTo === 0 ? [closeOvertaken(database, current, now)] : [];
  const planned = { ...current, lastId: current.lastId };
  const plan = planStep(database, planned, telling.overtakes, now, await planningStart(database, planned));
  await database.atomically([...plan, ...overtaking]);
  if (current.plannedTo === 0)
    log.info({ announcement: current.id, family: current.family }, "an announcement is going out");
}

/** Lots one after another, in the order of urgency. A lot that starts nothing more settles what it has in flight beside the next one. */
async function workThrough(dependencies: DeliveryDependencies, channel: Channel, pace: Pace): Promise<void> {
  const { database, isStopping } = dependencies;
  const settling = new Set<Promise<void>>();
  try {
    while (!isStopping() && !(await isPaused(database, channel.name))) {
      await breath(dependencies);
      // Also here, so that nothing more urgent waits for the planning job; that one says what cannot be planned.
      const hasPlanned = await planNext(dependencies).catch(() => false);
      const lot = await lease(dependencies, channel.name);
      if (lot) {
        const { handedBack } = await workOn(dependencies, channel, lot, pace);
        settling.add(handedBack);
        handedBack.then(() => settling.delete(handedBack));
        continue;
      }
      if (hasPlanned) continue;
      if (settling.size === 0) return;
      await somethingNew(dependencies, settling);
    }
  } finally {
    await Promise.all(settling);
  }
}

/** Until a lot has settled, something was written that may be work, or a while has passed. What hangs may hang for a minute. */
async function somethingNew(
  { database, timers }: DeliveryDependencies,
  settling: ReadonlySet<Promise<void>>,
): Promise<void> {
  const version = database.version?.();
  const waitMs = version === undefined ? lookInterval : groupInterval;
  const until = timers.elapsed() + lookInterval;
  let hasSettled = false;
  const settled = Promise.race(settling).then(() => {
    hasSettled = true;
  });
  do {
    let callOff = () => {};
    const pause = new Promise<void>((resolve) => {
      callOff = timers.after(waitMs, resolve);
    });
    await Promise.race([settled, pause]);
    callOff();
  } while (!hasSettled && database.version?.() === version && timers.elapsed() < until);
}

/**
 * Where the database answers at once, nothing else of this thread runs between two lots: hundreds in which nobody is owed anything would
 * keep what is in flight waiting for seconds, past a retraction.
 */
function breath({ timers }: DeliveryDependencies): Promise<void> {
  return new Promise((resolve) => timers.after(0, resolve));
}

async function lease({ database, clock }: DeliveryDependencies, channel: ChannelName): Promise<Lot | undefined> {
  const [rows] = await database.atomically([leaseNext(database, channel, clock.now())]);
  return rows?.[0] as Lot | undefined;
}

/** A fault in one lot (a text that cannot be read, a defect) puts it back for later: the others go on, and nobody in it is lost. */
async function workOn(
  dependencies: DeliveryDependencies,
  channel: Channel,
  lot: Lot,
  pace: Pace,
): Promise<Pick<SentLot, "handedBack">> {
  const { database, clock, random, log } = dependencies;
  const about = { lot: lot.id, channel: channel.name };
  try {
    const announcement = await announcementById(database, lot.announcementId);
    if (!announcement) throw new Error("the lot belongs to no announcement");
    const telling = await readTelling(dependencies, announcement, readersOf(channel.name));
    if (telling.isOvertaken) {
      await database.atomically([closeLot(database, lot, clock.now())]);
      return settled;
    }
    const sent = await sendLot(dependencies, channel, lot, telling, pace);
    log.info({ ...about, ending: sent.ending }, "a lot was worked on");
    return sent;
  } catch (error) {
    log.error({ ...about, error: stackOf(error) }, "a lot could not be worked on and is tried again later");
    const attempts = lot.attempts + 1;
    const notBefore = Math.ceil(clock.now() + retryDelay(attempts, random()));
    await database.atomically([markLot(database, lot.id, lot.fence, { leasedUntil: 0, notBefore, attempts })]);
    return settled;
  }
}

const settled = { handedBack: Promise.resolve() };
