/**
 * What becomes of one lot's messages: each outcome goes into the lot's record, and what is tried again back to the queue's waiting
 * times. One server may dislike a text; where many do, nobody is told less for it: the channel is held, and all of them stay owed.
 */
import type { Channel, Outcome } from "../channels/channel.ts";
import { holdForContent } from "../store/instance.ts";
import type { Lot } from "../store/lots.ts";
import { logPartnerDelivery } from "../store/partners.ts";
import { endDeadSubscription, subscriptionById } from "../store/subscriptions.ts";
import type { DeliveryDependencies } from "./dependencies.ts";
import type { LotQueue, Task } from "./lot-queue.ts";
import type { LotRecord } from "./lot-record.ts";

/** So many refusals of what a message says, and more than were taken, are nobody's fault but the text's. */
const manyRefusals = 20;
/** Refused for its content so often, while others are taken, it is settled. */
const mostContentTries = 3;

export class LotOutcomes {
  /** A message has to be tried again. */
  hasFailed = false;
  /** So many refused what is sent that the channel is held. */
  isContentRefused = false;
  private accepted = 0;
  /** Refused for what the message says: settled or tried again when it is known whether others took it. */
  private readonly contentRefused: Task[] = [];

  private readonly dependencies: Pick<DeliveryDependencies, "database" | "clock" | "log">;
  private readonly channel: Channel;
  private readonly lot: Lot;
  private readonly record: LotRecord;
  private readonly queue: LotQueue;

  constructor(
    dependencies: Pick<DeliveryDependencies, "database" | "clock" | "log">,
    channel: Channel,
    lot: Lot,
    record: LotRecord,
    queue: LotQueue,
  ) {
    this.dependencies = dependencies;
    this.channel = channel;
    this.lot = lot;
    this.record = record;
    this.queue = queue;
  }

  /** The address that is gone may be one that its reader has left meanwhile: then the message goes to the new one. */
  async ofPresentAddress({ id, subscription }: Task, outcome: Outcome): Promise<Outcome> {
    if (outcome.type !== "gone") return outcome;
    const present = await subscriptionById(this.dependencies.database, id).catch(() => null);
    const hasMoved = present?.state === "active" && present.address !== subscription.address;
    return hasMoved ? { type: "later", reason: "the reader has another address by now" } : outcome;
  }

  settle(task: Task, outcome: Outcome): void {
    const { database, clock } = this.dependencies;
    this.writeDown(task, outcome);
    switch (outcome.type) {
      case "accepted":
        this.accepted++;
        this.record.told(task);
        return;
      case "later":
        this.hasFailed = true;
        if (!outcome.mayHaveArrived) this.record.undo(task);
        this.queue.postpone(outcome.retryAfterSeconds);
        if (outcome.retryAfterSeconds !== undefined) this.queue.hold(task.origin, outcome.retryAfterSeconds);
        return;
      case "gone":
        this.record.refused(task);
        this.record.add(endDeadSubscription(database, task.subscription, clock.now()));
        return;
      case "refused":
        if (outcome.isAboutContent) this.refuseContent(task, outcome.reason);
        else this.record.refused(task);
        return;
      case "unknown":
        this.hasFailed = true;
        if (this.record.doubtful(task) === "again") this.queue.postpone();
    }
  }

  /** When all have an outcome: whom few servers refused, while others took the same text, is settled; the others stay owed. */
  settleContentRefused(): void {
    const isTheirs = this.contentRefused.length <= this.accepted || this.lot.attempts + 1 >= mostContentTries;
    if (this.isContentRefused || !isTheirs) {
      this.hasFailed ||= this.contentRefused.length > 0;
      return;
    }
    for (const task of this.contentRefused) this.record.refused(task);
  }

  /** For whoever runs the service, and, where a channel is logged, for its partners. */
  private writeDown(task: Task, outcome: Outcome): void {
    const { database, clock, log } = this.dependencies;
    const reason = outcome.type === "accepted" ? "" : outcome.reason;
    if (outcome.type !== "accepted") {
      const about = { lot: this.lot.id, channel: this.channel.name, outcome: outcome.type, reason };
      log.warn(about, "a message was not accepted");
    }
    if (!this.channel.isLogged) return;
    const about = { subscriptionId: task.id, announcementId: this.lot.announcementId, at: clock.now() };
    this.record.add(logPartnerDelivery(database, { ...about, outcome: outcome.type, reason }));
  }

  private refuseContent(task: Task, reason: string): void {
    const { database, log } = this.dependencies;
    const channel = this.channel.name;
    this.record.undo(task);
    this.contentRefused.push(task);
    const refused = this.contentRefused.length;
    if (this.isContentRefused || refused < manyRefusals || refused <= this.accepted) return;
    this.isContentRefused = true;
    for (const write of holdForContent(database, channel, reason)) this.record.add(write);
    log.error({ channel, lot: this.lot.id, refused, reason }, "what is sent is refused: the channel is held");
  }
}
