import { expect, test } from "vitest";
import { readReportDirectory } from "../../src/domain/report-directory.ts";

const header = "state,name,phone,email,url,note";

test("rows become offices; quotes, several telephones, a byte order mark and blank lines are understood", () => {
  const csv = `\ufeff${header}\r\nNY,"Center, ""State""",518-555-0100; 911,tips@example.gov,https://example.gov/tips,"Day\r\nand night"\r\n\r\nGU,Office,+1 671 555 0100 ext. 4,,,\r\n`;
  expect(readReportDirectory(csv)).toEqual({
    ok: true,
    offices: [
      {
        state: "NY",
        name: 'Center, "State"',
        phones: ["518-555-0100", "911"],
        email: "tips@example.gov",
        url: "https://example.gov/tips",
        note: "Day\r\nand night",
      },
      { state: "GU", name: "Office", phones: ["+1 671 555 0100 ext. 4"] },
    ],
  });
});

test("columns may stand in any order, and those that nobody needs may be left out", () => {
  expect(readReportDirectory("name,phone,state\nOffice,555-0100,NJ")).toEqual({
    ok: true,
    offices: [{ state: "NJ", name: "Office", phones: ["555-0100"] }],
  });
});

test("every problem names its line, also after a field of several lines", () => {
  const csv = [
    header,
    'NY,Office,555-0100,,,"two',
    'lines"',
    "XX,Nowhere,555-0100,,,",
    "NY,,555-0100,,,",
    "NY,Office,call us,not an address,http://example.gov,",
    "NY,Office,,,,only a note",
    "NY,Office",
    'NY,Off"ice,555-0100,,,',
    "NJ,Last,555-0100,,,",
  ].join("\n");
  expect(readReportDirectory(csv)).toEqual({
    ok: false,
    problems: [
      "line 4: state “XX” is not a USPS code of a state or territory, such as NY",
      "line 5: name is missing",
      "line 6: phone “call us” is no telephone number; part several with ;",
      "line 6: email “not an address” is no mail address",
      "line 6: url “http://example.gov” must be an https:// address",
      "line 7: needs a phone, an email or a url",
      "line 8: has 2 fields, not 6; a field with a comma needs quotes",
      "line 9: cannot be read: a field with a quote in it must be in quotes, and each quote doubled",
    ],
  });
});

test.each(["", "state\n", "state,name,fax\nNY,Office,1", `${header}\n`])(
  "a file that holds nothing of use is refused: %j",
  (csv) => {
    expect(readReportDirectory(csv)).toMatchObject({ ok: false, problems: [expect.stringContaining("line 1")] });
  },
);
