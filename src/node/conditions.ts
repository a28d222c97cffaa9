/** What may be wrong with this instance, asked again each time: of the machine, the delivery thread, the keys and the database. */
import { open, stat, statfs } from "node:fs/promises";
import type { Moment } from "../domain/advisory.ts";
import type { Condition } from "../domain/alarm.ts";
import { publicSequence } from "../store/audit.ts";
import { Unavailable } from "../store/database.ts";
import { idleChannels, isPlanningIdle, recentFailures } from "../store/health.ts";
import { isPaused, pausedChannels, refusedContent, setValue } from "../store/instance.ts";
import { canaryStates } from "../store/letters.ts";
import type { DeliveryWorker } from "./delivery-worker.ts";
import { databasePath, foreignKeys, type Instance } from "./instance.ts";

/** A delivery thread that is silent for so long is not well (ms). */
const longestSilenceMs = 60_000;
/** Work that waits for so long, and nobody does it (ms). */
const idleMs = 3 * 60_000;
/** A canary that has not arrived after that time (ms) is missing. */
const canaryPatienceMs = 150_000;
const leastFreeBytes = 256 * 1024 * 1024;
const day = 86_400_000;
/** So many messages refused for good, and more than went: it is the text, the sender or the relay, not the readers. */
const manyRefusals = 50;

export interface ConditionsOf {
  readonly service: Instance;
  readonly worker: Pick<DeliveryWorker, "silentForMs" | "isClockApart">;
  /** Of the canaries; empty text: the one that goes no further than the carrier. */
  readonly canaryTo: readonly string[];
}

/** Asks the database too, and says where it cannot be read or written. */
export async function conditionsOf(of: ConditionsOf): Promise<Condition[]> {
  const { service, worker } = of;
  const now = service.clock.now();
  const found: Condition[] = [];
  const add = (name: string, detail: string) => found.push({ name, detail });
  if (worker.silentForMs() > longestSilenceMs) add("worker", "the delivery thread is silent: nothing goes out");
  if (service.clock.isApart() || worker.isClockApart())
    add("clock", "the wall clock is more than five minutes from the service's clock");
  found.push(...certificateConditions(service, now));
  if (service.isForeign) add("keys", foreignKeys);
  const { bavail, bsize } = await statfs(service.settings.DATA_DIR);
  if (bavail * bsize < leastFreeBytes)
    add("disk", `the disk is nearly full: ${Math.floor((bavail * bsize) / 2 ** 20)} MB are left`);
  const fault = await databaseFault(service);
  if (fault) return [...found, fault];
  return [...found, ...(await deliveryConditions(of, now))];
}

function certificateConditions({ signing }: Instance, now: Moment): Condition[] {
  const endsAt = signing.endsAt(now);
  if (endsAt === null || endsAt > now + 30 * day) return [];
  if (endsAt <= now)
    return [{ name: "certificate-ended", detail: "the certificate for signing CAP messages has ended" }];
  const days = Math.ceil((endsAt - now) / day);
  const name = days <= 7 ? "certificate-7-days" : "certificate-30-days";
  return [{ name, detail: `the certificate for signing CAP messages ends on ${new Date(endsAt).toISOString()}` }];
}

/** A file that was replaced or overwritten still looks well to whoever has it open: so its beginning is read from the disk. */
async function databaseFault({ settings, database, clock }: Instance): Promise<Condition | null> {
  try {
    const path = databasePath(settings);
    const file = await open(path, "r");
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(16), 0, 16, 0);
      const isDatabase = bytesRead === 16 && buffer.toString("latin1") === "SQLite format 3\0";
      if (!isDatabase) return { name: "database", detail: "the database file is no longer one" };
    } finally {
      await file.close();
    }
    if ((await stat(path)).ino !== database.inode)
      return { name: "database", detail: "the database file was put in place of the one that is in use" };
    await publicSequence(database);
    const broken = database.brokenTable();
    if (broken) return { name: "database", detail: `the database is damaged: ${broken}` };
  } catch (error) {
    return { name: "database", detail: `the database cannot be read (${codeOf(error)})` };
  }
  try {
    await database.atomically([setValue(database, "watchedAt", String(clock.now()))]);
    return null;
  } catch (error) {
    return { name: "database-write", detail: `the database cannot be written (${codeOf(error)})` };
  }
}

function codeOf(error: unknown): string {
  const cause = error instanceof Unavailable ? error.cause : error;
  return String((cause as { code?: unknown }).code ?? (cause as Error).name);
}

async function deliveryConditions({ service, canaryTo }: ConditionsOf, now: Moment): Promise<Condition[]> {
  const { database } = service;
  const found: Condition[] = [];
  const missing = (await canaryStates(database)).filter(
    ({ recipient, missingSince }) =>
      canaryTo.includes(recipient) && missingSince !== null && now - missingSince > canaryPatienceMs,
  );
  for (const { recipient } of missing) {
    const way = recipient === "" ? "within the service" : recipient.startsWith("https:") ? "as a hook" : "by mail";
    found.push({ name: `canary-${canaryTo.indexOf(recipient)}`, detail: `the canary sent ${way} has not arrived` });
  }
  if (!(await isPaused(database))) {
    const held = await pausedChannels(database);
    if (await isPlanningIdle(database, idleMs, now))
      found.push({ name: "planning", detail: "an announcement waits and nobody plans it" });
    for (const channel of (await idleChannels(database, idleMs, now)).filter((one) => !held.includes(one)))
      found.push({ name: `idle-${channel}`, detail: `messages wait on the channel ${channel} and nobody sends them` });
  }
  for (const channel of await pausedChannels(database)) {
    const reason = await refusedContent(database, channel);
    const detail = `what is sent on the channel ${channel} is refused (${reason}): it is held until somebody resumes it`;
    if (reason) found.push({ name: `refused-${channel}`, detail });
  }
  for (const { channel, failed, sent } of await recentFailures(database, now - 600_000, now)) {
    if (failed < manyRefusals || failed <= sent || found.some(({ name }) => name === `refused-${channel}`)) continue;
    const detail = `${failed} messages were refused on the channel ${channel}: it is held until somebody resumes it`;
    found.push({ name: `refused-${channel}`, detail });
  }
  return found;
}
