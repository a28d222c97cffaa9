/**
 * DESIGN 4's table "Who is told what" as a judge of what readers really got. Written from the table, not from the code: it knows the
 * public texts of one family in the order in which they took effect, and of each reader what came and what may have come.
 */
import type { Content } from "../../src/domain/advisory.ts";
import { type Choice, matches } from "../../src/domain/matching.ts";
import type { Told } from "../support/fan-out.ts";

/** One public text, as the archive has it. */
export interface Text {
  readonly identifier: string;
  readonly advisoryId: string;
  readonly number: number;
  readonly effectiveAt: number;
  readonly change: string;
  readonly content: Content;
  readonly restores?: number;
  readonly then?: "restore" | "end";
  readonly takesBack?: { readonly advisoryId: string; readonly number: number };
}

/** What a reader is left with by a message: a text, or that nothing is in effect any more. */
export type Left = { readonly text: Text } | "over" | "nothing";

export interface ReaderRecord {
  readonly id: number;
  readonly language: string;
  choice: Choice;
  choiceBefore?: Choice;
  readonly isExercise: boolean;
  /** Column "machines": they keep a copy of the text, so new words are told to them too, and every sunset. */
  readonly isMachine?: boolean;
  /** How many texts were public when they joined, and when they last chose anew. */
  readonly joinedAfter: number;
  choseAfter: number;
  hasLeft: boolean;
  /** What they may be left with: one thing after a message that came for certain, more after one that may have come. */
  possible: Left[];
  /** Texts that a process had marked as begun for them when it died. */
  readonly doubts: Set<Text>;
  readonly got: Told[];
}

export function isOver(text: Text): boolean {
  return text.change === "end" || (text.change === "retract" && text.restores === undefined);
}

function isWording(text: Text): boolean {
  return text.change === "editorial" || text.change === "translate";
}

function same(a: { advisoryId: string; number: number }, b: { advisoryId: string; number: number }): boolean {
  return a.advisoryId === b.advisoryId && a.number === b.number;
}

/** The text that first said it: restored ones and mere wording say what another one said. */
function first(line: readonly Text[], text: Text): Text {
  const own = line.filter((one) => one.advisoryId === text.advisoryId);
  const before =
    text.restores === undefined
      ? isWording(text)
        ? own.findLast((one) => one.number < text.number)
        : undefined
      : own.find((one) => one.number === text.restores);
  return before ? first(line, before) : text;
}

/** The text whose words it has. */
function restored(line: readonly Text[], text: Text): Text {
  const before = line.find((one) => one.advisoryId === text.advisoryId && one.number === text.restores);
  return before ? restored(line, before) : text;
}

/** Was it issued in error, as far as is known after these texts? */
export function isWrong(line: readonly Text[], text: Text): boolean {
  const original = text.restores ?? text.number;
  let wrong = false;
  for (const act of line) {
    const isBefore = line.indexOf(act) > line.findIndex((one) => same(one, { ...text, number: original }));
    if (!isBefore) continue;
    if (act.change === "retract" && act.then === "end") wrong = true;
    else if (act.takesBack) {
      const target = line.find((one) => act.takesBack && same(one, act.takesBack));
      if (target && same({ ...target, number: target.restores ?? target.number }, { ...text, number: original }))
        return true;
    } else if (act.change === "reinstate" && act.advisoryId === text.advisoryId) wrong = false;
  }
  return wrong;
}

export function speaks(text: Text, language: string): boolean {
  const { en, [language]: own } = text.content.languages;
  return language === "en" || own?.headline === `${language} of ${en.headline}`;
}

/** A lot asks what readers chose when it is leased: a choice that was changed since may still count. */
function isMatch({ choice, choiceBefore = choice }: ReaderRecord, text: Text): boolean {
  return matches(text.content, choice) || matches(text.content, choiceBefore);
}

/** Does a text ask everybody whether it is for them? Wording does so only of machines, and the half of a restoration that ends of nobody. */
function asks({ isMachine = false }: ReaderRecord, text: Text): boolean {
  return (isMachine || !isWording(text)) && !(isOver(text) && text.then === "restore");
}

/** Did this reader join after everybody so far was asked? */
function joinedSince(reader: ReaderRecord, before: readonly Text[]): boolean {
  return reader.joinedAfter > before.findLastIndex((text) => asks(reader, text));
}

/** Why this message should not have been sent to this reader, or null. */
export function faultOf(reader: ReaderRecord, told: Told, line: readonly Text[], now: number): string | null {
  const standing = line.at(-1);
  const tells = line.find((text) => text.identifier === told.tells);
  if (!standing || !tells) return "it tells what is not public";
  if (told.words !== standing.identifier) return `it has the words of ${told.words}, and ${standing.identifier} stands`;
  const isExpired = !isOver(standing) && now >= standing.content.sunsetAt;
  if (isExpired && !["sunset", "correction"].includes(told.form)) return "it was started after the sunset";
  const earlier = reader.got.filter((one) => one.messageKey === told.messageKey);
  if (earlier.some((one) => one.outcome === "accepted")) return "it was told before, for certain";
  if (earlier.some((one) => one.outcome !== "later")) return null;
  if (reader.possible.some((left) => isJust(left, reader, told, line, tells, isExpired))) return null;
  return `nobody owed it: ${JSON.stringify(reader.possible.map((left) => (typeof left === "string" ? left : left.text.identifier)))}`;
}

