import { type Frame, Page, plainLinkTo, wordsOf } from "../layout.tsx";
import { ButtonPage } from "../parts/button-page.tsx";

export interface ErasePageProps {
  readonly frame: Frame;
  /** `/subscriptions/{token}/erase` */
  readonly action: string;
}

export function ErasePage({ frame, action }: ErasePageProps) {
  const { erase } = wordsOf(frame);
  return <ButtonPage frame={frame} title={erase.title} text={erase.text} button={erase.button} action={action} />;
}

export function ErasedPage({ frame }: { readonly frame: Frame }) {
  const { erased, unsubscribed } = wordsOf(frame);
  return (
    <Page frame={frame} title={erased.title} isPrivate>
      <h1>{erased.title}</h1>
      <p class="intro">{erased.text}</p>
      <p>
        <a href={plainLinkTo(frame, "/subscribe")}>{unsubscribed.again}</a>
      </p>
    </Page>
  );
}
