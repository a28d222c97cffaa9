import { type Frame, Page, plainLinkTo, wordsOf } from "../layout.tsx";

export interface UnsubscribedPageProps {
  readonly frame: Frame;
}

export function UnsubscribedPage({ frame }: UnsubscribedPageProps) {
  const { unsubscribed } = wordsOf(frame);
  return (
    <Page frame={frame} title={unsubscribed.title} isPrivate>
      <h1>{unsubscribed.title}</h1>
      <p class="intro">{unsubscribed.text}</p>
      <p>
        <a href={plainLinkTo(frame, "/subscribe")}>{unsubscribed.again}</a>
      </p>
    </Page>
  );
}
