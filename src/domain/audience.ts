/**
 * Who is owed what by an announcement (DESIGN 4, "Who is told what"). Every announcement brings its readers to the text that stands:
 * what a reader holds is read from the bits of the family's earlier announcements, so nobody owed a warning is dropped by what came
 * after it, and a correction reaches those who got, or may have got, what was taken back, and nobody else.
 */
import type { Advisory, Moment, Revision } from "./advisory.ts";
import type { AnnouncementOccasion } from "./announcement.ts";
import { type Choice, matches } from "./matching.ts";
import type { Form } from "./notice.ts";
import { isWithdrawal, published } from "./phase.ts";
import { carriesText, keyText, origin, takenBackTexts, timeline } from "./taking-back.ts";

/** One announcement of a family; in the order of (sequence, publication before sunset). */
export interface AnnouncementPlace {
  readonly sequence: number;
  readonly occasion: AnnouncementOccasion;
  /** The highest subscription id when it became due: whoever has a higher one joined since. */
  readonly lastId: number;
}

/** What is known of one reader and one earlier announcement. */
export interface Bits {
  readonly begun: boolean;
  readonly settled: boolean;
}

export interface Reader {
  readonly id: number;
  readonly language: string;
  readonly choice: Choice;
}

/** What a reader is owed: in which form, and which revision (by sequence) the message tells. */
export interface Owed {
  readonly form: Form;
  readonly tells: number;
  /** The text in error that this reader got, by sequence; absent for a correction to whoever only joined since. */
  readonly corrects?: number;
}

/** Machines keep a copy of the text: they are told of new wording too (DESIGN 4, column "machines"). */
export type Readers = "people" | "machines";

export function precedes(one: AnnouncementPlace, other: AnnouncementPlace): boolean {
  if (one.sequence !== other.sequence) return one.sequence < other.sequence;
  return one.occasion === "publication" && other.occasion === "sunset";
}

/** Is this revision only words, of which nobody is told again? */
function isWordingOnly(revision: Revision): boolean {
  return revision.change === "editorial" || revision.change === "translate";
}

/**
 * Prepares the question for one announcement of a family. `earlier` are the family's announcements before it, ascending; the
 * returned function wants a reader's bits in the same order.
 */
export function audienceOf(
  family: readonly Advisory[],
  announcement: AnnouncementPlace,
  earlier: readonly AnnouncementPlace[],
  now: Moment,
  readers: Readers = "people",
): (reader: Reader, bits: readonly Bits[]) => Owed | null {
  const line = timeline(family, now);
  const bySequence = new Map(line.map((revision) => [revision.sequence, revision]));
  const waveOf = remembered((revision: Revision) => wave(line, revision));
  const wrongAt = remembered((sequence: number) => wrongTexts(line.filter((one) => one.sequence <= sequence)));
  const languagesOf = remembered((revision: Revision) => currentLanguages(family, revision, now));

  /** Did the reader get the held text in English in place of the own language, which this revision and the standing text have? */
  const gotEnglish = (held: Revision, revision: Revision, { language }: Reader): boolean => {
    const standing = line.at(-1) ?? revision;
    return [revision, standing].every((one) => languagesOf(one).has(language)) && !languagesOf(held).has(language);
  };

  function owed(
    place: AnnouncementPlace,
    previous: readonly AnnouncementPlace[],
    reader: Reader,
    bits: readonly Bits[],
  ): Owed | null {
    const revision = bySequence.get(place.sequence);
    if (!revision) return null;
    const { texts, wasTold, isCertain } = mayHold(previous, bits);
    const [held] = texts;
    const wrong = texts.find((text) => wrongAt(revision.sequence).has(keyText(origin(text))));
    const isMatch = matches(revision.content, reader.choice);
    const tell = (form: Form): Owed => ({ form, tells: revision.sequence });
    const correct = (text: Revision | undefined): Owed => ({
      ...tell("correction"),
      ...(text ? { corrects: text.sequence } : {}),
    });
    /** Nobody asked this reader before: the announcements so far were for those who had joined by then. */
    const joinedSince = () => previous.every((one) => !asksNewReaders(one) || reader.id > one.lastId);

    if (place.occasion === "sunset" || !carriesText(revision)) {
      const isOwed = held !== undefined || (isMatch && joinedSince());
      if (!isOwed) return null;
      if (place.occasion === "publication" && isWithdrawal(revision)) return correct(held);
      if (wrong) return correct(wrong);
      return tell(place.occasion === "sunset" ? "sunset" : "change");
    }
    if (isWordingOnly(revision)) {
      const wasOwed = inherited(previous, reader, bits);
      if (readers === "machines" && !wasOwed) return wasTold || (isMatch && joinedSince()) ? tell("change") : null;
      if (wasOwed || revision.change !== "translate" || !held || !gotEnglish(held, revision, reader)) return wasOwed;
      return wrong ? correct(wrong) : tell("change");
    }
    if (wrong) return correct(wrong);
    if (revision.takesBack) {
      if (!held) return wasTold || isMatch ? tell("issue") : null;
      const isOther = (text: Revision) => waveOf(text) !== waveOf(revision) || gotEnglish(text, revision, reader);
      if (texts.some(isOther)) return tell("update");
      // Without an outcome it may never have arrived, and nothing else would tell it once more.
      return isCertain ? null : tell("issue");
    }
    return wasTold || isMatch ? tell("change") : null;
  }

  /**
   * The texts that the reader may hold, the latest first: of what came last for certain, and of all that was begun since and has no
   * outcome. What may not have arrived has not taken the place of what did.
   */
  function mayHold(
    previous: readonly AnnouncementPlace[],
    bits: readonly Bits[],
  ): { readonly texts: readonly Revision[]; readonly wasTold: boolean; readonly isCertain: boolean } {
    const begun = previous.map((one, index) => ({ one, ...bits[index] })).filter((told) => told.begun);
    const told = begun
      .slice(
        Math.max(
          0,
          begun.findLastIndex((one) => one.settled),
        ),
      )
      .reverse();
    const texts = told.flatMap(({ one }) => {
      const revision = one.occasion === "publication" ? bySequence.get(one.sequence) : undefined;
      return revision && carriesText(revision) ? [revision] : [];
    });
    return { texts, wasTold: told.length > 0, isCertain: told.length === 1 && told[0]?.settled === true };
  }

  function asksNewReaders({ sequence, occasion }: AnnouncementPlace): boolean {
    const revision = bySequence.get(sequence);
    if (occasion !== "publication" || revision === undefined) return false;
    return readers === "machines" || !isWordingOnly(revision);
  }

  /** What the announcement that wording overtook still owed this reader: nothing where it was told, or was not owed. */
  function inherited(previous: readonly AnnouncementPlace[], reader: Reader, bits: readonly Bits[]): Owed | null {
    const index = previous.findLastIndex((one) => one.occasion === "publication");
    const overtaken = previous[index];
    if (!overtaken || reader.id > overtaken.lastId || bits[index]?.settled) return null;
    return owed(overtaken, previous.slice(0, index), reader, bits.slice(0, index));
  }

  return (reader, bits) => owed(announcement, earlier, reader, bits);
}

