/**
 * What one announcement tells at this moment: who is owed what (from the family's earlier lots), the notice for each form, and
 * whether a message may still be started. Made anew whenever something public changed or a sunset passed; truth is never kept.
 */

import type { Advisory, Moment, Revision } from "../domain/advisory.ts";
import { lateDeadline } from "../domain/announcement.ts";
import { type AnnouncementPlace, audienceOf, type Owed, precedes, type Readers } from "../domain/audience.ts";
import type { Form, Notice } from "../domain/notice.ts";
import { boundaries, type PublishedAdvisory, phaseAt, published } from "../domain/phase.ts";
import { timeline } from "../domain/taking-back.ts";
import { allAdvisories, familyOf } from "../store/advisories.ts";
import { type Announcement, dueInFamily } from "../store/announcements.ts";
import { publicSequence } from "../store/audit.ts";
import { LotBits } from "../store/bits.ts";
import type { Database } from "../store/database.ts";
import type { Lot } from "../store/lots.ts";
import { checkedUndisturbed, checkTexts, DamagedTexts } from "../store/seals.ts";
import type { Subscription } from "../store/subscriptions.ts";
import type { DeliveryDependencies } from "./dependencies.ts";

export interface Telling {
  readonly announcement: Announcement;
  /** Something of the family came after it: whoever it still owes is owed that instead. */
  readonly isOvertaken: boolean;
  /** Wording or a translation came into the middle of this announcement's fan-out; null for every other change. */
  readonly overtakes: number | null;
  /** Asks who is owed what, given the same people's lots in other announcements. */
  audience(siblings: readonly Pick<Lot, "announcementId" | "bits">[]): (subscription: Subscription) => Owed | null;
  notice(owed: Owed): Notice | null;
  /** May a message of this form be started at this moment? */
  mayStart(form: Form, now: Moment): boolean;
  /** After this nobody is told any more. A correction keeps its 72 hours also where a later announcement carries it. */
  deadlineOf(form: Form): Moment;
  /** The latest deadline of any form that may be owed. */
  readonly lastDeadlineAt: Moment;
  /** The same at every try, and for people also for wording that carries on what it overtook. */
  messageKey(owed: Owed): string;
  readonly threadKey: string;
  /** True while nothing public changed and no boundary passed. */
  isFresh(sequence: number, now: Moment): boolean;
}

/** One that was overtaken before anybody planned it reached nobody: who had joined by then is read from what overtook it. */
function placeOf({ sequence, occasion, lastId }: Announcement, overtaking?: Announcement): AnnouncementPlace {
  return { sequence, occasion, lastId: lastId ?? overtaking?.lastId ?? 0 };
}

/**
 * What it tells to these readers: what only machines are told overtakes nothing for people. Throws `DamagedTexts` where a text of the
 * family that was not taken back is not what was approved.
 */
export async function readTelling(
  { database, clock, digest }: Pick<DeliveryDependencies, "database" | "clock" | "digest">,
  announcement: Announcement,
  readers: Readers,
): Promise<Telling> {
  const now = clock.now();
  const sequence = await publicSequence(database);
  const { advisories: family, damaged } = await checkedUndisturbed(database, async () =>
    checkTexts(database, await familyOf(database, announcement.family), { digest, now }),
  );
  if (damaged.length > 0) throw new DamagedTexts(damaged);
  const everyDue = await dueInFamily(database, announcement.family, now);
  const due = readers === "machines" ? everyDue : everyDue.filter((one) => !one.machinesOnly);
  const isCorrective = needsOthers(family, announcement, now);
  const everything = isCorrective ? await othersOf(database, digest, now) : [];
  return tellingOf({ announcement, family, due, everything, sequence, now, readers });
}

/** What cannot be told of another one holds up no correction. */
async function othersOf(database: Database, digest: DeliveryDependencies["digest"], now: Moment): Promise<Advisory[]> {
  const { advisories } = await checkTexts(database, await allAdvisories(database), { digest, now });
  return advisories.filter(({ revisions }) => revisions.every(({ isDamaged }) => !isDamaged));
}

/** Corrections and ends name the other advisories in effect. */
function needsOthers(family: readonly Advisory[], announcement: Announcement, now: Moment): boolean {
  if (announcement.occasion === "sunset") return true;
  const line = timeline(family, now);
  return line.some((revision) => revision.takesBack) || line.at(-1)?.change === "end";
}

interface Material {
  readonly announcement: Announcement;
  readonly family: readonly Advisory[];
  readonly due: readonly Announcement[];
  readonly everything: readonly Advisory[];
  readonly sequence: number;
  readonly now: Moment;
  readonly readers: Readers;
}

