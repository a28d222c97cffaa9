/** Times: what is not one moment is asked about, never guessed. */
import { describe, expect, test } from "vitest";
import type { Json } from "../support/service.ts";
import { aBody, type Desk, desk } from "./support.ts";

async function send(office: Desk, given: Json): Promise<{ status: number; json: Json }> {
  return office.call("POST", "/api/v1/advisories", office.author, aBody(given));
}

const field = ["sunsetAt", "publishAt", "nextUpdateBy"] as const;

describe.each(field)("%s", (name) => {
  test.each([
    ["without an offset", "2026-11-30T17:00:00", /no offset/, "2026-11-30T17:00:00-05:00"],
    ["without an offset in summer", "2027-06-30T17:00:00", /no offset/, "2027-06-30T17:00:00-04:00"],
    ["without seconds and offset", "2026-11-30T17:00", /no offset/, "2026-11-30T17:00:00-05:00"],
    ["of a day only", "2026-11-30", /no offset/, "2026-11-30T00:00:00-05:00"],
    [
      "that exists twice",
      "2027-11-07T01:30:00",
      /exists twice.*2027-11-07T01:30:00-04:00.*2027-11-07T01:30:00-05:00/,
      "2027-11-07T01:30:00-04:00",
    ],
    [
      "that does not exist",
      "2027-03-14T02:30:00",
      /does not exist.*2027-03-14T01:30:00-05:00.*2027-03-14T03:30:00-04:00/,
      /^2027-03-14T0[13]:30:00-0[45]:00$/,
    ],
    ["on a day that does not exist", "2026-11-31T09:00:00-05:00", /not an ISO 8601/, /./],
    ["on February 29 of a year without it", "2027-02-29T09:00:00-05:00", /not an ISO 8601/, /./],
    ["at 24:00", "2026-11-30T24:00:00-05:00", /not an ISO 8601/, /./],
    ["at 25:00", "2026-11-30T25:00:00-05:00", /not an ISO 8601/, /./],
    ["at minute 60", "2026-11-30T17:60:00-05:00", /not an ISO 8601/, /./],
    ["at a leap second", "2026-12-31T23:59:60Z", /not an ISO 8601/, /./],
    ["in month 13", "2026-13-01T09:00:00-05:00", /not an ISO 8601/, /./],
    ["with an impossible offset", "2026-11-30T17:00:00-99:00", /not an ISO 8601/, /./],
    ["with a zone by name", "2026-11-30T17:00:00 EST", /not an ISO 8601/, /./],
    ["in American writing", "11/30/2026 5:00 PM", /not an ISO 8601/, /./],
    ["in words", "next Tuesday", /not an ISO 8601/, /./],
    ["in a year of six digits", "+012026-11-30T17:00:00Z", /not an ISO 8601/, /./],
    ["of a week date", "2026-W48-1T17:00:00Z", /not an ISO 8601/, /./],
    ["with Arabic digits", "٢٠٢٦-11-30T17:00:00Z", /not an ISO 8601/, /./],
    ["of nothing", "", /not an ISO 8601/, /./],
  ])("%s is asked about", async (_name, value, reason, example) => {
    const { status, json } = await send(await desk(), { [name]: value });
    expect(status).toBe(400);
    expect(json.problems).toContainEqual(
      expect.objectContaining({
        path: `$.${name}`,
        reason: expect.stringMatching(reason),
        example: expect.stringMatching(example),
      }),
    );
  });
});

test("a time with an offset is that moment, however it is written", async () => {
  const office = await desk();
  for (const sunsetAt of [
    "2026-12-01T17:00:00-05:00",
    "2026-12-01T22:00:00Z",
    "2026-12-01T22:00Z",
    "2026-12-02T07:00:00.000+09:00",
    "2026-12-01T17:00:00-05:00 ",
  ]) {
    const { json } = await send(office, { sunsetAt });
    const read = await office.call("GET", `/api/v1/advisories/${json.id}`, office.author);
    expect(read.json.draft.content.sunsetAt).toBe("2026-12-01T17:00:00-05:00");
  }
});

