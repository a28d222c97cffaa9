/** What the fault runs tell, and to whom. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import type { Json, Story } from "../journeys/process/story.ts";

export function alert(headline: string): Json {
  return {
    kind: "elevated",
    status: "actual",
    scope: { nationwide: true },
    sectors: [],
    sunsetAt: new Date(Date.now() + 86_400_000).toISOString(),
    languages: { en: { headline, summary: "A test.", sections: [], measures: { individuals: "Stay alert." } } },
    resources: [],
  };
}

/** So many by mail (`reader-0@…`) and as many by push, confirmed. */
export async function subscribe(story: Story, count: number): Promise<void> {
  const consent = { confirmedAt: new Date().toISOString(), consentSource: "test" };
  const lines = Array.from({ length: count }, (_, number) => [
    { channel: "email", address: `reader-${number}@example.org`, ...consent },
    { channel: "push", subscription: story.newBrowser(`browser ${number}`), ...consent },
  ]).flat();
  const folder = mkdtempSync(join(tmpdir(), "subscriptions-"));
  writeFileSync(join(folder, "list.jsonl"), lines.map((line) => JSON.stringify(line)).join("\n"));
  expect(await story.service.ntas("import", "subscriptions", join(folder, "list.jsonl"))).toContain(
    `${2 * count} taken`,
  );
  rmSync(folder, { recursive: true });
}
