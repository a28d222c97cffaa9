import { type Frame, Page, plainLinkTo, wordsOf } from "../layout.tsx";

export interface SubscribedPageProps {
  readonly frame: Frame;
}

/** The same for every address: it must not tell who is subscribed. */
export function SubscribedPage({ frame }: SubscribedPageProps) {
  const { subscribed, subscribe } = wordsOf(frame);
  return (
    <Page frame={frame} title={subscribed.title} isPrivate>
      <h1>{subscribed.title}</h1>
      <p class="intro">{subscribed.text}</p>
      <p>{subscribed.noMail}</p>
      <p>
        <a href={plainLinkTo(frame, "/subscribe")}>{subscribe.title}</a>
      </p>
    </Page>
  );
}
