/** The eighteen bulletins so far: as an archive made of their dates, and a second time through the real commands with a moving clock. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { Advisory, Content } from "../../src/domain/advisory.ts";
import { archiveOfBulletins, type PastBulletin } from "../../src/domain/archive.ts";
import { contentProblems } from "../../src/domain/content.ts";
import { easternIso, readEastern } from "../../src/domain/eastern.ts";
import { boundaries, type Phase, phaseAt, published } from "../../src/domain/phase.ts";
import { bodyFaults, headlineLimit, lineFaults } from "../../src/domain/text.ts";
import { handedOver, isHandedOver } from "../support/needed.ts";
import {
  advisoryOf,
  alice,
  approval,
  at,
  bob,
  draft,
  emptyWorld,
  hour,
  minute,
  must,
  perform,
  sha256,
  type World,
} from "../support/world.ts";

const copyPath = new URL("../../scripts/demo/bulletins.json", import.meta.url);
const record = "real/history.json";
const bulletins: PastBulletin[] = JSON.parse(readFileSync(copyPath, "utf8")).bulletins;

function archived(rows: readonly PastBulletin[]): Advisory[] {
  let sequence = 0;
  const newSequence = () => {
    sequence += 1;
    return sequence;
  };
  return must(archiveOfBulletins(rows, { newSequence, hash: sha256, enteredBy: "archivist" }));
}

const archive = archived(bulletins);

const eastern = (text: string) => {
  const reading = readEastern(text);
  if (reading?.type !== "moment") throw new Error(`${text} is not one moment`);
  return reading.at;
};

const phases = (advisories: readonly Advisory[], moment: number): [string, Phase][] =>
  advisories.map((advisory) => [advisory.slug, phaseAt(advisory, moment)]);

const standing = (advisories: readonly Advisory[], moment: number): string[] =>
  phases(advisories, moment).flatMap(([slug, phase]) => (phase === "active" ? [slug] : []));

/** What the table in NTAS.md says of each, and where it says nothing what is assumed. */
const table: [slug: string, from: string, until: string, how: Phase][] = [
  ["bulletin-2015-12-16", "2015-12-16T00:00:00-05:00", "2016-06-15T00:00:00-04:00", "replaced"],
  ["bulletin-2016-06-15", "2016-06-15T00:00:00-04:00", "2016-11-15T00:00:00-05:00", "replaced"],
  ["bulletin-2016-11-15", "2016-11-15T00:00:00-05:00", "2017-05-15T23:30:00-04:00", "replaced"],
  ["bulletin-2017-05-15", "2017-05-15T23:30:00-04:00", "2017-11-09T00:00:00-05:00", "replaced"],
  ["bulletin-2017-11-09", "2017-11-09T00:00:00-05:00", "2018-05-08T23:59:00-04:00", "expired"],
  ["bulletin-2018-05-09", "2018-05-09T00:00:00-04:00", "2018-09-14T00:00:00-04:00", "replaced"],
  ["bulletin-2018-09-14", "2018-09-14T00:00:00-04:00", "2019-07-18T00:00:00-04:00", "replaced"],
  ["bulletin-2019-07-18", "2019-07-18T00:00:00-04:00", "2020-01-04T00:00:00-05:00", "replaced"],
  ["bulletin-2020-01-04", "2020-01-04T00:00:00-05:00", "2020-01-18T13:00:00-05:00", "expired"],
  ["bulletin-2021-01-27", "2021-01-27T11:00:00-05:00", "2021-05-14T00:00:00-04:00", "replaced"],
  ["bulletin-2021-05-14", "2021-05-14T00:00:00-04:00", "2021-08-13T00:00:00-04:00", "replaced"],
  ["bulletin-2021-08-13", "2021-08-13T00:00:00-04:00", "2021-11-10T16:00:00-05:00", "replaced"],
  ["bulletin-2021-11-10", "2021-11-10T16:00:00-05:00", "2022-02-07T00:00:00-05:00", "replaced"],
  ["bulletin-2022-02-07", "2022-02-07T00:00:00-05:00", "2022-06-07T00:00:00-04:00", "replaced"],
  ["bulletin-2022-06-07", "2022-06-07T00:00:00-04:00", "2022-11-30T14:00:00-05:00", "replaced"],
  ["bulletin-2022-11-30", "2022-11-30T14:00:00-05:00", "2023-05-24T14:00:00-04:00", "replaced"],
  ["bulletin-2023-05-24", "2023-05-24T14:00:00-04:00", "2023-11-24T14:00:00-05:00", "expired"],
  ["bulletin-2025-06-22", "2025-06-22T00:00:00-04:00", "2025-09-22T23:59:00-04:00", "expired"],
];