test("a time counts in whole seconds, so that what was read is what stands and can be sent again", async () => {
  const office = await desk();
  const { id } = await office.publish({ sunsetAt: "2026-12-01T22:00:00.250Z" });
  const read = await office.call("GET", `/api/v1/advisories/${id}`, office.author);
  expect(read.json.published.sunsetAt).toBe("2026-12-01T17:00:00-05:00");
  const { kind, status, scope, sectors, sunsetAt, languages, resources } = read.json.published;
  languages.en.summary = "Officials have credible information on a threat to passenger rail.";
  const content = { kind, status, scope, sectors, sunsetAt, languages, resources };
  const revise = { change: "editorial", content };
  expect((await office.call("POST", `/api/v1/advisories/${id}/revise`, office.author, revise)).status).toBe(201);
});

describe("the order of times", () => {
  const now = "2026-11-22T12:00:00-05:00";
  test.each([
    ["a sunset in the past", { sunsetAt: "2026-11-22T11:59:59-05:00" }, "$.sunsetAt", /later than the publication/],
    ["a sunset now", { sunsetAt: now }, "$.sunsetAt", /later than the publication/],
    [
      "a sunset before the publication",
      { publishAt: "2026-12-01T17:00:00-05:00", sunsetAt: "2026-12-01T16:59:59-05:00" },
      "$.sunsetAt",
      /later than the publication/,
    ],
    [
      "a sunset at the publication",
      { publishAt: "2026-12-01T17:00:00-05:00" },
      "$.sunsetAt",
      /later than the publication/,
    ],
    ["a life of more than a year", { sunsetAt: "2027-11-23T12:00:01-05:00" }, "$.sunsetAt", /at most a year/],
    ["a life of a thousand years", { sunsetAt: "3026-11-22T12:00:00Z" }, "$.sunsetAt", /at most a year/],
    ["a publication in the past", { publishAt: "2026-11-22T11:59:59-05:00" }, "$.publishAt", /has passed/],
    ["a publication now", { publishAt: now }, "$.publishAt", /has passed/],
    ["a next update in the past", { nextUpdateBy: "2026-11-22T11:00:00-05:00" }, "$.nextUpdateBy", /later/],
    [
      "a next update before the publication",
      { publishAt: "2026-11-25T12:00:00-05:00", nextUpdateBy: "2026-11-25T11:00:00-05:00" },
      "$.nextUpdateBy",
      /later/,
    ],
  ])("%s is refused", async (_name, given, path, reason) => {
    const { status, json } = await send(await desk({ start: now }), given);
    expect(status).toBe(400);
    expect(json.problems).toMatchObject([{ path, reason, example: /./ }]);
  });

  test("a year to the same date, and a second of life, are taken", async () => {
    const office = await desk({ start: now });
    expect((await send(office, { sunsetAt: "2027-11-22T12:00:00-05:00" })).status).toBe(201);
    expect((await send(office, { sunsetAt: "2026-11-22T12:00:01-05:00" })).status).toBe(201);
  });

  test("is looked at again when it is submitted, and when it is approved", async () => {
    const office = await desk({ start: now });
    const short = { sunsetAt: "2026-11-22T13:00:00-05:00" };
    const drafted = await office.draft(short);
    const waiting = await office.submitted(short);
    office.clock.advance("1h");
    const submit = await office.call("POST", `/api/v1/advisories/${drafted.id}/submit`, office.author);
    expect(submit).toMatchObject({ status: 400, json: { problems: [{ path: "$.sunsetAt" }] } });
    const { id, contentHash } = waiting;
    const approve = await office.call("POST", `/api/v1/advisories/${id}/approve`, office.approver, { contentHash });
    expect(approve).toMatchObject({ status: 400, json: { problems: [{ path: "$.sunsetAt" }] } });
  });

  test("an approval after the hour of publication publishes at once", async () => {
    const office = await desk({ start: now });
    const { id, slug, contentHash } = await office.submitted({ publishAt: "2026-11-22T12:30:00-05:00" });
    office.clock.advance("1h");
    const approve = await office.call("POST", `/api/v1/advisories/${id}/approve`, office.approver, { contentHash });
    expect(approve.status).toBe(200);
    expect((await office.get(`/advisories/${slug}`)).status).toBe(200);
  });
});
