import { type Frame, wordsOf } from "../layout.tsx";
import { ButtonPage } from "../parts/button-page.tsx";
import type { HiddenFields } from "../parts/forms.tsx";

export interface UnsubscribePageProps {
  readonly frame: Frame;
  /** `/unsubscribe/{token}` */
  readonly action: string;
  readonly hidden?: HiddenFields;
}

export function UnsubscribePage({ frame, action, hidden = {} }: UnsubscribePageProps) {
  const { unsubscribe } = wordsOf(frame);
  return (
    <ButtonPage
      frame={frame}
      title={unsubscribe.title}
      text={unsubscribe.text}
      button={unsubscribe.button}
      action={action}
      hidden={hidden}
    />
  );
}
