/** Draws templates/icons/icon.svg as PNG with headless Chromium and writes them where the service bundles them from. A neutral sign: no seal. */
import { readFile, writeFile } from "node:fs/promises";
import { chromium } from "playwright-core";

const folder = new URL("../templates/icons/", import.meta.url);
const svg = await readFile(new URL("icon.svg", folder), "utf8");
const sizes = [180, 192, 512];

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"],
});
const drawn: [number, string][] = [];
for (const size of sizes) {
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  await page.setContent(`<style>*{margin:0}svg{display:block;width:100vw}</style>${svg}`);
  drawn.push([size, (await page.screenshot({ type: "png" })).toString("base64")]);
}
await browser.close();

const entries = drawn.map(([size, base64]) => `  ${size}: "${base64}",\n`).join("");
await writeFile(
  new URL("icons.generated.ts", folder),
  `// Made by scripts/generate-icons.ts from icon.svg: PNG by width in pixels, as base64.\nexport const pngIcons = {\n${entries}} as const;\n`,
);
