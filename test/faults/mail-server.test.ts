/**
 * A mail server that fails at each stage in each way, before the final dot and after it: whoever can be told is told, and by one message;
 * each try ends at its deadline, wherever it stands; and while some connections stand still, the others keep their rate.
 */
import { afterEach, beforeEach, expect, it } from "vitest";
import { emailChannel } from "../../src/channels/email.ts";
import { deliverDue, nextWorkAt } from "../../src/delivery/deliver.ts";
import type { DeliveryDependencies } from "../../src/delivery/dependencies.ts";
import { smtpCarrier } from "../../src/platform/smtp-carrier.ts";
import { hmacTokens } from "../../src/platform/tokens.ts";
import { subscriptionById } from "../../src/store/subscriptions.ts";
import { type FanOut, fanOut, ids } from "../support/fan-out.ts";
import {
  type FaultyMailServer,
  type FaultyStage,
  faultyMailServer,
  type MailFault,
} from "../support/faulty-mail-server.ts";
import { site } from "../support/notices.ts";
import { contentOf, day, hour } from "../support/world.ts";
import { isFull, size } from "./size.ts";

/** At full size the carrier's own. */
const deadlineSeconds = size(5, 60);
const ofSessions = ["greeting", "ehlo", "mail"] as const satisfies FaultyStage[];
const ofRecipients = ["rcpt", "data", "body", "dot"] as const satisfies FaultyStage[];
const faults: readonly MailFault[] = [
  "421 4.3.2 going down",
  "450 4.2.1 try again",
  "550 5.1.1 no such user",
  "552 5.2.2 over quota",
  "554 5.7.1 relay access denied",
  "drop",
  "hang",
  "drip",
];

let closers: (() => Promise<void>)[] = [];
beforeEach(() => {
  closers = [];
});
afterEach(() => Promise.all(closers.map((close) => close())));

async function serverAndCarrier(connections: number, delayMs = 0, seconds = isFull ? {} : { deadlineSeconds }) {
  const server = await faultyMailServer(delayMs);
  const carrier = smtpCarrier({ url: server.url, connections, ...seconds });
  closers.push(server.close, carrier.close);
  return { server, carrier };
}

/** An alert for these readers, over real connections. */
async function alertOver(
  connections: number,
  addresses: readonly string[],
  delayMs = 0,
  seconds?: { deadlineSeconds: number },
) {
  const { server, carrier } = await serverAndCarrier(connections, delayMs, seconds);
  const tokens = hmacTokens([Buffer.alloc(32, 7)]);
  const mailFrom = "Advisories <advisories@example.gov>";
  const email = emailChannel({ carrier, site, tokens, mailFrom, concurrency: connections });
  const made = await fanOut();
  await made.subscribe(addresses.map((address, index) => ({ id: index + 1, address })));
  const id = await made.desk.issue(contentOf({ sunsetAt: made.clock.now() + day }));
  return { ...made, server, id, delivery: { ...made.delivery, channels: { email } } };
}

/** All that is due within the hour, over the carrier. */
async function deliverForAnHour({ clock }: Pick<FanOut, "clock">, delivery: DeliveryDependencies): Promise<void> {
  const until = clock.now() + hour;
  await deliverDue(delivery);
  for (let next = await nextWorkAt(delivery); next !== null && next <= until; next = await nextWorkAt(delivery)) {
    clock.advance(Math.max(next - clock.now(), 1));
    await deliverDue(delivery);
  }
}

/** The message ids of what the server had whole. */
function copiesTo({ whole }: FaultyMailServer, address: string): string[] {
  return whole.flatMap(({ to, messageId }) => (to === address ? [messageId] : []));
}

it(
  "each fault once to each reader, from RCPT to the final dot: refused for good is not tried again, all else once more",
  async () => {
    const faulty = ofRecipients.flatMap((stage) =>
      faults.map((fault, number) => ({ stage, fault, address: `reader@${stage}-${number}.example` })),
    );
    const well = ids(1, 20).map((number) => `reader@well-${number}.example`);
    const addresses = [...faulty.map(({ address }) => address), ...well];
    const made = await alertOver(addresses.length, addresses);
    const { server, delivery, database, progress, id } = made;
    const tries = new Map<string, number>();
    server.failAt((at, to) => {
      if (at === "rcpt") tries.set(to, (tries.get(to) ?? 0) + 1);
      return tries.get(to) === 1
        ? faulty.find(({ stage, address }) => stage === at && address === to)?.fault
        : undefined;
    });
    await deliverForAnHour(made, delivery);
    for (const [index, { stage, fault, address }] of faulty.entries()) {
      const isForGood = /^55[02]/.test(fault);
      const name = `${stage}: ${fault}`;
      expect(tries.get(address), name).toBe(isForGood ? 1 : 2);
      const copies = copiesTo(server, address);
      expect(copies, name).toHaveLength((isForGood ? 0 : 1) + (stage === "dot" ? 1 : 0));
      expect(new Set(copies).size, name).toBeLessThanOrEqual(1);
      const isGone = stage === "rcpt" && fault.startsWith("550");
      expect((await subscriptionById(database, index + 1))?.state, name).toBe(isGone ? "gone" : "active");
    }
    for (const address of well) expect(copiesTo(server, address)).toHaveLength(1);
    const refused = 2 * ofRecipients.length;
    expect((await progress(id))[1]).toMatchObject({
      planned: addresses.length,
      sent: addresses.length - refused,
      failed: refused,
      unknown: 0,
      done: true,
    });
  },
  size(60_000, 600_000),
);

