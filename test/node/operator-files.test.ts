import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { readOperatorFiles } from "../../src/node/operator-files.ts";
import { readSettings } from "../../src/settings.ts";

const folder = mkdtempSync(join(tmpdir(), "operator-"));
afterAll(() => rmSync(folder, { recursive: true }));

function read(raw: Record<string, string>) {
  const settings = readSettings(raw);
  if (!settings.ok) throw new Error(settings.problems.join());
  return readOperatorFiles(settings.settings);
}

test("a notice is the setting itself, or the text of the file that it names", () => {
  const path = join(folder, "notice.txt");
  writeFileSync(path, "Authority: law.\n\nPurpose: sending.\n");
  expect(read({ PRIVACY_ACT_NOTICE: "Authority.\\n\\nPurpose." })).toMatchObject({
    texts: { privacyActNotice: "Authority.\n\nPurpose." },
  });
  expect(read({ PRIVACY_ACT_NOTICE: `file:${path}` })).toMatchObject({
    texts: { privacyActNotice: "Authority: law.\n\nPurpose: sending." },
  });
  expect(read({})).toEqual({ ok: true, texts: {} });
});

test("a directory with wrong lines, or a file that is not there, stops the start and names what to mend", () => {
  const path = join(folder, "report.csv");
  writeFileSync(path, "state,name,phone\nNY,Office,555-0100\nXX,Office,555-0100\n");
  expect(read({ REPORT_DIRECTORY: path })).toEqual({
    ok: false,
    problems: [`REPORT_DIRECTORY ${path}, line 3: state “XX” is not a USPS code of a state or territory, such as NY`],
  });
  const missing = read({ REPORT_DIRECTORY: join(folder, "none.csv"), PRIVACY_ACT_NOTICE: "file:/nowhere/notice.txt" });
  expect(missing.ok ? [] : missing.problems.map((line) => line.split(" ")[0])).toEqual([
    "PRIVACY_ACT_NOTICE",
    "REPORT_DIRECTORY",
  ]);
  writeFileSync(path, Uint8Array.of(0x73, 0xff, 0xfe));
  expect(read({ REPORT_DIRECTORY: path }).ok).toBe(false);
});

test("an agency is named whole or not at all, and only by https", () => {
  const problems = (raw: Record<string, string>) => {
    const settings = readSettings(raw);
    return settings.ok ? [] : settings.problems;
  };
  expect(problems({ AGENCY_NAME: "Agency" }).join()).toContain("AGENCY_URL");
  expect(problems({ AGENCY_NAME: "Agency", AGENCY_URL: "http://agency.gov" }).join()).toContain("AGENCY_URL");
  expect(
    problems({ AGENCY_NAME: "Agency", AGENCY_URL: "https://agency.gov", AGENCY_FOIA_URL: "javascript:x" }).join(),
  ).toContain("AGENCY_FOIA_URL");
  expect(problems({ AGENCY_NAME: "Agency", AGENCY_URL: "https://agency.gov" })).toEqual([]);
});
