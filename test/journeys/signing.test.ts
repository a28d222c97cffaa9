/** From the editor to the CAP file: what is published is signed, and what is taken back waits for no signature. */
import { describe, expect, it } from "vitest";
import { signWaitingMessages } from "../../src/actions/sign-waiting-messages.ts";
import { isSignedBy } from "../../src/formats/cap/sign.ts";
import { auditHead } from "../../src/store/audit.ts";
import { putSubscription } from "../../src/store/subscriptions.ts";
import { deliveryConditions, waitingReasons } from "../../src/watching.ts";
import { service } from "../support/service.ts";
import { signedForTests, testSigningPair } from "../support/signing.ts";

const { certificate } = await testSigningPair();

const content = {
  kind: "elevated",
  status: "actual",
  scope: { areas: ["NY"] },
  sectors: [],
  sunsetAt: "2026-12-01T17:00:00-05:00",
  languages: {
    en: { headline: "Threat to rail", summary: "Summary.", sections: [], measures: { individuals: "Look around." } },
  },
  resources: [],
};

async function editors() {
  const it = await service();
  const author = await it.editor("author@example.gov", "author");
  const approver = await it.editor("approver@example.gov", "approver");
  return { it, author, approver };
}

async function publish({ it, author, approver }: Awaited<ReturnType<typeof editors>>) {
  const { json: draft } = await it.call("POST", "/api/v1/advisories", author, content);
  const submitted = await it.call("POST", `/api/v1/advisories/${draft.id}/submit`, author, {});
  const { contentHash } = submitted.json;
  return {
    id: draft.id as string,
    submitted,
    approved: await it.call("POST", `/api/v1/advisories/${draft.id}/approve`, approver, { contentHash }),
  };
}

const refuses = () => {
  throw new Error("the key is out of reach");
};

describe("what is published", () => {
  it("is signed once, with the certificate that is to be had", async () => {
    const all = await editors();
    const { approved } = await publish(all);
    expect(approved.status).toBe(200);
    const path = `/cap/${approved.json.identifier}.xml`;
    const xml = await (await all.it.get(path)).text();
    expect(isSignedBy(xml, certificate)).toBe(true);
    all.it.clock.advance("2h");
    expect(await (await all.it.get(path)).text()).toBe(xml);
    expect(await (await all.it.get("/cap/current.xml")).text()).toBe(xml);
    expect(await (await all.it.get("/cap/certificate.pem")).text()).toBe(certificate);
  });

  it("is not published where it cannot be signed, and says so at submission already", async () => {
    const all = await editors();
    all.it.onSign = refuses;
    const { id, submitted } = await publish(all);
    expect(submitted).toMatchObject({ status: 503, json: { type: "/api#signing-failed" } });
    const { it, author, approver } = all;
    it.onSign = (xml) => xml;
    const { json } = await it.call("POST", `/api/v1/advisories/${id}/submit`, author, {});
    it.onSign = refuses;
    const refused = await it.call("POST", `/api/v1/advisories/${id}/approve`, approver, json);
    expect(refused.status).toBe(400);
    const { contentHash } = json;
    const approved = await it.call("POST", `/api/v1/advisories/${id}/approve`, approver, { contentHash });
    expect(approved).toMatchObject({ status: 503, json: { type: "/api#signing-failed" } });
    expect((await it.call("GET", "/api/v1/advisories")).json.advisories).toEqual([]);
  });
});

