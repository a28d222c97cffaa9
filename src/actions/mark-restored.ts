/**
 * What a copy must be told that takes the place of a database. Sending is held, since what the copy thinks is still owed may have been
 * told since. What is published gets other names than what was lost. And what was taken away since it was made stays taken away: by the
 * database that was in use where that can be read; where it cannot, nobody gets in by a secret that may have been revoked.
 */
import { accepted, type Result } from "../domain/refusal.ts";
import { type AuditHead, largestCopyMark } from "../store/audit.ts";
import type { Database, Write } from "../store/database.ts";
import { allEditorBrowsers, deleteEditorBrowser } from "../store/editor-browsers.ts";
import {
  allEditors,
  allTokens,
  type EditorRecord,
  endAllCredentials,
  putToken,
  type StoredCredential,
  updateEditor,
} from "../store/editors.ts";
import { type InstanceKey, instanceValue, setValue } from "../store/instance.ts";
import { allPartners, removePartner, setPartnerAddress, setPartnerState } from "../store/partners.ts";
import { allPasskeys, deleteOldChallenges, deletePasskeysOf, insertPasskey, type Passkey } from "../store/passkeys.ts";
import { commit } from "./commit.ts";
import type { Dependencies } from "./dependencies.ts";
import { webhookOf } from "./partners.ts";

/** Who got in by what, in the database that was in use. */
export interface Access {
  readonly accounts: readonly EditorRecord[];
  readonly passkeys: readonly Passkey[];
  readonly tokens: readonly StoredCredential[];
  /** Browsers in which editors are told, by hash. */
  readonly browsers: readonly string[];
}

type Webhooks = Awaited<ReturnType<typeof allPartners>>;

export async function accessIn(database: Database): Promise<Access> {
  return {
    accounts: await allEditors(database),
    passkeys: await allPasskeys(database),
    tokens: await allTokens(database),
    browsers: (await allEditorBrowsers(database)).map(({ hash }) => hash),
  };
}

export interface Restoring {
  readonly actor: string;
  /** Of a database that goes on from the copy; null: it is not known. */
  readonly access: Access | null;
  readonly webhooks: Webhooks | null;
  /** A whole number from 0 to below this one. */
  readonly chance: (below: number) => number;
  /** What is known of the restore outside of the copy, to be kept with it. */
  readonly facts?: Readonly<Partial<Record<InstanceKey, string>>>;
}

/** By name. */
export interface TakenAway {
  readonly disabled: readonly string[];
  readonly removedWebhooks: readonly string[];
}

export async function markRestored(
  dependencies: Dependencies,
  { actor, access, webhooks, chance, facts = {} }: Restoring,
): Promise<Result<TakenAway>> {
  const { database, clock, newId } = dependencies;
  return commit<TakenAway>(dependencies, newId(), async (head: AuditHead) => {
    const now = clock.now();
    // Read only where it is needed: the copy may be damaged there, and none better.
    const own = access && (await accessIn(database));
    const hooks = webhooks ? changedWebhooks(await allPartners(database), webhooks) : [];
    const removed = hooks.filter(({ removedAt }) => removedAt !== null);
    return accepted({
      writes: [
        setValue(database, "sendingPaused", "true"),
        setValue(database, "copyMark", String(anotherMark(await instanceValue(database, "copyMark"), chance))),
        ...Object.entries(facts).map(([key, value]) => setValue(database, key as InstanceKey, value)),
        endAllCredentials(database, now),
        // A touch that was asked for when the copy was made may have been used since.
        deleteOldChallenges(database, Number.MAX_SAFE_INTEGER),
        ...(access && own ? accessAgain(database, own, access) : []),
        ...hooks.map(({ id, address }) => setPartnerAddress(database, id, address)),
        ...removed.flatMap(({ id, removedAt }) => [
          setPartnerState(database, id, "left", removedAt ?? now),
          removePartner(database, id, removedAt ?? now),
        ]),
      ],
      entry: {
        actor,
        action: "restore",
        isPublic: false,
        // As of the copy: the newest act tells the next start since when the service was silent, and is the floor of its clock.
        at: head.at,
        detail: {
          disabled: access && own ? disabledSince(own, access) : [],
          removedWebhooks: removed.map(({ name }) => name),
          restoredAt: now,
        },
      },
    });
  });
}

/** What was published under the copy's own mark since it was made is lost, too. */
function anotherMark(present: string | null, chance: Restoring["chance"]): number {
  return ((Number(present ?? 0) + chance(largestCopyMark - 1)) % largestCopyMark) + 1;
}

function disabledSince(own: Access, access: Access): string[] {
  const active = new Set(own.accounts.filter((one) => one.disabledAt === undefined).map(({ id }) => id));
  const since = access.accounts.filter(({ id, disabledAt }) => active.has(id) && disabledAt !== undefined);
  return since.map(({ email }) => email);
}

/** Accounts of the copy become what they were; those made since are lost with their passkeys and tokens. */
function accessAgain(database: Database, own: Access, access: Access): Write[] {
  const known = new Set(own.accounts.map(({ id }) => id));
  const accounts = access.accounts.filter(({ id }) => known.has(id));
  return [
    // Before any is set: one may have gone from one account to another.
    ...accounts.map(({ id }) => updateEditor(database, id, { identity: null })),
    ...accounts.map(({ id, roles, createdAt, disabledAt = null, vouchedAt = null, identity = null }) =>
      updateEditor(database, id, { roles, createdAt, disabledAt, vouchedAt, identity }),
    ),
    ...access.tokens.filter(({ editorId }) => known.has(editorId)).map((token) => putToken(database, token)),
    ...own.accounts.map(({ id }) => deletePasskeysOf(database, id)),
    ...access.passkeys.filter(({ editorId }) => known.has(editorId)).map((passkey) => insertPasskey(database, passkey)),
    ...own.browsers
      .filter((hash) => !access.browsers.includes(hash))
      .map((hash) => deleteEditorBrowser(database, hash)),
  ];
}

/** The webhooks of the copy that were removed, or got another secret, as they were then. Neither is ever undone. */
function changedWebhooks(own: Webhooks, since: Webhooks): Webhooks {
  return own.flatMap((before) => {
    const after = since.find(({ id, nonce }) => id === before.id && nonce === before.nonce);
    if (!after || before.removedAt !== null) return [];
    const isChanged = after.removedAt !== null || versionOf(after) > versionOf(before);
    return isChanged ? [{ ...before, address: after.address, removedAt: after.removedAt }] : [];
  });
}

/** Of its secret; 0 where what is stored cannot be read. */
function versionOf(webhook: Webhooks[number]): number {
  try {
    return webhookOf(webhook).version;
  } catch {
    return 0;
  }
}
