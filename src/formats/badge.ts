/** The badge: an SVG with the most urgent advisory that stands, its end with the zone, and the mark of a site that is not official. */
import { signageWords } from "../../templates/messages/signage-words.ts";
import { easternTime } from "../domain/eastern.ts";
import type { PublishedAdvisory } from "../domain/phase.ts";
import type { FeedContext } from "./feed-heading.ts";
import { byUrgency } from "./urgency.ts";
import { areasOf, momentIn, type Words, wordsFor } from "./words.ts";
import { element, withoutForbiddenCharacters, type XmlElement, xmlDocument } from "./xml.ts";

const width = 170;
const height = 180;
const tones = { bulletin: "#1a4480", elevated: "#7a4300", imminent: "#8b0a03" } as const;
/** Each kind's shape, 24 units square. */
export const shapes = {
  bulletin: "M12 1.5a10.5 10.5 0 1 0 0 21 10.5 10.5 0 0 0 0-21zM10.7 10.2h2.6v7.6h-2.6zM10.7 6.2h2.6v2.5h-2.6z",
  elevated: "M12 2.2 23 21.6H1zM10.7 8.8h2.6v6.4h-2.6zM10.7 16.8h2.6v2.5h-2.6z",
  imminent: "M7.4 1h9.2L23 7.4v9.2L16.6 23H7.4L1 16.6V7.4zM10.5 5.5v8.6h3V5.5zM10.5 15.8v2.8h3v-2.8z",
} as const;

export function badge(
  advisories: readonly PublishedAdvisory[],
  { site, now, language }: Pick<FeedContext, "site" | "now" | "language">,
): string {
  const words = wordsFor(language);
  const signage = signageWords(language);
  const current = advisories.filter(({ phase }) => phase === "active").sort(byUrgency);
  const [first] = current;
  const title = first
    ? current.map((one) => inOneLine(one, words)).join("\n")
    : `${signage.none}. ${signage.noAllClear}`;
  const marks = [
    ...(site.demo ? [words.page.frame.demo] : []),
    ...(site.official ? [] : [words.page.frame.notOfficial]),
  ];
  return xmlDocument(
    element(
      "svg",
      {
        xmlns: "http://www.w3.org/2000/svg",
        viewBox: `0 0 ${width} ${height}`,
        width: String(width),
        height: String(height),
        role: "img",
        lang: words.page.locale,
        "font-family": "system-ui, -apple-system, 'Segoe UI', Roboto, Arial, sans-serif",
      },
      element("title", {}, withoutForbiddenCharacters([...marks, site.name, title].join(". "))),
      element("rect", { x: "0.5", y: "0.5", width: "169", height: "179", fill: "#fff", stroke: "#50565e" }),
      element("rect", { width: String(width), height: "24", fill: "#112f4e" }),
      line(signage.advisories, 16, { fill: "#fff", "font-size": "12", "font-weight": "700" }),
      ...(first ? standing(first, current.length - 1, language, words) : none(language)),
      ...marks.map((text, index) =>
        line(text, 172 - 12 * (marks.length - 1 - index), { "font-size": "10.5", "font-weight": "700" }),
      ),
      line(`${words.page.frame.asOf} ${easternTime(now, words.page.locale)}`, 172 - 12 * marks.length, {
        "font-size": "9.5",
        fill: "#50565e",
      }),
    ),
  );
}

function inOneLine(advisory: PublishedAdvisory, words: Words): string {
  const { kind, revision, sunsetAt } = advisory;
  const end = words.mail.until(momentIn(sunsetAt, words));
  return `${words.page.kinds[kind].label}: ${areasOf(revision.content, words)}, ${end}`;
}

function standing(first: PublishedAdvisory, others: number, language: string, words: Words): XmlElement[] {
  const tone = tones[first.kind];
  const signage = signageWords(language);
  const place = lines(areasOf(first.revision.content, words), 24, 2);
  const end = momentIn(first.sunsetAt, words).split(", ");
  const [hour = "", ...date] = end;
  return [
    element("path", { d: shapes[first.kind], fill: tone, "fill-rule": "evenodd", transform: "translate(73 29)" }),
    line(words.page.kinds[first.kind].label, 70, { "font-size": "15", "font-weight": "700", fill: tone }),
    ...place.map((text, index) => line(text, 85 + 13 * index, { "font-size": "11.5" })),
    line(`${signage.until} ${hour}`, 112, { "font-size": "11.5", "font-weight": "700" }),
    line(date.slice(-2).join(", "), 124, { "font-size": "11.5", "font-weight": "700" }),
    ...(others > 0 ? [line(signage.more(others), 136, { "font-size": "10.5" })] : []),
  ];
}

function none(language: string): XmlElement[] {
  const signage = signageWords(language);
  return [
    line(signage.noneShort, 62, { "font-size": "14", "font-weight": "700" }),
    ...lines(signage.noAllClear, 24, 3).map((text, index) => line(text, 84 + 14 * index, { "font-size": "11.5" })),
  ];
}

function line(text: string, y: number, attributes: Readonly<Record<string, string>>): XmlElement {
  return element("text", { x: "85", y: String(y), "text-anchor": "middle", fill: "#1b1b1b", ...attributes }, text);
}

/** Broken between words; what does not fit ends in an ellipsis. */
function lines(text: string, most: number, count: number): string[] {
  const made: string[] = [];
  for (const word of text.split(" ")) {
    const last = made.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= most) made[made.length - 1] = `${last} ${word}`;
    else made.push(word);
  }
  return made.length <= count ? made : [...made.slice(0, count - 1), `${made[count - 1]} …`];
}
