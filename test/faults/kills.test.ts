/**
 * What was acknowledged is not lost: the process is killed between saving and sending, in the middle of saving, and in the middle of
 * sending to thousands. Afterwards nobody is missing, and how many were told twice stays within the bound that is promised:
 * what was in flight, and what the last 100 ms had sent. A clean stop repeats nothing.
 */
import { randomInt } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Story } from "../journeys/process/story.ts";
import { eventually, onNode, type ServiceProcess } from "../support/process.ts";
import { alert, subscribe } from "./readers.ts";
import { isFull, numberFrom, size } from "./size.ts";

const mailsInFlight = 20;
/** The service's own limit of pushes at once. */
const pushesInFlight = 100;
const groupMs = 100;
const readersPerChannel = size(1_000, 10_000);
const kills = size(5, 10);
/** Fan-outs, each killed so often. */
const rounds = numberFrom("FAULTS_RUNS", size(1, 100));
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

/** What came after a crash: how long the start took until it answered, and from there to the first message. */
interface Silence {
  readonly startMs: number;
  readonly silenceMs: number;
}

function saidOf({ startMs, silenceMs }: Silence): string {
  return `first message ${Math.round(silenceMs)} ms after a start of ${Math.round(startMs)} ms`;
}

/**
 * Five seconds. A thread that sends takes less processor time to start than the process does to answer (0.3 s against 0.45 s): on a
 * machine so busy that the answer alone took longer than that, the first message may take as long again.
 */
function longestSilence({ startMs }: Silence): number {
  return Math.max(5_000, startMs);
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

  /** Milliseconds from the start of a life to the first message that it sends. */
  async silence(): Promise<number> {
    const from = performance.now();
    const known = this.arrivals.length;
    await eventually("the first message of this life", () => this.arrivals.length > known, 90);
    return performance.now() - from;
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
    await eventually(
      `${count} mails and ${count} pushes`,
      () => {
        this.note();
        return this.told("mail") === count && this.told("push") === count;
      },
      size(60, 600),
    );
  }

  /** Copies of this life that came again in a later one. */
  repeatsOf(channel: ChannelName, life: number): number {
    const later = new Set(this.of(channel).flatMap((copy) => (copy.life > life ? [copy.recipient] : [])));
    return this.of(channel, life).filter(({ recipient }) => later.has(recipient)).length;
  }

  /** The most that arrived within 100 ms: the rate at which this machine sends, where it was highest. */
  busiestGroup(channel: ChannelName): number {
    const moments = this.arrivals.flatMap((one) => (one.channel === channel ? [one.at] : []));
    let [most, oldest] = [0, 0];
    for (const [index, at] of moments.entries()) {
      while ((moments[oldest] ?? at) <= at - groupMs) oldest++;
      most = Math.max(most, index - oldest + 1);
    }
    return most;
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

describe(`stopped in the middle of sending to ${readersPerChannel} by mail and as many by push`, () => {
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

  async function killedAgainAndAgain(round: number): Promise<void> {
    const { service } = story;
    const name = `killed ${round}`;
    witness.forget();
    await story.publish(name, alert(`In the middle of sending, ${round}`));
    const silences: Silence[] = [];
    while (witness.life <= kills) {
      await witness.someMore();
      await service.kill();
      await witness.nextLife();
      const startedAt = performance.now();
      await service.start();
      const startMs = performance.now() - startedAt;
      // Where few lots are left, all may be leased by the dead, and it is those leases that are waited for.
      if (isFull && witness.life <= kills / 2) silences.push({ startMs, silenceMs: await witness.silence() });
    }
    await witness.everybody(readersPerChannel);
    await story.allOut(name);
    witness.expectCopiesToBeTheSame();
    await expectCountersToAgree(name);

    for (const [channel, inFlight] of [
      ["mail", mailsInFlight],
      ["push", pushesInFlight],
    ] as const) {
      const bound = inFlight + witness.busiestGroup(channel);
      const repeats = Array.from({ length: kills }, (_, life) => witness.repeatsOf(channel, life + 1));
      console.log(`round ${round}, ${channel}: repeats ${repeats.join(", ")}; bound ${bound}`);
      for (const [life, count] of repeats.entries())
        expect(count, `${channel}, crash ${life + 1}`).toBeLessThanOrEqual(bound);
    }
    console.log(`round ${round}: ${silences.map(saidOf).join("; ")}`);
    for (const silence of silences)
      expect(silence.silenceMs, saidOf(silence)).toBeLessThanOrEqual(longestSilence(silence));
  }

  it(
    `by SIGKILL, ${kills} times at random in each of ${rounds} fan-outs: nobody is missing, and repeats stay within the bound`,
    async () => {
      for (let round = 1; round <= rounds; round++) await killedAgainAndAgain(round);
    },
    size(600_000, 10 * 3_600_000),
  );

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
