/**
 * The CAP message of a revision, composed once, when it is approved, and stored as it was sent. What kind of message it is follows
 * from the change: an issue is an Alert; whatever follows on something unexpired is an Update that references all of it; a withdrawal
 * is a Cancel with its words in each language. A restoration is one Update with the right text, and no Cancel.
 */
import { interfaceLanguage } from "../../../templates/messages/index.ts";
import type { Advisory, Moment, Revision, Status } from "../../domain/advisory.ts";
import { isState, stateFips } from "../../domain/areas.ts";
import type { LanguageState } from "../../domain/content.ts";
import { easternIso, easternZone } from "../../domain/eastern.ts";
import { isWithdrawal } from "../../domain/phase.ts";
import type { Site } from "../../domain/ports.ts";
import { plainText } from "../plain-text.ts";
import { areasOf, hasWords, placeOf, wordsFor } from "../words.ts";
import { closingCodes, eventCodes, standingCodes } from "./codes.ts";
import type { CapArea, CapInfo, CapMessage, CapNamedValue } from "./model.ts";
import { polygonsOf } from "./outlines.ts";
import {
  endTexts,
  errorSentence,
  type InfoTexts,
  markedNotReal,
  restorationText,
  standingTexts,
  type TakenBack,
  withdrawalTexts,
} from "./texts.ts";

/** A message of the advisory's family that was sent before; `sent` is the exact original string. */
export interface EarlierMessage {
  readonly sender: string;
  readonly identifier: string;
  readonly sent: string;
  readonly expiresAt: Moment;
}

export interface CapInput {
  readonly advisory: Pick<Advisory, "slug" | "kind" | "status">;
  readonly revision: Omit<Revision, "sequence" | "contentHash" | "submittedBy" | "approvedBy" | "approvedAt">;
  /** Which of its languages say what the English says; others are left out. */
  readonly languageStates: Readonly<Record<string, LanguageState>>;
  /** The slug of the advisory that this one replaces. */
  readonly replacedSlug?: string;
  /** What `revision.takesBack` names; with `kind` of its advisory. */
  readonly takenBack?: TakenBack;
  /** All messages of the family so far. */
  readonly earlier: readonly EarlierMessage[];
  readonly site: Site;
  /** The page that shows what was sent, printed in the message. */
  readonly verifyUrl?: string;
}

/** How long a message says that something ended early. */
const endLife = 3_600_000;
/** How long a Cancel counts: as long as the feeds keep it, so that who was cut off for a day still takes it. */
const cancelLife = 48 * 3_600_000;

const statusNames: Record<Status, CapMessage["status"]> = { actual: "Actual", exercise: "Exercise", test: "Test" };

/**
 * A retraction that brought the right text back at another address has no message of its own: the Update of that text, under that
 * address's identifier, references what was wrong.
 */
export function hasCapMessage(revision: Pick<Revision, "change" | "restores" | "then">): boolean {
  return !(isWithdrawal(revision) && revision.then === "restore");
}

/** The message. Only for revisions of which `hasCapMessage` is true. */
export function composeCap(input: CapInput): CapMessage {
  const { advisory, revision, site, replacedSlug } = input;
  if (!hasCapMessage(revision)) throw new Error(`${revision.identifier} has no CAP message of its own`);
  const earlier = unexpired(input);
  const references = earlier.map(({ sender, identifier, sent }) => `${sender},${identifier},${sent}`).join(" ");
  const note = noteOf(input);
  return {
    identifier: revision.identifier,
    sender: site.senderId,
    sent: easternIso(revision.effectiveAt),
    status: statusNames[advisory.status],
    msgType: messageType(revision, references !== ""),
    ...sourceOf(site),
    scope: "Public",
    code: [],
    ...(note === "" ? {} : { note }),
    ...(references === "" ? {} : { references }),
    incidents: replacedSlug === undefined ? advisory.slug : `${advisory.slug} ${replacedSlug}`,
    info: languagesOf(input).map((language) => infoFor(input, language)),
  };
}

/**
 * What is referenced: everything of the family that has not expired when this is sent, never itself. A Cancel must cancel something:
 * where all has expired (within the second of the sunset), it references all the same.
 */
function unexpired({ revision, site, earlier }: CapInput): readonly EarlierMessage[] {
  const before = earlier.filter(
    ({ sender, identifier, sent }) =>
      !(sender === site.senderId && identifier === revision.identifier) && Date.parse(sent) <= revision.effectiveAt,
  );
  const counting = before.filter(({ expiresAt }) => expiresAt > revision.effectiveAt);
  return counting.length === 0 && isWithdrawal(revision) ? before : counting;
}

function messageType(revision: CapInput["revision"], hasReferences: boolean): CapMessage["msgType"] {
  if (isWithdrawal(revision)) return "Cancel";
  return hasReferences ? "Update" : "Alert";
}

/** A site that is no official source says so in each message too, in the element meant for where a message comes from. */
function sourceOf(site: Site): { source?: string } {
  if (site.demo) return { source: "Demonstration. Not an official source" };
  return site.official ? {} : { source: "Not an official source" };
}

function takenBackOf({ advisory, revision, takenBack }: CapInput): TakenBack | undefined {
  if (!revision.takesBack) return undefined;
  return takenBack ?? { kind: advisory.kind, content: revision.content, effectiveAt: revision.effectiveAt };
}

