import { describe, expect, it } from "vitest";
import { assetRoutes } from "../../src/http/assets.ts";
import { interfaceLanguages } from "../../templates/messages/index.ts";
import { mailMessages } from "../../templates/messages/mail.ts";
import { pathsOf, sourceFile } from "../support/source-files.ts";

/** "es" as an example of a tag. */
const examples = ["src/http/query.ts", "src/http/content-schema.ts"];

describe("a further language of the interface", () => {
  it("needs no change outside the files of words: no other code names a language but English", () => {
    const paths = pathsOf(
      "src/**/*.ts",
      "src/**/*.tsx",
      "templates/**/*.tsx",
      "templates/**/*.ts",
      "templates/browser/*.js",
    );
    const others = paths.filter((path) => !path.startsWith("templates/messages/") && !examples.includes(path));
    const naming = others.filter((path) => /["'`]es["'`]|\bes: |\.es\b(?!\.)/.test(sourceFile(path).code));
    expect(naming).toEqual([]);
  });

  it("is spoken by the service worker too", async () => {
    const worker = await (await assetRoutes().request("/service-worker.js")).text();
    for (const language of interfaceLanguages) {
      const { unreadable, ended } = mailMessages(language).push;
      expect(worker).toContain(`"${language}":${JSON.stringify({ unreadable, ended })}`);
    }
  });
});
