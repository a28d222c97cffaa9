/** The console's own styles and scripts, beside the site's: their addresses hold their hash. */

import { createHash } from "node:crypto";
import { Hono } from "hono";
import keepText from "../../../templates/browser/keep-text.client.js";
import keptTexts from "../../../templates/browser/kept-texts.client.js";
import passkeys from "../../../templates/browser/passkeys.client.js";
import pickArea from "../../../templates/browser/pick-area.client.js";
import sayLength from "../../../templates/browser/say-length.client.js";
import watchProgress from "../../../templates/browser/watch-progress.client.js";
import type { ConsoleAssets } from "../../../templates/console/console-page.tsx";
import css from "../../../templates/styles/console.css";
import { assets } from "../assets.ts";
import { compressedFile } from "../compression.ts";

const script = "text/javascript; charset=utf-8";
const files = {
  styles: { name: "console.css", text: css, type: "text/css; charset=utf-8" },
  keepText: { name: "keep-text.js", text: keepText, type: script },
  keptTexts: { name: "kept-texts.js", text: keptTexts, type: script },
  passkeys: { name: "passkeys.js", text: passkeys, type: script },
  pickArea: { name: "pick-area.js", text: pickArea, type: script },
  watchProgress: { name: "watch-progress.js", text: watchProgress, type: script },
  sayLength: { name: "say-length.js", text: sayLength, type: script },
} satisfies Record<Exclude<keyof ConsoleAssets, "subscribe">, { name: string; text: string; type: string }>;

function addressOf({ name, text }: { name: string; text: string }): string {
  return `/assets/${createHash("sha256").update(text).digest("base64url").slice(0, 12)}/${name}`;
}

export const consoleAssets: ConsoleAssets = {
  styles: addressOf(files.styles),
  keepText: addressOf(files.keepText),
  keptTexts: addressOf(files.keptTexts),
  passkeys: addressOf(files.passkeys),
  pickArea: addressOf(files.pickArea),
  sayLength: addressOf(files.sayLength),
  subscribe: assets.subscribeScript,
  watchProgress: addressOf(files.watchProgress),
};

export function consoleAssetRoutes(): Hono {
  const routes = new Hono();
  for (const file of Object.values(files)) {
    const headers = { "Content-Type": file.type, "Cache-Control": "public, max-age=31536000, immutable" };
    routes.get(addressOf(file), compressedFile(file.text, headers));
  }
  return routes;
}
