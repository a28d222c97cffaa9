/** Whatever editors do, every message that comes of it is right: by our check, by the official schema, and by its signature. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Content } from "../../../src/domain/advisory.ts";
import type { Command } from "../../../src/domain/lifecycle.ts";
import { everything } from "../../../src/domain/matching.ts";
import { published } from "../../../src/domain/phase.ts";
import { atom } from "../../../src/formats/atom.ts";
import { checkCap } from "../../../src/formats/cap/check.ts";
import { gsmText } from "../../../src/formats/cap/gsm-text.ts";
import { ipawsAlert, ipawsCancel, ipawsCorrection, ipawsFaults } from "../../../src/formats/cap/ipaws.ts";
import { currentMachineFeed } from "../../../src/formats/cap/machine-archive.ts";
import { renderCap } from "../../../src/formats/cap/render.ts";
import { isSignedBy, signCap } from "../../../src/formats/cap/sign.ts";
import { jsonFeed } from "../../../src/formats/json-feed.ts";
import { ntasAlerts, ntasAlerts10, ntasFeed } from "../../../src/formats/ntas-xml.ts";
import { rss } from "../../../src/formats/rss.ts";
import { stixVersions } from "../../../src/formats/stix.ts";
import { publicJson } from "../../../src/http/advisory-json.ts";
import { aContent, aSite, english, issuedAt, spanish } from "../../support/advisories.ts";
import { capHistory, type Sent } from "../../support/cap-history.ts";
import { hasSchemas, type SchemaName, schemaFile } from "../../support/schemas.ts";
import { hasXmlsec, testSigningPair, xmlsecFault } from "../../support/signing.ts";
import {
  advisoryOf,
  alice,
  approval,
  at,
  bob,
  day,
  draft,
  emptyWorld,
  hour,
  perform,
  type World,
} from "../../support/world.ts";

const histories = 1_000;
/** Signing and checking takes 50 ms a message. `CAP_SIGNED=all` takes every one. */
const signedMessages = process.env.CAP_SIGNED === "all" ? Number.POSITIVE_INFINITY : 150;
/** Messages that xmlsec1 looks at too. */
const checkedTwice = 25;

const content = fc.record({
  kind: fc.constantFrom("bulletin", "elevated", "imminent"),
  status: fc.constantFrom("actual", "actual", "actual", "exercise", "test"),
  scope: fc.constantFrom(
    { nationwide: true },
    { areas: ["NY", "34017"] },
    { areas: ["09110", "02063"] },
    { areas: ["AK", "GU"] },
  ),
  sectors: fc.constantFrom([], ["mass-transit"], ["energy", "aviation"]),
  life: fc.constantFrom(hour, 3 * day, 30 * day),
  isSpanish: fc.boolean(),
});
type Given = typeof content extends fc.Arbitrary<infer Value> ? Value : never;

const act = fc.record({
  verb: fc.constantFrom(
    "issue",
    "issue",
    "replace",
    "update",
    "extend",
    "editorial",
    "translate",
    "end",
    "restore",
    "withdraw",
    "reinstate",
  ),
  advisory: fc.nat(3),
  content,
  wait: fc.constantFrom(0, 1, 60_000, hour, day),
  threatIsOver: fc.boolean(),
});
type Act = typeof act extends fc.Arbitrary<infer Value> ? Value : never;

function contentFrom({ life, isSpanish, ...rest }: Given, now: number): Content {
  const languages = isSpanish ? { en: english, es: spanish } : { en: english };
  return aContent({ ...(rest as Partial<Content>), sunsetAt: now + life, languages });
}

/** What is refused changes nothing. */
function through(world: World, id: string, commands: readonly ((world: World) => [Command, typeof alice])[]): World {
  let after = world;
  for (const command of commands) {
    const result = perform(after, id, ...command(after));
    if (!result.ok) return world;
    after = result.value.world;
  }
  return after;
}

const submitAndApprove = (id: string) => [
  (): [Command, typeof alice] => [{ type: "submit" }, alice],
  (world: World): [Command, typeof alice] => [approval(world, id), bob],
];

