import { migrateSqlite, type NodeDatabase, openSqlite } from "../../src/platform/node/sqlite.ts";

export const migrationsFolder = new URL("../../db/migrations", import.meta.url).pathname;

/** What the migrations make of an empty database: run once, and copied for each further one in memory. */
let migrated: string | undefined;

/** A real database in memory, migrated; one for each test. */
export function memoryDatabase(migrations = migrationsFolder): NodeDatabase {
  if (migrated === undefined) {
    const database = fileDatabase(":memory:", migrations);
    migrated = schemaOf(database);
    return database;
  }
  const database = openSqlite(":memory:");
  database.sqlite.exec(migrated);
  return database;
}

export function fileDatabase(path: string, migrations = migrationsFolder): NodeDatabase {
  const database = openSqlite(path);
  migrateSqlite(database, migrations);
  return database;
}

function schemaOf({ sqlite }: NodeDatabase): string {
  const made = sqlite
    .prepare("select sql from sqlite_master where sql is not null and name not like 'sqlite_%' order by rowid")
    .pluck()
    .all();
  const done = sqlite
    .prepare(
      `select 'insert into __drizzle_migrations values (' || quote(id) || ',' || quote(hash) || ',' || quote(created_at) || ')'
        from __drizzle_migrations`,
    )
    .pluck()
    .all();
  return [...made, ...done].join(";\n");
}
