/** TAXII 2.1 (OASIS Standard, 10 June 2021), the read-only part, clause by clause; and the STIX 2.1 objects that it gives. */
import { it as clause, describe, expect } from "vitest";
import { newsroom, plainContent } from "../support/publishing.ts";
import type { Json } from "../support/service.ts";

const taxiiType = "application/taxii+json;version=2.1";
const objects = "/taxii2/api/collections/advisories/objects/";
const manifest = "/taxii2/api/collections/advisories/manifest/";

/** Two advisories: one updated after an hour, one issued after two. */
async function world() {
  const room = await newsroom();
  const first = await room.publish();
  room.it.clock.advance("1h");
  await room.revise(first.id, {
    change: "update",
    note: "More is known.",
    content: { ...plainContent, languages: { en: { ...plainContent.languages.en, headline: "Threat to trains" } } },
  });
  room.it.clock.advance("1h");
  const { en } = plainContent.languages;
  const languages = { en: { ...en, headline: "General trends" } };
  const second = await room.publish({ kind: "bulletin", scope: { nationwide: true }, languages });
  room.it.clock.advance("1m");
  const get = async (path: string, headers: Record<string, string> = {}) => {
    const response = await room.it.get(path, headers);
    const text = await response.text();
    return { response, status: response.status, json: text === "" ? null : (JSON.parse(text) as Json) };
  };
  const reports = async (query = "") => (await get(`${objects}?match[type]=report${query}`)).json.objects as Json[];
  return { ...room, first, second, get, reports };
}

const ids = (list: Json[]) => list.map(({ id }) => id);

