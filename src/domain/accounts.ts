/**
 * What may happen to accounts, and for what it takes two admins. With fewer than two the one admin acts alone; disabling always needs
 * one only, since a stolen account must be shut at once.
 */
import type { Editor, Moment, Role } from "./advisory.ts";
import { hours } from "./durations.ts";
import type { Refusal } from "./refusal.ts";
import { settledAt } from "./second-person.ts";

/** An editor as accounts are decided on. */
export interface Account extends Editor {
  readonly email: string;
  readonly createdAt: Moment;
  readonly disabledAt?: Moment;
}

export type AccountAct =
  /** A new account, or one that was disabled and returns. */
  | { readonly act: "invite"; readonly email: string; readonly name: string; readonly roles: readonly Role[] }
  | { readonly act: "roles"; readonly editorId: string; readonly roles: readonly Role[] }
  /** A one-time sign-in link, mailed to the editor: whoever asks for it never sees it. */
  | { readonly act: "link"; readonly editorId: string }
  /** A young account may be the second person for a live advisory of an official site. */
  | { readonly act: "vouch"; readonly editorId: string }
  | { readonly act: "disable"; readonly editorId: string };

/** Why this cannot be an editor's name, in words that follow the field, or `null`: it stands in subjects of mails and on pages. */
export function editorNameFault(name: string): string | null {
  return /^[^\p{C}\p{Zl}\p{Zp}]{1,100}$/u.test(name) ? null : "write it in one line, at most 100 characters";
}

/** For so long a disabled admin still counts: nobody becomes the only admin by disabling the other. */
const stillCountsMs = hours(24);

function isActiveAdmin(account: Account): boolean {
  return account.disabledAt === undefined && account.roles.includes("admin");
}

/** Whether another admin has to confirm it. */
export function needsSecondAdmin({ act }: AccountAct, accounts: readonly Account[], now: Moment): boolean {
  if (act === "disable") return false;
  const counting = accounts.filter(
    ({ roles, disabledAt }) =>
      roles.includes("admin") && (disabledAt === undefined || now < disabledAt + stillCountsMs),
  );
  return act === "vouch" || counting.length >= 2;
}

/** Why this admin cannot do or ask for this, or `null`. */
export function accountRefusal(
  act: AccountAct,
  by: Pick<Account, "id">,
  accounts: readonly Account[],
  now: Moment,
): Refusal | null {
  const admin = accounts.find(({ id }) => id === by.id);
  if (!admin || !isActiveAdmin(admin)) return { type: "role-missing", needed: ["admin"] };
  if (act.act === "invite") {
    const address = act.email.toLowerCase();
    const isTaken = accounts.some((one) => one.disabledAt === undefined && one.email.toLowerCase() === address);
    return isTaken ? { type: "address-taken" } : null;
  }
  const account = accounts.find(({ id, disabledAt }) => id === act.editorId && disabledAt === undefined);
  if (!account) return { type: "not-found", what: "account" };
  switch (act.act) {
    case "disable":
      return account.id === admin.id ? { type: "own-account" } : null;
    case "roles": {
      const isLast = accounts.every((one) => one.id === account.id || !isActiveAdmin(one));
      return isLast && isActiveAdmin(account) && !act.roles.includes("admin") ? { type: "last-admin" } : null;
    }
    case "vouch":
      if (account.id === admin.id) return { type: "own-account" };
      // Else one admin could invite another, and both vouch for a third within minutes.
      return now < settledAt(admin) ? { type: "account-too-young", until: settledAt(admin) } : null;
    case "link":
      return null;
  }
}

/** Why this admin cannot confirm what another asked for, or `null`. It is decided anew for both of them. */
export function confirmationRefusal(
  act: AccountAct,
  requestedBy: string,
  by: Pick<Account, "id">,
  accounts: readonly Account[],
  now: Moment,
): Refusal | null {
  const refusal = accountRefusal(act, by, accounts, now);
  if (refusal) return refusal;
  if (requestedBy === by.id) return { type: "own-request" };
  return accountRefusal(act, { id: requestedBy }, accounts, now) === null ? null : { type: "gone", what: "request" };
}
