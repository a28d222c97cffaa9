/**
 * Journeys through the whole service in one process (real routes, actions, delivery and channels), each named after the gap in which
 * a warning could be lost, repeated, or outlive its truth.
 */
import { describe, expect, test } from "vitest";
import type { Mail } from "../../src/channels/carriers.ts";
import { emailChannel } from "../../src/channels/email.ts";
import { deliverDue } from "../../src/delivery/deliver.ts";
import { easternIso } from "../../src/domain/eastern.ts";
import { ids, subscribe } from "../support/fan-out.ts";
import { type Json, service, type TestService } from "../support/service.ts";
import { hour } from "../support/world.ts";

const readers = 30;

/** A duty desk that works over the API alone, and thirty readers. */
async function newsroom() {
  const made = await service();
  const author = await made.editor("author@example.org", "author");
  const approver = await made.editor("approver@example.org", "approver");
  await subscribe(
    made.dependencies,
    ids(1, readers).map((id) => ({ id })),
  );

  async function call(method: string, path: string, token: string, body?: unknown): Promise<Json> {
    const { status, json } = await made.call(method, path, token, body);
    if (status >= 300) throw new Error(`${method} ${path}: ${status} ${JSON.stringify(json)}`);
    return json;
  }
  async function approved(id: string): Promise<void> {
    const { contentHash } = await call("POST", `/api/v1/advisories/${id}/submit`, author, {});
    await call("POST", `/api/v1/advisories/${id}/approve`, approver, { contentHash });
  }
  return Object.assign(made, {
    async publish(content: Json): Promise<{ id: string; slug: string }> {
      const { id, slug } = await call("POST", "/api/v1/advisories", author, content);
      await approved(id);
      return { id, slug };
    },
    async revise(id: string, body: Json): Promise<void> {
      await call("POST", `/api/v1/advisories/${id}/revise`, author, body);
      await approved(id);
    },
    takeBack: (id: string): Promise<Json> => call("POST", `/api/v1/advisories/${id}/retract`, approver, {}),
    page: async (path: string): Promise<string> => (await made.get(path)).text(),
    /** What each reader got, in order; letters to editors left out. */
    mailsOf: (reader: number): Mail[] => made.mailbox.filter((mail) => mail.to === `reader${reader}@example.org`),
  });
}

const alert = (service: TestService, headline: string, given: Json = {}): Json => ({
  kind: "elevated",
  status: "actual",
  scope: { areas: ["NY"] },
  sectors: [],
  sunsetAt: easternIso(service.clock.now() + 6 * hour),
  languages: {
    en: {
      headline,
      summary: `Summary: ${headline}.`,
      sections: [],
      measures: { individuals: "Stay alert." },
    },
  },
  resources: [],
  ...given,
});

/** Delivers, and lets `act` happen once so many mails were given to the carrier: those that follow are in flight until it is done. */
async function inTheMiddle(made: TestService, after: number, act: () => Promise<unknown>): Promise<void> {
  let count = 0;
  let acting: Promise<unknown> | undefined;
  made.onMail = async () => {
    if (++count >= after) {
      acting ??= act();
      await acting;
    }
    return { type: "accepted" };
  };
  await made.deliver();
  made.onMail = () => ({ type: "accepted" });
}

const leads = (mails: readonly Mail[]) =>
  mails.map((mail) => /CORRECTION|UPDATED|ENDED AS PLANNED|ENDED/.exec(mail.subject)?.[0] ?? "warning");

describe("the gap between saving and sending", () => {
  test("the process stops after saving and before sending", async () => {
    const made = await newsroom();
    const { slug } = await made.publish(alert(made, "Threat to commuter rail"));
    // Nothing was sent and no nudge came through; the page does not wait for either.
    expect(made.mailbox).toEqual([]);
    expect(await made.page("/")).toContain("Threat to commuter rail");

    // The next process knows nothing but the database.
    const sent: Mail[] = [];
    const carrier = {
      async send(mail: Mail) {
        sent.push(mail);
        return { type: "accepted" as const };
      },
      close: async () => {},
    };
    const { site, tokens } = made.dependencies;
    const email = emailChannel({ carrier, site, tokens, mailFrom: "advisories@example.org", concurrency: 4 });
    await deliverDue({ ...made.delivery, channels: { email } });
    expect(sent.map((mail) => mail.to).sort()).toEqual(
      ids(1, readers)
        .map((id) => `reader${id}@example.org`)
        .sort(),
    );
    expect(sent.every((mail) => mail.text.includes("Threat to commuter rail") && mail.text.includes(slug))).toBe(true);
    await made.deliver();
    expect(made.mailbox).toEqual([]);
  });
});

