/** What the form of an advisory holds, as typed: nothing is checked yet, and nothing of it is lost. */

import type { ContextName, Kind, MeasureName, Status } from "../../src/domain/advisory.ts";
import { interfaceLanguages } from "../messages/index.ts";

/** BCP 47, as a content may carry it: language, perhaps script, perhaps region. */
export const languageTag = /^[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?$/;

/** English first; what the interface speaks always has its place; others were added. */
export function formLanguages({ languages }: Pick<FormValues, "languages">): string[] {
  return [...new Set([...interfaceLanguages, ...Object.keys(languages)])];
}

/** A time on an Eastern clock. `which` answers for the hour that exists twice. */
export interface LocalTimeValues {
  readonly date: string;
  readonly time: string;
  readonly which: string;
}

export interface TextValues {
  readonly headline: string;
  readonly placeText: string;
  readonly summary: string;
  readonly sections: readonly { readonly heading: string; readonly body: string }[];
  readonly measures: { readonly [name in MeasureName]: string };
  readonly context: { readonly [name in ContextName]: string };
  readonly howToHelp: string;
  readonly bePrepared: string;
  readonly stayInformed: string;
}

export interface FormValues {
  readonly kind: Kind;
  readonly status: Status;
  readonly replaces: string;
  readonly scope: "nationwide" | "areas" | "";
  readonly states: readonly string[];
  /** One county on each line: its name with the state ("Hudson County, NJ") or its FIPS code. */
  readonly counties: string;
  readonly sectors: readonly string[];
  readonly sunset: LocalTimeValues;
  readonly publish: LocalTimeValues;
  readonly nextUpdate: LocalTimeValues;
  readonly endNotice: boolean;
  readonly languages: { readonly en: TextValues; readonly [tag: string]: TextValues };
  /** A language that is to be added, as typed. */
  readonly newLanguage: string;
  /** Part of a county's name that is looked for. */
  readonly countySearch: string;
  readonly resources: readonly { readonly title: string; readonly url: string }[];
  readonly partnerContact: string;
  readonly responseType: string;
  readonly certainty: string;
  readonly liveLikeCodes: boolean;
  /** What changed and why, for readers; of revisions only. */
  readonly note: string;
}

/** A time that needs an answer: it exists twice, or not at all. */
export interface TimeQuestion {
  readonly field: "sunset" | "publish" | "nextUpdate";
  readonly choices: readonly { readonly value: string; readonly label: string }[];
}

const empty: LocalTimeValues = { date: "", time: "", which: "" };

/** For forms that ask for one of the three times only. */
export const noOtherTimes = { sunset: empty, publish: empty, nextUpdate: empty } as const;
