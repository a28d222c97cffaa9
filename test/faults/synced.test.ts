/** `kill -9` cannot see a sync that is missing: so the order of system calls is read. What is answered lies on the disk. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { Story } from "../journeys/process/story.ts";
import { onNode, type ServiceProcess } from "../support/process.ts";
import { alert } from "./readers.ts";
import { size } from "./size.ts";
import { trace } from "./tracing.ts";

let story: Story<ServiceProcess>;
beforeAll(async () => {
  story = await Story.begin(onNode);
}, 150_000);
afterAll(() => story?.end());

const publications = size(10, 200);
it(
  `what is acknowledged was synced to the disk before, ${publications} times of ${publications}`,
  async () => {
    const folder = mkdtempSync(join(tmpdir(), "trace-"));
    const file = join(folder, "calls");
    const pid = story.service.pid();
    // A file for each thread: in one file their calls would cut one another's lines.
    const words = ["-y", "-s", "160", "-e", "trace=read,pwrite64,fdatasync,fsync,write,writev", "-ff", "-o", file];
    const tracing = await trace(pid, words);
    for (let number = 1; number <= publications; number++)
      await story.publish(`synced ${number}`, alert(`Synced ${number}`));
    await tracing.detach();
    const lines = readFileSync(`${file}.${pid}`, "utf8").split("\n");
    rmSync(folder, { recursive: true });
    expect(ordersOf(lines)).toEqual(Array(publications).fill("synced, answered"));
  },
  size(120_000, 1_800_000),
);

/** For each approval what came between its request and its answer, in the thread that answers: was the log's last write synced? */
function ordersOf(lines: readonly string[]): string[] {
  const orders: string[] = [];
  let state: "none" | "asked" | "written" | "synced" = "none";
  for (const line of lines) {
    if (/^read\(.*"POST \/api\/v1\/advisories\/[^/]+\/approve/.test(line)) state = "asked";
    else if (state === "none") continue;
    else if (/^pwrite64\(\d+<.*-wal>/.test(line)) state = "written";
    else if (/^f(data)?sync\(\d+<.*-wal>\) += 0/.test(line) && state === "written") state = "synced";
    else if (/^writev?\(.*HTTP\/1\.1 200/.test(line)) {
      orders.push(`${state}, answered`);
      state = "none";
    }
  }
  return orders;
}
