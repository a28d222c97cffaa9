import { migrateSqlite, type NodeDatabase, openSqlite } from "../../src/platform/node/sqlite.ts";

export const migrationsFolder = new URL("../../db/migrations", import.meta.url).pathname;

/** A real database in memory, migrated; one for each test. */
export function memoryDatabase(): NodeDatabase {
  return fileDatabase(":memory:");
}

export function fileDatabase(path: string): NodeDatabase {
  const database = openSqlite(path);
  migrateSqlite(database, migrationsFolder);
  return database;
}