describe("in the middle of a fan-out", () => {
  test("a typo is mended in the middle of a fan-out", async () => {
    const made = await newsroom();
    const content = alert(made, "Threat to comuter rail");
    const { id } = await made.publish(content);
    const { en } = alert(made, "Threat to commuter rail").languages;
    await inTheMiddle(made, 4, () =>
      made.revise(id, { change: "editorial", content: { ...content, languages: { en } } }),
    );

    const all = ids(1, readers).map((reader) => made.mailsOf(reader));
    expect(all.map((mails) => mails.length)).toEqual(all.map(() => 1));
    const old = all.filter(([mail]) => mail?.text.includes("comuter rail"));
    expect(old.length).toBeGreaterThanOrEqual(4);
    // Concurrency is eight: what was in flight had the old words, and nothing that was started afterwards.
    expect(old.length).toBeLessThanOrEqual(4 + 8);
    expect(all.filter(([mail]) => mail?.text.includes("commuter rail"))).toHaveLength(readers - old.length);
    expect(all.flatMap(leads)).toEqual(Array(readers).fill("warning"));
    expect(await made.page("/")).toContain("Threat to commuter rail");
  });

  test("a wrong update is taken back while it is still going out", async () => {
    const made = await newsroom();
    const content = alert(made, "Threat to commuter rail");
    const { id } = await made.publish(content);
    await made.deliver();
    const en = { ...content.languages.en, headline: "Threat to all airports" };
    await made.revise(id, { change: "update", note: "Airports too.", content: { ...content, languages: { en } } });
    made.clock.advance("1m");
    await inTheMiddle(made, 3, () => made.takeBack(id));

    const all = ids(1, readers).map((reader) => leads(made.mailsOf(reader)));
    const wronged = all.filter((got) => got.includes("UPDATED"));
    expect(wronged.length).toBeGreaterThanOrEqual(3);
    expect(wronged.length).toBeLessThan(readers);
    expect(wronged.every((got) => got.join() === "warning,UPDATED,CORRECTION")).toBe(true);
    // Whoever holds the right text hears nothing: it stands.
    expect(all.filter((got) => !wronged.includes(got)).every((got) => got.join() === "warning")).toBe(true);
    const corrections = made.mailbox.filter(
      (mail) => mail.subject.includes("CORRECTION") && mail.to.startsWith("reader"),
    );
    expect(
      corrections.every((mail) => mail.text.includes("Threat to commuter rail") && !mail.text.includes("airports")),
    ).toBe(true);
    const home = await made.page("/");
    expect(home).toContain("Threat to commuter rail");
    expect(home).not.toContain("airports");
  });

  test("a replacement is taken back and the first warning stands again at its own address", async () => {
    const made = await newsroom();
    const first = await made.publish(alert(made, "Threat to commuter rail"));
    await made.deliver();
    made.clock.advance("1m");
    const second = await made.publish(alert(made, "Threat to all airports", { kind: "imminent", replaces: first.id }));
    made.clock.advance("1m");
    await inTheMiddle(made, 5, async () => {
      expect(await made.takeBack(second.id)).toMatchObject({ restored: first.id });
    });

    const all = ids(1, readers).map((reader) => made.mailsOf(reader));
    const wronged = all.filter((mails) => mails.some((mail) => mail.text.includes("airports")));
    expect(wronged.length).toBeGreaterThanOrEqual(5);
    expect(wronged.length).toBeLessThan(readers);
    for (const mails of wronged) {
      expect(leads(mails)).toEqual(["warning", "warning", "CORRECTION"]);
      expect(mails[2]?.text).toContain("Threat to commuter rail");
      expect(mails[2]?.text).toContain(`/advisories/${first.slug}`);
    }
    expect(all.filter((mails) => !wronged.includes(mails)).flatMap(leads)).toEqual(
      Array(readers - wronged.length).fill("warning"),
    );
    const page = await made.page(`/advisories/${first.slug}`);
    expect(page).toContain("Threat to commuter rail");
    const { json } = await made.call("GET", `/api/v1/advisories/${first.id}`);
    expect(json.phase).toBe("active");
    expect((await made.call("GET", `/api/v1/advisories/${second.id}`)).json.phase).toBe("withdrawn");
  });
});

describe("when the end comes first", () => {
  test("an alert ends while its correction is still owed", async () => {
    const made = await newsroom();
    const content = alert(made, "Threat to commuter rail");
    const { id } = await made.publish(content);
    await made.deliver();
    const en = { ...content.languages.en, headline: "Threat to all airports" };
    await made.revise(id, { change: "update", note: "Airports too.", content: { ...content, languages: { en } } });
    made.onMail = (mail) =>
      Number(/\d+/.exec(mail.to)?.[0]) % 2 === 0 ? { type: "accepted" } : { type: "refused", reason: "554" };
    await made.deliver();
    // Half hold the wrong text, and the relay goes down before they can be told so.
    await made.takeBack(id);
    made.onMail = () => ({ type: "later", reason: "the relay is down" });
    await made.deliver();
    made.clock.advance("6h");
    made.onMail = () => ({ type: "accepted" });
    await made.deliver();

    const all = ids(1, readers).map((reader) => leads(made.mailsOf(reader)).join());
    expect(all).toEqual(
      ids(1, readers).map((reader) => (reader % 2 === 0 ? "warning,UPDATED,CORRECTION" : "warning,ENDED AS PLANNED")),
    );
    const corrections = made.mailbox.filter(
      (mail) => mail.subject.includes("CORRECTION") && mail.to.startsWith("reader"),
    );
    // It is over: nobody is told any more to act on a text.
    expect(corrections.every((mail) => !mail.text.includes("Summary:"))).toBe(true);
    expect(await made.page("/")).toContain("There are no current advisories");
  });
});
