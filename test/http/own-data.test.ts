/** What is held of a reader: taken along as a file, erased for good. GET shows, POST acts. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { bringSubscriptions } from "../../src/actions/import-subscriptions.ts";
import { everything } from "../../src/domain/matching.ts";
import { fileDatabase } from "../support/database.ts";
import { publishedSite } from "../support/published-site.ts";
import { type Json, service, type TestService } from "../support/service.ts";

const reader = "reader.of.this@example.org";

async function confirmed(made: TestService, address = reader, given: Json = {}): Promise<string> {
  await made.call("POST", "/api/v1/subscriptions", undefined, { channel: "email", address, ...given });
  await made.deliver();
  const confirm = /\/confirm\/[\w-]+/.exec(made.mailbox.at(-1)?.text ?? "")?.[0] ?? "";
  const page = await (await made.app.request(confirm, { method: "POST" })).text();
  return /\/subscriptions\/[\w-]+/.exec(page)?.[0] ?? "";
}

/** Every text in every table, as one. */
function allText({ database }: TestService): string {
  const tables = database.sqlite.prepare("select name from sqlite_master where type = 'table'").all() as Json[];
  return tables.map(({ name }) => JSON.stringify(database.sqlite.prepare(`select * from "${name}"`).all())).join("\n");
}

test("the file holds the address, the choice, the consent, and what was sent", async () => {
  const site = await publishedSite();
  const manage = await confirmed(site, reader, { areas: ["NY"], language: "es" });
  const { slug } = await site.publish();
  await site.publish({ scope: { areas: ["CA"] } });
  await site.deliver();
  const response = await site.get(`${manage}/data.json`);
  expect(response.headers.get("content-disposition")).toContain("attachment");
  expect(response.headers.get("cache-control")).toBe("no-store");
  const held = (await response.json()) as Json;
  expect(held.subscription).toMatchObject({
    ...{ id: 1, channel: "email", address: reader, language: "es", areas: ["NY"], state: "active" },
    ...{ confirmedAt: "2026-11-22T12:00:00-05:00", consentSource: "confirmed by e-mail" },
  });
  expect(held.signUps).toMatchObject([{ askedAt: "2026-11-22T12:00:00-05:00", areas: ["NY"] }]);
  expect(held.letters).toMatchObject([{ purpose: "confirm", outcome: "accepted" }]);
  expect(held.advisoriesSent).toMatchObject([{ advisory: slug, revision: 1, outcome: "sent" }]);
  expect(JSON.stringify(held)).not.toMatch(/nonce|addressKey|hash/i);
});

test("the page on which choices are changed leads to the file and to the button that erases", async () => {
  const made = await service();
  const manage = await confirmed(made);
  const page = await (await made.get(manage)).text();
  expect(page).toContain(`href="${manage}/data.json"`);
  expect(page).toContain(`href="${manage}/erase"`);
  for (const method of ["GET", "HEAD"])
    expect((await made.app.request(`${manage}/erase`, { method })).status).toBe(200);
  expect(allText(made)).toContain(reader);
});

test("erasing leaves the address nowhere, after one last mail, and the id is never another person's", async () => {
  const made = await service();
  const manage = await confirmed(made, reader, { areas: ["NY"] });
  await made.call("POST", "/api/v1/subscriptions", undefined, { channel: "email", address: reader });
  expect((await made.app.request(`${manage}/erase`, { method: "POST" })).status).toBe(200);
  await made.deliver();
  expect(made.mailbox.at(-1)).toMatchObject({ to: reader, subject: "Your data at Test Advisories was erased" });
  expect(made.mailbox).toHaveLength(2);
  expect(allText(made)).not.toContain("reader.of.this");
  expect(allText(made)).not.toContain(made.dependencies.digest(`email:${reader}`));
  for (const path of [manage, `${manage}/data.json`, `${manage}/erase`])
    expect((await made.get(path)).status).toBe(410);
  expect((await made.app.request(`${manage}/erase`, { method: "POST" })).status).toBe(410);
  await confirmed(made);
  const rows = made.database.sqlite.prepare("select id, state from subscriptions").all();
  expect(rows).toEqual([
    { id: 1, state: "erased" },
    { id: 2, state: "active" },
  ]);
});

test("after erasing nothing is sent any more, and leaving by a link in an old mail is still a success", async () => {
  const site = await publishedSite();
  const manage = await confirmed(site);
  const leave = /\/unsubscribe\/[\w-]+/.exec(await (await site.get(manage)).text())?.[0] ?? "";
  const { id } = await site.publish();
  await site.deliver();
  await site.app.request(`${manage}/erase`, { method: "POST" });
  await site.retract(id, "end");
  await site.deliver();
  expect(site.mailbox.map(({ subject }) => subject).filter((subject) => subject.includes("CORRECTION"))).toEqual([]);
  for (let time = 0; time < 10; time++) expect((await site.app.request(leave, { method: "POST" })).status).toBe(200);
  await site.deliver();
  expect(site.mailbox.filter(({ to }) => to === reader)).toHaveLength(3);
});

test("notifications of a browser are erased too, without a letter", async () => {
  const made = await service();
  const keys = { p256dh: made.dependencies.vapidPublicKey, auth: "A".repeat(22) };
  const subscription = { endpoint: "https://localhost:9443/push/one-browser", keys };
  const { json } = await made.call("POST", "/api/v1/subscriptions", undefined, { channel: "push", subscription });
  const held = (await (await made.get(`${json.manageUrl}/data.json`)).json()) as Json;
  expect(held.subscription.address.endpoint).toBe(subscription.endpoint);
  await made.app.request(`${json.manageUrl}/erase`, { method: "POST" });
  await made.deliver();
  expect(allText(made)).not.toContain("one-browser");
  expect(made.mailbox).toEqual([]);
});

test("a list does not bring back who had their data erased", async () => {
  const made = await service();
  await made.app.request(`${await confirmed(made)}/erase`, { method: "POST" });
  const brought = {
    channel: "email" as const,
    language: "en",
    choice: everything,
    confirmedAt: 1,
    consentSource: "list",
  };
  const list = [reader.toUpperCase(), "other@example.org"].map((address) => ({
    ...brought,
    address,
    identity: address,
  }));
  expect(await bringSubscriptions(made.dependencies, list)).toMatchObject({ taken: 1 });
});

test("erased bytes are not left in the database's file", async () => {
  const folder = mkdtempSync(join(tmpdir(), "erase-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const database = fileDatabase(join(folder, "test.sqlite"));
  const made = await service({ database });
  const manage = await confirmed(made);
  await made.app.request(`${manage}/erase`, { method: "POST" });
  await made.deliver();
  database.close();
  for (const name of readdirSync(folder))
    expect(readFileSync(join(folder, name)).includes("reader.of.this"), name).toBe(false);
});
