/** "ends in 6 days: 5:00 PM EST (Eastern), Tuesday, December 1, 2026": how long that is beside when it is. */
import type { Moment } from "../../domain/advisory.ts";
import { easternDate, easternTime } from "../../domain/eastern.ts";

const minute = 60_000;

export function lengthInWords(sunsetAt: Moment, now: Moment): string {
  const when = `${easternTime(sunsetAt)} (Eastern), ${easternDate(sunsetAt)}`;
  const left = sunsetAt - now;
  return left <= 0 ? `has passed: ${when}` : `ends in ${duration(left)}: ${when}`;
}

/** Of one that is over before its sunset. */
export function wasToEnd(sunsetAt: Moment): string {
  return `It was to end at ${easternTime(sunsetAt)} (Eastern), ${easternDate(sunsetAt)}`;
}

/** The two largest units at most; days alone from a week on. */
export function duration(length: number): string {
  const minutes = Math.round(length / minute);
  const days = Math.floor(minutes / 1_440);
  const hours = Math.floor((minutes % 1_440) / 60);
  const count = (number: number, unit: string) => (number === 0 ? "" : `${number} ${unit}${number === 1 ? "" : "s"}`);
  const parts = days >= 7 ? [count(days, "day")] : [count(days, "day"), count(hours, "hour")];
  if (days === 0) parts.push(count(minutes % 60, "minute"));
  return parts.filter(Boolean).join(" and ") || "less than a minute";
}
