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
}

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
): (reader: Reader, bits: readonly Bits[]) => Owed | null {
  const line = timeline(family, now);
  const bySequence = new Map(line.map((revision) => [revision.sequence, revision]));
  const before = (revision: Revision) =>
    line.findLast((one) => one.advisoryId === revision.advisoryId && one.sequence < revision.sequence);

  /** Texts that differ only in wording, or that stand again, are one wave: whoever holds one of them is told. */
  const wave = (revision: Revision): string => {
    if (revision.restores !== undefined) {
      const restored = line.find((one) => one.advisoryId === revision.advisoryId && one.number === revision.restores);
      return restored ? wave(restored) : keyText(origin(revision));
    }
    const previous = isWordingOnly(revision) ? before(revision) : undefined;
    return previous ? wave(previous) : keyText(revision);
  };

  const takenBack = new Map<number, Set<string>>();
  const takenBackAt = (sequence: number): Set<string> => {
    const known = takenBack.get(sequence) ?? takenBackTexts(line.filter((one) => one.sequence <= sequence));
    takenBack.set(sequence, known);
    return known;
  };

  /** Languages whose readers got English in their place until this revision. */
  const newLanguages = (revision: Revision): string[] => {
    const advisory = family.find((member) => member.id === revision.advisoryId);
    const revisions = (advisory && published(advisory, now)?.revisions) ?? [];
    const index = revisions.findIndex((one) => one.number === revision.number);
    const states = revisions[index]?.languageStates ?? {};
    return Object.keys(states).filter(
      (language) => states[language] === "current" && revisions[index - 1]?.languageStates[language] !== "current",
    );
  };

  function owed(
    place: AnnouncementPlace,
    previous: readonly AnnouncementPlace[],
    reader: Reader,
    bits: readonly Bits[],
  ): Owed | null {
    const revision = bySequence.get(place.sequence);
    if (!revision) return null;
    const lastIndex = previous.findLastIndex((_, index) => bits[index]?.begun);
    const last = previous[lastIndex];
    const lastRevision = last && bySequence.get(last.sequence);
    const holdsText = last?.occasion === "publication" && lastRevision !== undefined && carriesText(lastRevision);
    const holdsWrong = holdsText && takenBackAt(revision.sequence).has(keyText(origin(lastRevision)));
    const isMatch = matches(revision.content, reader.choice);
    const joinedSince = previous.every((one) => reader.id > one.lastId);
    const tell = (form: Form): Owed => ({ form, tells: revision.sequence });

    if (place.occasion === "sunset") {
      if (holdsText) return tell(holdsWrong ? "correction" : "sunset");
      return joinedSince && isMatch ? tell("sunset") : null;
    }
    if (revision.change === "end") {
      if (holdsText) return tell(holdsWrong ? "correction" : "change");
      return joinedSince && isMatch ? tell("change") : null;
    }
    if (isWithdrawal(revision)) return holdsText || (joinedSince && isMatch) ? tell("correction") : null;
    if (revision.takesBack) {
      if (holdsWrong) return tell("correction");
      if (holdsText) return wave(lastRevision) === wave(revision) ? null : tell("update");
      return isMatch ? tell("issue") : null;
    }
    if (isWordingOnly(revision)) {
      const gotEnglish =
        revision.change === "translate" && holdsText && newLanguages(revision).includes(reader.language);
      return inherited(previous, reader, bits) ?? (gotEnglish ? tell("change") : null);
    }
    if (holdsWrong && revision.change !== "reinstate") return tell("correction");
    return last || isMatch ? tell("change") : null;
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
