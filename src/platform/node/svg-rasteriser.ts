/** Starts resvg on Node, from the program that lies beside the package. */
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { initWasm } from "@resvg/resvg-wasm";
import type { SvgToPng } from "../../domain/ports.ts";
import { drawSvg } from "../svg-drawing.ts";

let started: Promise<void> | undefined;

async function start(): Promise<void> {
  const path = createRequire(import.meta.url).resolve("@resvg/resvg-wasm/index_bg.wasm");
  await initWasm(await readFile(path));
}

/** Ready when it is returned: reading the program takes a moment, drawing a badge some milliseconds. */
export async function svgRasteriser(): Promise<SvgToPng> {
  started ??= start();
  await started;
  return drawSvg;
}
