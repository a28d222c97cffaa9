import { describe, expect, it } from "vitest";
import { escapeHtml, plainText, safeHtml } from "../../src/formats/plain-text.ts";
import { processorMs } from "../support/processor-time.ts";

describe("plain text", () => {
  it("keeps paragraphs and lists, and drops the marks", () => {
    expect(plainText("One *two* **three**.\n\n- a\n- b\n  - c\n\n1. first\n2. second\n\nEnd")).toBe(
      "One two three.\n\n- a\n- b\n  - c\n\n1. first\n2. second\n\nEnd",
    );
  });

  it("shows where a link leads, once", () => {
    expect(plainText("[Report it](https://www.example.gov/a?b=c&d=e)")).toBe(
      "Report it (https://www.example.gov/a?b=c&d=e)",
    );
    expect(plainText("<https://www.example.gov/>")).toBe("https://www.example.gov/");
    expect(plainText("Call [9-1-1](tel:911) or [911](tel:911)")).toBe("Call 9-1-1 (911) or 911");
  });

  it("leaves what is no markup as it was typed", () => {
    const text = "# 5 < 6 & <b>bold</b> &amp; ![x]";
    expect(plainText(text)).toBe(text);
  });
});

describe("safe HTML", () => {
  it("knows paragraphs, lists, emphasis and links, and nothing else", () => {
    expect(safeHtml("*a* **b** [c](https://www.example.gov/)")).toBe(
      '<p><em>a</em> <strong>b</strong> <a href="https://www.example.gov/" rel="noopener">c</a></p>\n',
    );
    const hostile =
      "<script>x</script> <img src=x onerror=y> ![p](https://www.example.gov/p.png) [j](javascript:x) [d](data:text/html,x) [h](http://www.example.gov/) # h";
    expect(safeHtml(hostile)).not.toMatch(/<(script|img|h1)|href="(javascript|data|http:)/);
  });

  it("does not read entities: they could hide what the text rules refuse", () => {
    expect(safeHtml("&#x202e;&lt;b&gt;")).toBe("<p>&amp;#x202e;&amp;lt;b&amp;gt;</p>\n");
  });

  it("escapes quotes for attributes and replaces what XML forbids", () => {
    expect(escapeHtml(`a"<\u0001&`)).toBe("a&quot;&lt;\ufffd&amp;");
  });
});

describe("hostile input", () => {
  const marks = [
    "*",
    "[",
    "_",
    "(",
    "[](",
    "> ",
    "- ",
    "1. ",
    "\\",
    "`",
    "<",
    "*a_",
    "**a [x](",
    "[a](<",
    "![",
    "\n- ",
  ];

  it("is read in half a second at the size of a body, whatever it is made of", async () => {
    for (const mark of marks) {
      const text = mark.repeat(Math.floor(20_000 / mark.length));
      // Two readings, about 20 ms each.
      expect(await processorMs(() => [plainText(text), safeHtml(text)]), JSON.stringify(mark)).toBeLessThan(500);
    }
  });

  it("is not read as Markdown at all when longer than a body may be", async () => {
    for (const mark of ["*", "["]) {
      const text = mark.repeat(1_000_000);
      const reading = () => {
        expect(plainText(text)).toBe(text);
        expect(safeHtml(text)).toContain(text);
      };
      expect(await processorMs(reading)).toBeLessThan(1_000);
    }
  });
});