test.runIf(isHandedOver(record))("the product's copy of the dates is the record that was handed over", () => {
  expect(JSON.parse(readFileSync(copyPath, "utf8"))).toEqual(JSON.parse(readFileSync(handedOver(record), "utf8")));
});

describe.each([
  ["the archive", () => archive],
  ["the same bulletins through the real commands", () => driven(archive).advisories],
])("%s", (_, advisoriesOf) => {
  const advisories = advisoriesOf();
  const everyMoment = boundaries(advisories).flatMap((moment) => [moment - 1, moment, moment + 1]);

  test("has all eighteen, each from when to when, and how it ended", () => {
    const end = eastern("2026-01-01");
    const rows = advisories.map((advisory) => {
      const seen = published(advisory, end);
      return [advisory.slug, easternIso(seen?.issuedAt ?? 0), easternIso(seen?.overAt ?? 0), seen?.phase];
    });
    expect(rows).toEqual(table);
  });

  test("has at most one current bulletin at any moment", () => {
    for (const moment of everyMoment) expect(standing(advisories, moment).length).toBeLessThanOrEqual(1);
  });

  test("leaves no gap where one replaced another, also in the same minute", () => {
    for (const [index, [slug, , until, how]] of table.entries()) {
      if (how !== "replaced") continue;
      const moment = Date.parse(until);
      expect(standing(advisories, moment - 1)).toEqual([slug]);
      expect(standing(advisories, moment)).toEqual([table[index + 1]?.[0]]);
    }
    expect(standing(advisories, eastern("2022-11-30T14:00") - 1)).toEqual(["bulletin-2022-06-07"]);
    expect(standing(advisories, eastern("2022-11-30T14:00"))).toEqual(["bulletin-2022-11-30"]);
  });

  test("has nothing current in the long times without a bulletin, and by 2026 all are over", () => {
    for (const moment of ["2020-02-01", "2020-12-31", "2024-06-01", "2025-06-21T23:59", "2026-01-01"])
      expect(standing(advisories, eastern(moment)), moment).toEqual([]);
  });

  test("extends at the same id and address", () => {
    const one = advisories.find(({ slug }) => slug === "bulletin-2021-01-27");
    expect(one?.revisions.map(({ change, number }) => [number, change])).toEqual([
      [1, "issue"],
      [2, "extend"],
    ]);
    const before = one && published(one, eastern("2021-04-26T11:59"));
    const after = one && published(one, eastern("2021-04-26T12:00"));
    expect(easternIso(before?.sunsetAt ?? 0)).toBe("2021-04-30T13:00:00-04:00");
    expect(easternIso(after?.sunsetAt ?? 0)).toBe("2021-05-15T23:59:00-04:00");
    expect([after?.id, after?.slug]).toEqual([before?.id, before?.slug]);
  });
});

