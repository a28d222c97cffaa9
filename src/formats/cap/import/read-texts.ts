/**
 * From the running text of a CAP `info` back to the parts that an advisory has. What our own messages label is found again by its
 * label, in the info's language; of messages from elsewhere the first paragraph is the summary, and every word is kept.
 */
import { contextNames, measureNames } from "../../../domain/advisory.ts";
import type { Words } from "../../words.ts";

export interface TextParts {
  readonly summary: string;
  readonly sections: readonly { readonly heading: string; readonly body: string }[];
  readonly context: Readonly<Record<string, string>>;
  readonly resources: readonly { readonly title: string; readonly url: string }[];
}

const longestSummary = 4_000;
const longestHeading = 120;

/** Plain text as body text: what would be read as formatting is written as the character it is. */
export function asBody(text: string): string {
  return text.replaceAll(/[\\*_[\]<`]/g, (mark) => `\\${mark}`);
}

/** Blank lines part paragraphs; the lines of one stay together. */
function paragraphsOf(text: string): string[] {
  return text
    .replaceAll("\r\n", "\n")
    .split(/\n[ \t]*\n/)
    .map((one) => one.trim())
    .filter((one) => one !== "");
}

/** Each labelled part with all paragraphs up to the next label; what comes before the first is `rest`. */
function labelledParts(
  paragraphs: readonly string[],
  labels: ReadonlyMap<string, string>,
  endsPart: (paragraph: string) => boolean,
) {
  const parts = new Map<string, string[]>();
  const rest: string[] = [];
  let into = rest;
  for (const paragraph of paragraphs) {
    const end = paragraph.indexOf(":\n");
    const name = end < 0 ? undefined : labels.get(paragraph.slice(0, end));
    if (name !== undefined && !parts.has(name)) {
      into = [paragraph.slice(end + 2)];
      parts.set(name, into);
      continue;
    }
    if (endsPart(paragraph)) into = rest;
    into.push(paragraph);
  }
  return { rest, parts };
}

/** A short first line above others, which is no sentence and no item of a list, is a heading. */
function headingOf(paragraph: string): string | null {
  const [first = "", second] = paragraph.split("\n");
  if (second === undefined || [...first].length > longestHeading || /[.,;:!?]$/.test(first)) return null;
  return /^(- |\d+\. )/.test(first) ? null : first;
}

export function readDescription(text: string, words: Words): TextParts {
  const { advisory } = words.page;
  const labels = new Map([
    ...contextNames.map((name): [string, string] => [words.page.context[name], name]),
    [advisory.resources, "resources"],
  ]);
  // The hour of the next update is a field of its own, which an editor sets anew.
  const paragraphs = paragraphsOf(text).filter((one) => !one.startsWith(`${advisory.nextUpdateBy}: `));
  // Sections come after what is labelled.
  const { rest, parts } = labelledParts(paragraphs, labels, (paragraph) => headingOf(paragraph) !== null);
  const [first = "", ...others] = rest;
  const summary = [first];
  const sections: { heading: string; body: string }[] = [];
  for (const paragraph of others) {
    const heading = headingOf(paragraph);
    const section = sections.at(-1);
    if (heading !== null) sections.push({ heading, body: asBody(paragraph.slice(heading.length + 1)) });
    else if (section) section.body += `\n\n${asBody(paragraph)}`;
    else if ([...summary, paragraph].join("\n\n").length <= longestSummary) summary.push(paragraph);
    else sections.push({ heading: words.details, body: asBody(paragraph) });
  }
  const context = contextNames.flatMap((name): [string, string][] => {
    const body = parts.get(name)?.join("\n\n");
    return body === undefined || body === advisory.notStated ? [] : [[name, asBody(body)]];
  });
  return {
    summary: asBody(summary.join("\n\n")),
    sections,
    context: Object.fromEntries(context),
    resources: resourcesIn(parts.get("resources") ?? []),
  };
}

function resourcesIn(paragraphs: readonly string[]): { title: string; url: string }[] {
  return paragraphs
    .flatMap((paragraph) => paragraph.split("\n"))
    .flatMap((line) => {
      const [, title = "", url = ""] = /^- (.+) \((https:\/\/[^\s)]+)\)$/.exec(line) ?? [];
      return title === "" ? [] : [{ title, url }];
    });
}

const otherMeasures = ["howToHelp", "bePrepared", "stayInformed"] as const;

/** What is not labelled is for everybody. */
export function readInstruction(text: string, words: Words) {
  const { advisory, measures: names } = words.page;
  const labels = new Map([
    ...measureNames.map((name): [string, string] => [names[name], name]),
    ...otherMeasures.map((name): [string, string] => [advisory[name], name]),
  ]);
  const { rest, parts } = labelledParts(paragraphsOf(text), labels, () => false);
  const individuals = [...(parts.get("individuals") ?? []), ...rest];
  if (individuals.length > 0) parts.set("individuals", individuals);
  const pick = (wanted: readonly string[]) =>
    Object.fromEntries(
      wanted.flatMap((name) => {
        const body = parts.get(name);
        return body ? [[name, asBody(body.join("\n\n"))]] : [];
      }),
    );
  return { measures: pick(measureNames), ...pick(otherMeasures) };
}
