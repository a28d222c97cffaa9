/**
 * What was acknowledged is not lost: the process is killed between saving and sending, in the middle of saving, and in the middle of
 * sending to 2,000 people. Afterwards nobody is missing, and how many were told twice stays within the bound that is promised:
 * what was in flight, and what the last 100 ms had sent. A clean stop repeats nothing.
 */
import { randomInt } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { alert, subscribe } from "../../faults/readers.ts";
import { eventually, onNode, type ServiceProcess } from "../../support/process.ts";
import { Story } from "./story.ts";

const mailsInFlight = 20;
/** The service's own limit of pushes at once. */
const pushesInFlight = 100;
const groupMs = 100;
const readersPerChannel = 1_000;
const kills = 5;
/** For starting a service and its surroundings on a busy machine. */
const patienceMs = 150_000;

type ChannelName = "mail" | "push";

interface Copy {
  readonly channel: ChannelName;
  readonly recipient: string;
  /** What makes two copies one message: the Message-ID, or the push's topic and content. */
  readonly identity: string;
  /** How often the service had been started when it came. */
  readonly life: number;
}

/** Notes every message that arrives, in which life of the service, and lets both servers answer as slowly as real ones do. */
class Witness {
  copies: Copy[] = [];
  life = 1;
  private arrivals: { readonly channel: ChannelName; readonly at: number }[] = [];
  private mailsArrived = 0;
  private readonly story: Story;

  constructor(story: Story) {
    this.story = story;
    this.mailsArrived = story.smtp.mails.length;
    story.messages();
    story.smtp.behave((stage) => {
      if (stage !== "dot") return undefined;
      this.mailsArrived++;
      this.arrived("mail");
      return { delayMilliseconds: randomInt(20, 100) };
    });
    story.browsers.answer(() => {
      this.arrived("push");
      return { status: 201, delayMilliseconds: randomInt(200, 400) };
    });
  }

  private arrived(channel: ChannelName): void {
    this.arrivals.push({ channel, at: performance.now() });
  }

  /** Waits until some more have arrived on the channel that has most people left to tell. */
  async someMore(): Promise<void> {
    this.note();
    const channel = this.told("mail") <= this.told("push") ? "mail" : "push";
    const arrived = () => this.arrivals.filter((one) => one.channel === channel).length;
    const enough = arrived() + randomInt(20, 120);
    await eventually(`more on the channel ${channel}`, () => arrived() >= enough);
  }

  /** After the end of one life: what it had sent is noted as its own. */
  async nextLife(): Promise<void> {
    await eventually("the last mails to be read", () => this.story.smtp.mails.length === this.mailsArrived);
    this.note();
    this.life++;
  }

  forget(): void {
    this.note();
    this.copies = [];
    this.arrivals = [];
    this.life = 1;
  }

  private note(): void {
    const { life } = this;
    const { mails, pushes } = this.story.messages();
    for (const { to, parsed } of mails)
      this.copies.push({ channel: "mail", recipient: to.join(), identity: parsed.messageId ?? "", life });
    for (const { path, headers, payload } of pushes) {
      const identity = `${headers.topic} ${JSON.stringify(payload)}`;
      this.copies.push({ channel: "push", recipient: path, identity, life });
    }
  }

  of(channel: ChannelName, life?: number): Copy[] {
    return this.copies.filter((copy) => copy.channel === channel && (life === undefined || copy.life === life));
  }

  private told(channel: ChannelName): number {
    return new Set(this.of(channel).map(({ recipient }) => recipient)).size;
  }

  /** Waits until so many have been told on each channel. */
  async everybody(count: number): Promise<void> {
    await eventually(`${count} mails and ${count} pushes`, () => {
      this.note();
      return this.told("mail") === count && this.told("push") === count;
    });
  }

  /** Copies of this life that came again in a later one. */
  repeatsOf(channel: ChannelName, life: number): number {
    const later = new Set(this.of(channel).flatMap((copy) => (copy.life > life ? [copy.recipient] : [])));
    return this.of(channel, life).filter(({ recipient }) => later.has(recipient)).length;
  }

  /** The most that arrived within 100 ms: the rate at which this machine sends, where it was highest. */
  busiestGroup(channel: ChannelName): number {
    const moments = this.arrivals.flatMap((one) => (one.channel === channel ? [one.at] : []));
    const groups = moments.map((from) => moments.filter((at) => at >= from && at < from + groupMs).length);
    return Math.max(0, ...groups);
  }

  /** Nobody has two messages that are not the same message, and nobody has two within one life. */
  expectCopiesToBeTheSame(): void {
    const identities = new Map<string, string>();
    const inLife = new Set<string>();
    for (const { recipient, identity, life } of this.copies) {
      expect(identity, recipient).toBe(identities.get(recipient) ?? identity);
      identities.set(recipient, identity);
      expect(inLife.has(`${recipient} ${life}`), `${recipient} was told twice without a crash in between`).toBe(false);
      inLife.add(`${recipient} ${life}`);
    }
  }
}

