/** Compiles templates/styles/uswds.scss, what the site takes of the US Web Design System, to the CSS that is served. */
import { writeFile } from "node:fs/promises";
import { compile } from "sass";

const source = "templates/styles/uswds.scss";
export const target = "templates/styles/uswds.generated.css";

export function uswdsStyles(): string {
  const { css } = compile(source, {
    loadPaths: ["node_modules/@uswds/uswds/packages"],
    style: "compressed",
    quietDeps: true,
  });
  return `/* Made by scripts/generate-styles.ts from uswds.scss and @uswds/uswds. */\n${css}\n`;
}

if (import.meta.main) await writeFile(target, uswdsStyles());
