import { readFile } from "node:fs/promises";
import { defineConfig } from "vitest/config";

/** Styles and browser scripts are imported as text by esbuild and wrangler; this is the same rule for vitest. */
const textFiles = {
  name: "text-files",
  enforce: "pre" as const,
  async load(id: string) {
    const path = id.split("?")[0] ?? id;
    if (!/\.(css|client\.js|svg|csv)$/.test(path) || path.includes("node_modules")) return undefined;
    return { code: `export default ${JSON.stringify(await readFile(path, "utf8"))}`, moduleType: "js" as const };
  },
};

export default defineConfig({
  plugins: [textFiles],
  oxc: { jsx: { runtime: "automatic", importSource: "hono/jsx" } },
  test: {
    testTimeout: 30_000,
    hookTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: {
          name: "fast",
          // Per project: lists of the whole configuration and of a project add up.
          include: ["test/**/*.test.ts", "test/**/*.test.tsx"],
          exclude: ["test/browser/**", "test/journeys/process/**", "test/store/contract.d1.test.ts"],
        },
      },
      {
        extends: true,
        test: {
          name: "whole",
          include: [
            "test/browser/**/*.test.ts",
            "test/journeys/process/**/*.test.ts",
            "test/store/contract.d1.test.ts",
          ],
          testTimeout: 180_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
