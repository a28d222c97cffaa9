/** Feeds as Debian's python3-feedparser reads them. */
import { spawnSync } from "node:child_process";
import { isThere } from "./needed.ts";

/** Debian's packages are Debian's own Python's, which is not always the first on the path. */
const python = ["python3", "/usr/bin/python3"].find((one) => spawnSync(one, ["-c", "import feedparser"]).status === 0);

export function hasFeedparser(): boolean {
  return isThere("feedparser (Debian package python3-feedparser)", () => python !== undefined);
}

/** Of each entry `e` what a Python expression gives, as JSON. */
export function readByFeedparser(feed: string, expression: string): { isBroken: boolean; entries: string[][] } {
  const script =
    "import feedparser, sys, json\n" +
    "d = feedparser.parse(sys.stdin.buffer.read())\n" +
    `print(json.dumps({"isBroken": bool(d.bozo), "entries": [${expression} for e in d.entries]}))`;
  const { stdout } = spawnSync(python ?? "python3", ["-c", script], { input: feed, encoding: "utf8" });
  return JSON.parse(stdout);
}