function next(before: World, { verb, advisory, content: given, wait, threatIsOver }: Act): World {
  const world = at(before, before.now + wait);
  const target = world.advisories[advisory % Math.max(1, world.advisories.length)];
  const text = contentFrom(given, world.now);
  if (verb === "issue" || verb === "replace" || !target) {
    const id = `a${world.advisories.length}`;
    const replaces = verb === "replace" && target ? { replaces: target.id, status: target.status } : {};
    const drafted = draft(world, id, { ...text, ...replaces }, alice);
    if (!drafted.ok) return world;
    const after = through(drafted.value, id, submitAndApprove(id));
    return advisoryOf(after, id).revisions.length > 0 ? after : world;
  }
  if (verb === "restore" || verb === "withdraw") {
    const then = verb === "restore" ? "restore" : "end";
    return through(world, target.id, [() => [{ type: "retract", then }, alice]]);
  }
  const { kind, status } = target;
  const changed = { ...text, kind, status };
  const change = {
    update: { change: "update" as const, note: "More is known.", content: changed },
    editorial: { change: "editorial" as const, content: changed },
    translate: { change: "translate" as const, content: changed },
    reinstate: { change: "reinstate" as const, note: "It was right.", content: changed },
    extend: { change: "extend" as const, note: "It goes on.", sunsetAt: world.now + 60 * day },
    end: { change: "end" as const, note: "It is over.", threatIsOver },
  }[verb];
  return through(world, target.id, [
    () => [{ type: "revise", ...change } as Command, alice],
    ...submitAndApprove(target.id),
  ]);
}

/** References as they must be: all of the family that has not expired; a Cancel has at least one. */
function referenceFault({ message, summary, family }: Sent, earlier: readonly Sent[]): string | null {
  const expected = earlier
    .filter((one) => one.family === family && one.summary.expiresAt > summary.sentAt)
    .map((one) => `${one.message.sender},${one.message.identifier},${one.message.sent}`);
  const actual = message.references?.split(" ") ?? [];
  if (message.msgType === "Cancel" && expected.length === 0) return actual.length > 0 ? null : "a Cancel of nothing";
  return JSON.stringify(actual) === JSON.stringify(expected)
    ? null
    : `${message.identifier}: ${actual} is not ${expected}`;
}

/** What starts a broadcast, or is meant for those who do. SAME place codes are none of it. */
const equipmentCodes =
  /IPAWS|EAS-ORG|CMAM|WEAHandling|BLOCKCHANNEL|<eventCode>\s*<valueName>SAME|\b(CEM|CDW|EAN|LAE|LEW|SPW|EVI)\b/;

const oneSite = aSite();
const uuidOf = () => "00000000-0000-5000-8000-000000000000";

/** Every other file that anybody can fetch, of the history as it stands at its end. */
function publicFiles(world: World, sent: readonly Sent[]): string[] {
  const summaries = sent.map(({ summary }) => summary);
  return [["actual", ""] as const, ["rehearsal", "/exercise"] as const].flatMap(([realm, prefix]) => {
    const seen = world.advisories
      .flatMap((advisory) => published(advisory, world.now) ?? [])
      .filter(({ status }) => (status === "actual") === (realm === "actual"));
    const context = {
      site: oneSite,
      now: world.now,
      prefix,
      selfUrl: "https://x.example/f",
      language: "en",
      choice: everything,
    };
    return [
      atom(seen, context),
      rss(seen, context),
      jsonFeed(seen, context),
      ntasAlerts(seen, oneSite, prefix),
      ntasAlerts10(seen, oneSite, prefix),
      ntasFeed(seen, oneSite, prefix),
      currentMachineFeed(summaries, world.now, oneSite, { prefix }),
      JSON.stringify(stixVersions(seen, { site: oneSite, uuidOf })),
      ...seen.map((one) => JSON.stringify(publicJson(one, { advisories: seen, messages: summaries, prefix }, oneSite))),
    ];
  });
}

