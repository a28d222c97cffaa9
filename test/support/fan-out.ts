/**
 * What tests of delivery have in common: two editors who do whatever is asked, a list of readers, and a channel that composes nothing
 * but writes down what each message tells, so that a test says who is told what and when.
 */
import { changeAdvisory } from "../../src/actions/change-advisory.ts";
import { createAdvisory } from "../../src/actions/create-advisory.ts";
import type { Dependencies } from "../../src/actions/dependencies.ts";
import type { Channel, ChannelName, Outcome } from "../../src/channels/channel.ts";
import { deliverDue, nextWorkAt } from "../../src/delivery/deliver.ts";
import type { DeliveryDependencies } from "../../src/delivery/dependencies.ts";
import type { Change, Content, Editor } from "../../src/domain/advisory.ts";
import type { Bits } from "../../src/domain/audience.ts";
import type { Command, Revise } from "../../src/domain/lifecycle.ts";
import type { Choice } from "../../src/domain/matching.ts";
import { everything } from "../../src/domain/matching.ts";
import type { Form, Notice } from "../../src/domain/notice.ts";
import type { Result } from "../../src/domain/refusal.ts";
import { lotSize } from "../../src/store/announcements.ts";
import { LotBits } from "../../src/store/bits.ts";
import type { Database } from "../../src/store/database.ts";
import { importSubscriptions } from "../../src/store/subscriptions.ts";
import { type Json, service, type TestService } from "./service.ts";

/** One message that was given to a carrier. */
export interface Told {
  readonly reader: number;
  readonly form: Form;
  readonly change: Change;
  /** The revision that is announced, and the one whose words are sent: `slug-of-it r2`, by identifier. */
  readonly tells: string;
  readonly words: string;
  /** What a correction says was in error. */
  readonly wrong?: string;
  readonly status: string;
  readonly phase: string;
  readonly language: string;
  readonly messageKey: string;
  readonly at: number;
  outcome?: Outcome["type"];
}

export type Answer = (told: Told) => Outcome | Promise<Outcome>;

export interface RecordingChannel extends Channel<Notice> {
  readonly told: Told[];
  /** What the carrier answers; by default that it accepted. */
  onSend: Answer;
  onCompose: (notice: Notice, language: string) => void;
  /** The names of the readers that were told something, in the order in which their messages were started. */
  readers(): number[];
}

export function recordingChannel(name: ChannelName = "email", concurrency = 4): RecordingChannel {
  const told: Told[] = [];
  const channel: RecordingChannel = {
    name,
    concurrency,
    told,
    onSend: () => ({ type: "accepted" }),
    onCompose: () => {},
    readers: () => told.map((one) => one.reader),
    originOf: ({ address }) => address.slice(address.indexOf("@") + 1),
    compose(notice, language) {
      channel.onCompose(notice, language);
      return notice;
    },
    async send({ form, told: revision, advisory, takenBack }, { recipient, messageKey, now }) {
      const one: Told = {
        reader: recipient.id,
        form,
        change: revision.change,
        tells: revision.identifier,
        words: advisory.revision.identifier,
        ...(takenBack ? { wrong: takenBack.revision.identifier } : {}),
        status: advisory.status,
        phase: advisory.phase,
        language: recipient.language,
        messageKey,
        at: now,
      };
      told.push(one);
      const outcome = await channel.onSend(one);
      one.outcome = outcome.type;
      return outcome;
    },
  };
  return channel;
}

export interface ReaderGiven {
  readonly id: number;
  readonly language?: string;
  readonly choice?: Partial<Choice>;
  readonly tier?: number;
  readonly isExercise?: boolean;
  readonly address?: string;
  readonly channel?: ChannelName;
}

/** Confirmed subscriptions with these ids. */
export async function subscribe({ database, clock }: Dependencies, readers: readonly ReaderGiven[]): Promise<void> {
  const rows = readers.map(({ id, language = "en", choice, channel = "email", address, ...rest }) => ({
    ...rest,
    id,
    channel,
    address: address ?? `reader${id}@example.org`,
    addressKey: `key of ${id}`,
    nonce: `nonce of ${id}`,
    language,
    choice: { ...everything, ...choice },
    confirmedAt: clock.now(),
    consentSource: "test",
  }));
  await database.atomically([importSubscriptions(database, rows)]);
}

