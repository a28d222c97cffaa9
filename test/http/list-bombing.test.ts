/**
 * The confirmation mail as a weapon (a campaign of 2016 signed 3,000 victims up 22,000 times): no victim gets more than the budget, real
 * readers get through, and nobody can tell from an answer who is known. A tenth of that size, all of it with FAULTS=full.
 */
import { expect, test } from "vitest";
import { mailboxOf } from "../../src/domain/mail-address.ts";
import { service, type TestService } from "../support/service.ts";

const size = process.env.FAULTS === "full" ? 1 : 0.1;
const attacks = 22_000 * size;
const victims = 3_000 * size;
const origins = 10_000 * size;
const readers = 2_000 * size;
const hour = 3_600_000;

/** A small generator, so that a failure can be repeated (mulberry32). */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A third of the victims are at one large host, whose mailboxes have many spellings. */
function victimAddress(number: number, spelling: number): string {
  const name = `victim${number}`;
  if (number % 3 !== 0) return `${name}${spelling % 2 ? `+${spelling}` : ""}@domain${number % 97}.example.org`;
  return spelling % 2 ? `v.${name.slice(1)}+${spelling}@gmail.com` : `${name.toUpperCase()}@googlemail.com`;
}

/** Each in a network of its own, which no limit by network sees. */
const attacker = (number: number) =>
  number % 2 ? `203.${number >> 8}.${number & 255}.7` : `2001:db8:${number.toString(16)}::1`;
/** Up to twenty behind one shared network. */
const readersNetwork = (number: number) => `198.51.${Math.floor(number / 20) % 256}.${number % 20}`;

interface Sent {
  readonly to: string;
  readonly at: number;
}

function recording(made: TestService): Sent[] {
  const sent: Sent[] = [];
  made.onMail = ({ to }) => {
    sent.push({ to, at: made.clock.now() });
    return { type: "accepted" };
  };
  return sent;
}

/** The most mails that one mailbox got in any such length of time. */
function mostWithin(sent: readonly Sent[], length: number): number {
  const byMailbox = Map.groupBy(sent, ({ to }) => mailboxOf(to));
  const counts = [...byMailbox.values()].flatMap((mails) =>
    mails.map(({ at }) => mails.filter((other) => other.at >= at && other.at < at + length).length),
  );
  return Math.max(0, ...counts);
}

async function signUp(made: TestService, address: string, from: string): Promise<string> {
  made.readerAddress = from;
  const response = await made.app.request("/api/v1/subscriptions", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ channel: "email", address }),
  });
  return `${response.status} ${[...response.headers].join()} ${await response.text()}`;
}

test("a flood of sign-ups reaches each victim once a day and three times a month, and real readers get through", async () => {
  const made = await service({ isUnlimited: false });
  const sent = recording(made);
  const chance = random(21);
  const answers = new Set<string>();
  const readerAddresses = Array.from({ length: readers }, (_, number) =>
    number % 3 ? `reader${number}@domain${number % 97}.example.org` : `reader${number}@gmail.com`,
  );
  // Six hours: attackers come at random, readers evenly among them.
  const steps = 360;
  for (let step = 0; step < steps; step++) {
    for (let count = 0; count < attacks / steps; count++) {
      const victim = Math.floor(chance() * victims);
      const spelling = Math.floor(chance() * 50);
      answers.add(await signUp(made, victimAddress(victim, spelling), attacker(Math.floor(chance() * origins))));
    }
    for (let number = step; number < readers; number += steps)
      answers.add(await signUp(made, readerAddresses[number] ?? "", readersNetwork(number)));
    await made.deliver();
    made.clock.advance("1m");
  }
  const reached = new Set(sent.map(({ to }) => to));
  // The month after: every victim again, each day.
  for (let day = 0; day < 31; day++) {
    made.clock.advance("24h");
    for (let victim = 0; victim < victims; victim += 7)
      answers.add(await signUp(made, victimAddress(victim, day), attacker(day * 1_000 + victim)));
    await made.deliver();
  }
  expect(mostWithin(sent, 24 * hour)).toBe(1);
  expect(mostWithin(sent, 30 * 24 * hour)).toBe(3);
  const through = readerAddresses.filter((address) => reached.has(address)).length / readers;
  expect(through).toBeGreaterThanOrEqual(0.95);
  expect([...answers].map((answer) => answer.slice(0, 3))).toEqual(["202"]);
  expect(sent.length).toBeGreaterThan(victims);
}, 300_000);

test("a flood at one domain waits its turn, and holds nobody else up", async () => {
  const made = await service({ isUnlimited: false });
  const sent = recording(made);
  for (let number = 0; number < 350; number++)
    expect(await signUp(made, `victim${number}@flooded.example.org`, attacker(number))).toMatch(/^202/);
  await signUp(made, "reader@other.example.org", "192.0.2.9");
  const minutes: number[] = [];
  for (let minute = 0; minute < 4; minute++) {
    await made.deliver();
    minutes.push(sent.length);
    made.clock.advance("1m");
  }
  expect(sent.slice(0, 101).map(({ to }) => to)).toContain("reader@other.example.org");
  expect(minutes).toEqual([101, 201, 301, 351]);
});
