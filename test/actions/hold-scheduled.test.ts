/** The clock in doubt: what was to begin by it waits for an operator; what stands, and taking back, do not. */
import { describe, expect, test } from "vitest";
import { holdAfterSilence, holdScheduled, noteLeap, releaseScheduled } from "../../src/actions/hold-scheduled.ts";
import type { Mail } from "../../src/channels/carriers.ts";
import { nextWorkAt } from "../../src/delivery/deliver.ts";
import { auditHead, brokenAuditRow } from "../../src/store/audit.ts";
import { isPlanningIdle } from "../../src/store/health.ts";
import { lastLeap, scheduledHeldFrom, setValue } from "../../src/store/instance.ts";
import { aContent } from "../support/advisories.ts";
import { atConsole } from "../support/console.ts";
import { fanOut, ids } from "../support/fan-out.ts";
import { newsroom } from "../support/publishing.ts";

const later = "2026-11-22T14:00:00-05:00";
const second = 1_000;
const minute = 60 * second;
const day = 24 * 60 * minute;
const year = 365 * day;

/** One that stands, one that is to replace it at two o'clock, and one on its own for the same hour; it is noon. */
async function waiting() {
  const made = await newsroom();
  const { it, publish } = made;
  await it.call("POST", "/api/v1/subscriptions", undefined, { channel: "email", address: "reader@example.org" });
  await it.deliver();
  const link = /http:\/\/localhost:8080(\/confirm\/[\w-]+)/.exec(it.mailbox.at(-1)?.text ?? "")?.[1] ?? "";
  await it.app.request(link, { method: "POST" });
  const standing = await publish();
  const replacing = await publish({
    kind: "imminent",
    replaces: standing.id,
    publishAt: later,
    sunsetAt: "2026-11-25T12:00:00-05:00",
  });
  const own = await publish({ publishAt: later });
  await it.deliver();
  it.mailbox.length = 0;
  it.deskMails.length = 0;
  const live = async () => {
    const { json } = await it.call("GET", "/api/v1/advisories?phase=active");
    return (json.advisories as { slug: string }[]).map(({ slug }) => slug).sort();
  };
  return { ...made, standing, replacing, own, live };
}

/** Who of the house was told that something stands now. */
const published = (mails: readonly Mail[]) =>
  mails.filter(({ headers }) => headers["X-NTAS-Letter"] === "published").map(({ to }) => to);

describe("while the clock is in doubt", () => {
  test("nothing begins by it and nobody is told; what stood goes on; released, all begin at once", async () => {
    const { it, standing, replacing, own, live } = await waiting();
    const { dependencies, database, clock } = it;
    expect(await holdScheduled(dependencies, clock.now())).toBe(true);
    expect(await holdScheduled(dependencies, clock.now() + 1)).toBe(false);
    clock.advance("3h");
    expect(await live()).toEqual([standing.slug]);
    await it.deliver();
    expect(it.mailbox).toEqual([]);
    expect(published(it.deskMails.splice(0))).toEqual([]);
    // Nothing turns round and round for what it may not send, and nobody raises an alarm that it is not sent.
    expect((await nextWorkAt(it.delivery)) ?? Number.POSITIVE_INFINITY).toBeGreaterThan(clock.now());
    expect(await isPlanningIdle(database, minute, clock.now())).toBe(false);

    const admin = await atConsole(it, "admin@example.org", "admin");
    const author = await atConsole(it, "other@example.org", "author");
    expect((await admin.get(`/console/advisories/${own.slug}`)).html).toContain("HELD, since the clock was in doubt");
    expect((await author.get("/console/now")).html).toContain("An administrator can release them here");
    expect((await author.post("/console/scheduled/release", { command: "a" })).status).toBe(403);
    expect(await live()).toEqual([standing.slug]);
    expect((await admin.fillIn("/console/now", "/console/scheduled/release")).location).toBe("/console/now");
    expect(await live()).toEqual([own.slug, replacing.slug].sort());
    await it.deliver();
    expect(it.mailbox).toHaveLength(2);
    expect(published(it.deskMails).filter((line) => line.startsWith("author@"))).toHaveLength(2);
    expect(await brokenAuditRow(database, dependencies.digest)).toBeNull();
  });

  test("taking back, approving at once and sending back go on", async () => {
    const { it, standing, own, publish, retract, live } = await waiting();
    await holdScheduled(it.dependencies, it.clock.now());
    it.clock.advance("3h");
    const urgent = await publish({ kind: "imminent", sunsetAt: "2026-11-25T12:00:00-05:00" });
    expect(await live()).toEqual([standing.slug, urgent.slug].sort());
    await retract(standing.id, "end");
    await retract(own.id, "end");
    expect(await live()).toEqual([urgent.slug]);
    await releaseScheduled(it.dependencies, { actor: "test", commandId: "release" });
    // What was to replace it was sent back with it: it would have told readers of a text that is no more.
    expect(await live()).toEqual([urgent.slug]);
  });
});

