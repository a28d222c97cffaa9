/** Pictures for places that show no SVG, drawn by resvg: the same bytes for the same SVG on every machine, since it brings its typefaces. */
import { Resvg } from "@resvg/resvg-wasm";
import type { SvgToPng } from "../domain/ports.ts";

/** Once the platform has started resvg's program. */
export const drawSvg: SvgToPng = (svg, { typefaces, zoom }) => {
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
