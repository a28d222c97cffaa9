/**
 * Past bulletins, of which only dates are known, as advisories that pass through the ordinary rules of phase.ts. Dates are Eastern.
 * What is not known is filled in by one rule each, and the text says "assumed" wherever that was done:
 * - an issue without an hour: when the one before it was replaced that day at a known hour, then; else at 00:00;
 * - an end without an hour: at 23:59, for it "expires on or before" that day;
 * - no announced end: when the next one was issued;
 * - how it ended not known: replaced where the next one came before its announced end, else lapsed.
 * So replacements are in order and no two stand at once. Words of the bulletins are not part of the archive.
 */
import type { Advisory, Content, Moment, Revision } from "./advisory.ts";
import { approvedMatter } from "./content.ts";
import { easternDate, readEastern } from "./eastern.ts";
import { accepted, type Problem, type Result, refused } from "./refusal.ts";

/** "2016-06-15" where no hour is known, or "2017-05-15T23:30"; Eastern. */
export type EasternText = string;

/** One row of the record; `null`: not known. */
export interface PastBulletin {
  readonly issued: EasternText;
  readonly announcedEnd: EasternText | null;
  readonly ended: EasternText | null;
  readonly how: "replaced" | "expired" | null;
  readonly extended?: readonly { readonly at: EasternText; readonly to: EasternText }[];
  /** What the record says of its own gaps. */
  readonly note?: string;
}

export interface ArchiveOccasion {
  /** A larger number at each call, larger than any sequence before. */
  readonly newSequence: () => number;
  /** SHA-256 in lower-case hex. */
  readonly hash: (text: string) => string;
  /** Id of whoever enters the archive: of old bulletins it is not known who wrote and approved them. */
  readonly enteredBy: string;
}

/** A row with its gaps filled. */
interface Span {
  readonly slug: string;
  readonly issuedAt: Moment;
  readonly announcedEndAt: Moment;
  readonly extensions: readonly { readonly at: Moment; readonly to: Moment }[];
  readonly isReplacedByNext: boolean;
  readonly assumptions: readonly string[];
}

/** The advisories of the rows, which are in the order of their issue. Refuses rows that cannot have been so. */
export function archiveOfBulletins(bulletins: readonly PastBulletin[], occasion: ArchiveOccasion): Result<Advisory[]> {
  const problems: Problem[] = [];
  const spans = bulletins.flatMap((_, index) => spanOf(bulletins, index, problems) ?? []);
  if (problems.length > 0) return refused({ type: "invalid-content", problems });
  const archive: Advisory[] = [];
  for (const [index, span] of spans.entries()) {
    const before = archive.at(-1);
    const replaced = before && spans[index - 1]?.isReplacedByNext ? before : undefined;
    const advisory = advisoryOf(span, replaced, occasion);
    if (replaced) {
      const sequence = advisory.revisions[0]?.sequence ?? 0;
      archive[index - 1] = { ...replaced, takeovers: [{ at: span.issuedAt, sequence, by: advisory.id }] };
    }
    archive.push(advisory);
  }
  return accepted(archive);
}

function spanOf(bulletins: readonly PastBulletin[], index: number, problems: Problem[]): Span | null {
  const bulletin = bulletins[index];
  if (!bulletin) return null;
  const path = `$.bulletins[${index}]`;
  const read = (text: EasternText, field: string, dayOnly: "00:00" | "23:59"): Moment => {
    const reading = readEastern(hasHour(text) ? text : `${text}T${dayOnly}`);
    if (reading?.type === "moment") return reading.at;
    const reason = reading
      ? "this hour does not exist or exists twice in Eastern time"
      : "is not an Eastern date or hour";
    problems.push({ path: `${path}.${field}`, reason, example: "2017-05-15T23:30" });
    return Number.NaN;
  };

  const next = bulletins[index + 1];
  const issuedAt = read(issueOf(bulletins, index), "issued", "00:00");
  const nextIssuedAt = next && read(issueOf(bulletins, index + 1), "issued", "00:00");
  const announcedEndAt =
    bulletin.announcedEnd === null ? nextIssuedAt : read(bulletin.announcedEnd, "announcedEnd", "23:59");
  const extensions = (bulletin.extended ?? []).map(({ at, to }, place) => ({
    at: read(at, `extended[${place}].at`, "00:00"),
    to: read(to, `extended[${place}].to`, "23:59"),
  }));
  if (announcedEndAt === undefined) {
    problems.push({ path: `${path}.announcedEnd`, reason: "the last bulletin needs an end: no later one fills it" });
    return null;
  }
  const sunsetAt = extensions.at(-1)?.to ?? announcedEndAt;
  const isReplacedByNext = bulletin.how === "expired" ? false : nextIssuedAt !== undefined && nextIssuedAt <= sunsetAt;
  problems.push(
    ...orderProblems(bulletin, { issuedAt, announcedEndAt, extensions, nextIssuedAt, isReplacedByNext }, path),
  );
  return {
    slug: `bulletin-${bulletin.issued.slice(0, 10)}`,
    issuedAt,
    announcedEndAt,
    extensions,
    isReplacedByNext,
    assumptions: assumptionsOf(bulletin, isReplacedByNext),
  };
}