describe("TAXII 2.1", () => {
  clause("§1.6.8, §3.3: answers carry the media type with its version, and 406 where Accept excludes it", async () => {
    const { get } = await world();
    for (const path of ["/taxii2/", "/taxii2/api/", "/taxii2/api/collections/", objects, manifest]) {
      for (const accept of [taxiiType, "application/taxii+json", "*/*", "text/html, application/*;q=0.5"]) {
        const { response, status } = await get(path, { accept });
        expect([path, accept, status, response.headers.get("content-type")]).toEqual([path, accept, 200, taxiiType]);
      }
      for (const accept of ["image/png", "application/taxii+json;version=2.0", "*/*;q=0"]) {
        const { status, json } = await get(path, { accept });
        expect([path, accept, status]).toEqual([path, accept, 406]);
        expect(json.http_status).toBe("406");
      }
    }
  });

  clause("§4.1: discovery names the API root, which is the default", async () => {
    const { get } = await world();
    const { json } = await get("/taxii2/");
    expect(json).toMatchObject({ title: "Test Advisories", default: "http://localhost:8080/taxii2/api/" });
    expect(json.api_roots).toEqual([json.default]);
    expect((await get("/taxii2")).status).toBe(200);
  });

  clause("§4.2: the API root says its versions and the longest content", async () => {
    const { json } = await (await world()).get("/taxii2/api/");
    expect(json.versions).toEqual([taxiiType]);
    expect(json.max_content_length).toBeGreaterThan(0);
  });

  clause("§5.1, §5.2: one collection, readable, not writable, by id and by alias; another is 404", async () => {
    const { get } = await world();
    const [collection, ...others] = (await get("/taxii2/api/collections/")).json.collections;
    expect(others).toEqual([]);
    expect(collection).toMatchObject({ can_read: true, can_write: false, alias: "advisories" });
    expect(collection.media_types).toEqual(["application/stix+json;version=2.1"]);
    expect((await get(`/taxii2/api/collections/${collection.id}/`)).json).toEqual(collection);
    expect((await get("/taxii2/api/collections/advisories/")).json).toEqual(collection);
    const byId = await get(`/taxii2/api/collections/${collection.id}/objects/`);
    expect(byId.json).toEqual((await get(objects)).json);
    for (const path of ["", "objects/", "manifest/", "objects/x/", "objects/x/versions/"]) {
      const { status, response } = await get(`/taxii2/api/collections/other/${path}`);
      expect([path, status, response.headers.get("content-type")]).toEqual([path, 404, taxiiType]);
    }
  });

  clause("§5.3: the manifest names each object with its version, its media type and when it was added", async () => {
    const { get } = await world();
    const listed = (await get(`${manifest}?match[version]=all`)).json.objects;
    const given = (await get(`${objects}?match[version]=all`)).json.objects;
    expect(ids(listed)).toEqual(ids(given));
    for (const entry of listed)
      expect(entry).toEqual({
        id: expect.stringMatching(/^[a-z-]+--[0-9a-f-]{36}$/),
        date_added: expect.stringMatching(/Z$/),
        version: expect.stringMatching(/Z$/),
        media_type: "application/stix+json;version=2.1",
      });
    expect(listed.map((one: Json) => one.version)).toEqual(given.map((one: Json) => one.modified ?? one.created));
  });

  clause(
    "§5.4: objects come by the date they were added, only their last version where nothing else is asked",
    async () => {
      const { get, reports } = await world();
      const { json, response } = await get(objects);
      expect(new Set(ids(json.objects)).size).toBe(json.objects.length);
      expect(ids(await reports())).toHaveLength(2);
      const added = (await get(manifest)).json.objects.map((one: Json) => one.date_added);
      expect(added).toEqual([...added].sort());
      expect(response.headers.get("x-taxii-date-added-first")).toBe(added[0]);
      expect(response.headers.get("x-taxii-date-added-last")).toBe(added.at(-1));
      expect(json.more).toBeUndefined();
    },
  );

  clause(
    "§3.4, §5.4: added_after gives what was added later, and an empty envelope where there is nothing",
    async () => {
      const { get } = await world();
      const { response } = await get(objects);
      const last = response.headers.get("x-taxii-date-added-last");
      const none = await get(`${objects}?added_after=${last}`);
      expect([none.status, none.json, none.response.headers.get("x-taxii-date-added-last")]).toEqual([200, {}, null]);
      const some = await get(`${objects}?added_after=2026-11-22T18:30:00.000Z`);
      expect(some.json.objects.map((one: Json) => one.type).sort()).toEqual(["location", "report"]);
    },
  );

  clause("§3.5: limit and next page through everything once, also while something is added in between", async () => {
    const { get, publish } = await world();
    const whole = ids((await get(`${objects}?match[version]=all`)).json.objects);
    const seen: Json[] = [];
    let next: string | undefined = "";
    for (let page = 0; next !== undefined && page < 50; page++) {
      const { json, status } = await get(`${objects}?match[version]=all&limit=2${next === "" ? "" : `&next=${next}`}`);
      expect(status).toBe(200);
      seen.push(...json.objects);
      expect(json.objects.length).toBeLessThanOrEqual(2);
      expect(json.more).toBe(json.next === undefined ? undefined : true);
      next = json.next;
      if (page === 1) await publish({ kind: "imminent", scope: { areas: ["CA"] } });
    }
    expect(ids(seen).slice(0, whole.length)).toEqual(whole);
    expect(seen).toHaveLength(whole.length + 2);
  });

  clause("§3.5.1: match[id], match[type], match[version], match[spec_version]", async () => {
    const { get, reports } = await world();
    const [one, two] = await reports();
    expect(ids((await get(`${objects}?match[id]=${one.id}`)).json.objects)).toEqual([one.id]);
    expect(ids((await get(`${objects}?match[id]=${one.id},${two.id}`)).json.objects)).toHaveLength(2);
    expect((await get(`${objects}?match[type]=indicator`)).json).toEqual({});
    expect((await get(`${objects}?match[type]=identity,location`)).json.objects).toHaveLength(4);
    expect(await reports("&match[version]=all")).toHaveLength(3);
    expect((await reports("&match[version]=first")).map(({ name }) => name)).toContain("Threat to rail");
    expect((await reports("&match[version]=last")).map(({ name }) => name)).toContain("Threat to trains");
    const at = (await reports("&match[version]=first"))[0].modified;
    expect((await reports(`&match[version]=${at}`)).map(({ name }) => name)).toEqual(["Threat to rail"]);
    expect((await get(`${objects}?match[spec_version]=2.0`)).json).toEqual({});
    expect((await get(`${objects}?match[spec_version]=2.1`)).json.objects.length).toBeGreaterThan(0);
  });

  clause("§5.6, §5.8: one object, and the list of its versions; another is 404", async () => {
    const { get, reports } = await world();
    const updated = (await reports()).find(({ name }) => name === "Threat to trains");
    const { json } = await get(`${objects}${updated.id}/`);
    expect(json.objects).toEqual([updated]);
    const { versions } = (await get(`${objects}${updated.id}/versions/`)).json;
    expect(versions).toEqual([updated.created, updated.modified]);
    expect((await get(`${objects}report--00000000-0000-5000-8000-000000000000/`)).status).toBe(404);
    expect((await get(`${objects}${updated.id}/?match[id]=x`)).status).toBe(400);
  });

  clause("§5.5, §5.7: adding and deleting is 403", async () => {
    const { it, get, reports } = await world();
    const post = await it.app.request(objects, { method: "POST", body: "{}", headers: { "content-type": taxiiType } });
    expect(post.status).toBe(403);
    const [one] = await reports();
    expect((await it.app.request(`${objects}${one.id}/`, { method: "DELETE" })).status).toBe(403);
    expect(await reports()).toHaveLength(2);
    expect((await get("/taxii2/api/status/1/")).status).toBe(404);
  });

  clause("§3.6: what is wrong is 400 with an error message", async () => {
    const { get } = await world();
    for (const query of [
      "added_after=yesterday",
      "added_after=2026-13-01T00:00:00Z",
      "limit=0",
      "limit=-1",
      "limit=two",
      "next=nonsense",
      "match[version]=newest",
      "match[name]=x",
      "match[id]=a&match[id]=b",
      "format=xml",
    ]) {
      const { status, json, response } = await get(`${objects}?${query}`);
      expect([query, status, response.headers.get("content-type")]).toEqual([query, 400, taxiiType]);
      expect(json).toEqual({ title: expect.any(String), http_status: "400" });
    }
  });

  clause("is as conditional as all reads: 304 while nothing changed, and again 200 at the sunset", async () => {
    const { it, get } = await world();
    const etag = (await get(objects)).response.headers.get("etag") ?? "";
    expect((await it.get(objects, { "if-none-match": etag })).status).toBe(304);
    it.clock.set("2026-12-01T17:00:00-05:00");
    expect((await it.get(objects, { "if-none-match": etag })).status).toBe(200);
  });
});

