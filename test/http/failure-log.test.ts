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
  const waiting: (() => void)[] = [];
  const timers = {
    ...office.dependencies.timers,
    after(_: number, run: () => void) {
      waiting.push(run);
      return () => {};
    },
  };
  const app = createApp({ ...office.dependencies, log, timers });
  office.database.sqlite.exec("alter table revisions rename to hidden");
  const ask = async (path = "/") => {
    const response = await app.request(path, { headers: { accept: "text/html" } });
    return { status: response.status, text: await response.text() };
  };
  /** A minute with nothing but timers. */
  const calmMinute = () => {
    office.clock.advance("1m");
    for (const run of waiting.splice(0)) run();
  };
  return { office, lines, ask, calmMinute };
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

test("of a spell shorter than a minute it is said how many more there were, once it is calm", async () => {
  const { office, lines, ask, calmMinute } = await badHour();
  for (let count = 0; count < 5; count++) await ask();
  office.clock.advance("30s");
  await ask();
  calmMinute();
  expect(lines.slice(1)).toEqual([{ reference: lines[0]?.reference, more: 5 }]);
  calmMinute();
  expect(lines).toHaveLength(2);
});

test("… and by whoever fails next, where timers end with the request that set them", async () => {
  const { office, lines, ask } = await badHour();
  for (let count = 0; count < 5; count++) await ask();
  office.clock.advance("2m");
  await ask();
  expect(lines.slice(1)).toEqual([
    { reference: lines[0]?.reference, more: 4 },
    expect.objectContaining({ error: expect.stringContaining("at ") }),
  ]);
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
