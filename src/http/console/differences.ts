/** What differs between two contents, part by part and word by word, for people to read. */
import type { FieldDifference } from "../../../templates/console/difference.tsx";
import { areasName } from "../../../templates/messages/advisory-words.ts";
import { en } from "../../../templates/messages/en/messages.ts";
import { type AdvisoryText, type Content, contextNames, measureNames } from "../../domain/advisory.ts";
import { easternDateTime } from "../../domain/eastern.ts";
import { wordDifference } from "../../domain/word-difference.ts";

export function contentDifferences(before: Content, after: Content): FieldDifference[] {
  const old = new Map(partsOf(before));
  const fresh = new Map(partsOf(after));
  return [...new Set([...old.keys(), ...fresh.keys()])].flatMap((name) => {
    const [one = "", other = ""] = [old.get(name), fresh.get(name)];
    return one === other ? [] : [{ name, words: wordDifference(one, other) }];
  });
}

function partsOf(content: Content): [string, string][] {
  const { publishAt, nextUpdateBy, codes, partnerContact } = content;
  const time = (at: number | undefined) => (at === undefined ? "" : easternDateTime(at));
  return [
    ["Place", areasName(content, en)],
    ["Sectors", content.sectors.map((sector) => en.sectors[sector]).join("; ") || en.advisory.everySector],
    ["Sunset", time(content.sunsetAt)],
    ["Publish not before", time(publishAt)],
    ["Next update by", time(nextUpdateBy)],
    ["Quiet notice at the sunset", content.endNotice === false ? "no" : "yes"],
    [
      "Codes",
      Object.entries(codes ?? {})
        .map(([name, value]) => `${name}: ${value}`)
        .join("; "),
    ],
    ...Object.entries(content.languages).flatMap(([language, text]) =>
      textParts(text).map(([name, words]): [string, string] => [`${name} (${language})`, words]),
    ),
    ["Links", content.resources.map(({ title, url }) => `${title}: ${url}`).join("\n")],
    ["Contact for partners", partnerContact ?? ""],
  ];
}

function textParts(text: AdvisoryText): [string, string][] {
  return [
    ["Headline", text.headline],
    ["Place in words", text.placeText ?? ""],
    ["Summary", text.summary],
    ...measureNames.map((name): [string, string] => [en.measures[name], text.measures[name] ?? ""]),
    ...text.sections.map(({ heading, body }, index): [string, string] => [
      `Section ${index + 1}`,
      `${heading}\n${body}`,
    ]),
    ...contextNames.map((name): [string, string] => [en.context[name], text.context?.[name] ?? ""]),
    ["How you can help", text.howToHelp ?? ""],
    ["Be prepared", text.bePrepared ?? ""],
    ["Stay informed", text.stayInformed ?? ""],
  ];
}