describe("a start after a silence", () => {
  test.each([
    [second, false],
    [4 * minute, false],
    [6 * minute, true],
    [day, true],
    [10 * year, true],
    [-second, false],
    [-10 * year, false],
  ])("of %i ms holds what waits for its hour: %s", async (silence, holds) => {
    const { it } = await waiting();
    const { dependencies, database, clock } = it;
    const { at: lastAct } = await auditHead(database);
    const jumped = { ...dependencies, clock: { now: () => clock.now() + silence } };
    await noteLeap(jumped);
    expect(await holdAfterSilence(jumped)).toBe(holds);
    expect((await scheduledHeldFrom(database)) !== null).toBe(holds);
    const from = lastAct;
    expect(await lastLeap(database)).toEqual(silence > day ? { from, to: jumped.clock.now() } : null);
    // The newest act is the floor of the clock: an hour that is in doubt must not become it.
    expect((await auditHead(database)).at).toBeLessThanOrEqual(lastAct + minute);
  });

  test("that follows a leap in which nobody acted goes back to before it", async () => {
    const { dependencies, database, clock } = (await newsroom()).it;
    const { at: from } = await auditHead(database);
    const startAt = (to: number) => noteLeap({ ...dependencies, clock: { now: () => to } });
    const seenAt = (at: number) => database.atomically([setValue(database, "watchedAt", String(at))]);
    await startAt(clock.now() + year);
    await seenAt(clock.now() + year + day);
    await startAt(clock.now() + 2 * year);
    expect(await lastLeap(database)).toEqual({ from, to: clock.now() + 2 * year });
    await seenAt(clock.now() + 2 * year + day);
    await startAt(clock.now() + 3 * day);
    expect(await lastLeap(database)).toEqual({ from, to: clock.now() + 3 * day });
    await startAt(clock.now() + minute);
    expect(await lastLeap(database)).toBe(null);
  });

  test("holds nothing where nothing waits, and nothing that the last run may have published", async () => {
    const { it, publish, live } = await newsroom().then(async (made) => ({
      ...made,
      live: async () =>
        ((await made.it.call("GET", "/api/v1/advisories?phase=active")).json.advisories as unknown[]).length,
    }));
    const hoursLater = { ...it.dependencies, clock: { now: () => it.clock.now() + 20 * 60 * minute } };
    await publish();
    expect(await holdAfterSilence(hoursLater)).toBe(false);
    await publish({ publishAt: "2026-11-22T12:00:30-05:00" });
    expect(await holdAfterSilence(hoursLater)).toBe(false);
    await publish({ publishAt: later });
    expect(await holdAfterSilence(hoursLater)).toBe(true);
    it.clock.advance("1m");
    expect(await live()).toBe(2);
  });
});

describe("a start years ahead", () => {
  /** One alert of which half the readers were told, and one of which nobody was; the service starts years later, by its clock. */
  async function halfSent() {
    const made = await fanOut({ concurrency: 1 });
    const { clock, desk, mail, service: it } = made;
    await made.subscribe(ids(1, 4).map((id) => ({ id })));
    const sunsetAt = clock.now() + 2 * day;
    await desk.issue(aContent({ kind: "elevated", sunsetAt }));
    mail.onSend = ({ reader }) =>
      reader <= 2 ? { type: "accepted" } : { type: "later", reason: "busy", retryAfterSeconds: 60 };
    await made.deliver();
    mail.onSend = () => ({ type: "accepted" });
    await desk.issue(aContent({ kind: "elevated", sunsetAt }));
    const isNow = clock.now();
    clock.advance(4 * year);
    const held = await holdAfterSilence(it.dependencies);
    const before = mail.told.length;
    return {
      ...made,
      it,
      held,
      isNow,
      told: () => mail.told.slice(before).map(({ form, reader }) => `${form} ${reader}`),
    };
  }

  test("tells nobody of a sunset and gives nothing up: once the clock is right again, all is told", async () => {
    const { held, it, clock, isNow, deliver, deliverFor, told, delivery } = await halfSent();
    expect(held).toBe(true);
    await deliver();
    expect(told()).toEqual([]);
    expect((await it.call("GET", "/api/v1/advisories?phase=active")).json.advisories).toEqual([]);
    // Nothing turns round and round for what it may not send.
    expect((await nextWorkAt(delivery)) ?? Number.POSITIVE_INFINITY).toBeGreaterThan(clock.now());
    expect(await isPlanningIdle(it.database, minute, clock.now())).toBe(false);
    clock.set(new Date(isNow + 10 * minute).toISOString());
    expect((await it.call("GET", "/api/v1/advisories?phase=active")).json.advisories).toHaveLength(2);
    await deliverFor(minute);
    expect(told().sort()).toEqual([1, 2, 3, 3, 4, 4].map((reader) => `change ${reader}`));
  });

  test("that an operator releases, since the machine was off so long, is the end of what it is too late for", async () => {
    const { it, deliver, told, clock, delivery } = await halfSent();
    await releaseScheduled(it.dependencies, { actor: "test", commandId: "release" });
    await deliver();
    expect(told()).toEqual([]);
    expect((await nextWorkAt(delivery)) ?? Number.POSITIVE_INFINITY).toBeGreaterThan(clock.now());
    expect(it.database.sqlite.prepare("select count(*) from lots where done_at is null").pluck().get()).toBe(0);
  });

  test("after an outage of minutes endings go on by the clock: nobody has to come", async () => {
    const { service: it, desk, clock, deliver, mail, subscribe } = await fanOut();
    await subscribe(ids(1, 2).map((id) => ({ id })));
    await desk.issue(aContent({ kind: "elevated", sunsetAt: clock.now() + 10 * minute }));
    await deliver();
    clock.advance(30 * minute);
    expect(await holdAfterSilence(it.dependencies)).toBe(false);
    await deliver();
    expect(mail.told.slice(2).map(({ form }) => form)).toEqual(["sunset", "sunset"]);
  });
});
