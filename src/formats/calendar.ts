/**
 * iCalendar (RFC 5545): one event at each advisory's sunset. A calendar keeps what it once read, so what was ended early, replaced or
 * withdrawn is cancelled for 48 hours, in fixed words and without its headline. Times are Eastern, with the zone's rules in the file.
 */
import { signageWords } from "../../templates/messages/signage-words.ts";
import { easternParts } from "../domain/eastern.ts";
import { aftermath, type PublishedAdvisory } from "../domain/phase.ts";
import { isTextWithheld } from "../domain/withheld.ts";
import type { FeedContext } from "./feed-heading.ts";
import { areasOf, momentIn, type Words, wordsFor } from "./words.ts";

interface CalendarContext extends Pick<FeedContext, "site" | "now" | "language"> {
  /** Those among which an advisory's family is found, also where a filter leaves them out. */
  readonly all: readonly PublishedAdvisory[];
}

const zone = [
  "BEGIN:VTIMEZONE",
  "TZID:America/New_York",
  "BEGIN:DAYLIGHT",
  "DTSTART:20070311T020000",
  "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=2SU",
  "TZOFFSETFROM:-0500",
  "TZOFFSETTO:-0400",
  "TZNAME:EDT",
  "END:DAYLIGHT",
  "BEGIN:STANDARD",
  "DTSTART:20071104T020000",
  "RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=1SU",
  "TZOFFSETFROM:-0400",
  "TZOFFSETTO:-0500",
  "TZNAME:EST",
  "END:STANDARD",
  "END:VTIMEZONE",
];

export function calendar(advisories: readonly PublishedAdvisory[], context: CalendarContext): string {
  const words = wordsFor(context.language);
  const name = `${signageWords(context.language).calendarName} – ${context.site.name}${mark(context, words)}`;
  const lines = [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    `PRODID:-//${escaped(context.site.senderId)}//Advisories//EN`,
    "CALSCALE:GREGORIAN",
    "METHOD:PUBLISH",
    `NAME:${escaped(name)}`,
    `X-WR-CALNAME:${escaped(name)}`,
    "REFRESH-INTERVAL;VALUE=DURATION:PT15M",
    "X-PUBLISHED-TTL:PT15M",
    ...zone,
    ...advisories.filter((one) => isShown(one, context.now)).flatMap((one) => event(one, context, words)),
    "END:VCALENDAR",
  ];
  return lines.map((line) => `${folded(line)}\r\n`).join("");
}

function isShown({ phase, overAt }: PublishedAdvisory, now: number): boolean {
  return phase === "active" || (overAt !== undefined && now < overAt + aftermath);
}

function event(advisory: PublishedAdvisory, { site, language, all }: CalendarContext, words: Words): string[] {
  const { id, kind, phase, revision, sunsetAt, changedAt, slug } = advisory;
  const signage = signageWords(language);
  const what = `${words.page.kinds[kind].label}, ${areasOf(revision.content, words)}`;
  const isOff = phase === "withdrawn" || phase === "ended" || phase === "replaced";
  const state = words.page.phases[phase];
  const summary = phase === "active" || phase === "expired" ? signage.calendarEnds(what) : `${state}: ${what}`;
  const url = `${site.baseUrl}/advisories/${slug}`;
  const description = [
    ...(isOff ? [`${state}: ${signage.calendarOver}.`] : []),
    ...(phase !== "withdrawn" && isTextWithheld(advisory, all) ? [words.page.revision.textWithheld] : []),
    `${words.page.advisory.ends}: ${momentIn(sunsetAt, words)}`,
    words.page.frame.noAllClear,
    ...(site.official ? [] : [words.mail.notOfficial]),
    url,
  ].join("\n");
  return [
    "BEGIN:VEVENT",
    `UID:${escaped(`${id}@${site.senderId}`)}`,
    `SEQUENCE:${advisory.revisions.length + (isOff ? 1 : 0)}`,
    `DTSTAMP:${utc(changedAt)}`,
    `LAST-MODIFIED:${utc(changedAt)}`,
    `DTSTART;TZID=America/New_York:${eastern(sunsetAt)}`,
    `SUMMARY:${escaped(`${mark({ site }, words).trim()} ${summary}`.trim())}`,
    `DESCRIPTION:${escaped(description)}`,
    `URL:${url}`,
    `STATUS:${isOff ? "CANCELLED" : "CONFIRMED"}`,
    "TRANSP:TRANSPARENT",
    "CLASS:PUBLIC",
    "END:VEVENT",
  ];
}

function mark({ site }: Pick<CalendarContext, "site">, words: Words): string {
  return `${site.demo ? ` [${words.mail.subjectDemo}]` : ""}${site.official ? "" : ` [${words.page.frame.notOfficial}]`}`;
}

const two = (value: number) => String(value).padStart(2, "0");

function eastern(at: number): string {
  const { year, month, day, hour, minute, second } = easternParts(at);
  return `${year}${two(month)}${two(day)}T${two(hour)}${two(minute)}${two(second)}`;
}

function utc(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19).replaceAll(/[-:]/g, "")}Z`;
}

/** RFC 5545 §3.3.11; other control characters may not stand in a text at all. */
function escaped(text: string): string {
  return text
    .replaceAll(/[\\;,]/g, (character) => `\\${character}`)
    .replaceAll(/\r\n?|\n/g, "\\n")
    .replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f]/g, "");
}

/** RFC 5545 §3.1: at most 75 octets a line, never inside a character. */
export function folded(line: string): string {
  const parts: string[] = [];
  let part = "";
  let size = 0;
  for (const character of line) {
    const octets = new TextEncoder().encode(character).byteLength;
    if (size + octets > 75) {
      parts.push(part);
      part = " ";
      size = 1;
    }
    part += character;
    size += octets;
  }
  return [...parts, part].join("\r\n");
}