describe("what is taken back while nothing can be signed", () => {
  it("is taken back at once everywhere; its signed Cancel follows, and no unsigned one is ever to be had", async () => {
    const all = await editors();
    const { it, author } = all;
    const { id, approved } = await publish(all);
    it.clock.advance("10m");
    it.onSign = refuses;
    const retracted = await it.call("POST", `/api/v1/advisories/${id}/retract`, author, { then: "end" });
    expect(retracted.status).toBe(200);
    expect((await it.get("/cap/current.xml")).status).toBe(204);
    expect(await (await it.get("/")).text()).not.toContain("Threat to rail");
    const cancel = `/cap/${retracted.json.identifier}.xml`;
    expect((await it.get(cancel)).status).toBe(404);
    const feed = await (await it.get("/cap/feed.atom")).text();
    expect(feed).not.toContain(cancel);
    expect(feed).toContain('<category term="cancelled"/>');
    expect(await signWaitingMessages(it.dependencies)).toBe(0);

    it.onSign = await signedForTests();
    expect(await signWaitingMessages(it.dependencies)).toBe(1);
    const xml = await (await it.get(cancel)).text();
    expect(isSignedBy(xml, certificate)).toBe(true);
    expect(xml).toContain("<msgType>Cancel</msgType>");
    expect(xml).toContain(approved.json.identifier);
    expect(await (await it.get("/cap/feed.atom")).text()).toContain(cancel);
    expect(await signWaitingMessages(it.dependencies)).toBe(0);
  });

  it("is signed once where two processes sign at once, each with a signature of its own", async () => {
    const all = await editors();
    const { it, author } = all;
    const { id } = await publish(all);
    it.clock.advance("10m");
    it.onSign = refuses;
    const retracted = await it.call("POST", `/api/v1/advisories/${id}/retract`, author, { then: "end" });
    let signature = 0;
    it.onSign = (xml) => `${xml}<!-- ${++signature} -->`;
    const signed = await Promise.all([signWaitingMessages(it.dependencies), signWaitingMessages(it.dependencies)]);
    expect(signature).toBe(2);
    expect(signed.sort()).toEqual([0, 1]);
    expect((await it.get(`/cap/${retracted.json.identifier}.xml`)).status).toBe(200);
    expect((await it.get("/")).status).toBe(200);
  });

  it("is not called damaged where another process signed it since it was listed", async () => {
    const all = await editors();
    const { it, author } = all;
    const ids = [(await publish(all)).id, (await publish(all)).id];
    it.clock.advance("10m");
    it.onSign = refuses;
    for (const id of ids) await it.call("POST", `/api/v1/advisories/${id}/retract`, author, { then: "end" });
    it.onSign = (xml) => xml;
    const errors: string[] = [];
    const log = { info() {}, warn() {}, error: (_: object, message: string) => errors.push(message) };
    let signedByOther: number | undefined;
    const { statements } = it.database;
    const atomically: typeof it.database.atomically = async (writes) => {
      signedByOther ??= await signWaitingMessages(it.dependencies);
      return it.database.atomically(writes);
    };
    const dependencies = { ...it.dependencies, log, database: { statements, atomically } };
    expect(await signWaitingMessages(dependencies)).toBe(0);
    expect(signedByOther).toBe(2);
    expect(errors).toEqual([]);
  });

  it("is never signed where a letter of it changed on the disk while it waited", async () => {
    const all = await editors();
    const { it, author } = all;
    const { id } = await publish(all);
    it.clock.advance("10m");
    it.onSign = refuses;
    const { json } = await it.call("POST", `/api/v1/advisories/${id}/retract`, author, {});
    it.onSign = await signedForTests();
    it.database.sqlite.exec("update messages set xml = replace(xml, 'Cancel', 'Update') where number = 2");
    expect(await signWaitingMessages(it.dependencies)).toBe(0);
    expect((await it.get(`/cap/${json.identifier}.xml`)).status).not.toBe(200);
    it.database.sqlite.exec("update messages set xml = replace(xml, 'Update', 'Cancel') where number = 2");
    expect(await signWaitingMessages(it.dependencies)).toBe(1);
    expect((await it.get(`/cap/${json.identifier}.xml`)).status).toBe(200);
  });

  it("is signed though the summary of another message that waits is damaged", async () => {
    const all = await editors();
    const { it, author } = all;
    const first = await publish(all);
    const second = await publish(all);
    it.clock.advance("10m");
    it.onSign = refuses;
    for (const { id } of [first, second]) await it.call("POST", `/api/v1/advisories/${id}/retract`, author, {});
    const { sqlite } = it.database;
    const identifier = String(first.approved.json.identifier).replace(/1$/, "2");
    sqlite.prepare("update messages set summary = substr(summary, 2) where identifier = ?").run(identifier);
    it.onSign = await signedForTests();
    expect(await signWaitingMessages(it.dependencies)).toBe(1);
    expect(await waitingReasons(it.database, it.clock.now())).toEqual([]);
  });

  it("shows the text before at once, but no CAP message until it is signed", async () => {
    const all = await editors();
    const { it, author, approver } = all;
    const { id } = await publish(all);
    it.clock.advance("10m");
    const wrong = { ...content, languages: { en: { ...content.languages.en, headline: "Wrong words" } } };
    const { contentHash } = (
      await it.call("POST", `/api/v1/advisories/${id}/revise`, author, {
        change: "update",
        note: "New.",
        content: wrong,
      })
    ).json;
    expect(contentHash).toBeTruthy();
    const submitted = await it.call("POST", `/api/v1/advisories/${id}/submit`, author, {});
    await it.call("POST", `/api/v1/advisories/${id}/approve`, approver, { contentHash: submitted.json.contentHash });
    it.clock.advance("10m");
    it.onSign = refuses;
    await it.call("POST", `/api/v1/advisories/${id}/retract`, author, {});
    expect(await (await it.get("/")).text()).toContain("Threat to rail");
    expect((await it.get("/cap/current.xml")).status).toBe(204);
  });
});