describe("killed between saving and sending", () => {
  const readers = 5;
  let story: Story<ServiceProcess>;
  let witness: Witness;
  beforeAll(async () => {
    story = await Story.begin(onNode);
    await subscribe(story, readers);
    witness = new Witness(story);
  }, patienceMs);
  afterAll(() => story?.end());

  it("what was published while sending was paused is sent after the restart, once to each", async () => {
    const { service } = story;
    await service.ntas("pause");
    await story.publish("paused", alert("Saved and not sent"));
    await service.kill();
    await witness.nextLife();
    expect(witness.copies).toEqual([]);
    await service.ntas("resume");
    await service.start();
    await witness.everybody(readers);
    await story.allOut("paused");
    expect(witness.copies).toHaveLength(2 * readers);
    expect(await story.fetchText("/feeds/advisories.rss")).toContain("Saved and not sent");
  });

  it("an approval that was cut off is whole or not there; said again it is done, and told to everybody once", async () => {
    const { service } = story;
    for (let round = 0; round < 3; round++) {
      witness.forget();
      const draft = await story.call("POST", "/advisories", "author", alert(`Cut off ${round}`));
      const { contentHash } = await story.call("POST", `/advisories/${draft.id}/submit`, "author");
      const approve = () =>
        story.call("POST", `/advisories/${draft.id}/approve`, "approver", { contentHash }, `approval ${round}`);
      const answer = approve().catch(() => null);
      await sleep(randomInt(0, 12));
      await service.kill();
      const wasAcknowledged = (await answer) !== null;
      await witness.nextLife();
      await service.start();
      const shown = (await story.fetchText("/feeds/advisories.rss")).includes(`Cut off ${round}`);
      if (wasAcknowledged) expect(shown).toBe(true);
      const approved = await approve();
      expect(approved.stage).toBe("published");
      story.know("cut off", { id: draft.id, slug: draft.slug, identifier: approved.identifier });
      await witness.everybody(readers);
      await story.allOut("cut off");
      witness.expectCopiesToBeTheSame();
      expect(await service.ntas("verify-audit")).toContain("is whole");
    }
  });
});

describe("stopped in the middle of sending to 1,000 by mail and 1,000 by push", () => {
  let story: Story<ServiceProcess>;
  let witness: Witness;
  beforeAll(async () => {
    story = await Story.begin(onNode, { MAIL_CONNECTIONS: String(mailsInFlight) });
    await subscribe(story, readersPerChannel);
    witness = new Witness(story);
  }, patienceMs);
  afterAll(() => story?.end());

  async function expectCountersToAgree(name: string): Promise<void> {
    const { announcements } = await story.call("GET", `/deliveries?advisory=${story.advisory(name).id}`, "author");
    for (const channel of announcements[0].channels) {
      expect(channel).toMatchObject({ planned: readersPerChannel, failed: 0, skipped: 0, done: true });
      expect(channel.sent + channel.unknown).toBe(readersPerChannel);
    }
  }

  it(`by SIGKILL, ${kills} times at random: nobody is missing, and repeats stay within the bound`, async () => {
    const { service } = story;
    witness.forget();
    await story.publish("killed", alert("In the middle of sending"));
    while (witness.life <= kills) {
      await witness.someMore();
      await service.kill();
      await witness.nextLife();
      await service.start();
    }
    await witness.everybody(readersPerChannel);
    await story.allOut("killed");
    witness.expectCopiesToBeTheSame();
    await expectCountersToAgree("killed");

    for (const [channel, inFlight] of [
      ["mail", mailsInFlight],
      ["push", pushesInFlight],
    ] as const) {
      const bound = inFlight + witness.busiestGroup(channel);
      for (let life = 1; life <= kills; life++) {
        const repeats = witness.repeatsOf(channel, life);
        const sent = witness.of(channel, life).length;
        console.log(`${channel}, crash ${life}: ${repeats} of ${sent} sent were repeated; bound ${bound}`);
        expect(repeats, `${channel}, crash ${life}`).toBeLessThanOrEqual(bound);
      }
    }
  });

  it("by SIGTERM, three times at random: nobody is missing, and nobody is told twice", async () => {
    const { service } = story;
    witness.forget();
    await story.publish("stopped", alert("Stopped and started again"));
    while (witness.life <= 3) {
      await witness.someMore();
      expect(await service.stop()).toBe(0);
      await witness.nextLife();
      await service.start();
    }
    await witness.everybody(readersPerChannel);
    await story.allOut("stopped");
    expect(witness.copies).toHaveLength(2 * readersPerChannel);
    await expectCountersToAgree("stopped");
  });
});
