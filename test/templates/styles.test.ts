import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { target, uswdsStyles } from "../../scripts/generate-styles.ts";

test("the styles that are served are those of the design system's source: run node scripts/generate-styles.ts", () => {
  expect(readFileSync(target, "utf8")).toBe(uswdsStyles());
});

test("site and console use no custom property that is not there", () => {
  const read = (name: string) => readFileSync(`templates/styles/${name}.css`, "utf8");
  const all = ["uswds.generated", "site", "console"].map(read).join("\n");
  const known = new Set([...all.matchAll(/(--[a-z-]+):/g)].map(([, name]) => name));
  const used = [...all.matchAll(/var\((--[a-z-]+)/g)].map(([, name]) => name ?? "");
  expect(used.filter((name) => !known.has(name))).toEqual([]);
});
