import { readFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { dirname, resolve } from "node:path";
import { defineConfig } from "vitest/config";

/** Styles and browser scripts are imported as text by esbuild and wrangler; this is the same rule for vitest. */
const textFiles = {
  name: "text-files",
  enforce: "pre" as const,
  /** Under a name that vitest does not know as a style sheet: those it empties. */
  resolveId(source: string, importer: string | undefined) {
    if (!importer || !/^\..*\.(css|client\.js|svg|csv|ttf)$/.test(source)) return undefined;
    return `\0text:${resolve(dirname(importer), source)}.text`;
  },
  async load(id: string) {
    const path = /^\0text:(.*)\.text$/.exec(id)?.[1];
    if (path === undefined) return undefined;
    if (path.endsWith(".ttf")) {
      const bytes = JSON.stringify(await readFile(path, "base64"));
      return { code: `export default new Uint8Array(Buffer.from(${bytes}, "base64"))`, moduleType: "js" as const };
    }
    return { code: `export default ${JSON.stringify(await readFile(path, "utf8"))}`, moduleType: "js" as const };
  },
};

export default defineConfig({
  plugins: [textFiles],
  oxc: { jsx: { runtime: "automatic", importSource: "hono/jsx" } },
  test: {
    // For what hangs: how long all else takes is the machine's affair.
    testTimeout: 120_000,
    hookTimeout: 180_000,
    // What is polled for comes; how soon depends on the machine.
    expect: { poll: { timeout: 20_000 } },
    projects: [
      {
        extends: true,
        test: {
          name: "fast",
          // vitest would leave one processor to itself: of two, that is half. Modules are read once for each worker.
          maxWorkers: availableParallelism(),
          isolate: false,
          // Per project: lists of the whole configuration and of a project add up.
          include: ["test/**/*.test.ts", "test/**/*.test.tsx"],
          // Random histories take their time: they run with the whole.
          exclude: [
            "test/browser/**",
            "test/journeys/process/**",
            "test/faults/**",
            "test/store/contract.d1.test.ts",
            "test/workers/runtime/**",
            "test/**/*.property.test.ts",
          ],
        },
      },
      {
        extends: true,
        test: {
          name: "whole",
          include: [
            "test/browser/**/*.test.ts",
            "test/journeys/process/**/*.test.ts",
            "test/faults/**/*.test.ts",
            "test/store/contract.d1.test.ts",
            "test/workers/runtime/**/*.test.ts",
            "test/**/*.property.test.ts",
          ],
          testTimeout: 600_000,
          // They wait for processes, browsers and the clock more than they compute.
          maxWorkers: availableParallelism() + 1,
          sequence: { groupOrder: 1 },
          globalSetup: ["test/support/build.ts"],
        },
      },
    ],
  },
});
