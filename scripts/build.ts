/**
 * Bundles the service's own code for Node into dist/: templates are TSX, styles and browser scripts are imported as text,
 * typefaces as bytes.
 */
import { build } from "esbuild";

await build({
  entryPoints: {
    node: "src/node.ts",
    "delivery-thread": "src/node/delivery-thread.ts",
    ntas: "scripts/ntas.ts",
    "fill-demo": "scripts/demo/fill-demo.ts",
    bench: "scripts/bench.ts",
    sim: "scripts/sim.ts",
    "bench-sinks": "scripts/bench/sinks.ts",
  },
  outdir: "dist",
  bundle: true,
  splitting: true,
  packages: "external",
  platform: "node",
  format: "esm",
  target: "node26",
  jsx: "automatic",
  jsxImportSource: "hono/jsx",
  sourcemap: "linked",
  loader: { ".ttf": "binary", ".css": "text", ".client.js": "text", ".svg": "text" },
  logLevel: "warning",
});
