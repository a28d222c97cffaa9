/** The console's own styles, beside the site's: their address holds their hash. */
import { createHash } from "node:crypto";
import { Hono } from "hono";
import css from "../../../templates/styles/console.css";

const hash = createHash("sha256").update(css).digest("base64url").slice(0, 12);

export const consoleStyles = { address: `/assets/${hash}/console.css` } as const;

export function consoleStyleRoutes(): Hono {
  const routes = new Hono();
  routes.get(consoleStyles.address, (context) =>
    context.body(css, 200, {
      "Content-Type": "text/css; charset=utf-8",
      "Cache-Control": "public, max-age=31536000, immutable",
    }),
  );
  return routes;
}
