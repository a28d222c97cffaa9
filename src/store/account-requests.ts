/** What one admin asked for about an account, and another confirms or declines. */
import { and, asc, eq, gt, isNull } from "drizzle-orm";
import { accountRequests } from "../../db/schema.ts";
import type { AccountAct } from "../domain/accounts.ts";
import type { Moment, Role } from "../domain/advisory.ts";
import type { Database, Write } from "./database.ts";

export interface AccountRequest {
  readonly id: string;
  readonly act: Exclude<AccountAct, { act: "disable" }>;
  readonly requestedBy: string;
  readonly requestedAt: Moment;
  readonly expiresAt: Moment;
}

function toRequest(row: typeof accountRequests.$inferSelect): AccountRequest {
  const { id, requestedBy, requestedAt, expiresAt, editorId, email, name } = row;
  const roles = (row.roles ?? []) as Role[];
  const act: AccountRequest["act"] =
    row.act === "invite"
      ? { act: "invite", email: email ?? "", name: name ?? "", roles }
      : row.act === "roles"
        ? { act: "roles", editorId, roles }
        : { act: row.act, editorId };
  return { id, act, requestedBy, requestedAt, expiresAt };
}

export function insertAccountRequest(database: Database, { act, ...request }: AccountRequest): Write {
  const matter =
    act.act === "invite"
      ? { editorId: "", email: act.email, name: act.name, roles: [...act.roles] }
      : { editorId: act.editorId, ...(act.act === "roles" ? { roles: [...act.roles] } : {}) };
  return database.statements.insert(accountRequests).values({ ...request, act: act.act, ...matter });
}

/** Undecided, and not run out. */
export async function openAccountRequests(database: Database, now: Moment): Promise<AccountRequest[]> {
  const rows = await database.statements
    .select()
    .from(accountRequests)
    .where(and(isNull(accountRequests.outcome), gt(accountRequests.expiresAt, now)))
    .orderBy(asc(accountRequests.requestedAt));
  return rows.map(toRequest);
}

export function closeAccountRequest(
  database: Database,
  id: string,
  decision: { readonly outcome: "confirmed" | "declined"; readonly decidedBy: string; readonly decidedAt: Moment },
): Write {
  return database.statements.update(accountRequests).set(decision).where(eq(accountRequests.id, id));
}
