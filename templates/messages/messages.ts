/** What pages say. */
import type { Change, ContextName, Kind, MeasureName, Status } from "../../src/domain/advisory.ts";
import type { Phase } from "../../src/domain/phase.ts";
import type { Sector } from "../../src/domain/sectors.ts";
import type { PageTexts } from "./page-texts.ts";

export interface KindWords {
  readonly label: string;
  /** What it is, as NTAS says it. */
  readonly meaning: string;
  /** With its article, to begin a sentence: Spanish articles follow the noun's gender. */
  readonly sentenceStart: string;
}

/** What can be wrong with a sign-up; http finds it, these are the words. */
export const subscriptionProblems = [
  "addressMissing",
  "addressInvalid",
  "languageUnknown",
  "kindUnknown",
  "areaUnknown",
  "countyUnknown",
  "sectorUnknown",
] as const;
export type SubscriptionProblem = (typeof subscriptionProblems)[number];

export const errorNames = [
  "badRequest",
  "signInNeeded",
  "forbidden",
  "notFound",
  "notPrintable",
  "badLink",
  "methodNotAllowed",
  "tooLarge",
  "tooMany",
  "failed",
  "cannotRead",
] as const;
export type ErrorName = (typeof errorNames)[number];

interface ErrorWords {
  readonly title: string;
  readonly reason: string;
  readonly whatToDo: readonly string[];
}

