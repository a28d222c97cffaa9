/**
 * The small Markdown subset of the body texts (paragraphs, lists, emphasis, strong, line breaks, links to https, tel and mailto),
 * as plain text and as safe HTML. No raw HTML, images, headings or entities: what an editor typed is what people read. Hostile
 * input stays cheap: nesting is capped, and what is longer than a body may be is not read as Markdown at all.
 */
import MarkdownIt, { type Token } from "markdown-it";
import { bodyLimit, linkFault } from "../domain/text.ts";
import { withoutForbiddenCharacters } from "./xml.ts";

const markdown = new MarkdownIt("zero", { html: false, linkify: false, maxNesting: 20 }).enable([
  "emphasis",
  "link",
  "autolink",
  "list",
  "newline",
  "escape",
]);
markdown.validateLink = (address: string) => linkFault(address) === null;
markdown.renderer.rules.link_open = (tokens, index, options, _environment, renderer) => {
  tokens[index]?.attrSet("rel", "noopener");
  return renderer.renderToken(tokens, index, options);
};

/** Escapes text for HTML elements and attributes. */
export function escapeHtml(text: string): string {
  return markdown.utils.escapeHtml(withoutForbiddenCharacters(text));
}

/** HTML of the subset, safe to embed. */
export function safeHtml(body: string): string {
  if (body.length > bodyLimit) return `<p>${escapeHtml(body)}</p>\n`;
  return markdown.render(withoutForbiddenCharacters(body));
}

/** Text without markup: paragraphs apart by a blank line, list items as "- ", links as "title (address)". */
export function plainText(body: string): string {
  if (body.length > bodyLimit) return body;
  return blocks(markdown.parse(body, {})).trim();
}

/** Lays the block tokens out; `lists` holds the next number of each open list, `null` where it is not numbered. */
function blocks(tokens: readonly Token[]): string {
  const lists: (number | null)[] = [];
  let text = "";
  let mark = "";
  for (const token of tokens) {
    const indent = "  ".repeat(Math.max(0, lists.length - 1));
    if (token.type === "bullet_list_open") lists.push(null);
    else if (token.type === "ordered_list_open") lists.push(Number(token.attrGet("start") ?? 1));
    else if (token.type === "bullet_list_close" || token.type === "ordered_list_close") {
      lists.pop();
      if (lists.length === 0) text += "\n";
    } else if (token.type === "list_item_open") mark = nextMark(lists);
    else if (token.type === "list_item_close") {
      // An item without words still shows its mark.
      if (mark !== "") text += `${indent}${mark.trimEnd()}\n`;
      mark = "";
    } else if (token.type === "inline") {
      const hanging = " ".repeat(mark === "" && lists.length > 0 ? 2 : mark.length);
      const lines = inline(token.children ?? []).split("\n");
      text += lines.map((line, number) => `${indent}${number === 0 && mark !== "" ? mark : hanging}${line}\n`).join("");
      mark = "";
    } else if (token.type === "paragraph_close" && lists.length === 0) text += "\n";
  }
  return text;
}

function nextMark(lists: (number | null)[]): string {
  const number = lists.at(-1);
  if (typeof number !== "number") return "- ";
  lists[lists.length - 1] = number + 1;
  return `${number}. `;
}

function inline(tokens: readonly Token[]): string {
  let text = "";
  const links: { address: string; from: number }[] = [];
  for (const token of tokens) {
    if (token.type === "softbreak") text += " ";
    else if (token.type === "hardbreak") text += "\n";
    else if (token.type === "link_open")
      links.push({ address: String(token.attrGet("href") ?? ""), from: text.length });
    else if (token.type === "link_close") {
      const link = links.pop();
      if (link) text += addressAfter(text.slice(link.from), link.address);
    } else text += token.content;
  }
  return text;
}

/** " (address)", unless the title already is the address. */
function addressAfter(title: string, address: string): string {
  const readable = address.replace(/^(tel|mailto):/i, "");
  return title === readable || title === address ? "" : ` (${readable})`;
}