/** An exercise's id, and the public reason; of what was taken back the fixed one. */
function noteOf(input: CapInput): string {
  const { advisory, revision } = input;
  const exercise = advisory.status === "actual" ? undefined : advisory.slug;
  const reason = revision.note === undefined ? undefined : plainText(revision.note);
  return [exercise, correctionOf(input, "en") ?? reason].filter((part) => part !== undefined).join(": ");
}

/** What is said of a text that was taken back. */
function correctionOf(input: CapInput, language: string): string | undefined {
  const { revision } = input;
  const takenBack = takenBackOf(input);
  if (!takenBack) return undefined;
  const words = wordsFor(language);
  if (isWithdrawal(revision)) return errorSentence(takenBack, words);
  return restorationText(takenBack, revision.takesBack?.advisoryId === revision.advisoryId, words);
}

/** English first. Fixed words are never out of date, so what ends or is withdrawn is told in each language that has them. */
function languagesOf({ revision, languageStates }: CapInput): string[] {
  const others = Object.keys(revision.content.languages)
    .filter((language) => language !== "en")
    .filter((language) => (isClosing(revision) ? hasWords(language) : languageStates[language] === "current"));
  return ["en", ...others.sort()];
}

function isClosing(revision: CapInput["revision"]): boolean {
  return revision.change === "end" || isWithdrawal(revision);
}

function infoFor(input: CapInput, language: string): CapInfo {
  const { advisory, revision, site } = input;
  const { content } = revision;
  const prefix = advisory.status === "actual" ? "" : "/exercise";
  const codes = isClosing(revision)
    ? closingCodes(content, revision.change === "end" && revision.threatIsOver === true)
    : standingCodes(content);
  const texts = textsFor(input, language);
  return {
    language: tagOf(language),
    category: codes.category,
    event: eventName(input, language),
    responseType: codes.responseType,
    urgency: codes.urgency,
    severity: codes.severity,
    certainty: codes.certainty,
    eventCode: [{ valueName: "NTAS", value: eventCodes[advisory.kind] }],
    expires: easternIso(expiresAt(revision)),
    senderName: site.name,
    ...texts,
    web: `${site.baseUrl}${prefix}/advisories/${advisory.slug}`,
    ...(content.partnerContact ? { contact: plainText(content.partnerContact) } : {}),
    parameter: parametersOf(input),
    area: [areaOf(revision, language)],
  };
}

/** CAP 1.2 §3.2.2 wants RFC 3066: what the interface speaks with its region, any other as the editor wrote it. */
function tagOf(language: string): string {
  return interfaceLanguage(language) === language ? wordsFor(language).page.locale : language;
}

function textsFor(input: CapInput, language: string): InfoTexts {
  const { advisory, revision } = input;
  const { content, note } = revision;
  const takenBack = takenBackOf(input);
  const words = wordsFor(language);
  let texts: InfoTexts;
  if (isWithdrawal(revision) && takenBack) texts = withdrawalTexts(takenBack, words);
  else if (revision.change === "end") {
    const threatIsOver = revision.threatIsOver === true;
    texts = endTexts(advisory.kind, content, words, { at: revision.effectiveAt, note, threatIsOver });
  } else {
    const text = content.languages[language] ?? content.languages.en;
    texts = standingTexts(content, text, words, { note, lead: correctionOf(input, language) });
  }
  return advisory.status === "actual" ? texts : markedNotReal(texts, advisory.status, language);
}

function eventName({ advisory }: CapInput, language: string): string {
  const words = wordsFor(language);
  if (advisory.status === "actual") return words.event[advisory.kind];
  return `${words.page.statuses[advisory.status]} ${words.markedEvent[advisory.kind]}`;
}

/** When its message ends. */
export function expiresAt(revision: Pick<Revision, "change" | "restores" | "effectiveAt" | "content">): Moment {
  if (isWithdrawal(revision)) return revision.effectiveAt + cancelLife;
  return revision.change === "end" ? revision.effectiveAt + endLife : revision.content.sunsetAt;
}

function parametersOf({ advisory, revision, verifyUrl }: CapInput): CapNamedValue[] {
  return [
    { valueName: "NTAS:kind", value: advisory.kind },
    ...revision.content.sectors.map((sector) => ({ valueName: "NTAS:sector", value: sector })),
    { valueName: "NTAS:revision", value: String(revision.number) },
    ...(verifyUrl === undefined ? [] : [{ valueName: "NTAS:verify", value: verifyUrl }]),
    { valueName: "timezone", value: easternZone(revision.effectiveAt) },
  ];
}

/** One area with all its polygons and geocodes: one signage system shows one item for each area. */
function areaOf(revision: CapInput["revision"], language: string): CapArea {
  const { content } = revision;
  const words = wordsFor(language);
  if ("nationwide" in content.scope) {
    return { areaDesc: words.nationwide, polygon: [], geocode: [{ valueName: "SAME", value: "000000" }] };
  }
  const text = content.languages[language] ?? content.languages.en;
  const codes = content.scope.areas.map((area) => (isState(area) ? `0${stateFips(area)}000` : `0${area}`));
  return {
    areaDesc: isWithdrawal(revision) ? areasOf(content, words) : placeOf(content, text, words),
    polygon: polygonsOf(content.scope.areas),
    geocode: ["SAME", "FIPS6"].flatMap((valueName) => codes.map((value) => ({ valueName, value }))),
  };
}