describe("what is taken back while earlier messages cannot be read", () => {
  const hide = "alter table messages rename to hidden";
  const show = "alter table hidden rename to messages";

  it("has its Cancel all the same where they can be read a moment later", async () => {
    const all = await editors();
    const { it, author } = all;
    const { id, approved } = await publish(all);
    const { sqlite } = it.database;
    sqlite.exec(hide);
    setTimeout(() => sqlite.exec(show), 150);
    const retracted = await it.call("POST", `/api/v1/advisories/${id}/retract`, author, { then: "end" });
    expect(retracted.status).toBe(200);
    const xml = await (await it.get(`/cap/${retracted.json.identifier}.xml`)).text();
    expect(xml).toContain("<msgType>Cancel</msgType>");
    expect(xml).toContain(approved.json.identifier);
  });

  /** Published, and taken back while no message could be read. */
  async function takenBack(then = "end") {
    const all = await editors();
    const { it, author } = all;
    const published = await publish(all);
    it.clock.advance("10m");
    it.database.sqlite.exec(hide);
    const retracted = await it.call("POST", `/api/v1/advisories/${published.id}/retract`, author, { then });
    expect(retracted.status).toBe(200);
    it.database.sqlite.exec(show);
    return { ...all, ...published, identifier: retracted.json.identifier as string };
  }

  it("is taken back without a Cancel where they cannot; the same Cancel follows once they can, and says its own hour", async () => {
    const { it, identifier, approved, id } = await takenBack();
    expect(await (await it.get("/")).text()).not.toContain("Threat to rail");
    const cancel = `/cap/${identifier}.xml`;
    expect((await it.get(cancel)).status).toBe(404);
    expect(await waitingReasons(it.database, it.clock.now())).toEqual([expect.stringContaining("is missing")]);
    it.clock.advance("1h");
    await signWaitingMessages(it.dependencies);
    const xml = await (await it.get(cancel)).text();
    expect(isSignedBy(xml, certificate)).toBe(true);
    expect(xml).toContain("<msgType>Cancel</msgType>");
    expect(xml).toContain(
      `<references>test@example.org,${approved.json.identifier},2026-11-22T12:00:00-05:00</references>`,
    );
    expect(xml).toContain("<sent>2026-11-22T12:10:00-05:00</sent>");
    const feed = await (await it.get("/cap/feed.atom")).text();
    expect(feed).toContain(cancel);
    expect(feed).toContain('<category term="cancelled"/>');
    expect(await waitingReasons(it.database, it.clock.now())).toEqual([]);
    const { sequence } = await auditHead(it.database);
    await signWaitingMessages(it.dependencies);
    expect((await auditHead(it.database)).sequence).toBe(sequence);
    const { json } = await it.call("GET", `/api/v1/advisories/${id}`);
    expect(json.phase).toBe("withdrawn");
  });

  it("is not made where it cannot be signed either, but waits for its signature like any other", async () => {
    const { it, identifier } = await takenBack();
    it.onSign = refuses;
    expect(await signWaitingMessages(it.dependencies)).toBe(0);
    expect((await it.get(`/cap/${identifier}.xml`)).status).toBe(404);
    it.onSign = await signedForTests();
    expect(await signWaitingMessages(it.dependencies)).toBe(1);
    expect(await (await it.get(`/cap/${identifier}.xml`)).text()).toContain("<msgType>Cancel</msgType>");
  });

  it("is made once where two processes make it at once", async () => {
    const { it, identifier } = await takenBack();
    await Promise.all([signWaitingMessages(it.dependencies), signWaitingMessages(it.dependencies)]);
    const rows = it.database.sqlite.prepare("select action from audit where action = 'make-message'").all();
    expect(rows).toHaveLength(1);
    expect((await it.get(`/cap/${identifier}.xml`)).status).toBe(200);
  });

  it("is told then to a partner's server that takes CAP", async () => {
    const all = await editors();
    const { it, author } = all;
    const made = await it.call("POST", "/api/v1/webhooks", author, {
      name: "Fusion center",
      contact: "desk@example.org",
      url: "https://localhost:9443/cap",
      format: "cap",
    });
    expect(made.status, JSON.stringify(made.json)).toBe(201);
    const { id } = await publish(all);
    await it.deliver();
    const taken = () => it.asked.splice(0).map(({ body }) => new TextDecoder().decode(body));
    expect(taken()).toEqual([expect.stringContaining("<msgType>Alert</msgType>")]);
    it.clock.advance("10m");
    it.database.sqlite.exec(hide);
    await it.call("POST", `/api/v1/advisories/${id}/retract`, author, { then: "end" });
    it.database.sqlite.exec(show);
    await it.deliver();
    expect(taken()).toEqual([]);
    await signWaitingMessages(it.dependencies);
    it.clock.advance("1h");
    await it.deliver();
    expect(taken()).toEqual([expect.stringContaining("<msgType>Cancel</msgType>")]);
  });

  /** Published to a subscriber of the feed for machines, and taken back while nothing can be signed. */
  async function takenBackUnsigned() {
    const all = await editors();
    const { it, author } = all;
    const address = { callback: "https://localhost:9443/hub", topic: "/cap/feed.atom", expiresAt: it.clock.now() * 2 };
    await it.database.atomically([
      putSubscription(it.database, {
        ...{ channel: "websub", address: JSON.stringify(address), addressKey: "hub", language: "en", nonce: "n" },
        ...{ choice: { kinds: [], areas: [], sectors: [] }, confirmedAt: 0, consentSource: "test" },
      }),
    ]);
    const { id } = await publish(all);
    const sent = async () => {
      await it.deliver();
      return it.asked.splice(0).map(({ body }) => new TextDecoder().decode(body));
    };
    expect(await sent()).toHaveLength(1);
    it.clock.advance("10m");
    it.onSign = refuses;
    const { json } = await it.call("POST", `/api/v1/advisories/${id}/retract`, author, { then: "end" });
    const progress = async () => {
      const { announcements } = (await it.call("GET", `/api/v1/deliveries?advisory=${id}`, author)).json;
      return announcements.find((one: { revision: number }) => one.revision === 2).channels[0];
    };
    return { it, sent, progress, identifier: json.identifier as string };
  }

  it("is brought then to a subscriber of the feed for machines, who was told once what became of the Alert", async () => {
    const { it, sent, progress, identifier } = await takenBackUnsigned();
    const [first = ""] = await sent();
    expect(first).toContain('<category term="cancelled"/>');
    expect(first).not.toContain(identifier);
    it.clock.advance("1h");
    expect(await sent(), "the same feed once more").toEqual([]);
    expect(await progress()).toMatchObject({ retrying: 1 });
    it.onSign = await signedForTests();
    await signWaitingMessages(it.dependencies);
    it.clock.advance("1h");
    expect(await sent()).toEqual([expect.stringContaining(identifier)]);
    it.clock.advance("1h");
    expect(await sent()).toEqual([]);
  });

  it("waits no longer than the Cancel would have counted, and ends as not known, with the reason", async () => {
    const { it, sent, progress } = await takenBackUnsigned();
    expect(await sent()).toHaveLength(1);
    const reasons: unknown[] = [];
    Object.assign(it.delivery.log, { warn: (fields: { reason: string }) => reasons.push(fields.reason) });
    it.clock.advance("48h");
    expect(await sent()).toEqual([]);
    expect(await progress()).toMatchObject({ done: true, unknown: 1, retrying: 0 });
    expect(reasons).toEqual([expect.stringContaining("its CAP message never came")]);
  });

  it("is an alarm after three minutes without its Cancel, until it is signed", async () => {
    const { it, identifier } = await takenBackUnsigned();
    const names = async () => (await deliveryConditions(it.database, [], it.clock.now())).map(({ name }) => name);
    expect(await names()).not.toContain("cap-message");
    it.clock.advance("3m");
    expect(await names()).toContain("cap-message");
    const found = await deliveryConditions(it.database, [], it.clock.now());
    expect(found.find(({ name }) => name === "cap-message")?.detail).toContain(identifier);
    it.onSign = await signedForTests();
    await signWaitingMessages(it.dependencies);
    expect(await names()).not.toContain("cap-message");
  });

  it("is an alarm as well where its Cancel could not even be made", async () => {
    const { it, identifier } = await takenBack();
    it.clock.advance("3m");
    expect(await deliveryConditions(it.database, [], it.clock.now())).toContainEqual({
      name: "cap-message",
      detail: expect.stringContaining(identifier),
    });
  });

  it("is made no more once a later message of the family was sent, nor once it would have ended", async () => {
    const late = await takenBack();
    late.it.clock.advance("48h");
    await signWaitingMessages(late.it.dependencies);
    expect((await late.it.get(`/cap/${late.identifier}.xml`)).status).toBe(404);
    expect(await waitingReasons(late.it.database, late.it.clock.now())).toEqual([]);

    const { it, author, approver, id, identifier } = await takenBack();
    const back = await it.call("POST", `/api/v1/advisories/${id}/revise`, author, { change: "reinstate", content });
    expect(back.status, JSON.stringify(back.json)).toBe(201);
    const { contentHash } = (await it.call("POST", `/api/v1/advisories/${id}/submit`, author, {})).json;
    expect((await it.call("POST", `/api/v1/advisories/${id}/approve`, approver, { contentHash })).status).toBe(200);
    await signWaitingMessages(it.dependencies);
    expect((await it.get(`/cap/${identifier}.xml`)).status).toBe(404);
    expect(await waitingReasons(it.database, it.clock.now())).toEqual([]);
    expect(await (await it.get("/cap/current.xml")).text()).toContain("<msgType>Update</msgType>");
  });

  it("is not made anew where it was there and its row is gone: its file was served, and is never another", async () => {
    const all = await editors();
    const { id } = await publish(all);
    const { it, author } = all;
    it.clock.advance("10m");
    await it.call("POST", `/api/v1/advisories/${id}/retract`, author, { then: "end" });
    it.database.sqlite.exec("delete from messages where number = 2");
    await signWaitingMessages(it.dependencies);
    expect(it.database.sqlite.prepare("select number from messages").all()).toEqual([{ number: 1 }]);
  });

  it("is not made of a text that changed on the disk", async () => {
    const { it, identifier } = await takenBack();
    it.database.sqlite.exec(
      "update revisions set body = replace(body, 'Threat to rail', 'Threat to sail') where number = 2",
    );
    await signWaitingMessages(it.dependencies);
    expect(it.database.sqlite.prepare("select identifier from messages").all()).not.toContainEqual({ identifier });
  });

  it("has its Cancel all the same where the summary of what it names is damaged", async () => {
    const all = await editors();
    const { it, author } = all;
    const { id, approved } = await publish(all);
    it.clock.advance("10m");
    it.database.sqlite.exec("update messages set summary = substr(summary, 2)");
    const retracted = await it.call("POST", `/api/v1/advisories/${id}/retract`, author, { then: "end" });
    const xml = await (await it.get(`/cap/${retracted.json.identifier}.xml`)).text();
    expect(xml).toContain("<msgType>Cancel</msgType>");
    expect(xml).toContain(
      `<references>test@example.org,${approved.json.identifier},2026-11-22T12:00:00-05:00</references>`,
    );
  });
});
