/**
 * A fan-out that is too slow for its time, by mail and by push at once: when the sunset passes, or the text is taken back, nobody more is
 * told it. What still arrives then was in flight, at most as many as may be at once.
 */
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Json, Story } from "../journeys/process/story.ts";
import { eventually, onNode, type ServiceProcess } from "../support/process.ts";
import { alert, subscribe } from "./readers.ts";
import { size } from "./size.ts";

const readersPerChannel = size(2_000, 5_000);
const inFlight = { mail: 20, push: 100 };
/** So slow that all of it takes longer than it is given, and far from the two seconds by which the service has less in flight. */
const acceptingMs = { mail: 400, push: 1_000 };
const longestGivenMs = 18_000;

let story: Story<ServiceProcess>;
/** When each message to a reader began to arrive, by the wall clock, which is the service's too. */
let started: { mail: number[]; push: number[] };
beforeAll(async () => {
  story = await Story.begin(onNode, { MAIL_CONNECTIONS: String(inFlight.mail) });
  await subscribe(story, readersPerChannel);
  story.smtp.behave((stage, { to }) => {
    if (!to.startsWith("reader-")) return undefined;
    if (stage === "rcpt") started.mail.push(Date.now());
    return stage === "dot" ? { delayMilliseconds: acceptingMs.mail } : undefined;
  });
  story.browsers.answer(() => {
    started.push.push(Date.now());
    return { status: 201, delayMilliseconds: acceptingMs.push };
  });
}, 150_000);
afterAll(() => story?.end());

const channels = ["mail", "push"] as const;

it(`of ${2 * readersPerChannel} messages none is started after the sunset, and what was not sent is counted as that`, async () => {
  started = { mail: [], push: [] };
  const begun = performance.now();
  for (let call = 0; call < 3; call++) await story.call("POST", "/advisories", "author", alert("A draft"));
  // The longer, the slower this machine is.
  const givenMs = Math.min(longestGivenMs, 10_000 + 4 * (performance.now() - begun));
  const sunset = Math.ceil((Date.now() + givenMs) / 1_000) * 1_000;
  // The end of a Bulletin is told to nobody: whatever comes after it is late.
  const content = { ...alert("Over soon"), kind: "bulletin", sunsetAt: new Date(sunset).toISOString() };
  const { id } = await story.publish("over soon", content);
  const progress = await eventually("the end of the fan-out", async () => {
    const { announcements } = await story.call("GET", `/deliveries?advisory=${id}`, "author");
    return announcements.every((one: Json) => one.done) && Date.now() > sunset && announcements[0];
  });
  for (const channel of channels) {
    const late = started[channel].filter((at) => at >= sunset).length;
    console.log(`${channel}: ${started[channel].length} started, ${late} of them arrived after the sunset`);
    expect(started[channel].length, "the machine was too slow").toBeGreaterThan(late);
    expect(started[channel].length).toBeLessThan(readersPerChannel);
    expect(late).toBeLessThanOrEqual(inFlight[channel]);
    const counted = progress.channels.find((one: Json) => one.channel === (channel === "mail" ? "email" : "push"));
    const told = started[channel].length;
    expect(counted).toMatchObject({ planned: readersPerChannel, sent: told, failed: readersPerChannel - told });
  }
}, 120_000);

it("none of the text that was taken back is started after that, and those who got it, and nobody else, get the correction", async () => {
  started = { mail: [], push: [] };
  const { slug } = await story.publish("wrong", alert("Issued in error"));
  await eventually("some to be told", () => channels.every((channel) => started[channel].length >= 20));
  await story.retract("wrong", "end");
  const before = { mail: started.mail.length, push: started.push.length };
  await story.allOut("wrong");
  const mails = story.smtp.mails.filter(
    ({ to, parsed }) => to[0]?.startsWith("reader-") && parsed.text?.includes(slug),
  );
  const pushes = story.browsers.pushes.filter(({ payload }) => payload.slug === slug);
  const told = {
    mail: mails.map(({ to, parsed }) => ({ reader: to[0], isCorrection: /CORRECTION/.test(parsed.subject ?? "") })),
    push: pushes.map(({ path, payload }) => ({ reader: path, isCorrection: payload.phase === "withdrawn" })),
  };
  for (const channel of channels) {
    const readersOf = (isCorrection: boolean) =>
      told[channel].flatMap((one) => (one.isCorrection === isCorrection ? [one.reader] : [])).sort();
    const originals = readersOf(false);
    console.log(`${channel}: ${before[channel]} started before it was taken back, ${originals.length} in all`);
    expect(originals.length).toBeLessThanOrEqual(before[channel] + inFlight[channel]);
    expect(originals.length).toBeLessThan(readersPerChannel);
    expect(readersOf(true)).toEqual(originals);
  }
}, 120_000);
