/**
 * Moments in Eastern time, where every advisory's hours are said. A local time that does not exist (March) or exists twice
 * (November) is never guessed: both readings are given back so that a person can choose.
 */
import type { Moment } from "./advisory.ts";

const zone = "America/New_York";
const partsFormat = new Intl.DateTimeFormat("en-US", {
  timeZone: zone,
  hourCycle: "h23",
  year: "numeric",
  month: "2-digit",
  day: "2-digit",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
});

interface LocalTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

/** The clock on an Eastern wall at that moment. */
export function easternParts(at: Moment): LocalTime {
  const parts = Object.fromEntries(partsFormat.formatToParts(at).map((part) => [part.type, Number(part.value)]));
  const { year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0 } = parts;
  return { year, month, day, hour, minute, second };
}

/** Minutes that Eastern time is ahead of UTC: -300 or -240. */
export function easternOffsetMinutes(at: Moment): number {
  const local = easternParts(at);
  const asUtc = Date.UTC(local.year, local.month - 1, local.day, local.hour, local.minute, local.second);
  return Math.round((asUtc - Math.floor(at / 1000) * 1000) / 60_000);
}

const two = (value: number) => String(value).padStart(2, "0");

function offsetText(minutes: number): string {
  const size = Math.abs(minutes);
  return `${minutes < 0 ? "-" : "+"}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}

/** `2026-12-01T17:00:00-05:00`: ISO 8601 with the Eastern offset, whole seconds; also the form CAP 1.2 §3.3.2 wants. */
export function easternIso(at: Moment): string {
  const local = easternParts(at);
  const date = `${local.year}-${two(local.month)}-${two(local.day)}`;
  return `${date}T${two(local.hour)}:${two(local.minute)}:${two(local.second)}${offsetText(easternOffsetMinutes(at))}`;
}

export type LocalReading =
  | { readonly type: "moment"; readonly at: Moment }
  /** The hour that the clocks go back over: it exists twice. */
  | { readonly type: "twice"; readonly at: readonly [Moment, Moment] }
  /** The hour that the clocks jump over: the same time of day before and after the jump. */
  | { readonly type: "missing"; readonly at: readonly [Moment, Moment] };

/** Reads a time of day on an Eastern wall ("2026-11-01T01:30") without guessing; `null` where it is not a date at all. */
export function readEastern(text: string): LocalReading | null {
  const match = /^(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}):(\d{2})(?::(\d{2}))?)?$/.exec(text);
  if (!match) return null;
  const [year, month, day, hour, minute, second] = match.slice(1).map((part) => Number(part ?? 0));
  const asUtc = Date.UTC(year ?? 0, (month ?? 1) - 1, day, hour, minute, second);
  if (Number.isNaN(asUtc) || new Date(asUtc).toISOString().slice(0, 10) !== text.slice(0, 10)) return null;
  if ((hour ?? 0) > 23 || (minute ?? 0) > 59 || (second ?? 0) > 59) return null;
  const candidates = [asUtc + 4 * 3_600_000, asUtc + 5 * 3_600_000] as const;
  const real = candidates.filter((at) => at + easternOffsetMinutes(at) * 60_000 === asUtc);
  if (real.length === 2) return { type: "twice", at: candidates };
  const [only] = real;
  return only === undefined ? { type: "missing", at: candidates } : { type: "moment", at: only };
}

/** `null` unless the text is ISO 8601 with a numeric offset or Z; 24:00 and impossible dates are refused. */
export function readIso(text: string): Moment | null {
  if (!/^\d{4}-\d{2}-\d{2}T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/.test(text)) return null;
  const day = new Date(`${text.slice(0, 10)}T00:00:00Z`);
  if (Number.isNaN(day.getTime()) || day.toISOString().slice(0, 10) !== text.slice(0, 10)) return null;
  const at = Date.parse(text);
  return Number.isNaN(at) ? null : at;
}

const languageFormats = new Map<
  string,
  { time: Intl.DateTimeFormat; date: Intl.DateTimeFormat; zone: Intl.DateTimeFormat }
>();

function formatsFor(language: string) {
  const known = languageFormats.get(language);
  if (known) return known;
  const made = {
    time: new Intl.DateTimeFormat(language, { timeZone: zone, hour: "numeric", minute: "2-digit" }),
    date: new Intl.DateTimeFormat(language, {
      timeZone: zone,
      weekday: "long",
      year: "numeric",
      month: "long",
      day: "numeric",
    }),
    zone: new Intl.DateTimeFormat("en-US", { timeZone: zone, timeZoneName: "short" }),
  };
  languageFormats.set(language, made);
  return made;
}

/** "EST" or "EDT". */
export function easternZone(at: Moment): string {
  return (
    formatsFor("en-US")
      .zone.formatToParts(at)
      .find((part) => part.type === "timeZoneName")?.value ?? "ET"
  );
}

/** "5:00 PM EST", in the language's way. */
export function easternTime(at: Moment, language = "en-US"): string {
  return `${formatsFor(language).time.format(at).replaceAll("\u202f", " ")} ${easternZone(at)}`;
}

/** "Tuesday, December 1, 2026", in the language's way. */
export function easternDate(at: Moment, language = "en-US"): string {
  return formatsFor(language).date.format(at);
}

/** "5:00 PM EST, Tuesday, December 1, 2026": the hour with its zone always beside the day. */
export function easternDateTime(at: Moment, language = "en-US"): string {
  return `${easternTime(at, language)}, ${easternDate(at, language)}`;
}
