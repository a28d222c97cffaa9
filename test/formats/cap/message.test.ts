import { describe, expect, it } from "vitest";
import type { Content, Kind } from "../../../src/domain/advisory.ts";
import { readIso } from "../../../src/domain/eastern.ts";
import { checkCap } from "../../../src/formats/cap/check.ts";
import { composeCap } from "../../../src/formats/cap/message.ts";
import type { CapMessage } from "../../../src/formats/cap/model.ts";
import { renderCap } from "../../../src/formats/cap/render.ts";
import { aContent, aRevision, aSite, english, issuedAt, spanish, sunsetAt } from "../../support/advisories.ts";
import { capHistory } from "../../support/cap-history.ts";
import { capWorlds } from "../../support/cap-worlds.ts";
import { hasSchemas, schemaFaults } from "../../support/schemas.ts";
import { alice, emptyWorld, must, perform, publish } from "../../support/world.ts";

const hour = 3_600_000;

function history(name: string): CapMessage[] {
  const make = capWorlds[name];
  if (!make) throw new Error(`no world is called ${name}`);
  return capHistory(make()).map(({ message }) => message);
}

function last(name: string): CapMessage {
  return history(name).at(-1) as CapMessage;
}

function issue(given: Partial<Content> = {}, earlier: Parameters<typeof composeCap>[0]["earlier"] = []): CapMessage {
  const content = aContent(given);
  const states = Object.fromEntries(Object.keys(content.languages).map((language) => [language, "current" as const]));
  return composeCap({
    advisory: { slug: "rail", kind: content.kind, status: content.status },
    revision: aRevision({ content }),
    languageStates: states,
    earlier,
    site: aSite(),
  });
}

describe("a CAP message", () => {
  for (const [name, make] of Object.entries(capWorlds)) {
    it(`of “${name}” is as in its golden file, well formed by the standard, and passes our own check`, async () => {
      const sent = capHistory(make());
      for (const { message } of sent) expect(checkCap(message)).toEqual([]);
      const xml = renderCap((sent.at(-1) as (typeof sent)[number]).message);
      await expect(xml).toMatchFileSnapshot(`../../golden/cap/${name}.xml`);
    });

    it.runIf(hasSchemas())(`of “${name}” is valid by the official schema`, async () => {
      for (const message of history(name)) {
        expect(await schemaFaults(renderCap(message), "CAP-v1.2.xsd")).toEqual([]);
      }
    });
  }

  it("is an Alert for an issue, without references", () => {
    const message = last("alert");
    expect(message.msgType).toBe("Alert");
    expect(message.references).toBeUndefined();
    expect(message.identifier).toBe("slug-of-rail-r1");
  });

  it("says Eastern times with their offset, never Z, and ends at the sunset", () => {
    const message = last("alert");
    expect(message.sent).toBe("2026-11-20T10:00:00-05:00");
    expect(message.info[0]?.expires).toBe("2026-12-01T17:00:00-05:00");
    expect(readIso(message.info[0]?.expires ?? "")).toBe(sunsetAt);
  });

  it("holds only current languages, English first", () => {
    expect(last("alert").info.map((info) => info.language)).toEqual(["en-US", "es-US"]);
    // The update changed the English and left the Spanish as it was.
    expect(last("update").info.map((info) => info.language)).toEqual(["en-US"]);
  });

  it("has one area for each language, with SAME and FIPS6 codes of state and county", () => {
    const [area, ...others] = last("alert").info[0]?.area ?? [];
    expect(others).toEqual([]);
    expect(area?.geocode.map(({ valueName, value }) => `${valueName} ${value}`)).toEqual([
      "SAME 036000",
      "SAME 034017",
      "FIPS6 036000",
      "FIPS6 034017",
    ]);
  });

  it("is for the United States and territories with SAME 000000 when nationwide", () => {
    const [area] = last("bulletin-nationwide").info[0]?.area ?? [];
    expect(area).toEqual({
      areaDesc: "United States and territories",
      polygon: [],
      geocode: [{ valueName: "SAME", value: "000000" }],
    });
  });

  it("is plain text: no markup, no tags, links with their address", () => {
    const [info] = last("alert").info;
    expect(info?.description).not.toMatch(/\*\*|<|&amp;/);
    expect(info?.instruction).toContain("report them (https://www.example.gov/report)");
    expect(info?.instruction?.startsWith("What you can do:")).toBe(true);
  });

  it("says “not stated” for what an Alert leaves open, and not for a Bulletin", () => {
    expect(last("alert").info[0]?.description).toContain("Why now:\nnot stated");
    expect(last("bulletin-nationwide").info[0]?.description).not.toContain("not stated");
  });

  it("never carries what starts a broadcast", () => {
    for (const name of Object.keys(capWorlds)) {
      for (const message of history(name)) {
        expect(renderCap(message)).not.toMatch(/IPAWS|EAS-ORG|CMAM|BLOCKCHANNEL|WEAHandling/i);
        for (const info of message.info) expect(info.eventCode.map(({ valueName }) => valueName)).toEqual(["NTAS"]);
      }
    }
  });

  it("says on a site that is no official source that it is none", () => {
    const world = capWorlds.alert?.();
    if (!world) throw new Error("no world");
    const [sent] = capHistory(world, aSite({ official: false }));
    expect(sent?.message.source).toBe("Not an official source");
    expect(sent?.message.info[0]?.senderName).toBe("Example Advisories");
  });
});