function tellingOf({ announcement, family, due, everything, sequence, now, readers }: Material): Telling {
  const line = timeline(family, now);
  const place = placeOf(announcement);
  const earlier = due.filter((one) => precedes(placeOf(one), place));
  const revision = line.find((one) => one.sequence === announcement.sequence);
  const isOvertaken =
    announcement.voidedAt !== null ||
    due.some((one) => precedes(place, placeOf(one))) ||
    (line.at(-1)?.sequence ?? 0) > announcement.sequence;
  const nextBoundary = boundaries(family).find((at) => at > now) ?? Number.POSITIVE_INFINITY;
  const isWording = announcement.occasion === "publication" && revision?.change === "editorial";
  const lateUntil = Math.max(announcement.deadlineAt, announcement.dueAt + lateDeadline);
  const deadlineOf = (form: Form) => (form === "correction" ? lateUntil : announcement.deadlineAt);

  return {
    announcement,
    isOvertaken,
    overtakes: isWording ? (earlier.findLast((one) => one.occasion === "publication")?.id ?? null) : null,
    audience(siblings) {
      const places = earlier.map((one) => placeOf(one, announcement));
      const ask = audienceOf(family, place, places, now, readers);
      const bits = earlier.map((one) =>
        siblings.filter((lot) => lot.announcementId === one.id).map((lot) => new LotBits(lot.bits)),
      );
      return (subscription) =>
        ask(
          subscription,
          bits.map((lots) => {
            // A subscription that changed its tier may have bits in two lots: told in one is told.
            const all = lots.map((lot) => lot.get(subscription.id));
            return { begun: all.some((one) => one.begun), settled: all.some((one) => one.settled) };
          }),
        );
    },
    notice: (owed) => noticeOf(owed, family, everything, line, now),
    mayStart(form, at) {
      if (isOvertaken || at >= deadlineOf(form)) return false;
      if (form === "correction" || form === "sunset" || revision?.change === "end") return true;
      const told = family.find((member) => member.id === announcement.advisoryId);
      return told !== undefined && phaseAt(told, at) === "active";
    },
    deadlineOf,
    lastDeadlineAt: line.some((one) => one.takesBack) ? lateUntil : announcement.deadlineAt,
    messageKey(owed) {
      // A machine throws a repeat away: wording that carries on what it overtook has to be another message.
      const tells = readers === "machines" ? announcement.sequence : owed.tells;
      return `${announcement.family}-${tells}-${owed.form === "sunset" ? "sunset" : "told"}`;
    },
    threadKey: `${announcement.family}-${line[0]?.sequence ?? announcement.sequence}-told`,
    isFresh: (current, at) => current === sequence && at >= now && at < nextBoundary,
  };
}

function noticeOf(
  { form, tells, corrects }: Owed,
  family: readonly Advisory[],
  everything: readonly Advisory[],
  line: readonly Revision[],
  now: Moment,
): Notice | null {
  const revision = line.find((one) => one.sequence === tells);
  const advisory = publishedMember(family, revision?.advisoryId, now);
  const told = advisory?.revisions.find((one) => one.sequence === tells);
  if (!advisory || !told) return null;
  const takenBack = form === "correction" ? wrongText(family, line, tells, corrects, now) : undefined;
  const replaced = told.change === "replace" ? publishedMember(family, told.content.replaces, now) : undefined;
  const others = everything
    .filter((one) => one.id !== advisory.id && one.status === advisory.status)
    .flatMap((one) => published(one, now) ?? [])
    .filter((one) => one.phase === "active");
  return { form, advisory, told, others, ...(takenBack ? { takenBack } : {}), ...(replaced ? { replaced } : {}) };
}

function publishedMember(
  family: readonly Advisory[],
  id: string | undefined,
  now: Moment,
): PublishedAdvisory | undefined {
  const member = family.find((one) => one.id === id);
  return (member && published(member, now)) ?? undefined;
}

/** What a correction corrects: the text that this reader got, or for whoever only joined since the one that was taken back last. */
function wrongText(
  family: readonly Advisory[],
  line: readonly Revision[],
  tells: number,
  corrects: number | undefined,
  now: Moment,
): Notice["takenBack"] {
  const act = line.findLast((one) => one.sequence <= tells && one.takesBack);
  const key = line.find((one) => one.sequence === corrects) ?? act?.takesBack;
  const advisory = publishedMember(family, key?.advisoryId, now);
  const revision = advisory?.revisions.find((one) => one.number === key?.number);
  if (!advisory || !revision) return undefined;
  // The whole warning was wrong from its first message on.
  return { advisory, revision, sentAt: act?.then === "end" ? advisory.issuedAt : revision.effectiveAt };
}
