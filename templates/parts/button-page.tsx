/** A page with one button. What a GET shows changes nothing: mail scanners follow every link, so only the button acts. */
import type { Child } from "hono/jsx";
import { type Frame, Page } from "../layout.tsx";
import { Hidden, type HiddenFields } from "./forms.tsx";

interface ButtonPageProps {
  readonly frame: Frame;
  readonly title: string;
  readonly text: string;
  readonly button: string;
  /** Where the button posts to. */
  readonly action: string;
  readonly hidden?: HiddenFields;
  readonly area?: "public" | "console";
  readonly children?: Child;
}

export function ButtonPage({
  frame,
  title,
  text,
  button,
  action,
  hidden = {},
  area = "public",
  children,
}: ButtonPageProps) {
  return (
    <Page frame={frame} title={title} area={area} isPrivate>
      <h1>{title}</h1>
      <p class="intro">{text}</p>
      <form method="post" action={action}>
        <Hidden fields={hidden} />
        <button type="submit">{button}</button>
      </form>
      {children}
    </Page>
  );
}