function hasHour(text: EasternText): boolean {
  return text.includes("T");
}

/** The hour of the issue, or where none is known the hour at which the one before it was replaced that day. */
function issueOf(bulletins: readonly PastBulletin[], index: number): EasternText {
  const issued = bulletins[index]?.issued ?? "";
  const before = bulletins[index - 1];
  const takenOver = before?.how === "replaced" && before.ended?.startsWith(`${issued}T`) ? before.ended : undefined;
  return takenOver ?? issued;
}

function orderProblems(
  bulletin: PastBulletin,
  span: Pick<Span, "issuedAt" | "announcedEndAt" | "extensions" | "isReplacedByNext"> & {
    readonly nextIssuedAt: Moment | undefined;
  },
  path: string,
): Problem[] {
  const problems: Problem[] = [];
  const { nextIssuedAt } = span;
  let standsUntil = span.announcedEndAt;
  if (span.announcedEndAt <= span.issuedAt)
    problems.push({ path: `${path}.announcedEnd`, reason: "must be later than the issue" });
  for (const [place, { at, to }] of span.extensions.entries()) {
    if (at <= span.issuedAt || at >= standsUntil || to <= standsUntil)
      problems.push({
        path: `${path}.extended[${place}]`,
        reason: "must come before the end and move it to a later moment",
      });
    standsUntil = to;
  }
  if (bulletin.how === "replaced" && !span.isReplacedByNext)
    problems.push({ path: `${path}.how`, reason: "no bulletin was issued before its end that could have replaced it" });
  if (bulletin.how === "expired" && nextIssuedAt !== undefined && nextIssuedAt < standsUntil)
    problems.push({
      path: `${path}.how`,
      reason: "the next bulletin was issued while this one stood, so it was replaced",
    });
  if (nextIssuedAt !== undefined && nextIssuedAt <= span.issuedAt)
    problems.push({ path: `${path}.issued`, reason: "bulletins must be in the order of their issue" });
  return problems;
}

function assumptionsOf(bulletin: PastBulletin, isReplacedByNext: boolean): string[] {
  const ends = [bulletin.announcedEnd, ...(bulletin.extended ?? []).map(({ to }) => to)];
  const sentences: string[] = [];
  if (!hasHour(bulletin.issued)) sentences.push("The hour of its issue is assumed.");
  if (bulletin.announcedEnd === null)
    sentences.push("Its announced end is not known: it is assumed to be the issue of the next bulletin.");
  else if (ends.some((end) => end !== null && !hasHour(end)))
    sentences.push("The hour of its announced end is assumed to be the end of that day.");
  if (bulletin.how === null) {
    const how = isReplacedByNext ? "that the next bulletin replaced it" : "that it ended as announced";
    sentences.push(`How it ended is not known: it is assumed ${how}.`);
  }
  if (bulletin.note !== undefined) sentences.push(`The record says: ${bulletin.note}.`);
  return sentences;
}

function advisoryOf(span: Span, replaced: Advisory | undefined, occasion: ArchiveOccasion): Advisory {
  const { slug, issuedAt, announcedEndAt } = span;
  const issue = contentOf(span, replaced?.id, announcedEndAt);
  const texts = [
    { change: replaced ? "replace" : "issue", content: issue, effectiveAt: issuedAt },
    ...span.extensions.map(({ at, to }) => ({
      change: "extend" as const,
      note: "Extended. The reason is not part of this archive.",
      content: { ...issue, sunsetAt: to },
      effectiveAt: at,
    })),
  ] satisfies Pick<Revision, "change" | "note" | "content" | "effectiveAt">[];
  return {
    id: slug,
    slug,
    kind: "bulletin",
    status: "actual",
    family: replaced?.family ?? slug,
    createdAt: issuedAt,
    revisions: texts.map((text, index) => ({
      ...text,
      advisoryId: slug,
      number: index + 1,
      sequence: occasion.newSequence(),
      contentHash: occasion.hash(approvedMatter(slug, index, text)),
      identifier: `${slug}-r${index + 1}`,
      submittedBy: occasion.enteredBy,
      approvedBy: occasion.enteredBy,
      approvedAt: text.effectiveAt,
      ...(replaced && index === 0 ? { takesOver: replaced.id } : {}),
    })),
    takeovers: [],
  };
}

const notIncluded = "The text of this bulletin is not included.";

function contentOf({ issuedAt, assumptions }: Span, replaces: string | undefined, sunsetAt: Moment): Content {
  return {
    kind: "bulletin",
    status: "actual",
    ...(replaces === undefined ? {} : { replaces }),
    scope: { nationwide: true },
    sectors: [],
    sunsetAt,
    languages: {
      en: {
        headline: `Bulletin of ${easternDate(issuedAt)}`,
        summary: [notIncluded, ...assumptions].join(" "),
        sections: [],
        // 6 U.S.C. 124 asks for protective measures; what this bulletin said of them is not part of the archive.
        measures: { individuals: notIncluded },
      },
    },
    resources: [],
  };
}
