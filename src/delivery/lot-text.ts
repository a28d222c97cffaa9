/**
 * What one lot's messages say: the telling that stands, read anew whenever something public changed, and the messages made of it, once
 * for each form, revision and language.
 */
import { type Channel, readersOf } from "../channels/channel.ts";
import type { Owed } from "../domain/audience.ts";
import type { Form } from "../domain/notice.ts";
import { messageOf } from "../domain/thrown.ts";
import { publicSequence } from "../store/audit.ts";
import type { Lot } from "../store/lots.ts";
import type { DeliveryDependencies } from "./dependencies.ts";
import { reportFault } from "./faults.ts";
import { readTelling, type Telling } from "./telling.ts";

/** An answer that was so long (ms) in coming may be as old: something may have stood still meanwhile. */
const longForAnAnswer = 1_000;

type Made = { readonly message: unknown } | { readonly fault: string };

export class LotText {
  /** Replaced by `renew` alone. */
  telling: Telling;
  private seen: { readonly version: number | undefined; readonly sequence: number } | undefined;
  private readonly made = new Map<string, Made>();

  private readonly dependencies: DeliveryDependencies;
  private readonly channel: Channel;
  private readonly lot: Lot;

  constructor(dependencies: DeliveryDependencies, channel: Channel, lot: Lot, telling: Telling) {
    this.dependencies = dependencies;
    this.channel = channel;
    this.lot = lot;
    this.telling = telling;
  }

  /** True where it had to be read anew. */
  async renew(): Promise<boolean> {
    if (this.telling.isFresh(await this.publicSequence(), this.dependencies.clock.now())) return false;
    this.telling = await readTelling(this.dependencies, this.telling.announcement, readersOf(this.channel.name));
    this.made.clear();
    return true;
  }

  /** Asked of a message that had to wait: may it still start, with the words that this telling gave it? */
  async stillStands(telling: Telling, form: Form): Promise<boolean> {
    const sequence = await this.publicSequence();
    const now = this.dependencies.clock.now();
    return telling.mayStart(form, now) && telling.isFresh(sequence, now);
  }

  /** A text that cannot be made is a defect of ours: its readers stay owed until it is mended, and all others are told. */
  message(owed: Owed, language: string): Made {
    const key = `${owed.form} ${owed.tells} ${owed.corrects} ${language}`;
    const made = this.made.get(key) ?? this.composed(owed, language);
    this.made.set(key, made);
    return made;
  }

  private composed(owed: Owed, language: string): Made {
    try {
      const notice = this.telling.notice(owed);
      if (!notice) throw new Error(`there is nothing to tell for revision ${owed.tells}`);
      return { message: this.channel.compose(notice, language) };
    } catch (error) {
      reportFault(this.dependencies, this.lot, error);
      return { fault: `the message could not be composed: ${messageOf(error)}` };
    }
  }

  /** Asked anew only where anything was written since, and once more where the answer may be an old one. */
  private async publicSequence(): Promise<number> {
    const { database, timers } = this.dependencies;
    const version = database.version?.();
    if (version === undefined || version !== this.seen?.version) {
      const askedAt = timers.elapsed();
      let sequence = await publicSequence(database);
      if (timers.elapsed() - askedAt >= longForAnAnswer) sequence = await publicSequence(database);
      this.seen = { version, sequence };
    }
    return this.seen.sequence;
  }
}
