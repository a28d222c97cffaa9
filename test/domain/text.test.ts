/** What may be written, and what is refused with the reason. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  bodyFaults,
  bodyLimit,
  controlMarkingFault,
  headlineLimit,
  lineFaults,
  linkFault,
  normalizeText,
} from "../../src/domain/text.ts";
import { processorMs } from "../support/processor-time.ts";

const lineReasons = (text: string) =>
  lineFaults(text, headlineLimit)
    .map(({ reason }) => reason)
    .join("; ");
const bodyReasons = (text: string) =>
  bodyFaults(text)
    .map(({ reason }) => reason)
    .join("; ");

describe("ordinary words", () => {
  test.each([
    "Credible threat to mass transit in the New York area",
    "Amenaza creíble contra el transporte público – ¡manténgase alerta!",
    "تحذير من تهديد إرهابي محتمل",
    "警告:公共交通可能受到威胁",
    "Đe dọa khủng bố đối với phương tiện công cộng",
    "5 < 6 & “quotes” – 100 % 😀 👩‍🚒",
  ])("%s", (text) => {
    expect(lineFaults(text, headlineLimit)).toEqual([]);
    expect(bodyFaults(text)).toEqual([]);
  });

  test("a body with paragraphs, lists, emphasis, and links to the web, a phone and a mailbox", () => {
    const body = [
      "**Report** what you *see*:",
      "",
      "- call [9-1-1](tel:911)",
      "- write to [us](mailto:tips@example.gov)",
      "- read [what to do](https://www.example.gov/what-to-do?lang=en#top) (page 2)",
      "\t- an indented line",
    ].join("\n");
    expect(bodyFaults(body)).toEqual([]);
  });
});

describe("characters", () => {
  test.each([
    ["NUL", "a\u0000b", "U+0000"],
    ["backspace", "a\u0008b", "U+0008"],
    ["escape", "a\u001b[31mb", "U+001B"],
    ["delete", "a\u007fb", "U+007F"],
    ["next line", "a\u0085b", "U+0085"],
    ["a non-character", "a\uffffb", "U+FFFF"],
    ["half a surrogate pair, first", "a\ud83d b", "surrogate"],
    ["half a surrogate pair, second", "a \ude00b", "surrogate"],
    ["a right-to-left override", "file\u202egnp.exe", "override"],
    ["an isolate", "a\u2066b\u2069", "override"],
    ["a zero-width space", "pass\u200bword", "invisible"],
    ["a byte order mark", "a\ufeffb", "invisible"],
    ["a soft hyphen", "a\u00adb", "invisible"],
    ["a tag character", "a\u{e0041}b", "invisible"],
  ])("%s is refused, in a line and in a body", (_, text, word) => {
    expect(lineReasons(text)).toContain(word);
    expect(bodyReasons(text)).toContain(word);
  });

  test.each(["a\nb", "a\rb", "a\tb", "a\u2028b", "a\u2029b", "Subject: x\r\nBcc: y"])("%j is not one line", (text) => {
    expect(lineReasons(text)).toContain("one line");
  });

  test("a Unicode line separator is refused in a body too", () => {
    expect(bodyReasons("a\u2028b")).toContain("line separator");
  });

  test("line ends become LF, letters are composed, and blanks at the ends go", () => {
    expect(normalizeText("  one\r\ntwo\rthree e\u0301 \n")).toBe("one\ntwo\nthree é");
  });

  test("whatever passes is well-formed and without control characters", () => {
    const character = fc.oneof(
      fc.string({ unit: "binary", maxLength: 3 }),
      fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)),
    );
    fc.assert(
      fc.property(fc.array(character, { maxLength: 8 }), (parts) => {
        const text = normalizeText(parts.join(""));
        if (bodyFaults(text).length > 0) return;
        expect(text.isWellFormed()).toBe(true);
        expect(text).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ufffe\uffff]/);
      }),
      { numRuns: 3_000 },
    );
  });
});

describe("lengths", () => {
  test("a headline counts characters as people do, and says how many there are", () => {
    expect(lineFaults("😀".repeat(160), headlineLimit)).toEqual([]);
    expect(lineReasons("😀".repeat(161))).toContain("161 characters; at most 160");
  });

  test("empty is refused", () => {
    expect(lineReasons("")).toContain("empty");
    expect(bodyReasons("")).toContain("empty");
  });

  test("a body may have twenty thousand characters and not one more", () => {
    expect(bodyFaults("a".repeat(bodyLimit))).toEqual([]);
    expect(bodyReasons("a".repeat(bodyLimit + 1))).toContain("at most 20000");
  });
});

describe("links", () => {
  test.each([
    "https://www.example.gov/what-to-do",
    "https://example.gov:8443/a?b=c&d=%20#e",
    "HTTPS://EXAMPLE.GOV",
    "tel:+1-800-555-0100",
    "mailto:tips@example.gov",
  ])("%s may be linked", (address) => {
    expect(linkFault(address)).toBeNull();
  });

  test.each([
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:msgbox(1)",
    "file:///etc/passwd",
    "http://www.example.gov/",
    "ftp://example.gov/",
    "//example.gov/",
    "/advisories",
    "https:example.gov",
    "https://",
    "https://user@example.gov/",
    "https://user:pass@example.gov/",
    "https://www.example.gov\\@evil.example/",
    'https://example.gov/"onmouseover=',
    "https://example.gov/ onclick",
    "",
    `https://example.gov/${"a".repeat(2_000)}`,
  ])("%s may not", (address) => {
    expect(linkFault(address)).not.toBeNull();
  });

  test.each([
    "[a](javascript:alert(1))",
    "[a](  <javascript:alert(1)>)",
    "![a](javascript:alert(1))",
    "[a](java&#115;cript:alert(1))",
    "[a](http://example.gov)",
    "[a]( //example.gov)",
    "[a]()",
    "[a]: javascript:alert(1)",
    "text\n\n[a]: http://example.gov\n\n[a]",
    "<javascript:alert(1)>",
    "javascript : alert(1)",
    "data:text/html;base64,PHNjcmlwdD4=",
    "[a](https://example.gov) and [b](file:///etc/passwd)",
    '[a](https://example.gov "javascript:alert(1)")',
  ])("%s is refused in a body", (body) => {
    expect(bodyFaults(body)).not.toEqual([]);
  });

  test.each(["Data: see the table.", "Update: the file is closed", "He said: [sic]", "At 5:00 PM [local time]: stay"])(
    "%s is no link",
    (body) => {
      expect(bodyFaults(body)).toEqual([]);
    },
  );
});

describe("markings of restricted information", () => {
  test.each([
    "TLP:AMBER",
    "TLP:AMBER+STRICT",
    "TLP: RED",
    "tlp:red",
    "TLP AMBER",
    "TLP-RED",
    "TLP：RED",
    "TLP:GREEN",
    "CUI",
    "CUI//SP-CTI",
    "This is Controlled Unclassified Information.",
    "FOUO",
    "(U//FOUO) A paragraph",
    "UNCLASSIFIED//FOR OFFICIAL USE ONLY",
    "For Official Use Only",
    "U//LES",
    "LES",
    "Distribution: LES.",
    "LES, do not share",
    "Law Enforcement Sensitive",
    "SENSITIVE SECURITY INFORMATION",
    "Sensitive Security Information under 49 CFR 1520",
    "REL TO USA // NOFORN",
    "ORCON",
    "SECRET//NOFORN",
    "SECRET",
    "**TOP SECRET**",
    "First line\nUNCLASSIFIED\nThird line",
    "# CONFIDENTIAL",
    "(U) The first paragraph",
    "(S//NF) The first paragraph",
    "(TS//SI/TK//NF) The first paragraph",
    "(C) The first paragraph",
    "(CUI) The first paragraph",
    "First\n\n  (U) An indented paragraph",
    "- (U) A list item",
    "1. (U) A numbered paragraph",
    "> (U) A quotation",
    "**(U)** An emphasized mark",
    "(U)Without a blank",
    "Headline\n## (U) Heading",
  ])("%j is refused", (text) => {
    expect(controlMarkingFault(text)?.reason).toMatch(/only public information/);
  });

  test.each([
    "(c) 2026 Example Agency",
    "(C) 2026 Example Agency",
    "Copyright (C) 2026 Example Agency",
    "TLP:CLEAR",
    "LESS",
    "NONETHELESS, stay alert",
    "Less is more; les autorités; Les Halles",
    "ÉLES",
    "a secret ballot",
    "Secret Service agents",
    "SECRET SERVICE AGENTS",
    "confidential tip line",
    "CONFIDENTIAL TIP LINE: 1-800",
    "an unclassified summary",
    "circuit, biscuit, CIRCUIT, CUISINE",
    "cui bono",
    "(s) in brackets: person(s), venue(s) may",
    "Plan C (C) is in the middle of a line",
    "(US) citizens",
    "(1) first, (2) second",
    "(a) first",
    "law enforcement and sensitive places",
    "security information for sensitive sites",
    "The red amber lights; TLP is a protocol",
    "orcons, noforn in lower case are no marks",
    "U.S. officials use only official forms",
  ])("%j is not one", (text) => {
    expect(controlMarkingFault(text)).toBeNull();
  });

  test("a marked headline and a marked body are refused, with the mark that was found", () => {
    expect(lineReasons("(U//FOUO) Threat to transit")).toContain("“FOUO”");
    expect(bodyReasons("Fine.\n\nTLP:RED\n\nFine.")).toContain("“TLP:RED”");
  });
});

describe("hostile bulk is refused fast", () => {
  const megabyte = 1_000_000;
  test.each<[string, string]>([
    ["1 MB of emphasis marks", "*".repeat(megabyte)],
    ["1 MB of underlines and words", "_a".repeat(megabyte / 2)],
    ["1 MB of brackets", "[".repeat(megabyte)],
    ["1 MB of half links", "](".repeat(megabyte / 2)],
    ["1 MB of line feeds", `a${"\n".repeat(megabyte)}b`],
    ["1 MB of blanks", `TLP${" ".repeat(megabyte)}b`],
    ["1 MB of quotation marks", ">".repeat(megabyte)],
    ["1 MB of surrogate halves", "\ud83d".repeat(megabyte)],
    ["a full body of emphasis marks", "*".repeat(bodyLimit)],
    ["a full body of nested quotations", "> ".repeat(bodyLimit / 2)],
    ["a full body of nested brackets", "[".repeat(bodyLimit)],
    ["a full body of half links", "[a](".repeat(bodyLimit / 4)],
  ])("%s", async (_, text) => {
    expect(await processorMs(() => lineFaults(text, headlineLimit))).toBeLessThan(500);
    expect(await processorMs(() => bodyFaults(text))).toBeLessThan(500);
    expect(bodyFaults(text)).not.toEqual([]);
    expect(lineFaults(text, headlineLimit)).not.toEqual([]);
  });

  test.each<[string, string]>([
    ["line feeds", `a${"\n".repeat(bodyLimit - 2)}b`],
    ["blanks after a mark", `TLP${" ".repeat(bodyLimit - 4)}b`],
    ["blank lines with blanks", `a${"\n ".repeat(bodyLimit / 2 - 1)}b`],
    ["definitions without a destination", `${"[a]:\n".repeat(bodyLimit / 5 - 1)}`],
    ["stars at the beginning of lines", `${"* * * * *\n".repeat(bodyLimit / 10 - 1)}a`],
    ["data and blanks", `${"data ".repeat(bodyLimit / 5 - 1)}a`],
  ])("a full body of %s takes no longer than others", async (_, text) => {
    expect(await processorMs(() => bodyFaults(text))).toBeLessThan(150);
  });
});