/** Texts that differ only in wording, or that stand again, are one wave: whoever holds one of them is told. */
function wave(line: readonly Revision[], revision: Revision): string {
  const own = line.filter((one) => one.advisoryId === revision.advisoryId);
  if (revision.restores !== undefined) {
    const restored = own.find((one) => one.number === revision.restores);
    return restored ? wave(line, restored) : keyText(origin(revision));
  }
  const previous = isWordingOnly(revision) ? own.findLast((one) => one.sequence < revision.sequence) : undefined;
  return previous ? wave(line, previous) : keyText(revision);
}

/**
 * The texts that nobody should be left with, as `keyText` of their origins. Reinstating an advisory undoes that the whole warning was
 * taken back, for its own texts; one that was taken back by itself stays wrong.
 */
function wrongTexts(line: readonly Revision[]): ReadonlySet<string> {
  const alone = takenBackTexts(line.filter((revision) => !(revision.change === "retract" && revision.then === "end")));
  const whole = new Map<string, Revision>();
  for (const [index, revision] of line.entries()) {
    if (revision.change === "retract" && revision.then === "end") {
      for (const earlier of line.slice(0, index)) whole.set(keyText(origin(earlier)), earlier);
    } else if (revision.change === "reinstate" && !revision.takesBack) {
      for (const [key, text] of whole) if (text.advisoryId === revision.advisoryId) whole.delete(key);
    }
  }
  return new Set([...alone, ...whole.keys()]);
}

/** The languages in which the text of this revision says what its English says. */
function currentLanguages(family: readonly Advisory[], revision: Revision, now: Moment): ReadonlySet<string> {
  const advisory = family.find((member) => member.id === revision.advisoryId);
  const seen = advisory && published(advisory, now)?.revisions.find((one) => one.number === revision.number);
  const states = seen?.languageStates ?? {};
  return new Set(Object.keys(states).filter((language) => states[language] === "current"));
}

/** Answers for a whole lot are the same few: each is worked out once. */
function remembered<Question, Answer>(ask: (question: Question) => Answer): (question: Question) => Answer {
  const known = new Map<Question, Answer>();
  return (question) => {
    const answer = known.has(question) ? (known.get(question) as Answer) : ask(question);
    known.set(question, answer);
    return answer;
  };
}