function expectValid(xmls: readonly string[], schema: SchemaName): void {
  const folder = mkdtempSync(join(tmpdir(), "cap-histories-"));
  try {
    const files = [...new Set(xmls)].map((xml, index) => {
      const file = join(folder, `${index}.xml`);
      writeFileSync(file, xml);
      return file;
    });
    for (let start = 0; start < files.length; start += 500) {
      const options = ["--noout", "--nonet", "--schema", schemaFile(schema), ...files.slice(start, start + 500)];
      const { status, stderr } = spawnSync("xmllint", options, { encoding: "utf8", maxBuffer: 1e8 });
      const faults = stderr.split("\n").filter((line) => !line.endsWith(" validates"));
      expect(status, faults.slice(0, 5).join("\n")).toBe(0);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The forms of a message that is public, where it has any; what phones show is looked at here. */
function ipawsFormsOf({ message, revision }: Sent): string[] {
  const isText = revision.restores !== undefined || !["end", "retract"].includes(revision.change);
  const { kind, sunsetAt } = revision.content;
  const source = { message, kind, effectiveAt: revision.effectiveAt, sunsetAt };
  const faults = ipawsFaults(source);
  if (!isText || kind === "bulletin" || message.status !== "Actual") return [];
  expect(faults).toEqual([]);
  const at = revision.effectiveAt + hour / 2;
  const wrong = { kind, content: revision.content, effectiveAt: revision.effectiveAt };
  const made = [
    ipawsAlert(source, "CEM", at),
    ipawsCancel(source, "CEM", at, at),
    ipawsCorrection(source, wrong, at, at),
  ];
  for (const { code, info } of made) {
    expect(code).toEqual(["IPAWSv1.0"]);
    for (const { eventCode, parameter, area } of info) {
      expect(eventCode).toEqual([{ valueName: "SAME", value: "CEM" }]);
      const texts = Object.fromEntries(parameter.map(({ valueName, value }) => [valueName, value]));
      expect(gsmText(texts.CMAMtext ?? "").missing).toEqual([]);
      expect((texts.CMAMtext ?? "").length).toBeLessThanOrEqual(90);
      expect((texts.CMAMlongtext ?? "").length).toBeLessThanOrEqual(360);
      expect(area.flatMap(({ geocode }) => geocode).every(({ valueName }) => valueName === "SAME")).toBe(true);
    }
  }
  return made.map(renderCap);
}

describe(`${histories} random histories`, () => {
  const seen: string[] = [];
  const forms: string[] = [];
  const kinds = new Map<string, number>();

  it("give only messages that pass the check, reference all they must, and are the same at each composing", () => {
    fc.assert(
      fc.property(fc.array(act, { minLength: 1, maxLength: 7 }), (acts) => {
        const world = acts.reduce(next, emptyWorld(issuedAt));
        const sent = capHistory(world);
        const xmls = sent.map(({ message }) => renderCap(message));
        for (const [index, one] of sent.entries()) {
          const { message } = one;
          kinds.set(message.msgType, (kinds.get(message.msgType) ?? 0) + 1);
          const faults = checkCap(message);
          if (faults.length > 0) throw new Error(`${message.identifier}: ${JSON.stringify(faults)}`);
          const fault = referenceFault(one, sent.slice(0, index));
          if (fault) throw new Error(fault);
        }
        if (JSON.stringify(capHistory(world).map(({ message }) => renderCap(message))) !== JSON.stringify(xmls))
          throw new Error("the messages are not the same at a second composing");
        for (const file of [...xmls, ...publicFiles(world, sent)]) {
          const found = equipmentCodes.exec(file);
          if (found) throw new Error(`a public file carries what alerting equipment acts on: ${found[0]}`);
        }
        seen.push(...xmls);
        forms.push(...sent.flatMap(ipawsFormsOf));
      }),
      { numRuns: histories, seed: 20261122 },
    );
    for (const type of ["Alert", "Update", "Cancel"]) expect(kinds.get(type) ?? 0, type).toBeGreaterThan(100);
  });

  it.runIf(hasSchemas())("give only messages that the official schema takes", () => {
    expect(new Set(seen).size).toBeGreaterThan(histories);
    expectValid(seen, "CAP-v1.2.xsd");
  });

  it.runIf(hasSchemas())(
    "give IPAWS forms that the profile's schema takes, with one SAME code, and texts that phones can show",
    () => {
      expect(forms.length).toBeGreaterThan(histories);
      expectValid(forms, "capv1.2-ipaws-profile-v1.0-pr02.xsd");
    },
  );

  it("give messages whose signatures hold, by two independent programs, and hold no more once a byte is another", async () => {
    const pair = await testSigningPair();
    const all = [...new Set(seen)];
    const every = Math.max(1, Math.floor(all.length / signedMessages));
    const messages = all.filter((_, index) => index % every === 0);
    const step = Math.max(1, Math.floor(messages.length / checkedTwice));
    for (const [index, xml] of messages.entries()) {
      // Signing ends with a check of its own result; what is asked here is asked of what was stored.
      const signed = signCap(xml, pair);
      expect(isSignedBy(withOtherByte(signed, index), pair.certificate), `message ${index}`).toBe(false);
      if (index % step !== 0) continue;
      expect(isSignedBy(signed, pair.certificate)).toBe(true);
      if (hasXmlsec()) {
        expect(xmlsecFault(signed, pair.certificate)).toBeNull();
        expect(xmlsecFault(withOtherByte(signed, index), pair.certificate)).not.toBeNull();
      }
    }
  });
});

/** With one letter or digit of its texts changed, another one for each message. */
function withOtherByte(signed: string, index: number): string {
  const texts = [...signed.slice(0, signed.indexOf("<Signature")).matchAll(/(?<=>)[^<>]*[A-Za-z0-9][^<>]*(?=<)/g)];
  const text = texts[(index * 7) % texts.length];
  if (!text) throw new Error("a message without words");
  const at = text.index + text[0].search(/[A-Za-z0-9]/);
  return `${signed.slice(0, at)}${signed[at] === "x" ? "y" : "x"}${signed.slice(at + 1)}`;
}
