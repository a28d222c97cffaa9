/**
 * D1 as the `Database` port: `atomically` is one `batch()`, which D1 runs as one transaction. What D1 lacks, and what stands in for it:
 * - interactive transactions: decisions are guarded by keys, and no write reads what another of its list will do;
 * - patience of ours: D1 queues by itself, and a list whose answer was lost may have been written, so nothing is sent twice here.
 *   The caller asks again with the same command id, and its audit row tells;
 * - `PRAGMA data_version` and other means of noticing a write: `publicSequence` is a query over one index;
 * - more than 100 bound parameters, values above 2 MB, and whole numbers above 2^53: lists go in as one JSON parameter.
 * Foreign keys are always checked, and a write is answered when it is durable.
 */
import { drizzle } from "drizzle-orm/d1";
import * as schema from "../../../db/schema.ts";
import { messageOf } from "../../domain/thrown.ts";
import { type Database, DuplicateKey, type Statements, Unavailable, type Write } from "../../store/database.ts";

/** What drizzle uses of the runtime's `D1Database`. */
export interface D1Binding {
  prepare(query: string): unknown;
  batch(statements: readonly unknown[]): Promise<unknown>;
}

export function d1Database(binding: D1Binding): Database {
  const orm = drizzle(binding as never, { schema });
  return {
    statements: orm as unknown as Statements,
    async atomically([first, ...rest]) {
      if (first === undefined) return [];
      try {
        const results: readonly unknown[] = await orm.batch([first, ...rest] as [Write, ...Write[]]);
        // A statement without `.returning()` gives D1's own report: what it counts differs between the engines.
        return results.map((rows) => (Array.isArray(rows) ? rows : []));
      } catch (error) {
        throw asPortError(error);
      }
    },
  };
}

/** The same binding, which tells of every statement: each may count towards the limits of an invocation. */
export function countedBinding(binding: D1Binding, count: () => void): D1Binding {
  return {
    prepare(query) {
      count();
      return binding.prepare(query);
    },
    batch: (statements) => binding.batch(statements),
  };
}

/** D1 tells by words alone: SQLite's own, and those of its list of errors. */
const duplicate = /UNIQUE constraint failed/;
const unavailable = new RegExp(
  [
    "SQLITE_(BUSY|LOCKED|FULL|IOERR|READONLY|CANTOPEN|CORRUPT|NOTADB)",
    "Network connection lost",
    "is overloaded",
    "caused object to be reset",
    "was reset",
    "reset because its code was updated",
    "due to transient issue",
    "client disconnected",
    "Exceeded maximum DB size",
    "exceeded (its|timeout)",
  ].join("|"),
  "i",
);

function asPortError(error: unknown): unknown {
  const message = messagesOf(error);
  if (duplicate.test(message)) return new DuplicateKey(message, { cause: error });
  if (unavailable.test(message)) return new Unavailable(message, { cause: error });
  return error;
}

function messagesOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause === undefined ? messageOf(error) : `${messageOf(error)}: ${messagesOf(cause)}`;
}
