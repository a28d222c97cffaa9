/**
 * What a reader on a bad line waits for: the bytes of the home page's first view, and the time until its words are seen in a real Chromium
 * with the network slowed down. The built service, showing the demonstration; icons are counted although Chromium may fetch them later.
 */
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, chromium } from "playwright-core";
import type { Measure } from "../bench.ts";
import { median } from "./measuring.ts";

const root = new URL("..", import.meta.url).pathname;
const dist = (name: string) => join(root, "dist", name);
const runs = 7;
/** 400 kbit/s both ways. A round trip of 400 ms is "3G slow" of measuring services; developer tools' preset waits 2 s for each answer. */
const bytesPerSecond = 50_000;
const roundTrips = { "slow 3G (400 ms)": 400, "developer tools' preset (2,000 ms)": 2_000 } as const;

interface View {
  readonly bytes: number;
  readonly contentMs: number;
}

export async function homeBench(say: (line: string) => void): Promise<Measure[]> {
  const folder = mkdtempSync(join(tmpdir(), "bench-home-"));
  const port = 20_000 + Math.floor(Math.random() * 20_000);
  const env = { ...process.env, DATA_DIR: folder, PORT: String(port), LOG_LEVEL: "error", RATE_LIMIT: "off" };
  execFileSync(process.execPath, [dist("fill-demo.js")], { env, stdio: "ignore" });
  const server = spawn(process.execPath, [dist("node.js"), "--demo"], { env, stdio: ["ignore", "pipe", "inherit"] });
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"],
  });
  try {
    await once(server.stdout, "data");
    const address = `http://localhost:${port}`;
    const icons = await iconBytes(address);
    const measures: Measure[] = [];
    for (const [name, latency] of Object.entries(roundTrips)) {
      const views: View[] = [];
      for (let run = 0; run < runs; run++) {
        views.push(await firstView(browser, `${address}/`, latency));
        say(`${name}: ${views.at(-1)?.contentMs.toFixed(0)} ms`);
      }
      if (measures.length === 0)
        measures.push(
          measure(
            "home, first view, sent bytes with icons",
            median(views.map(({ bytes }) => bytes)) + icons,
            61_440,
            "bytes",
          ),
        );
      const limit = latency === 400 ? 2_000 : null;
      measures.push(
        measure(`home, content seen, ${name}`, median(views.map(({ contentMs }) => contentMs)), limit, "ms"),
      );
    }
    return measures;
  } finally {
    await browser.close();
    server.kill("SIGTERM");
    await once(server, "exit");
    rmSync(folder, { recursive: true, force: true });
  }
}

function measure(name: string, ours: number, limit: number | null, unit: string): Measure {
  return { measure: name, ours: Math.round(ours), peer: null, limit, ratio: null, unit, runs };
}

/** With nothing kept from before: bytes as they came over the wire, headers too. */
async function firstView(browser: Browser, address: string, latency: number): Promise<View> {
  const context = await browser.newContext({ viewport: { width: 360, height: 800 }, serviceWorkers: "block" });
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send("Network.enable");
  await session.send("Network.emulateNetworkConditions", {
    offline: false,
    latency,
    downloadThroughput: bytesPerSecond,
    uploadThroughput: bytesPerSecond,
  });
  let bytes = 0;
  session.on("Network.loadingFinished", ({ encodedDataLength }) => {
    bytes += encodedDataLength;
  });
  await page.goto(address, { waitUntil: "networkidle" });
  const contentMs = await page.evaluate(
    () => performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? Number.NaN,
  );
  await context.close();
  return { bytes, contentMs };
}

async function iconBytes(address: string): Promise<number> {
  const paths = ["/favicon.svg", "/apple-touch-icon.png", "/manifest.webmanifest"];
  const answers = await Promise.all(paths.map(async (path) => (await fetch(address + path)).arrayBuffer()));
  return answers.reduce((sum, { byteLength }) => sum + byteLength, 0);
}