export function ids(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

const author: Editor = { id: "alice", name: "Alice", roles: ["author"] };
const approver: Editor = { id: "bob", name: "Bob", roles: ["approver"] };

/** Every act goes the whole way: drafted and submitted by one, approved by another. */
export interface DutyDesk {
  /** The new advisory's id. */
  issue(content: Content): Promise<string>;
  revise(advisoryId: string, revision: Omit<Revise, "type">): Promise<void>;
  takeBack(advisoryId: string, then: "restore" | "end"): Promise<void>;
  /** The same, where a refusal is an answer: false. */
  tryTo(act: (desk: DutyDesk) => Promise<unknown>): Promise<boolean>;
}

class Refused extends Error {}

export function dutyDesk(dependencies: Dependencies): DutyDesk {
  const { newId } = dependencies;

  function value<Value>(result: Result<Value>): Value {
    if (!result.ok) throw new Refused(JSON.stringify(result.refusal));
    return result.value;
  }

  const command = async (advisoryId: string, given: Command, editor: Editor) =>
    value(await changeAdvisory(dependencies, { advisoryId, command: given, editor, commandId: newId() }));

  async function publish(advisoryId: string): Promise<void> {
    const { contentHash } = await command(advisoryId, { type: "submit" }, author);
    await command(advisoryId, { type: "approve", contentHash }, approver);
  }

  const desk: DutyDesk = {
    async issue(content) {
      const request = { content, editor: author, commandId: newId() };
      const { id } = value(await createAdvisory(dependencies, request));
      await publish(id);
      return id;
    },
    async revise(advisoryId, revision) {
      await command(advisoryId, { type: "revise", ...revision }, author);
      await publish(advisoryId);
    },
    async takeBack(advisoryId, then) {
      await command(advisoryId, { type: "retract", then }, author);
    },
    async tryTo(act) {
      try {
        await act(desk);
        return true;
      } catch (error) {
        if (error instanceof Refused) return false;
        throw error;
      }
    },
  };
  return desk;
}

/** The service with recording channels in place of real ones, and editors who act. */
export interface FanOut extends Pick<TestService, "clock" | "database"> {
  readonly service: TestService;
  readonly desk: DutyDesk;
  readonly mail: RecordingChannel;
  readonly push: RecordingChannel;
  readonly delivery: DeliveryDependencies;
  /** What delivery wrote to the log as an error. */
  readonly errors: string[];
  subscribe(readers: readonly ReaderGiven[]): Promise<void>;
  /** Does all that is due now, with other dependencies where they are given. */
  deliver(given?: Partial<DeliveryDependencies>): Promise<void>;
  /** The same, and goes on with the clock from one retry to the next, at most so long. */
  deliverFor(ms: number): Promise<void>;
  /** GET /api/v1/deliveries: of one advisory, by revision (and "sunset"), the mail channel's counters. */
  progress(advisoryId: string): Promise<Record<string, Json>>;
  /** What is known of a reader in the lots of a revision. */
  bits(advisoryId: string, number: number, reader: number): Bits;
}

export async function fanOut(
  options: { readonly concurrency?: number; readonly random?: () => number } = {},
): Promise<FanOut> {
  const made = await service();
  const { clock, database, dependencies } = made;
  const mail = recordingChannel("email", options.concurrency);
  const push = recordingChannel("push", options.concurrency);
  const errors: string[] = [];
  const log = {
    info() {},
    warn() {},
    error: (fields: object, message: string) => errors.push(`${message} ${JSON.stringify(fields)}`),
  };
  const { random = () => 0 } = options;
  const delivery: DeliveryDependencies = { ...made.delivery, channels: { push, email: mail }, log, random };
  let token: string | undefined;
  const deliver = (given: Partial<DeliveryDependencies> = {}) => deliverDue({ ...delivery, ...given });
  return {
    service: made,
    clock,
    database,
    mail,
    push,
    delivery,
    errors,
    desk: dutyDesk(dependencies),
    subscribe: (readers) => subscribe(dependencies, readers),
    deliver,
    async deliverFor(ms) {
      const until = clock.now() + ms;
      await deliver();
      for (let next = await nextWorkAt(delivery); next !== null && next <= until; next = await nextWorkAt(delivery)) {
        clock.advance(Math.max(next - clock.now(), 1));
        await deliver();
      }
      clock.advance(Math.max(until - clock.now(), 0));
    },
    async progress(advisoryId) {
      token ??= await made.editor("reader-of-progress@example.org", "author");
      const { json } = await made.call("GET", `/api/v1/deliveries?advisory=${advisoryId}`, token);
      return Object.fromEntries(
        json.announcements.map((one: Json) => [
          one.occasion === "sunset" ? `${one.revision} sunset` : one.revision,
          { done: one.done, ...one.channels.find((channel: Json) => channel.channel === "email") },
        ]),
      );
    },
    bits(advisoryId, number, reader) {
      const row = database.sqlite
        .prepare(
          "select l.bits from lots l join announcements a on a.id = l.announcement_id where a.advisory_id = ? and a.number = ? and a.occasion = 'publication' and l.range = ?",
        )
        .get(advisoryId, number, Math.floor((reader - 1) / lotSize)) as { bits: Buffer | null } | undefined;
      return new LotBits(row?.bits ?? null).get(reader);
    },
  };
}

/** The database of a process that may die: afterwards it writes nothing more, and its callers wait forever. */
export function mortal(database: Database, process: { readonly isDead: boolean }): Database {
  return {
    statements: database.statements,
    atomically: (writes) => (process.isDead ? new Promise(() => {}) : database.atomically(writes)),
  };
}

/** A promise and the means to resolve it: a message that hangs until a test says what became of it. */
export function pending<Value>(): { readonly promise: Promise<Value>; resolve(value: Value): void } {
  let resolve: (value: Value) => void = () => {};
  const promise = new Promise<Value>((given) => {
    resolve = given;
  });
  return { promise, resolve: (value) => resolve(value) };
}
