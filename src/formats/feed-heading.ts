/** What every feed says of itself: who publishes, what may be done with it, and whether it is an official source at all. */
import type { Moment } from "../domain/advisory.ts";
import type { Choice } from "../domain/matching.ts";
import type { Site } from "../domain/ports.ts";
import { wordsFor } from "./words.ts";
import { withoutForbiddenCharacters } from "./xml.ts";

export interface FeedContext {
  readonly site: Site;
  readonly now: Moment;
  readonly prefix: "" | "/exercise";
  /** The feed's own address, filters included. */
  readonly selfUrl: string;
  readonly language: string;
  /** The feed's filter; absent: everything. */
  readonly choice?: Choice;
  /** How many entries, the newest, carry their whole text; absent: all. */
  readonly wholeEntries?: number;
  /** WebSub. */
  readonly hubUrl?: string;
  /** Which of the entries it holds; absent: all (RFC 5005 §3, a paged feed). */
  readonly page?: FeedPage;
}

export interface FeedPage {
  /** How many newer entries lie on the pages before. */
  readonly skip: number;
  readonly most: number;
  /** The address of the page that skips this many. */
  readonly urlOf: (skip: number) => string;
}

/** The feed's title, with every mark it must carry. */
export function feedHeading(site: Site, prefix: FeedContext["prefix"], language: string): string {
  const words = wordsFor(language);
  const exercise = prefix === "/exercise" ? `${words.page.statuses.exercise}: ` : "";
  const demo = site.demo ? `${words.mail.subjectDemo}: ` : "";
  const official = site.official ? "" : ` (${words.page.frame.notOfficial})`;
  return withoutForbiddenCharacters(`${exercise}${demo}${words.feedTitle} – ${site.name}${official}`);
}

export function rights(language: string): string {
  return wordsFor(language).rights;
}

/** RFC 3339, in UTC. */
export function isoUtc(at: Moment): string {
  return new Date(at).toISOString();
}