export interface Messages {
  /** For dates and lists (BCP 47). */
  readonly locale: string;
  /** The language's name in itself. */
  readonly languageName: string;
  readonly kinds: { readonly [kind in Kind]: KindWords };
  readonly phases: { readonly [phase in Phase]: string };
  /** What happened, beside its time. */
  readonly changes: { readonly [change in Change]: string };
  /** Said before the kind; empty for the real thing. */
  readonly statuses: { readonly [status in Status]: string };
  readonly sectors: { readonly [sector in Sector]: string };
  readonly measures: { readonly [name in MeasureName]: string };
  readonly context: { readonly [name in ContextName]: string };
  readonly place: {
    readonly nationwide: string;
    /** The same inside a sentence. */
    readonly nationwideInSentence: string;
    readonly andMore: (count: number) => string;
  };
  readonly frame: {
    readonly skip: string;
    readonly notOfficial: string;
    readonly notOfficialAdvice: string;
    readonly demo: string;
    readonly demoAdvice: string;
    readonly exercise: string;
    readonly exerciseAdvice: string;
    readonly leaveExercise: string;
    readonly languages: string;
    readonly mainNavigation: string;
    readonly footerNavigation: string;
    readonly current: string;
    readonly archive: string;
    readonly subscribe: string;
    readonly report: string;
    readonly about: string;
    readonly machines: string;
    readonly privacy: string;
    readonly accessibility: string;
    readonly console: string;
    readonly noAllClear: string;
    readonly asOf: string;
  };
  readonly home: {
    readonly title: string;
    readonly none: string;
    readonly lastEnded: string;
    readonly count: (count: number) => string;
    /** After the most urgent advisory, in the title. */
    readonly andMore: (count: number) => string;
    readonly recent: string;
    readonly staleSince: string;
    readonly endPassed: string;
    readonly newImminent: string;
    readonly subscribeHint: string;
  };
  readonly archive: {
    readonly title: string;
    readonly intro: string;
    readonly none: string;
  };
  readonly advisory: {
    readonly where: string;
    readonly sectors: string;
    readonly everySector: string;
    readonly issued: string;
    readonly originalIssue: string;
    readonly ends: string;
    readonly endsUnlessChanged: string;
    readonly wasToEnd: string;
    readonly ended: string;
    readonly withdrawnAt: string;
    readonly replacedAt: string;
    readonly nextUpdateBy: string;
    readonly notStated: string;
    readonly readWhole: string;
    readonly whatToDo: string;
    readonly reasonNotStated: string;
    readonly summary: string;
    readonly context: string;
    readonly howToHelp: string;
    readonly bePrepared: string;
    readonly stayInformed: string;
    readonly resources: string;
    readonly partnerContact: string;
    readonly keptForRecord: string;
    readonly endedEarly: string;
    readonly threatIsOver: string;
    readonly issuedInError: (kind: Kind, place: string, sentAt: string) => string;
    readonly changeIssuedInError: (sentAt: string) => string;
    readonly replacedBy: string;
    readonly replaces: string;
    readonly withdrawnLabel: string;
    readonly languages: string;
    readonly outOfDate: string;
    readonly lastCurrentText: string;
    readonly notInYourLanguage: (language: string) => string;
    readonly translationOutOfDate: (language: string) => string;
    readonly revisions: string;
    readonly stands: string;
    readonly legend: string;
    readonly reuse: string;
    readonly reuseTerms: string;
    readonly capFile: string;
    readonly otherForms: string;
    readonly titleEnds: (end: string) => string;
    readonly titleIssued: (issued: string) => string;
  };
  readonly revision: {
    readonly title: (number: number) => string;
    readonly old: string;
    readonly presentText: string;
    readonly textWithheld: string;
    readonly readPresent: string;
  };
  readonly subscribe: {
    readonly title: string;
    readonly intro: string;
    readonly byMail: string;
    readonly address: string;
    readonly addressHint: string;
    readonly language: string;
    readonly languageHint: string;
    readonly kinds: string;
    readonly kindsHint: string;
    readonly areas: string;
    readonly areasHint: string;
    readonly chooseStates: string;
    readonly counties: string;
    readonly countiesHint: string;
    readonly sectors: string;
    readonly sectorsHint: string;
    readonly chooseSectors: string;
    readonly submit: string;
    readonly privacyNote: string;
    readonly problemsTitle: string;
    readonly errorPrefix: string;
    readonly problems: { readonly [problem in SubscriptionProblem]: string };
    readonly byPush: string;
    readonly pushIntro: string;
    readonly pushButton: string;
    readonly pushStopButton: string;
    readonly pushNeedsScript: string;
    readonly pushUnsupported: string;
    readonly pushIphone: string;
    readonly pushWorking: string;
    readonly pushDone: string;
    readonly pushStopped: string;
    readonly pushDenied: string;
    readonly pushFailed: string;
    readonly pushManage: string;
    readonly otherWays: string;
  };
  readonly subscribed: { readonly title: string; readonly text: string; readonly noMail: string };
  readonly confirm: { readonly title: string; readonly text: string; readonly button: string; readonly notYou: string };
  readonly confirmed: { readonly title: string; readonly text: string; readonly manage: string };
  readonly manage: {
    readonly title: string;
    readonly intro: string;
    readonly saved: string;
    readonly thisBrowser: string;
    readonly left: string;
    readonly gone: string;
    readonly save: string;
    /** The same button for whoever left: it brings the messages back. */
    readonly resume: string;
    readonly leaveTitle: string;
    readonly leaveText: string;
    readonly dataTitle: string;
    readonly dataText: string;
    readonly dataLink: string;
    readonly eraseLink: string;
  };
  readonly offline: {
    readonly title: string;
    readonly readAt: string;
    readonly since: string;
    readonly none: string;
    readonly ended: (time: string) => string;
    readonly again: string;
  };
  readonly erase: { readonly title: string; readonly text: string; readonly button: string };
  readonly erased: { readonly title: string; readonly text: string };
  readonly unsubscribe: { readonly title: string; readonly text: string; readonly button: string };
  readonly unsubscribed: { readonly title: string; readonly text: string; readonly again: string };
  readonly errors: { readonly [name in ErrorName]: ErrorWords };
  readonly errorPage: { readonly whatToDo: string; readonly home: string; readonly page: string };
  readonly console: {
    readonly signInTitle: string;
    readonly signInText: (name: string) => string;
    readonly signInButton: string;
    readonly signInDeadTitle: string;
    readonly signInDeadText: string;
    readonly title: string;
    readonly roles: { readonly author: string; readonly approver: string; readonly admin: string };
    readonly signOut: string;
    readonly advisories: string;
    readonly mails: string;
    readonly mailsIntro: string;
    readonly noMails: string;
    readonly mailTo: string;
    readonly mailAt: string;
    readonly mailSubject: string;
  };
  readonly pages: PageTexts;
}
