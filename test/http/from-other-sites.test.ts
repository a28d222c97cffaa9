/** Programs in pages of other sites read what the public reads (CORS): its answers, and that there are none, and refusals. */
import { beforeAll, expect, test } from "vitest";
import { type Desk, desk } from "./support.ts";

let office: Desk;
let slug: string;
beforeAll(async () => {
  office = await desk();
  ({ slug } = await office.publish());
});

const openTo = async (path: string, headers: Record<string, string> = {}) => {
  const answer = await office.get(path, headers);
  return [path, answer.status, answer.headers.get("access-control-allow-origin")];
};

test.each([
  "/cap/feed.atom",
  "/cap/current.xml",
  "/cap/certificate.pem",
  "/feeds/advisories.json",
  "/ntas/1.1/alerts.xml",
  "/api/v1/advisories",
  "/api/v1/status.json",
  "/taxii2/",
  "/taxii2/api/collections/advisories/",
  "/taxii2/api/collections/advisories/objects/",
  "/calendar.ics",
  "/badge.svg",
])("%s can be read", async (path) => {
  expect(await openTo(path)).toEqual([path, 200, "*"]);
});

test.each<[string, number]>([
  ["/cap/current.xml?area=WY", 204],
  ["/cap/current.xml?area=ZZ", 400],
  ["/api/v1/advisories?kind=red", 400],
  ["/api/v1/advisories/nobody", 404],
  ["/taxii2/api/collections/other/", 404],
  ["/taxii2/api/collections/advisories/objects/?limit=x", 400],
])("%s: %i can be told from no answer at all", async (path, status) => {
  expect(await openTo(path)).toEqual([path, status, "*"]);
});

test("what has not changed can be told, too", async () => {
  const tag = (await office.get("/cap/current.xml")).headers.get("etag") ?? "";
  expect(await openTo("/cap/current.xml", { "if-none-match": tag })).toEqual(["/cap/current.xml", 304, "*"]);
});

test("that the advisories cannot be read is told, too", async () => {
  const broken = await desk();
  broken.database.sqlite.exec("alter table revisions rename to elsewhere; alter table audit rename to away");
  const answer = await broken.get("/api/v1/advisories");
  expect([answer.status, answer.headers.get("access-control-allow-origin")]).toEqual([503, "*"]);
});

test("nothing that acts is open to them, nor what belongs to one person", async () => {
  const posted = await office.app.request("/api/v1/subscriptions", { method: "POST", body: "{}" });
  expect(posted.headers.get("access-control-allow-origin")).toBeNull();
  for (const path of [
    "/console",
    "/subscriptions/x",
    "/partners/x",
    "/notices/x",
    "/unsubscribe/x",
    `/confirm/${slug}`,
  ])
    expect((await office.get(path)).headers.get("access-control-allow-origin"), path).toBeNull();
});
