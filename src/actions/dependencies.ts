/** What actions need from outside; built once in the entry. */
import type { Clock, Site, Timers } from "../domain/ports.ts";
import type { Database } from "../store/database.ts";

export interface Log {
  info(fields: Readonly<Record<string, unknown>>, message: string): void;
  warn(fields: Readonly<Record<string, unknown>>, message: string): void;
  error(fields: Readonly<Record<string, unknown>>, message: string): void;
}

export interface Dependencies {
  readonly database: Database;
  readonly clock: Clock;
  /** All waiting of actions: until a lost race is over, or the database can be written again. */
  readonly timers: Timers;
  /** Unguessable, URL-safe, never the same twice. */
  readonly newId: () => string;
  /** SHA-256 in lower-case hex. */
  readonly digest: (text: string) => string;
  /** HMAC-SHA-256 with a key that never changes: tells an address again without keeping it. */
  readonly keyedHash: (text: string) => string;
  readonly site: Site;
  /** How long a session of the console lasts, without a request and at the most. */
  readonly sessionLimits: { readonly idleMs: number; readonly longestMs: number };
  /** A CAP message with its signature. Throws where it cannot be signed. */
  readonly signCap: (xml: string) => string;
  /** Mail addresses and https addresses that are told of publications, retractions and alarms, beside the editors. */
  readonly alarmTo: readonly string[];
  /** Frees room that is kept for a retraction on a full disk; absent where the database keeps none. */
  readonly makeRoom?: () => void;
  /** "Work is waiting": may be lost or doubled. */
  readonly nudge: () => void;
  readonly log: Log;
}
