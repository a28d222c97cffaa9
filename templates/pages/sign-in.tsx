import { type Frame, Page, wordsOf } from "../layout.tsx";
import { ButtonPage } from "../parts/button-page.tsx";
import type { HiddenFields } from "../parts/forms.tsx";

export interface SignInPageProps {
  readonly frame: Frame;
  /** Absent: the link is false, too old or used. */
  readonly link?: {
    readonly editorName: string;
    /** `/console/sign-in/{token}` */
    readonly action: string;
    readonly hidden?: HiddenFields;
  };
}

/** The one-time link: opening it does nothing yet, so that a mail scanner cannot use it up. */
export function SignInPage({ frame, link }: SignInPageProps) {
  const words = wordsOf(frame).console;
  if (!link) {
    return (
      <Page frame={frame} title={words.signInDeadTitle} area="console" isPrivate>
        <h1>{words.signInDeadTitle}</h1>
        <p class="intro">{words.signInDeadText}</p>
      </Page>
    );
  }
  return (
    <ButtonPage
      frame={frame}
      title={words.signInTitle}
      text={words.signInText(link.editorName)}
      button={words.signInButton}
      action={link.action}
      hidden={link.hidden ?? {}}
      area="console"
    />
  );
}
