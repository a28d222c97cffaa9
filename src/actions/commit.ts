/**
 * The one way in which decisions are written: read the audit head, then the state, decide, and write everything with audit row
 * head + 1. Whoever meets another's row at that key reads and decides again. A command whose row is there already has succeeded:
 * its caller lost the answer, not the act. The key of another command is refused.
 */
import type { Timers } from "../domain/ports.ts";
import { accepted, type Result, refused } from "../domain/refusal.ts";
import { type AuditEntry, type AuditHead, appendAudit, auditHead, auditOf, isKeyUsed } from "../store/audit.ts";
import { DuplicateKey, Unavailable, type Write } from "../store/database.ts";
import type { Sealed } from "../store/seals.ts";
import type { Dependencies } from "./dependencies.ts";

export interface Intention<Value> {
  readonly writes: readonly Write[];
  /** Of each revision and CAP message that `writes` holds. */
  readonly seals?: Sealed;
  /** `detail` is what the caller gets, also when it asks again with the same command id. */
  readonly entry: Pick<AuditEntry, "actor" | "action" | "isPublic" | "advisoryId"> & {
    readonly detail: Value & Record<string, unknown>;
    /** Absent: now. */
    readonly at?: number;
  };
}

/** When many decide in the same moment, one of them is through each time: so this many may meet at once. */
const ordinaryTries = 100;

/** A retraction goes on trying so long while the database cannot be written (ms). */
const patienceMs = 60_000;
const pauseMs = 50;

export async function commit<Value>(
  dependencies: Dependencies,
  commandId: string,
  decide: (head: AuditHead) => Promise<Result<Intention<Value>>>,
  tries = ordinaryTries,
): Promise<Result<Value>> {
  const { database, clock, timers, digest } = dependencies;
  const giveUpAt = timers.elapsed() + patienceMs;
  for (let attempt = 1; attempt <= tries; attempt++) {
    const head = await auditHead(database);
    const done = await auditOf(database, commandId);
    if (done) return accepted(done.detail as Value);
    if (await isKeyUsed(database, commandId)) return refused({ type: "key-used" });
    const decision = await decide(head);
    if (!decision.ok) return decision;
    const { writes, seals, entry } = decision.value;
    const detail = seals ? { ...entry.detail, seals } : entry.detail;
    try {
      await database.atomically([
        ...writes,
        appendAudit(database, head, { at: clock.now(), ...entry, detail, commandId }, digest),
      ]);
      return accepted(entry.detail);
    } catch (error) {
      const isPatient = tries > ordinaryTries && timers.elapsed() < giveUpAt;
      if (error instanceof Unavailable && isPatient) {
        if (error.isFull) dependencies.makeRoom?.();
        await pause(timers, pauseMs);
        continue;
      }
      if (!(error instanceof DuplicateKey)) throw error;
      // Only a head that moved is a lost race; any other key that is there already would be there again.
      if ((await auditHead(database)).sequence === head.sequence) throw error;
      await pause(timers, 0);
    }
  }
  return refused({ type: "busy" });
}

export function pause(timers: Timers, milliseconds: number): Promise<void> {
  return new Promise((resolve) => timers.after(milliseconds, resolve));
}
