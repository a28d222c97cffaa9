/** The feeds for people as programs of others read them: Debian's newsboat and python3-feedparser. Their words are those we meant. */
import { spawnSync } from "node:child_process";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import BetterSqlite from "better-sqlite3";
import { describe, expect, it } from "vitest";
import { hasFeedparser, readByFeedparser } from "../support/feedparser.ts";
import { isThere } from "../support/needed.ts";

const golden = (name: string) => fileURLToPath(new URL(`../golden/feeds/advisories.${name}`, import.meta.url));
/** Read by nobody but JSON.parse: the titles, links and texts that the other two must give as well. */
const meant = JSON.parse(readFileSync(golden("json"), "utf8")).items.map(
  (item: { title: string; url: string; content_html: string }) => [item.title, item.url, wordsOf(item.content_html)],
);
const formats = ["atom", "rss"];

/** The words alone: readers write tags and entities each in their own way. */
function wordsOf(html: string): string {
  const entities: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'" };
  return html
    .replaceAll(/<[^>]*>/g, " ")
    .replaceAll(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => entities[name] ?? "")
    .replaceAll(/\s+/g, " ")
    .trim();
}

const hasNewsboat = isThere("newsboat (Debian package newsboat)", () => spawnSync("newsboat", ["-v"]).status === 0);

describe("the feeds for people", () => {
  it.runIf(hasFeedparser()).each(formats)("are read by feedparser as they are meant (%s)", (format) => {
    const feed = readFileSync(golden(format), "utf8");
    const { isBroken, entries } = readByFeedparser(feed, "[e.title, e.link, e.content[0].value]");
    expect(isBroken).toBe(false);
    expect(entries.map(([title, link, text = ""]) => [title, link, wordsOf(text)])).toEqual(meant);
  });

  it.runIf(hasNewsboat).each(formats)("are read by newsboat as they are meant (%s)", (format) => {
    const folder = mkdtempSync(join(tmpdir(), "newsboat-"));
    try {
      copyFileSync(golden(format), join(folder, "feed"));
      writeFileSync(join(folder, "urls"), `file://${folder}/feed\n`);
      writeFileSync(join(folder, "config"), "");
      const files = ["-u", "urls", "-c", "cache.db", "-C", "config"].map((one) =>
        one.startsWith("-") ? one : join(folder, one),
      );
      spawnSync("newsboat", [...files, "-x", "reload"], { env: { ...process.env, HOME: folder, LANG: "C.UTF-8" } });
      const cache = new BetterSqlite(join(folder, "cache.db"), { readonly: true });
      const rows = cache.prepare("select title, url, content from rss_item").all() as Record<string, string>[];
      cache.close();
      const read = rows.map(({ title = "", url = "", content = "" }) => [title, url, wordsOf(content)]);
      expect(read.toSorted()).toEqual(meant.toSorted());
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