/** The service does not know what became of the last message: without an outcome, or lost with its process. */
function isDoubtful({ got, possible }: ReaderRecord): boolean {
  const outcome = got.at(-1)?.outcome;
  return possible.length > 1 || outcome === undefined || outcome === "unknown";
}

function isJust(
  left: Left,
  reader: ReaderRecord,
  told: Told,
  line: readonly Text[],
  tells: Text,
  isExpired: boolean,
): boolean {
  const text = typeof left === "string" ? undefined : left.text;
  const before = line.slice(0, line.indexOf(tells) + (told.form === "sunset" ? 1 : 0));
  const isLate = left === "nothing" && joinedSince(reader, before) && isMatch(reader, tells);
  switch (told.form) {
    case "correction":
      if (tells.change === "retract" && isOver(tells)) return text !== undefined || isLate;
      return text !== undefined && isWrong(line, text) && told.wrong === text.identifier;
    case "sunset":
      return isExpired && ((text !== undefined && !isWrong(line, text)) || isLate);
    case "issue":
      if (!tells.takesBack) return false;
      // To whoever was told nothing that still stands; and to whom it is not known whether what stands again arrived.
      return text === undefined ? left === "over" || isMatch(reader, tells) : isDoubtful(reader);
    case "update":
      if (!tells.takesBack || !text || isWrong(line, text)) return false;
      return (
        first(line, text) !== first(line, tells) || (!speaks(text, reader.language) && speaks(tells, reader.language))
      );
    case "change":
      if (reader.isMachine && isWording(tells)) return left !== "nothing" || isLate;
      if (tells.change === "editorial") return false;
      if (tells.change === "end") return (text !== undefined && !isWrong(line, text)) || isLate;
      if (tells.change === "translate")
        return text !== undefined && !speaks(text, reader.language) && speaks(tells, reader.language);
      if (tells.takesBack) return false;
      return !(text && isWrong(line, text)) && (left !== "nothing" || isMatch(reader, tells));
  }
}

/** What a reader is left with after a message that is in order. */
export function leftBy(told: Told, line: readonly Text[], now: number): Left {
  const words = line.find((text) => text.identifier === told.words);
  if (!words || told.form === "sunset" || isOver(words) || now >= words.content.sunsetAt) return "over";
  return { text: words };
}

/** Now that all is delivered: what this reader is still owed, or null. */
export function debtTo(reader: ReaderRecord, line: readonly Text[], now: number): string | null {
  const standing = line.at(-1);
  if (!standing || reader.hasLeft) return null;
  const texts = reader.possible.flatMap((left) => (typeof left === "string" ? [] : [left.text]));
  const wrong = texts.find((text) => isWrong(line, text));
  if (wrong) return `left with ${wrong.identifier}, which was issued in error`;
  const asked = line.findLastIndex((text) => reader.isMachine || !isWording(text));
  const isSteady = reader.choseAfter <= asked;
  const gotNothing = reader.possible.every((left) => left === "nothing");
  if (isOver(standing)) {
    if (texts.length > 0) return `left with ${texts[0]?.identifier}, and it is over`;
    const isLate = joinedSince(reader, line.slice(0, asked)) && reader.joinedAfter <= asked;
    return gotNothing && isLate && isSteady && matches(standing.content, reader.choice)
      ? "joined since, and was not told that it is over"
      : null;
  }
  if (now >= standing.content.sunsetAt) {
    const isQuiet = !reader.isMachine && (standing.content.kind === "bulletin" || standing.content.endNotice === false);
    return texts.length > 0 && !isQuiet ? `left with ${texts[0]?.identifier} after its sunset` : null;
  }
  const isAsked = reader.joinedAfter <= asked && isSteady && matches((line[asked] ?? standing).content, reader.choice);
  // Whatever they are left with of what may have come, it must do.
  return reader.possible.map((left) => debtOf(left, reader, line, isAsked)).find((debt) => debt !== null) ?? null;
}

/** The same, of one thing that a reader may be left with while a text stands. */
function debtOf(
  left: Left,
  { language, isMachine }: ReaderRecord,
  line: readonly Text[],
  isAsked: boolean,
): string | null {
  const standing = line.at(-1);
  if (left === "nothing" || !standing) return isAsked ? "was told nothing" : null;
  if (left === "over") return "was told that it is over, and it stands";
  const { text } = left;
  if (isMachine && restored(line, text) !== restored(line, standing))
    return `left with the words of ${text.identifier}, and ${standing.identifier} stands`;
  if (first(line, text) !== first(line, standing))
    return `left with ${text.identifier}, and ${standing.identifier} stands`;
  const since = line.slice(line.indexOf(text) + 1);
  const isTranslated = since.some((one) => one.change === "translate" && speaks(one, language));
  return isTranslated && speaks(standing, language) && !speaks(text, language) ? "left with English" : null;
}
