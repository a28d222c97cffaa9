import { type Frame, linkTo, Page, wordsOf } from "../layout.tsx";

export interface ConfirmedPageProps {
  readonly frame: Frame;
  /** `/subscriptions/{token}` */
  readonly managePath: string;
}

export function ConfirmedPage({ frame, managePath }: ConfirmedPageProps) {
  const { confirmed, home } = wordsOf(frame);
  return (
    <Page frame={frame} title={confirmed.title} isPrivate>
      <h1>{confirmed.title}</h1>
      <p class="intro">{confirmed.text}</p>
      <p>
        <a href={managePath}>{confirmed.manage}</a>
      </p>
      <p>
        <a href={linkTo(frame, "/")}>{home.title}</a>
      </p>
    </Page>
  );
}
