/**
 * What a screen reader says of a page that the browser shows, from its title on: the document is walked by Guidepup's virtual screen
 * reader, in the page itself, so that what styles and scripts hide is not said. It is put in through the debugging protocol, as axe is.
 */
import { createRequire } from "node:module";
import { build } from "esbuild";
import type { Page } from "playwright-core";

const { outputFiles } = await build({
  entryPoints: [createRequire(import.meta.url).resolve("@guidepup/virtual-screen-reader/browser.js")],
  bundle: true,
  write: false,
  format: "iife",
  globalName: "screenReader",
});
const screenReader = outputFiles[0]?.text ?? "";

/** The page's title, then in order what is said of this part; `main`: as after the skip link. Where a group begins and ends is left out. */
export async function spoken(page: Page, part: "body" | "main"): Promise<string[]> {
  await page.evaluate(screenReader);
  const phrases = (await page.evaluate(`(async () => {
    // With scripts a browser has nothing in it; the virtual reader reads its source.
    for (const one of document.querySelectorAll("noscript")) one.remove();
    const { virtual } = screenReader;
    await virtual.start({ container: document.querySelector("${part}") });
    const first = await virtual.lastSpokenPhrase();
    while ((await virtual.lastSpokenPhrase()) !== "end of " + first) await virtual.next();
    const phrases = await virtual.spokenPhraseLog();
    await virtual.stop();
    return phrases;
  })()`)) as string[];
  return [await page.title(), ...phrases.filter((phrase) => !groups.test(phrase))];
}

const groups = /^(end of |(article|document|main|paragraph|strong|time)(,|$))/;
