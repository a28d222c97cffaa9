/**
 * Service notices and who gets them. An editor, or a partner on its own page, has a contact asked; only the contact says yes, leaves,
 * or comes back. Sending takes one editor, since a notice is no advisory: every editor gets a copy, so nobody sends one unseen.
 */
import { days } from "../domain/durations.ts";
import { normalMailAddress } from "../domain/mail-address.ts";
import { checkedNoticeTexts, contactState, type NoticeTopic } from "../domain/partner-notice.ts";
import type { Tokens } from "../domain/ports.ts";
import { accepted, type Result, refused } from "../domain/refusal.ts";
import { activeEditors } from "../store/editors.ts";
import { insertLetters } from "../store/letters.ts";
import {
  contactById,
  contactByKey,
  emptyContact,
  insertContact,
  insertInvitation,
  insertNotice,
  invitationsSince,
  type NoticeContact,
  setContact,
} from "../store/partner-notices.ts";
import { commit } from "./commit.ts";
import type { Dependencies } from "./dependencies.ts";
import type { Acting } from "./partners.ts";
import { addressKeyOf, mailboxBudgets } from "./sign-up.ts";

const letterLife = days(3);

/**
 * Asks whether they want notices. Whoever said yes, left, or was asked as often as a mailbox may be is not asked again: that is a success
 * too.
 */
export async function inviteContact(
  dependencies: Dependencies,
  request: { readonly name: string; readonly address: string; readonly language: string },
  { actor, commandId }: Acting,
): Promise<Result<null>> {
  const { database, clock, digest, newId, nudge } = dependencies;
  const { name, language } = request;
  const address = normalMailAddress(request.address);
  const addressKey = addressKeyOf(dependencies, "email", address);
  const now = clock.now();
  let isAskedAlready = false;
  const done = await commit(dependencies, commandId, async () => {
    const there = await contactByKey(database, addressKey);
    isAskedAlready = there !== null && contactState(there) !== "invited";
    for (const { within, most } of mailboxBudgets)
      isAskedAlready ||= (await invitationsSince(database, address, now - within)) >= most;
    if (isAskedAlready) return refused({ type: "busy" });
    const nonce = digest(newId()).slice(0, 32);
    return accepted({
      writes: [
        there
          ? setContact(database, there.id, { name, address, language, invitedAt: now })
          : insertContact(database, { name, address, addressKey, language, nonce, invitedAt: now }),
        insertInvitation(database, addressKey, { createdAt: now, notAfter: now + letterLife }),
      ],
      // The chain is for ever: it does not hold the address.
      entry: { actor, action: "invite-notice-contact", isPublic: false, detail: { name } },
    });
  });
  if (isAskedAlready) return accepted(null);
  if (!done.ok) return done;
  nudge();
  return accepted(null);
}

/** Takes a contact off the list. Of its row only the key is left, so that who said no is not asked again and old links still lead away. */
export function removeContact(
  dependencies: Dependencies,
  id: number,
  { actor, commandId }: Acting,
): Promise<Result<{ name: string }>> {
  const { database } = dependencies;
  return commit<{ name: string }>(dependencies, commandId, async () => {
    const contact = await contactById(database, id);
    if (!contact?.address) return refused({ type: "not-found", what: "contact" });
    const entry = { actor, action: "remove-notice-contact", isPublic: false, detail: { name: contact.name } };
    return accepted({ writes: [emptyContact(database, id)], entry });
  });
}

/** Whose link this is; also of somebody who was taken off the list. */
async function contactOfLink(
  { database }: Dependencies,
  tokens: Tokens,
  token: string,
): Promise<Result<NoticeContact>> {
  const id = tokens.idOf(token);
  const contact = id === null ? null : await contactById(database, id);
  if (!contact || !tokens.check(token, "notices", contact.id, contact.nonce))
    return refused({ type: "not-found", what: "link" });
  return accepted(contact);
}

export async function contactByToken(
  dependencies: Dependencies,
  tokens: Tokens,
  token: string,
): Promise<Result<NoticeContact>> {
  const found = await contactOfLink(dependencies, tokens, token);
  return found.ok && found.value.address === "" ? refused({ type: "not-found", what: "link" }) : found;
}

/** By the contact's own link. Twice is once, and leaving works for ever: mail programs show the button of an old mail too. */
export async function answerInvitation(
  dependencies: Dependencies,
  tokens: Tokens,
  token: string,
  wants: "join" | "leave",
): Promise<Result<NoticeContact>> {
  const { database, clock } = dependencies;
  const read = wants === "join" ? contactByToken : contactOfLink;
  const found = await read(dependencies, tokens, token);
  if (!found.ok) return found;
  const now = clock.now();
  const set = wants === "join" ? { joinedAt: now, leftAt: null } : { leftAt: now };
  await database.atomically([setContact(database, found.value.id, set)]);
  return accepted({ ...found.value, ...set });
}

export async function sendServiceNotice(
  dependencies: Dependencies,
  request: { readonly topic: NoticeTopic; readonly texts: Readonly<Record<string, string>> },
  { actor, commandId }: Acting,
): Promise<Result<{ id: string }>> {
  const { database, clock, newId, nudge } = dependencies;
  const { texts, problems } = checkedNoticeTexts(request.texts);
  if (problems.length > 0) return refused({ type: "invalid-content", problems });
  const now = clock.now();
  const notice = { id: newId(), topic: request.topic, texts, sentAt: now, sentBy: actor };
  const done = await commit<{ id: string }>(dependencies, commandId, async () => {
    const copies = (await activeEditors(database)).map(({ email }) => ({
      purpose: "notice" as const,
      recipient: email,
      language: "en",
      data: { noticeId: notice.id },
      createdAt: now,
      notAfter: now + letterLife,
    }));
    const detail = { id: notice.id, topic: notice.topic };
    const entry = { actor, action: "send-service-notice", isPublic: false, detail };
    const writes = [...insertNotice(database, notice, now + letterLife), insertLetters(database, copies)];
    return accepted({ writes, entry });
  });
  if (done.ok) nudge();
  return done;
}
