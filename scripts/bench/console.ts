/**
 * What an editor waits for on a phone-like processor (slowed down four times): bytes of each page's first view as they come over the wire,
 * and the time until it is ready. The built service, showing the demonstration, in a real Chromium.
 */
import { join } from "node:path";
import type { BrowserContext } from "playwright-core";
import type { Measure } from "../bench.ts";
import { consoleAddresses, openChromium, signInBy, startDemo } from "../demo/running-demo.ts";
import { alone, median } from "./measuring.ts";

const dist = join(new URL("..", import.meta.url).pathname, "dist");
const runs = 5;
const slowness = 4;
const mostBytes = 102_400;
const readyMs = 1_000;

interface View {
  readonly bytes: number;
  readonly readyMs: number;
}

export async function consoleBench(say: (line: string) => void): Promise<Measure[]> {
  const demo = await startDemo(dist);
  const browser = await openChromium();
  try {
    const context = await browser.newContext({ viewport: { width: 360, height: 800 }, serviceWorkers: "block" });
    const { live, waiting } = await consoleAddresses(await (await browser.newContext()).newPage(), demo);
    await signInBy(await context.newPage(), demo.signInLinks.approver);
    const pages = {
      "first page": "/console",
      "the form": "/console/new?kind=imminent&status=actual",
      "an advisory": live,
      approval: `${waiting}/approve`,
      "what is live now": "/console/now",
    };
    const measures: Measure[] = [];
    for (const [name, path] of Object.entries(pages)) {
      const views: View[] = [];
      for (let run = -1; run < runs; run++) {
        const view = await firstView(context, demo.url + path);
        if (run >= 0) views.push(view);
      }
      const bytes = median(views.map((view) => view.bytes));
      const ready = median(views.map((view) => view.readyMs));
      say(`${name}: ${Math.round(bytes)} bytes, ready after ${Math.round(ready)} ms`);
      measures.push(
        alone(`console, ${name}, first view`, bytes, mostBytes, "bytes", runs),
        alone(`console, ${name}, ready, processor slowed ${slowness} times`, ready, readyMs, "ms", runs),
      );
    }
    return measures;
  } finally {
    await browser.close();
    await demo.stop();
  }
}

/** With nothing kept from before; ready: parsed, its scripts run, its styles and pictures there. */
async function firstView(context: BrowserContext, address: string): Promise<View> {
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send("Network.enable");
  await session.send("Network.setCacheDisabled", { cacheDisabled: true });
  await session.send("Emulation.setCPUThrottlingRate", { rate: slowness });
  let bytes = 0;
  session.on("Network.loadingFinished", ({ encodedDataLength }) => {
    bytes += encodedDataLength;
  });
  await page.goto(address, { waitUntil: "load" });
  const ready = await page.evaluate<number>('performance.getEntriesByType("navigation")[0].loadEventStart');
  await page.close();
  return { bytes, readyMs: ready };
}
