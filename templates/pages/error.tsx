import { type Frame, linkTo, Page, plainLinkTo, wordsOf } from "../layout.tsx";
import type { ErrorName } from "../messages/messages.ts";

export interface ErrorPageProps {
  readonly frame: Frame;
  readonly error: ErrorName;
  /** What exactly, where there is more to say than the error's own reason. */
  readonly detail?: string;
  /** Where to find what was asked for in another form. */
  readonly link?: string;
  /** What to quote when asking the operator. */
  readonly reference?: string;
  readonly area?: "public" | "console";
}

/** What happened, why, and what to do now. "Could not read" never looks like "there are none". */
export function ErrorPage({ frame, error, detail, link, reference, area = "public" }: ErrorPageProps) {
  const messages = wordsOf(frame);
  const words = messages.errors[error];
  return (
    <Page frame={frame} title={words.title} area={area} isPrivate>
      <h1>{words.title}</h1>
      <p class="intro">{words.reason}</p>
      {detail === undefined ? null : <p>{detail}</p>}
      <h2>{messages.errorPage.whatToDo}</h2>
      <ul>
        {words.whatToDo.map((step) => (
          <li>{step}</li>
        ))}
        {link === undefined ? null : (
          <li>
            <a href={link}>{messages.errorPage.page}</a>
          </li>
        )}
        {area === "console" ? (
          <li>
            <a href={plainLinkTo(frame, "/console")}>{messages.frame.console}</a>
          </li>
        ) : null}
        <li>
          <a href={linkTo(frame, "/")}>{messages.errorPage.home}</a>
        </li>
        <li>
          <a href={linkTo(frame, "/advisories")}>{messages.frame.archive}</a>
        </li>
      </ul>
      {reference === undefined ? null : (
        <p>
          <code>{reference}</code>
        </p>
      )}
    </Page>
  );
}