/** Every bulletin drafted, submitted and approved by two people; a replacement is approved an hour ahead, for its exact minute. */
function driven(past: readonly Advisory[]): World {
  let world = emptyWorld(0);
  for (const advisory of past) {
    const [issue, ...extensions] = advisory.revisions;
    if (!issue) continue;
    const content: Content = { ...issue.content, publishAt: issue.effectiveAt };
    world = must(draft(at(world, issue.effectiveAt - 3 * hour), advisory.id, content, alice));
    world = through(at(world, issue.effectiveAt - 2 * hour), advisory.id, issue.effectiveAt - hour);
    for (const { effectiveAt, content, note } of extensions) {
      const command = { type: "revise", change: "extend", sunsetAt: content.sunsetAt, note: note ?? "" } as const;
      world = must(perform(at(world, effectiveAt - minute), advisory.id, command, alice)).world;
      world = through(world, advisory.id, effectiveAt);
    }
    expect(advisoryOf(world, advisory.id).revisions.length).toBe(advisory.revisions.length);
  }
  return { ...world, advisories: world.advisories.map((one) => ({ ...one, slug: one.id })) };
}

function through(world: World, id: string, approvedAt: number): World {
  const submitted = at(must(perform(world, id, { type: "submit" }, alice)).world, approvedAt);
  return must(perform(submitted, id, approval(submitted, id), bob)).world;
}

describe("what the archive says", () => {
  test("nothing of the bulletins' own words, and what is assumed where it is assumed", () => {
    const summaries = Object.fromEntries(
      archive.map((advisory) => [advisory.slug, advisory.revisions[0]?.content.languages.en.summary]),
    );
    expect(summaries["bulletin-2022-11-30"]).toBe("The text of this bulletin is not included.");
    expect(summaries["bulletin-2021-11-10"]).toBe(
      "The text of this bulletin is not included. Its announced end is not known: it is assumed to be the issue of the next bulletin.",
    );
    expect(summaries["bulletin-2018-09-14"]).toBe(
      "The text of this bulletin is not included. The hour of its issue is assumed. Its announced end is not known: it is assumed to be the issue of the next bulletin. How it ended is not known: it is assumed that the next bulletin replaced it. The record says: date of issue inferred from DHS's own count.",
    );
    expect(summaries["bulletin-2020-01-04"]).toBe(
      "The text of this bulletin is not included. The hour of its issue is assumed. How it ended is not known: it is assumed that it ended as announced.",
    );
  });

  test("what the rules for words and fields allow", () => {
    for (const { effectiveAt, content } of archive.flatMap((advisory) => advisory.revisions)) {
      expect(contentProblems(content, effectiveAt)).toEqual([]);
      expect(lineFaults(content.languages.en.headline, headlineLimit)).toEqual([]);
      expect(bodyFaults(content.languages.en.summary)).toEqual([]);
    }
  });
});

describe("rows that cannot have been so", () => {
  const row: PastBulletin = { issued: "2020-01-01", announcedEnd: "2020-02-01", ended: null, how: null };
  test.each<[string, Partial<PastBulletin>[], string]>([
    ["no end, and no next one", [{ announcedEnd: null }], "$.bulletins[0].announcedEnd"],
    ["an end before the issue", [{ announcedEnd: "2019-12-31" }], "$.bulletins[0].announcedEnd"],
    ["not a date", [{ issued: "2020-02-30" }], "$.bulletins[0].issued"],
    ["an hour that exists twice", [{ announcedEnd: "2020-11-01T01:30" }], "$.bulletins[0].announcedEnd"],
    ["replaced by nothing", [{ how: "replaced" }], "$.bulletins[0].how"],
    ["lapsed although overtaken", [{ how: "expired" }, { issued: "2020-01-15" }], "$.bulletins[0].how"],
    ["out of order", [{}, { issued: "2019-01-01" }], "$.bulletins[0].issued"],
    [
      "an extension to an earlier day",
      [{ extended: [{ at: "2020-01-15", to: "2020-01-20" }] }],
      "$.bulletins[0].extended[0]",
    ],
  ])("%s", (_, rows, path) => {
    const given = rows.map((one) => ({ ...row, ...one }));
    const result = archiveOfBulletins(given, { newSequence: () => 1, hash: sha256, enteredBy: "archivist" });
    expect(result).toMatchObject({ ok: false, refusal: { type: "invalid-content" } });
    const problems = result.ok || result.refusal.type !== "invalid-content" ? [] : result.refusal.problems;
    expect(problems.map((problem) => problem.path)).toContain(path);
  });
});
