/**
 * From announcements to messages. Safe to run twice, or twice at once: planning is repeatable, lots and letters are leased. Each
 * channel works through its lots in the order of urgency; channels do not wait for one another.
 */
import type { Channel, ChannelName } from "../channels/channel.ts";
import type { Moment } from "../domain/advisory.ts";
import {
  type Announcement,
  announcementById,
  announcementsToPlan,
  closeAnnouncement,
  closeOvertaken,
  fixLastId,
  nextDueAt,
  planStep,
} from "../store/announcements.ts";
import { isPaused } from "../store/instance.ts";
import { nextLetterAt } from "../store/letters.ts";
import { type Lot, leaseNext, markLot, nextLotAt } from "../store/lots.ts";
import type { DeliveryDependencies } from "./dependencies.ts";
import { sendLetters } from "./send-letters.ts";
import { sendLot } from "./send-lot.ts";
import { readTelling } from "./telling.ts";

/** One kind of work; `run` does all that is due now and returns when none is left that could be done at once. */
export interface Job {
  readonly name: string;
  run(): Promise<void>;
}

/** Jobs that go on beside one another: a long fan-out holds up neither planning nor letters nor another channel. */
export function deliveryJobs(dependencies: DeliveryDependencies): Job[] {
  return [
    { name: "plan", run: () => planDue(dependencies) },
    { name: "letters", run: () => sendLetters(dependencies) },
    ...Object.values(dependencies.channels).map((channel) => ({
      name: channel.name,
      run: () => workThrough(dependencies, channel),
    })),
  ];
}

/** Does all the work that is due now. */
export async function deliverDue(dependencies: DeliveryDependencies): Promise<void> {
  await Promise.all(deliveryJobs(dependencies).map((job) => job.run()));
}

/** When there will be work again, as far as the database knows; null: nothing waits. */
export async function nextWorkAt({ database }: DeliveryDependencies): Promise<Moment | null> {
  const moments = [await nextDueAt(database), await nextLotAt(database), await nextLetterAt(database)].filter(
    (at) => at !== null,
  );
  return moments.length > 0 ? Math.min(...moments) : null;
}

/** Makes lots of announcements that have become due, in steps, so that the first lot can start before the last is planned. */
async function planDue(dependencies: DeliveryDependencies): Promise<void> {
  const { database, clock, isStopping } = dependencies;
  while (!isStopping()) {
    const [next] = await announcementsToPlan(database, clock.now());
    if (!next) return;
    await planOne(dependencies, next);
  }
}

async function planOne({ database, clock, log }: DeliveryDependencies, announcement: Announcement): Promise<void> {
  const now = clock.now();
  if (announcement.lastId === null) await database.atomically([fixLastId(database, announcement.id)]);
  const current = await announcementById(database, announcement.id);
  if (!current || current.lastId === null) return;
  const telling = await readTelling(database, current, now);
  if (telling.isOvertaken || now >= current.deadlineAt) {
    await database.atomically([closeAnnouncement(database, current.id, now)]);
    return;
  }
  const overtaking = current.plannedTo === 0 ? [closeOvertaken(database, current, now)] : [];
  const plan = planStep(database, { ...current, lastId: current.lastId }, telling.overtakes, now);
  await database.atomically([...overtaking, ...plan]);
  if (current.plannedTo === 0)
    log.info({ announcement: current.id, family: current.family }, "an announcement is going out");
}

async function workThrough(dependencies: DeliveryDependencies, channel: Channel): Promise<void> {
  const { database, clock, isStopping } = dependencies;
  while (!isStopping() && !(await isPaused(database))) {
    const lot = await lease(dependencies, channel.name);
    if (!lot) {
      // Planning runs beside: only when it has nothing left can a channel be through.
      const [unplanned] = await announcementsToPlan(database, clock.now());
      if (!unplanned) return;
      await new Promise((resolve) => setTimeout(resolve, 5));
      continue;
    }
    await workOn(dependencies, channel, lot);
  }
}

async function lease({ database, clock }: DeliveryDependencies, channel: ChannelName): Promise<Lot | undefined> {
  const [rows] = await database.atomically([leaseNext(database, channel, clock.now())]);
  return rows?.[0] as Lot | undefined;
}

async function workOn(dependencies: DeliveryDependencies, channel: Channel, lot: Lot): Promise<void> {
  const { database, clock, log } = dependencies;
  const announcement = await announcementById(database, lot.announcementId);
  if (!announcement) throw new Error(`lot ${lot.id} belongs to no announcement`);
  const telling = await readTelling(database, announcement, clock.now());
  if (telling.isOvertaken) {
    await database.atomically([
      markLot(database, lot.id, lot.fence, { leasedUntil: 0, doneAt: clock.now(), isOvertaken: true }),
    ]);
    return;
  }
  const ending = await sendLot(dependencies, channel, lot, telling);
  log.info({ lot: lot.id, channel: channel.name, ending }, "a lot was worked on");
}
