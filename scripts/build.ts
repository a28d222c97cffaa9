/**
 * Bundles the service for Node into dist/: templates are TSX, styles and browser scripts are imported as text, typefaces as bytes.
 * Packages are bundled too: to find and read a thousand files took two thirds of a start.
 */
import { build } from "esbuild";
import project from "../package.json" with { type: "json" };

/** They are native, read files that lie beside them, or are seldom needed. */
const loadedAsTheyAre = [
  "@peculiar/x509",
  "@resvg/resvg-wasm",
  "better-sqlite3",
  "fontkit",
  "pdfkit",
  "pino",
  "reflect-metadata",
  ...Object.keys(project.devDependencies),
];

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
  external: loadedAsTheyAre,
  // For packages that are CommonJS.
  banner: {
    js: `import { createRequire as requireFrom } from "node:module"; const require = requireFrom(import.meta.url);`,
  },
  platform: "node",
  format: "esm",
  target: "node26",
  jsx: "automatic",
  jsxImportSource: "hono/jsx",
  sourcemap: "linked",
  loader: { ".ttf": "binary", ".css": "text", ".client.js": "text", ".svg": "text" },
  logLevel: "warning",
});
