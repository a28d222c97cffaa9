/** What is written down of requests that failed: enough to find the cause, and no more in a bad hour. */
import { expect, test } from "vitest";
import { createApp } from "../../src/app.ts";
import { desk } from "./support.ts";

interface Line {
  readonly reference?: string;
  readonly error?: string;
  readonly more?: number;
  readonly route?: string;
}

/** An office whose database cannot be read, with what it writes down. */
async function badHour() {
  const office = await desk();
  await office.publish();
  const lines: Line[] = [];
  const log = { info() {}, warn() {}, error: (fields: object) => lines.push(fields) };
  const app = createApp({ ...office.dependencies, log });
  office.database.sqlite.exec("alter table revisions rename to hidden");
  const ask = async (path = "/") => {
    const response = await app.request(path, { headers: { accept: "text/html" } });
    return { status: response.status, text: await response.text() };
  };
  return { office, lines, ask };
}

test("of readers who are all refused for one reason the first is written down whole, the others once a minute by their number", async () => {
  const { office, lines, ask } = await badHour();
  for (let count = 0; count < 20; count++) expect((await ask()).status).toBe(503);
  expect(lines).toHaveLength(1);
  const [first] = lines;
  expect(first).toMatchObject({ route: "/", error: expect.stringContaining("at ") });
  office.clock.advance("30s");
  await ask();
  office.clock.advance("30s");
  await ask();
  expect(lines.slice(1)).toEqual([{ reference: first?.reference, more: 21 }]);
  expect((await ask()).text).toContain(String(first?.reference));
});

test("after a calm minute the next one is a spell of its own, and so is another reason", async () => {
  const { office, lines, ask } = await badHour();
  await ask();
  office.clock.advance("1m");
  await ask();
  expect(lines).toHaveLength(2);
  expect(lines[0]?.reference).not.toBe(lines[1]?.reference);
  office.database.sqlite.exec("alter table hidden rename to revisions");
  office.database.sqlite.exec("update revisions set body = substr(body, 2)");
  expect((await ask()).status).toBe(503);
  expect(lines).toHaveLength(3);
  expect(lines[2]?.error).toContain("DamagedTexts");
});
