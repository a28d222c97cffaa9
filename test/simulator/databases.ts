/**
 * One database in memory as two engines give it to a process. better-sqlite3: reads at once, writes take a sync, may find the disk busy
 * or full. D1: every statement is a journey there and back; a list may be refused, or written with its answer lost.
 */

import type { NodeDatabase } from "../../src/platform/node/sqlite.ts";
import { type D1Binding, d1Database } from "../../src/platform/workers/d1.ts";
import { type Database, Unavailable } from "../../src/store/database.ts";
import type { Chance } from "./chance.ts";
import type { Process } from "./process.ts";

/** How the database is doing; changed while the run goes on. */
export interface DatabaseWeather {
  /** Shares of writes that are refused, and (D1) of writes whose answer is lost. */
  refused: number;
  lost: number;
}

export interface DatabaseWorld {
  readonly database: NodeDatabase;
  readonly chance: Chance;
  readonly weather: DatabaseWeather;
  /** It gave no answer, or a bad one. */
  failed(): void;
  written(): void;
}

export function sqliteOf(world: DatabaseWorld, process: Process): Database {
  const { database, chance, weather } = world;
  return {
    statements: database.statements,
    version: () => database.version?.() ?? 0,
    atomically(writes) {
      return new Promise((resolve, reject) => {
        process.resume(() => {
          const ms = chance.between(1, 4);
          if (chance.is(weather.refused)) {
            world.failed();
            process.waitFor(ms, () => {}).then(() => reject(new Unavailable("SQLITE_FULL: database or disk is full")));
            return;
          }
          const written = database.atomically(writes);
          world.written();
          written.then(
            (rows) => process.waitFor(ms, () => rows).then(resolve),
            (error: unknown) => process.waitFor(ms, () => error).then(reject),
          );
        });
      });
    },
  };
}

/** The port for D1 over a binding that behaves like D1's. */
export function d1Of(world: DatabaseWorld, process: Process): Database {
  return d1Database(d1Binding(world, process));
}

interface Statement {
  readonly query: string;
  readonly params: readonly unknown[];
  bind(...params: unknown[]): Statement;
  all(): Promise<{ results: unknown[] }>;
  raw(): Promise<unknown[][]>;
  run(): Promise<{ results: unknown[] }>;
}

export function d1Binding(world: DatabaseWorld, process: Process): D1Binding {
  const { database, chance, weather } = world;
  const { sqlite } = database;
  const lost = () => new Error("D1_ERROR: Network connection lost.");

  /** There, done, and back. */
  async function journey<Value>(act: () => Value, isWrite: boolean): Promise<Value> {
    await process.waitFor(chance.between(1, 8), () => {});
    if (chance.is(isWrite ? weather.refused : weather.refused / 4)) {
      world.failed();
      await process.waitFor(chance.between(1, 8), () => {});
      throw lost();
    }
    const value = act();
    if (isWrite) world.written();
    const isLost = isWrite && chance.is(weather.lost);
    if (isLost) world.failed();
    await process.waitFor(chance.between(1, 8), () => {});
    if (isLost) throw lost();
    return value;
  }

  function rowsOf({ query, params }: Statement): unknown[] {
    const prepared = sqlite.prepare(query);
    const given = params.map(asBound);
    if (!prepared.reader) {
      prepared.run(...given);
      return [];
    }
    return (prepared.raw(false).all(...given) as Record<string, unknown>[]).map((row) =>
      Object.fromEntries(Object.entries(row).map(([name, value]) => [name, asAnswered(value)])),
    );
  }

  const statementOf = (query: string, params: readonly unknown[]): Statement => {
    const statement: Statement = {
      query,
      params,
      bind: (...given) => statementOf(query, given),
      all: () => journey(() => ({ results: rowsOf(statement) }), false),
      raw: () => journey(() => rawRows(statement), false),
      run: () => journey(() => ({ results: rowsOf(statement) }), true),
    };
    return statement;
  };

  /** Arrays, since columns of a join may have one name. */
  function rawRows({ query, params }: Statement): unknown[][] {
    const rows = sqlite
      .prepare(query)
      .raw(true)
      .all(...params.map(asBound)) as unknown[][];
    return rows.map((row) => row.map(asAnswered));
  }

  const batch = sqlite.transaction((statements: readonly Statement[]) =>
    statements.map((statement) => ({ results: rowsOf(statement) })),
  );
  return {
    prepare: (query) => statementOf(query, []),
    batch: (statements) =>
      journey(() => {
        try {
          return batch.immediate(statements as readonly Statement[]);
        } catch (error) {
          throw new Error(`D1_ERROR: ${(error as Error).message}`, { cause: error });
        }
      }, true),
  };
}

function asBound(value: unknown): unknown {
  if (value === undefined) throw new Error("D1_TYPE_ERROR: Type 'undefined' not supported");
  return typeof value === "boolean" ? Number(value) : value;
}

/** D1 gives bytes back as an array of numbers. */
function asAnswered(value: unknown): unknown {
  return value instanceof Uint8Array ? [...value] : value;
}
