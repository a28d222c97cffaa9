/** What an agency brings along of its past becomes archive, however much it is, and nothing that comes after is in its way. */
import { expect, test } from "vitest";
import { importPast } from "../../src/actions/import-advisories.ts";
import { allAdvisories } from "../../src/store/advisories.ts";
import { auditHead, brokenAuditRow } from "../../src/store/audit.ts";
import { damagedTexts } from "../../src/store/seals.ts";
import { aContent } from "../support/advisories.ts";
import { newsroom } from "../support/publishing.ts";
import { must } from "../support/world.ts";

const day = 86_400_000;
const past = (count: number, now: number) =>
  Array.from({ length: count }, (_, index) => ({
    slug: `bulletin-${index}`,
    issuedAt: now - (index + 3) * day,
    content: aContent({ sunsetAt: now - (index + 1) * day }),
  }));

test("2,500 past advisories of one file are taken, and what is published next comes after them", async () => {
  const { it, publish } = await newsroom();
  const { database, dependencies, clock } = it;
  expect(must(await importPast(dependencies, past(2_500, clock.now())))).toEqual({ archived: 2_500, known: 0 });
  expect(must(await importPast(dependencies, past(2_501, clock.now())))).toEqual({ archived: 1, known: 2_500 });
  const { id } = await publish();
  const latest = (await allAdvisories(database))
    .flatMap(({ revisions }) => revisions)
    .sort((a, b) => b.sequence - a.sequence);
  expect(latest).toHaveLength(2_502);
  expect(latest[0]).toMatchObject({ advisoryId: id });
  expect(await brokenAuditRow(database, dependencies.digest)).toBe(null);
  expect(await damagedTexts(database, dependencies.digest, clock.now())).toEqual([]);
  expect((await it.call("GET", `/api/v1/advisories?phase=active`)).json.advisories).toHaveLength(1);
});

test("a slug that stands twice, however far apart, refuses the file, and nothing of it is taken", async () => {
  const { it } = await newsroom();
  const { database, dependencies, clock } = it;
  const before = await auditHead(database);
  const many = past(2_000, clock.now());
  const [first] = many;
  const refused = await importPast(dependencies, first ? [...many, first] : []);
  expect(refused).toMatchObject({
    ok: false,
    refusal: { problems: [{ reason: "the slug “bulletin-0” stands there twice" }] },
  });
  expect(await auditHead(database)).toEqual(before);
});
