/** Starts resvg on Workers, where a program comes compiled, with the bundle. */
import { initWasm } from "@resvg/resvg-wasm";
import program from "@resvg/resvg-wasm/index_bg.wasm";
import type { SvgToPng } from "../../domain/ports.ts";
import { drawSvg } from "../svg-drawing.ts";

let started: Promise<void> | undefined;

export async function svgRasteriser(): Promise<SvgToPng> {
  started ??= initWasm(program);
  await started;
  return drawSvg;
}