it(
  "each fault once to some connection, from the greeting to MAIL: all are told once",
  async () => {
    const addresses = ids(1, 60).map((number) => `reader@host-${number}.example`);
    const made = await alertOver(30, addresses);
    const { server, delivery, progress, id } = made;
    const left: Partial<Record<FaultyStage, MailFault[]>> = {};
    // Of the sender's commands 552 alone is about this message: its size.
    for (const stage of ofSessions)
      left[stage] = faults.filter((fault) => stage !== "mail" || !fault.startsWith("552"));
    server.failAt((stage) => left[stage]?.shift());
    await deliverForAnHour(made, delivery);
    expect(Object.values(left).flat()).toEqual([]);
    for (const address of addresses) expect(copiesTo(server, address), address).toHaveLength(1);
    expect((await progress(id))[1]).toMatchObject({ planned: 60, sent: 60, failed: 0, unknown: 0, done: true });
  },
  size(60_000, 600_000),
);

it(
  `a server that is silent, or drips, ends a try after ${deadlineSeconds} s in all, at whatever stage`,
  async () => {
    const stages = [...ofSessions, ...ofRecipients];
    const tried = stages.flatMap((stage) => (["hang", "drip"] as const).map((fault) => ({ stage, fault })));
    await Promise.all(
      tried.map(async ({ stage, fault }) => {
        const { server, carrier } = await serverAndCarrier(1);
        server.failAt((at) => (at === stage ? fault : undefined));
        const begun = performance.now();
        const outcome = await carrier.send({
          from: "advisories@example.gov",
          to: "reader@example.org",
          subject: "A try",
          text: "A try.",
          html: "<p>A try.</p>",
          messageId: "<try@advisories.example.gov>",
          headers: {},
        });
        const mayHaveIt = stage === "body" || stage === "dot";
        expect(outcome.type, `${fault} at ${stage}`).toBe(mayHaveIt ? "unknown" : "later");
        // As much more as a busy machine may need.
        expect(performance.now() - begun, `${fault} at ${stage}`).toBeLessThan((deadlineSeconds + 10) * 1_000);
      }),
    );
  },
  size(60_000, 120_000),
);

const connections = 10;
const windowMs = 2_000;
const acceptingMs = 50;
const rounds = size(1, 5);
const leastShare = size(0.5, 0.9);

/** Mails a second and connection, of those connections that go on while so many stand still. */
async function rateBeside(standingStill: number): Promise<number> {
  const hung = ids(1, standingStill).map((number) => `hung-${number}@example.org`);
  const well = ids(1, 1.2 * connections * (windowMs / acceptingMs)).map((number) => `reader-${number}@example.net`);
  const made = await alertOver(connections, [...hung, ...well], acceptingMs, { deadlineSeconds: 5 });
  made.server.failAt((stage, to) => {
    if (!to.startsWith("hung")) return undefined;
    return stage === "rcpt" ? (to.startsWith("hung-1") ? "hang" : "drip") : undefined;
  });
  await deliverDue(made.delivery);
  const [first] = made.server.whole;
  const accepted = made.server.whole.filter(({ at }) => at < (first?.at ?? 0) + windowMs);
  return (accepted.length * 1_000) / windowMs / (connections - standingStill);
}

it(
  `while 2 of ${connections} connections stand still, each of the others keeps ${leastShare * 100} % of its rate`,
  async () => {
    const shares: number[] = [];
    for (let round = 0; round < rounds; round++) {
      // At the same time: a neighbour that makes the machine slower does so for both.
      const [alone = 0, beside = 0] = await Promise.all([0, 2].map(rateBeside));
      console.log(`a connection: ${alone.toFixed(1)} mails a second, beside two that hang ${beside.toFixed(1)}`);
      shares.push(beside / alone);
    }
    shares.sort((a, b) => a - b);
    expect(shares[Math.floor(rounds / 2)]).toBeGreaterThanOrEqual(leastShare);
  },
  size(60_000, 300_000),
);