const common = {
  spec_version: "2.1",
  object_marking_refs: ["marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9"],
};
const timestamp = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
const uuid5 = (type: string) =>
  expect.stringMatching(new RegExp(`^${type}--[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`));

describe("the STIX 2.1 objects", () => {
  clause("§4.7, §4.13, §4.16, §7.2.1: have what the standard requires, and every reference is among them", async () => {
    const { get } = await world();
    const list: Json[] = (await get(`${objects}?match[version]=all`)).json.objects;
    const shapes: Record<string, Json> = {
      identity: { ...common, id: uuid5("identity"), created: timestamp, modified: timestamp, name: "Test Advisories" },
      location: { ...common, id: uuid5("location"), created: timestamp, modified: timestamp, country: "US" },
      report: { ...common, id: uuid5("report"), published: timestamp, report_types: ["threat-report"] },
      "marking-definition": { id: common.object_marking_refs[0], definition: { tlp: "white" }, name: "TLP:WHITE" },
    };
    for (const object of list) {
      expect(object).toMatchObject(shapes[object.type]);
      for (const reference of [
        object.created_by_ref,
        ...(object.object_refs ?? []),
        ...(object.object_marking_refs ?? []),
      ])
        if (reference !== undefined) expect(ids(list)).toContain(reference);
      if (object.type !== "marking-definition") expect(object.labels).toContain("tlp:clear");
    }
    expect(new Set(list.map(({ type }) => type)).size).toBe(4);
  });

  clause("keep their ids over restarts and changes, and name the page, the CAP file and the NTAS file", async () => {
    const { get, reports, it } = await world();
    const before = await reports();
    it.clock.advance("1h");
    expect(await reports()).toEqual(before);
    for (const { external_references: references } of before) {
      for (const { url } of references) expect((await it.get(new URL(url).pathname)).status, url).toBe(200);
      expect(references.map((one: Json) => one.source_name)).toEqual(["advisory", "CAP 1.2", "NTAS 1.1"]);
    }
    const { advisories } = (await get("/api/v1/advisories")).json;
    expect(new Set(advisories.map((one: Json) => one.stix.id))).toEqual(new Set(ids(before)));
    for (const { stix, ntas } of advisories)
      for (const url of [stix.url, ntas]) expect((await it.get(new URL(url).pathname)).status, url).toBe(200);
  });

  clause("get a new version at the sunset, labelled ended, not revoked, without the instructions", async () => {
    const { it, reports } = await world();
    it.clock.set("2026-12-01T16:59:59-05:00");
    expect((await reports()).every(({ labels }) => !labels.includes("ended"))).toBe(true);
    it.clock.set("2026-12-01T17:00:00-05:00");
    for (const report of await reports()) {
      expect(report.modified).toBe("2026-12-01T22:00:00.000Z");
      expect(report.labels).toContain("ended");
      expect(report.revoked).toBeUndefined();
      expect(report.description).not.toContain("Look around");
    }
  });

  clause("are revoked when issued in error, and none of the wrong words is to be had", async () => {
    const { it, get, first, retract, reports } = await world();
    await retract(first.id, "end");
    const [, revoked] = await reports();
    expect(revoked).toMatchObject({ revoked: true, modified: new Date(it.clock.now()).toISOString() });
    expect(JSON.stringify((await get(`${objects}?match[version]=all`)).json)).not.toMatch(/Threat to (rail|trains)/);
  });

  clause("lose the version that was taken back, where the text before stands again", async () => {
    const { get, first, retract } = await world();
    await retract(first.id);
    const text = JSON.stringify((await get(`${objects}?match[version]=all`)).json);
    expect(text).toContain("Threat to rail");
    expect(text).not.toContain("Threat to trains");
    expect(text).not.toContain('"revoked"');
  });

  clause("never speak of exercises", async () => {
    const { publish, reports } = await newsroom().then(async (room) => ({
      ...room,
      reports: async () => JSON.parse(await (await room.it.get(objects)).text()).objects,
    }));
    await publish({ status: "exercise" });
    expect((await reports()).map(({ type }: Json) => type).sort()).toEqual(["identity", "marking-definition"]);
  });
});
