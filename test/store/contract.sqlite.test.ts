import { onTestFinished } from "vitest";
import { memoryDatabase } from "../support/database.ts";
import { storeContract } from "./contract.ts";

storeContract("better-sqlite3", async () => {
  const database = memoryDatabase();
  onTestFinished(() => database.close());
  return database;
});
