/** What the banner and the identifier of an official site say: the words of the US Web Design System, in both of its languages. */
import { wordsIn } from "./index.ts";

export interface OfficialWords {
  readonly banner: string;
  readonly howYouKnow: string;
  readonly domainTitle: string;
  readonly domain: readonly [before: string, domain: string, after: string];
  readonly secureTitle: string;
  readonly secure: readonly [before: string, scheme: string, after: string];
  readonly identifier: string;
  readonly anOfficialSiteOf: string;
  readonly importantLinks: string;
  readonly about: (agency: string) => string;
  readonly accessibility: string;
  readonly foia: string;
  readonly noFear: string;
  readonly privacy: string;
  readonly government: string;
  readonly lookingFor: string;
  readonly visit: string;
  readonly visitUrl: string;
  readonly privacyAct: string;
}

export function officialWords(language: string): OfficialWords {
  return wordsIn(language).official;
}