describe("what follows on a message", () => {
  it("references all of the family that has not expired, by exact original strings", () => {
    expect(last("withdrawal-after-update").references).toBe(
      "advisories.example.gov,slug-of-rail-r1,2026-11-20T10:00:00-05:00 " +
        "advisories.example.gov,slug-of-rail-r2,2026-11-20T12:00:00-05:00",
    );
  });

  it("leaves out what has expired, itself, and what was sent later", () => {
    const earlier = [
      { sender: "a", identifier: "old", sent: "2026-11-01T10:00:00-05:00", expiresAt: issuedAt },
      {
        sender: "advisories.example.gov",
        identifier: "rail-r1",
        sent: "2026-11-20T10:00:00-05:00",
        expiresAt: sunsetAt,
      },
      { sender: "a", identifier: "coming", sent: "2026-11-20T10:00:01-05:00", expiresAt: sunsetAt },
    ];
    const message = issue({}, earlier);
    expect(message.references).toBeUndefined();
    expect(message.msgType).toBe("Alert");
  });

  it("is an Update after an update and an extension, with the reason in the note", () => {
    expect(last("update")).toMatchObject({ msgType: "Update", note: "Hudson County was added." });
    const extension = last("extension");
    expect(extension).toMatchObject({ msgType: "Update", note: "Extended because the investigation continues." });
    expect(extension.info[0]?.expires).toBe("2026-12-15T17:00:00-05:00");
  });

  it("is one Update under the new identifier after a replacement, and no Cancel", () => {
    const messages = history("replacement");
    expect(messages.map(({ msgType }) => msgType)).toEqual(["Alert", "Update"]);
    expect(messages.at(-1)).toMatchObject({
      identifier: "slug-of-terminal-r1",
      references: "advisories.example.gov,slug-of-rail-r1,2026-11-20T10:00:00-05:00",
      incidents: "slug-of-terminal slug-of-rail",
    });
  });

  it("is an Update that is over in an hour after an early end; AllClear only when the threat is over", () => {
    const over = last("end");
    expect(over.msgType).toBe("Update");
    expect(over.info[0]).toMatchObject({ urgency: "Past", severity: "Minor", certainty: "Unlikely" });
    expect(over.info[0]?.responseType).toEqual(["AllClear"]);
    expect(Date.parse(over.info[0]?.expires ?? "")).toBe(Date.parse(over.sent) + hour);
    const quiet = last("end-without-all-clear");
    expect(quiet.info[0]?.responseType).toEqual(["None"]);
    expect(quiet.info[0]?.description).toContain("no “all clear”");
  });

  it("is a Cancel in each language after a withdrawal, in fixed words only", () => {
    const message = last("withdrawal-after-update");
    expect(message.msgType).toBe("Cancel");
    expect(message.note).toContain("was issued in error");
    expect(message.info.map(({ language }) => language)).toEqual(["en-US", "es-US"]);
    expect(message.info[0]?.headline).toMatch(/^CORRECTION/);
    for (const info of message.info) {
      expect(info).toMatchObject({ responseType: ["None"], urgency: "Past", severity: "Minor", certainty: "Unlikely" });
      expect(info.instruction).toBeUndefined();
    }
    expect(renderCap(message)).not.toContain("Attack on passenger rail");
  });

  it("does not repeat the editor's own words for the place of what was issued in error", () => {
    const content = aContent({ languages: { en: { ...english, placeText: "Penn Station" } } });
    const world = publish(emptyWorld(issuedAt), "rail", content);
    const then = "end" as const;
    const withdrawn = must(perform(world, "rail", { type: "retract", then }, alice)).world;
    const [issued, message] = capHistory(withdrawn).map((sent) => renderCap(sent.message));
    expect(issued).toContain("<areaDesc>Penn Station</areaDesc>");
    expect(message).toContain("<areaDesc>New York; Hudson County, NJ</areaDesc>");
    expect(message).not.toContain("Penn Station");
  });

  it("is one Update with the right text after a restoration, references all, and no Cancel", () => {
    const messages = history("restoration");
    expect(messages.map(({ msgType }) => msgType)).toEqual(["Alert", "Update", "Update"]);
    const restored = messages.at(-1);
    expect(restored?.references?.split(" ")).toHaveLength(2);
    expect(restored?.note).toContain("was issued in error");
    expect(restored?.info[0]?.headline).toBe(english.headline);
    expect(restored?.info[1]?.headline).toBe(spanish.headline);
  });

  it("comes once for a restoration at another address", () => {
    const messages = history("restoration-of-the-replaced");
    expect(messages.map(({ identifier }) => identifier)).toEqual([
      "slug-of-rail-r1",
      "slug-of-terminal-r1",
      "slug-of-rail-r2",
    ]);
    expect(messages.at(-1)).toMatchObject({ msgType: "Update" });
    expect(messages.at(-1)?.note).toContain("Imminent Alert");
  });

  it("is a Cancel of something also in the second of the sunset", () => {
    const takesBack = { advisoryId: "rail", number: 1 };
    const message = composeCap({
      advisory: { slug: "rail", kind: "elevated", status: "actual" },
      revision: aRevision({ number: 2, change: "retract", takesBack, effectiveAt: sunsetAt + 200 }),
      languageStates: { en: "current" },
      earlier: [{ sender: "s", identifier: "i", sent: "2026-11-20T10:00:00-05:00", expiresAt: sunsetAt }],
      site: aSite(),
    });
    expect(message).toMatchObject({ msgType: "Cancel", references: "s,i,2026-11-20T10:00:00-05:00" });
    expect(checkCap(message)).toEqual([]);
  });

  it("is an Alert where nothing is left to reference", () => {
    const revision = aRevision({ number: 3, change: "reinstate", effectiveAt: issuedAt + 3 * hour });
    const message = composeCap({
      advisory: { slug: "rail", kind: "elevated", status: "actual" },
      revision,
      languageStates: { en: "current" },
      earlier: [{ sender: "s", identifier: "i", sent: "2026-11-20T09:00:00-05:00", expiresAt: issuedAt + hour }],
      site: aSite(),
    });
    expect(message.msgType).toBe("Alert");
  });
});

