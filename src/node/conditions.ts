/** What may be wrong with this instance, asked again each time: of the machine, the delivery thread, the keys and the database. */
import { stat, statfs } from "node:fs/promises";
import type { Moment } from "../domain/advisory.ts";
import type { Condition } from "../domain/alarm.ts";
import { publicSequence } from "../store/audit.ts";
import { Unavailable } from "../store/database.ts";
import { setValue } from "../store/instance.ts";
import { certificateConditions, deliveryConditions, textConditions } from "../watching.ts";
import type { DeliveryWorker } from "./delivery-worker.ts";
import { databasePath, foreignKeys, type Instance } from "./instance.ts";

/** A delivery thread that is silent for so long is not well (ms). */
const longestSilenceMs = 60_000;
const leastFreeBytes = 256 * 1024 * 1024;

export interface ConditionsOf {
  readonly service: Instance;
  readonly worker: Pick<DeliveryWorker, "silentForMs" | "isClockApart">;
  /** Of the canaries; empty text: the one that goes no further than the carrier. */
  readonly canaryTo: readonly string[];
  /** When this process began to deliver. */
  readonly beganAt: Moment;
}

/** Asks the database too, and says where it cannot be read or written. */
export async function conditionsOf(of: ConditionsOf): Promise<Condition[]> {
  const { service, worker } = of;
  const now = service.clock.now();
  const found: Condition[] = [];
  const add = (name: string, detail: string) => found.push({ name, detail });
  if (worker.silentForMs() > longestSilenceMs) add("worker", "the delivery thread is silent: nothing goes out");
  if (service.clock.isApart() || worker.isClockApart())
    add(
      "clock",
      "the wall clock is more than five minutes from the service's clock: set the machine's clock right; where it is, stop the service and run “clock accept”",
    );
  found.push(...certificateConditions(service.signing.endsAt(now), now));
  if (service.isForeign) add("keys", foreignKeys);
  const { bavail, bsize } = await statfs(service.settings.DATA_DIR);
  if (bavail * bsize < leastFreeBytes)
    add("disk", `the disk is nearly full: ${Math.floor((bavail * bsize) / 2 ** 20)} MB are left`);
  const fault = await databaseFault(service);
  if (fault) return [...found, fault];
  const texts = await textConditions(service);
  return [...found, ...texts, ...(await deliveryConditions(service.database, of.canaryTo, now, of.beganAt))];
}

/** A file that was replaced or overwritten still looks well to whoever has it open: so its beginning is read from the disk. */
async function databaseFault(service: Instance): Promise<Condition | null> {
  const { settings, database, clock } = service;
  try {
    if (!database.isDatabaseFile()) return { name: "database", detail: "the database file is no longer one" };
    if ((await stat(databasePath(settings))).ino !== database.inode)
      return { name: "database", detail: "the database file was put in place of the one that is in use" };
    await publicSequence(database);
    const broken = database.brokenTable();
    if (broken) return { name: "database", detail: `the database is damaged: ${broken}` };
    // What it finds is said apart; here it shows whether everything can be read.
    await textConditions(service);
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
