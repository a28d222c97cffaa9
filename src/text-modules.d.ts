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
