import { describe, expect, it } from "vitest";
import type { Advisory } from "../../../src/domain/advisory.ts";
import { everything } from "../../../src/domain/matching.ts";
import { currentMessage } from "../../../src/formats/cap/current.ts";
import {
  type AdvisoryGiven,
  anAdvisory,
  issuedAt,
  publishedAt,
  revisedWith,
  sunsetAt,
} from "../../support/advisories.ts";

const hour = 3_600_000;
const all = { choice: everything };

function chosen(advisories: Advisory[], filter: Parameters<typeof currentMessage>[1] = all, now = issuedAt + 2 * hour) {
  const candidates = advisories.map((advisory) => ({ advisory: publishedAt(advisory, now) }));
  return currentMessage(candidates, filter, now)?.advisory.id ?? null;
}

const elevated = (given: AdvisoryGiven = {}) => anAdvisory(given);
const bulletin = anAdvisory({ id: "bulletin", content: { kind: "bulletin" } });
const imminent = anAdvisory({ id: "imminent", content: { kind: "imminent" } });

describe("the current message for signage", () => {
  it("is the most urgent, then the newest", () => {
    const newer = elevated({ id: "newer", effectiveAt: issuedAt + hour });
    expect(chosen([elevated(), imminent, newer])).toBe("imminent");
    expect(chosen([elevated(), newer])).toBe("newer");
  });

  it("is no Bulletin unless Bulletins are asked for", () => {
    expect(chosen([bulletin])).toBeNull();
    expect(chosen([bulletin], { choice: everything, kinds: ["bulletin"] })).toBe("bulletin");
    expect(chosen([bulletin], { choice: { ...everything, kinds: ["bulletin"] } })).toBe("bulletin");
    expect(chosen([bulletin, imminent], { choice: everything, kinds: ["bulletin"] })).toBe("bulletin");
  });

  it("is none from the very millisecond of the sunset, the end and the retraction", () => {
    expect(chosen([elevated()], all, sunsetAt - 1)).toBe("rail");
    expect(chosen([elevated()], all, sunsetAt)).toBeNull();
    const at = issuedAt + hour;
    const ended = revisedWith(elevated(), { change: "end", note: "Over.", effectiveAt: at });
    const withdrawn = revisedWith(elevated(), {
      change: "retract",
      effectiveAt: at,
      takesBack: { advisoryId: "rail", number: 1 },
    });
    for (const advisory of [ended, withdrawn]) {
      expect(chosen([advisory], all, at - 1)).toBe("rail");
      expect(chosen([advisory], all, at)).toBeNull();
    }
  });

  it("is not what was current when it was read, where it has ended since", () => {
    const candidates = [{ advisory: publishedAt(elevated(), sunsetAt - 1) }];
    expect(currentMessage(candidates, all, sunsetAt)).toBeNull();
  });

  it("matches place and sector as everything else does", () => {
    expect(chosen([elevated()], { choice: { ...everything, areas: ["CA"] } })).toBeNull();
    expect(chosen([elevated()], { choice: { ...everything, areas: ["36061"] } })).toBe("rail");
    expect(chosen([elevated()], { choice: { ...everything, sectors: ["energy"] } })).toBeNull();
  });
});
