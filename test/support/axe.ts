/**
 * axe-core on a page as the browser shows it. It is put in through the debugging protocol, as developer tools do: the page's own policy
 * allows no foreign script, and stays as it is.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { AxeResults, RunOptions } from "axe-core";
import type { Page } from "playwright-core";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const whole: RunOptions = {
  runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
  // WCAG 2.2, 2.5.8: axe leaves it out unless it is asked for.
  rules: { "target-size": { enabled: true } },
};
const colours: RunOptions = { runOnly: { type: "rule", values: ["color-contrast", "link-in-text-block"] } };

/** One line for each thing that axe finds on the page in light and dark, most of it WCAG 2.2 A and AA; none where nothing is wrong. */
export async function axeFindings(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  const findings: string[] = [];
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    // What is not colour is the same in both themes.
    const options = colorScheme === "light" ? whole : colours;
    const { violations } = (await page.evaluate(
      `axe.run(document, ${JSON.stringify({ ...options, resultTypes: ["violations"] })})`,
    )) as AxeResults;
    for (const { id, help, nodes } of violations) {
      const places = nodes.map(({ target, html }) => `${target.join(" ")} ${html.slice(0, 160)}`);
      findings.push(`${new URL(page.url()).pathname} (${colorScheme}) ${id}: ${help}\n  ${places.join("\n  ")}`);
    }
  }
  await page.emulateMedia({ colorScheme: null });
  return findings;
}
