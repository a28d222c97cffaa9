/**
 * The clock's act: makes the CAP messages that something was taken back without, since what they name could not be read at that moment,
 * or they could not be made. Each becomes what it would have been then. Where a later message of the family has told machines what
 * stands, none is made any more: it would say again what that one overtook.
 */
import type { Moment, Revision } from "../domain/advisory.ts";
import type { State } from "../domain/lifecycle.ts";
import { accepted, refused } from "../domain/refusal.ts";
import { keyText } from "../domain/taking-back.ts";
import { expiresAt, hasCapMessage } from "../formats/cap/message.ts";
import { advisoryState, insertMessage, type TakenBack, takenBackWithoutMessage } from "../store/advisories.ts";
import type { Database } from "../store/database.ts";
import { checkTexts, type Sealed, sealMessage } from "../store/seals.ts";
import { commit } from "./commit.ts";
import type { Dependencies } from "./dependencies.ts";
import { composeMessages } from "./prepare-messages.ts";

/** What machines that read CAP were not told of, while it still counts. */
export async function missingMessages(database: Database, now: Moment): Promise<readonly TakenBack[]> {
  const without = await takenBackWithoutMessage(database, now);
  return without.filter((one) => hasCapMessage(one) && expiresAt(one) > now);
}

export async function makeMissingMessages(dependencies: Dependencies): Promise<void> {
  const { database, clock, log } = dependencies;
  for (const missing of await missingMessages(database, clock.now())) {
    const { identifier } = missing;
    try {
      if (await make(dependencies, missing)) log.info({ identifier }, "a CAP message that was missing was made");
    } catch (error) {
      log.error({ identifier, error: String(error) }, "a CAP message of what was taken back still cannot be made");
    }
  }
}

async function make(dependencies: Dependencies, missing: TakenBack): Promise<boolean> {
  const { database, clock, digest, newId } = dependencies;
  const { advisoryId, identifier } = missing;
  const done = await commit(dependencies, newId(), async () => {
    const now = clock.now();
    const read = await advisoryState(database, advisoryId);
    const { advisories: family, seals } = await checkTexts(database, read?.family ?? [], { digest, now });
    const advisory = family.find(({ id }) => id === advisoryId);
    const revision = advisory?.revisions.find(({ number }) => number === missing.number);
    // Another process was first, or another act.
    const isMissing = (await missingMessages(database, now)).some((one) => keyText(one) === keyText(missing));
    // What is not what was written vouches for nothing; and a message that was made and is gone is damaged: its file is never another.
    const isVouchedFor = revision && !revision.isDamaged && !seals.known.has(identifier);
    if (!advisory || !isMissing || !isVouchedFor) return refused({ type: "busy" });
    const before = stateBefore({ advisory, family }, revision);
    const messages = await composeMessages(dependencies, before, { revisions: [revision], sentBack: [] }, true);
    if (!messages.ok) return messages;
    return accepted({
      writes: messages.value.map((message) => insertMessage(database, message)),
      seals: Object.assign({}, ...messages.value.map((message) => sealMessage(message, digest))) as Sealed,
      entry: { actor: "service", action: "make-message", advisoryId, isPublic: true, detail: { identifier } },
    });
  });
  return done.ok;
}

/** As it was when the revision was decided. */
function stateBefore({ advisory, family }: State, { sequence }: Revision): State {
  const before = <Member extends State["advisory"]>(member: Member): Member => ({
    ...member,
    revisions: member.revisions.filter((one) => one.sequence < sequence),
  });
  return { advisory: before(advisory), family: family.map(before) };
}
