/** Whatever editors do, every message that comes of it is right: by our check, by the official schema, and by its signature. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Content } from "../../../src/domain/advisory.ts";
import type { Command } from "../../../src/domain/lifecycle.ts";
import { checkCap } from "../../../src/formats/cap/check.ts";
import { renderCap } from "../../../src/formats/cap/render.ts";
import { isSignedBy, signCap } from "../../../src/formats/cap/sign.ts";
import { aContent, english, issuedAt, spanish } from "../../support/advisories.ts";
import { capHistory, type Sent } from "../../support/cap-history.ts";
import { hasSchemas, schemaFile } from "../../support/schemas.ts";
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
const signedMessages = 40;

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

describe(`${histories} random histories`, () => {
  const seen: string[] = [];
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
        for (const xml of xmls) {
          if (/IPAWS|EAS-ORG|CMAM|WEAHandling|BLOCKCHANNEL|<eventCode>\s*<valueName>SAME/i.test(xml))
            throw new Error("a public message carries what alerting equipment acts on");
        }
        seen.push(...xmls);
      }),
      { numRuns: histories, seed: 20261122 },
    );
    for (const type of ["Alert", "Update", "Cancel"]) expect(kinds.get(type) ?? 0, type).toBeGreaterThan(100);
  }, 120_000);

  it.runIf(hasSchemas())(
    "give only messages that the official schema takes",
    () => {
      const folder = mkdtempSync(join(tmpdir(), "cap-histories-"));
      try {
        const files = [...new Set(seen)].map((xml, index) => {
          const file = join(folder, `${index}.xml`);
          writeFileSync(file, xml);
          return file;
        });
        for (let start = 0; start < files.length; start += 500) {
          const options = [
            "--noout",
            "--nonet",
            "--schema",
            schemaFile("CAP-v1.2.xsd"),
            ...files.slice(start, start + 500),
          ];
          const { status, stderr } = spawnSync("xmllint", options, { encoding: "utf8", maxBuffer: 1e8 });
          expect(
            status,
            stderr
              .split("\n")
              .filter((line) => !line.endsWith(" validates"))
              .slice(0, 5)
              .join("\n"),
          ).toBe(0);
        }
        expect(files.length).toBeGreaterThan(histories);
      } finally {
        rmSync(folder, { recursive: true });
      }
    },
    120_000,
  );

  it("give messages whose signatures hold, by two independent programs", async () => {
    const pair = await testSigningPair();
    const step = Math.max(1, Math.floor(seen.length / signedMessages));
    for (const xml of seen.filter((_, index) => index % step === 0)) {
      const signed = signCap(xml, pair);
      expect(isSignedBy(signed, pair.certificate)).toBe(true);
      if (hasXmlsec()) expect(xmlsecFault(signed, pair.certificate)).toBeNull();
    }
  }, 120_000);
});
