/** Pictures for places that show no SVG, drawn by resvg: the same bytes for the same SVG on every machine, since it brings its typefaces. */
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { initWasm, Resvg } from "@resvg/resvg-wasm";
import type { SvgToPng } from "../../domain/ports.ts";

let started: Promise<void> | undefined;

async function start(): Promise<void> {
  const path = createRequire(import.meta.url).resolve("@resvg/resvg-wasm/index_bg.wasm");
  await initWasm(await readFile(path));
}

/** Ready when it is returned: reading the program takes a moment, drawing a badge some milliseconds. */
export async function svgRasteriser(): Promise<SvgToPng> {
  started ??= start();
  await started;
  return (svg, { typefaces, zoom }) => {
    const drawing = new Resvg(svg, {
      fitTo: { mode: "zoom", value: zoom },
      font: {
        fontBuffers: typefaces.map((typeface) => new Uint8Array(typeface)),
        defaultFontFamily: "Public Sans",
        sansSerifFamily: "Public Sans",
      },
    });
    const picture = drawing.render();
    const png = picture.asPng();
    picture.free();
    drawing.free();
    return png;
  };
}
