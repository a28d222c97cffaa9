/**
 * A whole instance as SQL text for D1: every row of every table, in an order that foreign keys allow, as of one moment. Sending is
 * paused in it: whoever loads it releases it when the old instance has stopped.
 */
import { closeSync, fsyncSync, openSync, writeSync } from "node:fs";
import type { NodeDatabase } from "../../src/platform/node/sqlite.ts";

type Sqlite = NodeDatabase["sqlite"];
type Value = string | number | bigint | Uint8Array | null;

/** D1 takes statements of at most 100 KB: longer texts are put together piece by piece. In characters; a character has up to four bytes. */
const longestPiece = 10_000;
const ownTables = "name not like 'sqlite_%' and name <> '__drizzle_migrations'";

/** Gives the number of rows. Throws where the file exists already. */
export function exportForD1(sqlite: Sqlite, file: string): number {
  const target = openSync(file, "wx", 0o600);
  let rows = 0;
  const write = (statement: string) => writeSync(target, `${statement};\n`);
  try {
    sqlite.transaction(() => {
      for (const table of tablesInOrder(sqlite)) {
        const keys = keyColumns(sqlite, table);
        for (const row of sqlite.prepare(`select * from "${table}"`).iterate() as Iterable<Record<string, Value>>) {
          for (const statement of statementsFor(table, keys, row)) write(statement);
          rows += 1;
        }
      }
      write(`insert or replace into instance (key, value) values ('sendingPaused', 'true')`);
      // So that no id is ever given twice, also where the newest row is gone.
      for (const { name, seq } of sqlite.prepare("select name, seq from sqlite_sequence").all() as Sequence[]) {
        write(`delete from sqlite_sequence where name = ${literal(name)}`);
        write(`insert into sqlite_sequence (name, seq) values (${literal(name)}, ${seq})`);
      }
    })();
    fsyncSync(target);
  } finally {
    closeSync(target);
  }
  return rows;
}

interface Sequence {
  readonly name: string;
  readonly seq: number;
}

/** Tables that others refer to come first. */
function tablesInOrder(sqlite: Sqlite): string[] {
  const names = sqlite.prepare(`select name from sqlite_master where type = 'table' and ${ownTables} order by name`);
  const waiting = new Set(names.pluck().all() as string[]);
  const ordered: string[] = [];
  while (waiting.size > 0) {
    const next = [...waiting].find((table) => {
      const referred = sqlite.prepare(`select "table" from pragma_foreign_key_list(?)`).pluck().all(table) as string[];
      return referred.every((other) => other === table || !waiting.has(other));
    });
    if (next === undefined) throw new Error(`these tables refer to one another: ${[...waiting].join(", ")}`);
    waiting.delete(next);
    ordered.push(next);
  }
  return ordered;
}

function keyColumns(sqlite: Sqlite, table: string): string[] {
  return sqlite
    .prepare("select name from pragma_table_info(?) where pk > 0 order by pk")
    .pluck()
    .all(table) as string[];
}

/** One INSERT, and for each long text UPDATEs that add the rest of it. */
function statementsFor(table: string, keys: readonly string[], row: Readonly<Record<string, Value>>): string[] {
  const names = Object.keys(row);
  const pieces = new Map(names.map((name) => [name, piecesOf(row[name] ?? null)]));
  const first = names.map((name) => literal(pieces.get(name)?.[0] ?? null));
  const quoted = names.map((name) => `"${name}"`).join(", ");
  const where = keys.map((key) => `"${key}" = ${literal(row[key] ?? null)}`).join(" and ");
  const rest = names.flatMap((name) =>
    (pieces.get(name) ?? [])
      .slice(1)
      .map((piece) => `update "${table}" set "${name}" = "${name}" || ${literal(piece)} where ${where}`),
  );
  return [`insert or replace into "${table}" (${quoted}) values (${first.join(", ")})`, ...rest];
}

function piecesOf(value: Value): Value[] {
  if (typeof value !== "string" || value.length <= longestPiece) return [value];
  const characters = [...value];
  const count = Math.ceil(characters.length / longestPiece);
  return Array.from({ length: count }, (_, index) =>
    characters.slice(index * longestPiece, (index + 1) * longestPiece).join(""),
  );
}

/** What is more than one plain line goes as bytes: each statement stays on a line of its own, which every loader can read. */
function literal(value: Value): string {
  if (value === null) return "null";
  if (typeof value === "number" || typeof value === "bigint") return String(value);
  if (typeof value !== "string") return `x'${Buffer.from(value).toString("hex")}'`;
  if (/^[\x20-\x7e]*$/.test(value)) return `'${value.replaceAll("'", "''")}'`;
  return `cast(x'${Buffer.from(value).toString("hex")}' as text)`;
}
