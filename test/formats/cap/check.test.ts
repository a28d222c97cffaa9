import { describe, expect, it } from "vitest";
import { checkCap } from "../../../src/formats/cap/check.ts";
import type { CapArea, CapInfo, CapMessage } from "../../../src/formats/cap/model.ts";
import { capHistory } from "../../support/cap-history.ts";
import { capWorlds } from "../../support/cap-worlds.ts";

function good(name: string): CapMessage {
  return capHistory(capWorlds[name]!()).at(-1)!.message;
}

const update = good("update");
const info = update.info[0]!;
const area = info.area[0]!;

function paths(message: CapMessage): string[] {
  return checkCap(message).map(({ path }) => path);
}

const withHead = (given: Partial<CapMessage>) => paths({ ...update, ...given });
const withInfo = (given: Partial<CapInfo>) => paths({ ...update, info: [{ ...info, ...given }] });
const withArea = (given: Partial<CapArea>) => withInfo({ area: [{ ...area, ...given }] });

describe("the check of a CAP message", () => {
  it("finds nothing in a right one", () => {
    expect(checkCap(update)).toEqual([]);
  });

  it("wants identifier and sender without white space, comma, < and &", () => {
    for (const identifier of ["", "a b", "a,b", "a<b", "a&b"])
      expect(withHead({ identifier })).toContain("$.identifier");
    expect(withHead({ sender: "a b" })).toContain("$.sender");
  });

  it("wants times with whole seconds and a numeric offset", () => {
    for (const sent of [
      "2026-11-20T12:00:00Z",
      "2026-11-20T12:00:00.5-05:00",
      "2026-11-20T12:00-05:00",
      "2026-11-20T25:00:00-05:00",
      "2026-11-20T17:00:00+00:00",
      "",
    ])
      expect(withHead({ sent }), sent).toContain("$.sent");
    expect(withHead({ sent: "2026-11-20T17:00:00-00:00" })).toEqual([]);
    expect(withInfo({ expires: "tomorrow" })).toContain("$.info[0].expires");
  });

  it("wants an end after the beginning", () => {
    expect(withInfo({ expires: update.sent })).toContain("$.info[0].expires");
  });

  it("wants references as triples, not of itself, not of what was sent later", () => {
    const right = "a,b,2026-11-20T10:00:00-05:00";
    expect(withHead({ references: right })).toEqual([]);
    for (const references of [
      "",
      "a,b",
      `${right}  ${right}`,
      `a b,${right}`,
      "a,b,2026-11-20T10:00:00Z",
      "a,b,2026-11-20T12:00:01-05:00",
      `${update.sender},${update.identifier},2026-11-20T10:00:00-05:00`,
    ])
      expect(withHead({ references }), references).toContain("$.references");
    const { references: _, ...without } = update;
    expect(paths(without)).toContain("$.references");
    expect(withHead({ msgType: "Alert" })).toContain("$.references");
  });

  it("wants public messages without restriction", () => {
    expect(withHead({ scope: "Restricted" })).toContain("$.scope");
    expect(withHead({ restriction: "police" })).toContain("$.restriction");
  });

  it("wants repeated elements, never lists", () => {
    expect(withHead({ code: ["a b"] })).toContain("$.code[0]");
    expect(withInfo({ parameter: [{ valueName: "NTAS:sector", value: "energy,dams" }] })).toContain(
      "$.info[0].parameter[0]",
    );
    expect(withInfo({ responseType: ["Prepare Monitor" as "Prepare"] })).toContain("$.info[0].responseType");
    expect(withInfo({ responseType: [] })).toContain("$.info[0].responseType");
  });

  it("lets nothing through that alerting equipment acts on", () => {
    expect(withHead({ code: ["IPAWSv1.0"] })).toContain("$.code[0]");
    expect(withInfo({ eventCode: [{ valueName: "SAME", value: "CEM" }] })).toContain("$.info[0].eventCode[0]");
    for (const valueName of ["EAS-ORG", "CMAMtext", "CMAMlongtext", "WEAHandling", "BLOCKCHANNEL", "blockchannel"])
      expect(withInfo({ parameter: [{ valueName, value: "x" }] })).toContain("$.info[0].parameter[0]");
  });

  it("wants short headlines and events, and plain text", () => {
    expect(withInfo({ headline: "x".repeat(161) })).toContain("$.info[0].headline");
    expect(withInfo({ headline: "😀".repeat(160) })).toEqual([]);
    expect(withInfo({ event: "x".repeat(36) })).toContain("$.info[0].event");
    for (const description of ["<p>x</p>", "a <br> b", "AT&amp;T", "a&#160;b", "&lt;", " "])
      expect(withInfo({ description }), description).toContain("$.info[0].description");
    for (const description of ["5 < 6 > 4", "AT&T; R&D", "a <- b"]) expect(withInfo({ description })).toEqual([]);
  });

  it("finds characters that XML forbids wherever they are", () => {
    expect(withInfo({ description: "a\u0001" })).toContain("$.info[0].description");
    expect(withInfo({ parameter: [{ valueName: "NTAS:kind", value: "\ud800" }] })).toContain(
      "$.info[0].parameter[0].value",
    );
    expect(withHead({ note: "\uffff" })).toContain("$.note");
  });

  it("wants the same codes in every language, English first, each once", () => {
    const alert = good("alert");
    const [en, es] = alert.info as [CapInfo, CapInfo];
    expect(paths({ ...alert, info: [en, { ...es, severity: "Extreme" }] })).toContain("$.info");
    expect(paths({ ...alert, info: [es, en] })).toContain("$.info[0].language");
    expect(paths({ ...alert, info: [en, en] })).toContain("$.info");
    expect(paths({ ...alert, info: [] })).toContain("$.info");
  });

  it("wants one area with six-digit codes and a short name", () => {
    expect(withInfo({ area: [area, area] })).toContain("$.info[0].area");
    expect(withArea({ areaDesc: "" })).toContain("$.info[0].area[0].areaDesc");
    expect(withArea({ areaDesc: "x".repeat(401) })).toContain("$.info[0].area[0].areaDesc");
    expect(withArea({ geocode: [{ valueName: "SAME", value: "36061" }] })).toContain("$.info[0].area[0].geocode[0]");
    expect(withArea({ geocode: [] })).toContain("$.info[0].area[0].geocode");
    const whole = { valueName: "SAME", value: "000000" };
    expect(withArea({ geocode: [whole, ...area.geocode] })).toContain("$.info[0].area[0].geocode");
    expect(withArea({ geocode: [whole], polygon: [] })).toEqual([]);
    expect(withArea({ geocode: [whole] })).toContain("$.info[0].area[0].geocode");
  });

  it("wants polygons that close", () => {
    expect(withArea({ polygon: ["40.7,-74 40.8,-74 40.8,-73.9 40.7,-74"] })).toEqual([]);
    for (const polygon of [
      "40.7,-74 40.8,-74 40.7,-74",
      "40.7,-74 40.8,-74 40.8,-73.9 40.6,-74",
      "40.7, -74",
      "40.1234567,-74 1,1 2,2 40.1234567,-74",
      "40,-74 41,-73 41,-74 40,-73 40,-74",
      "40,-74 41,-74 41,-73 41,-73.5 40,-74",
      "40,-74 41,-74 41,-74 41,-73 40,-74",
      "-74,40 -74,100 -73,181 -74,40",
      "51,179 52,179 52,-179 51,-179 51,179",
      "95,10 96,10 96,11 95,10",
    ])
      expect(withArea({ polygon: [polygon] }), polygon).toContain("$.info[0].area[0].polygon[0]");
  });

  it("wants EXERCISE in every text of an exercise, and its name", () => {
    const exercise = good("exercise");
    const [en] = exercise.info as [CapInfo];
    expect(paths({ ...exercise, info: [{ ...en, headline: "Threat" }] })).toContain("$.info[0].headline");
    const { note: _, ...without } = exercise;
    expect(paths(without)).toContain("$.note");
  });
});
