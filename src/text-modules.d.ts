// Styles, browser scripts and small data files are bundled as text (esbuild `loader`, wrangler `rules`, vitest plugin).
declare module "*.css" {
  const text: string;
  export default text;
}
declare module "*.client.js" {
  const text: string;
  export default text;
}
declare module "*.svg" {
  const text: string;
  export default text;
}
/** Bytes: a Uint8Array from esbuild and vitest, an ArrayBuffer from wrangler. */
declare module "*.ttf" {
  const bytes: Uint8Array | ArrayBuffer;
  export default bytes;
}
/** The part of it that is used; it comes without types. */
declare module "fontkit" {
  export function create(bytes: Uint8Array): { hasGlyphForCodePoint(codePoint: number): boolean };
}
/** On Workers: a WebAssembly.Module. */
declare module "@resvg/resvg-wasm/index_bg.wasm" {
  const program: ArrayBuffer;
  export default program;
}
