import { type Frame, wordsOf } from "../layout.tsx";
import { ButtonPage } from "../parts/button-page.tsx";
import type { HiddenFields } from "../parts/forms.tsx";

export interface ConfirmPageProps {
  readonly frame: Frame;
  /** `/confirm/{token}` */
  readonly action: string;
  readonly hidden?: HiddenFields;
}

export function ConfirmPage({ frame, action, hidden = {} }: ConfirmPageProps) {
  const { confirm } = wordsOf(frame);
  return (
    <ButtonPage
      frame={frame}
      title={confirm.title}
      text={confirm.text}
      button={confirm.button}
      action={action}
      hidden={hidden}
    >
      <p>{confirm.notYou}</p>
    </ButtonPage>
  );
}
