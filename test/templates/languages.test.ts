import { describe, expect, it } from "vitest";
import { assetRoutes } from "../../src/http/assets.ts";
import { interfaceLanguages } from "../../templates/messages/index.ts";
import { mailMessages } from "../../templates/messages/mail.ts";
import { pathsOf, sourceFile } from "../support/source-files.ts";

/** Texts to begin with and words about a Spanish text are content, which people write; "es" as an example of a tag is none of ours. */
const content = [
  "src/domain/built-in-templates.ts",
  "src/domain/text-template.ts",
  "src/domain/advice.ts",
  "src/http/query.ts",
  "src/http/content-schema.ts",
  // Words of the formats, by language, with a type that misses none.
  "src/formats/words.ts",
];

describe("a further language of the interface", () => {
  it("needs no change outside the files of words: no other code names a language but English", () => {
    const paths = pathsOf(
      "src/**/*.ts",
      "src/**/*.tsx",
      "templates/**/*.tsx",
      "templates/**/*.ts",
      "templates/browser/*.js",
    );
    const others = paths.filter((path) => !path.startsWith("templates/messages/") && !content.includes(path));
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
