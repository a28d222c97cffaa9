import { raw } from "hono/html";

/**
 * Makes safe HTML of the small Markdown subset that body texts are written in. It comes in the props, since templates know no
 * formats; whatever it gives back is taken over unescaped, here and nowhere else.
 */
export type RenderBody = (markdown: string) => string;

export function Body({ markdown, render }: { markdown: string; render: RenderBody }) {
  return <div class="prose">{raw(render(markdown))}</div>;
}