describe("the codes", () => {
  const codesOf = (given: Partial<Content>) => {
    const [info] = issue(given).info;
    return [info?.urgency, info?.severity, info?.certainty, info?.responseType.join(" "), info?.eventCode[0]?.value];
  };

  it("follow from the kind", () => {
    expect(codesOf({ kind: "bulletin" })).toEqual(["Future", "Moderate", "Possible", "Monitor Prepare", "BUL"]);
    expect(codesOf({ kind: "elevated" })).toEqual(["Future", "Severe", "Possible", "Prepare Monitor", "ELE"]);
    expect(codesOf({ kind: "imminent" })).toEqual(["Immediate", "Extreme", "Likely", "Prepare", "IMM"]);
  });

  it("take what the editor says of certainty and response", () => {
    expect(codesOf({ kind: "elevated", codes: { certainty: "likely" } })[2]).toBe("Likely");
    expect(codesOf({ kind: "imminent", codes: { certainty: "observed", responseType: "Shelter" } })).toEqual([
      "Immediate",
      "Extreme",
      "Observed",
      "Shelter",
      "IMM",
    ]);
  });

  it("never meet the threshold of wireless alerting but for an Imminent Alert", () => {
    const thresholds = {
      urgency: ["Immediate", "Expected"],
      severity: ["Severe", "Extreme"],
      certainty: ["Likely", "Observed"],
    };
    for (const kind of ["bulletin", "elevated"] satisfies Kind[]) {
      for (const certainty of ["likely", "observed"] as const) {
        const [info] = issue({ kind, codes: { certainty } }).info;
        const met =
          thresholds.urgency.includes(info?.urgency ?? "") &&
          thresholds.severity.includes(info?.severity ?? "") &&
          thresholds.certainty.includes(info?.certainty ?? "");
        expect(met).toBe(false);
      }
    }
  });
});

describe("an exercise", () => {
  it("says so in the words of each language and in its codes", () => {
    const message = last("exercise");
    expect(message).toMatchObject({ status: "Exercise", note: "slug-of-rail" });
    for (const info of message.info) {
      const word = info.language === "es-US" ? /^SIMULACRO/ : /^EXERCISE/;
      for (const text of [info.event, info.headline, info.description, info.instruction]) expect(text).toMatch(word);
      expect(info).toMatchObject({ urgency: "Unknown", severity: "Unknown", certainty: "Unknown" });
      expect(info.web).toBe("https://advisories.example.gov/exercise/advisories/slug-of-rail");
    }
  });

  it("carries the codes of the real thing only when they were approved, and a test never", () => {
    const live = { codes: { liveLikeCodes: true } };
    expect(issue({ kind: "imminent", status: "exercise", ...live }).info[0]?.urgency).toBe("Immediate");
    expect(issue({ kind: "imminent", status: "exercise" }).info[0]?.urgency).toBe("Unknown");
    expect(issue({ kind: "imminent", status: "test", ...live }).info[0]?.urgency).toBe("Unknown");
  });

  it("keeps the longest headline within its limit", () => {
    const headline = "word ".repeat(32).trim();
    const message = issue({ status: "test", languages: { en: { ...english, headline } } });
    expect([...(message.info[0]?.headline ?? "")].length).toBeLessThanOrEqual(160);
    expect(checkCap(message)).toEqual([]);
  });

  it("has an event of at most 35 characters in every kind and language", () => {
    for (const kind of ["bulletin", "elevated", "imminent"] as const)
      for (const status of ["actual", "exercise", "test"] as const)
        for (const info of issue({ kind, status }).info) expect(info.event.length).toBeLessThanOrEqual(35);
  });
});
