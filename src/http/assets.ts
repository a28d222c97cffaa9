/** Styles and browser scripts: their addresses hold their hash, so they may be kept for a year. */
import { createHash } from "node:crypto";
import { Hono } from "hono";
import homeScript from "../../templates/browser/home.client.js";
import offlineScript from "../../templates/browser/offline.client.js";
import serviceWorker from "../../templates/browser/service-worker.client.js";
import siteScript from "../../templates/browser/site.client.js";
import subscribeScript from "../../templates/browser/subscribe.client.js";
import type { Assets } from "../../templates/layout.tsx";
import { interfaceLanguages } from "../../templates/messages/index.ts";
import { mailMessages } from "../../templates/messages/mail.ts";
import siteStyles from "../../templates/styles/site.css";
import uswdsStyles from "../../templates/styles/uswds.generated.css";
import { compressedFile } from "./compression.ts";

interface Asset {
  readonly name: string;
  readonly text: string;
  readonly type: string;
}

const script = "text/javascript; charset=utf-8";
const files = {
  css: { name: "site.css", text: `${uswdsStyles}${siteStyles}`, type: "text/css; charset=utf-8" },
  homeScript: { name: "home.js", text: homeScript, type: script },
  siteScript: { name: "site.js", text: siteScript, type: script },
  offlineScript: { name: "offline.js", text: offlineScript, type: script },
  subscribeScript: { name: "subscribe.js", text: subscribeScript, type: script },
} satisfies Record<keyof Assets, Asset>;

function addressOf({ name, text }: Asset): string {
  const hash = createHash("sha256").update(text).digest("base64url").slice(0, 12);
  return `/assets/${hash}/${name}`;
}

export const assets: Assets = {
  css: addressOf(files.css),
  homeScript: addressOf(files.homeScript),
  siteScript: addressOf(files.siteScript),
  offlineScript: addressOf(files.offlineScript),
  subscribeScript: addressOf(files.subscribeScript),
};

/** The worker's few words, from the same files as all others. */
function withWords(worker: string): string {
  const words = interfaceLanguages.map((language) => {
    const { unreadable, ended } = mailMessages(language).push;
    return [language, { unreadable, ended }] as const;
  });
  return `self.words = ${JSON.stringify(Object.fromEntries(words))};\n${worker}`;
}

export function assetRoutes(): Hono {
  const routes = new Hono();
  for (const [key, { text, type }] of Object.entries(files)) {
    const headers = { "Content-Type": type, "Cache-Control": "public, max-age=31536000, immutable" };
    routes.get(assets[key as keyof Assets], compressedFile(text, headers));
  }
  // A service worker keeps its address for ever; the browser asks for a newer one by itself.
  const headers = { "Content-Type": script, "Cache-Control": "no-cache", "Service-Worker-Allowed": "/" };
  routes.get("/service-worker.js", compressedFile(withWords(serviceWorker), headers));
  return routes;
}
