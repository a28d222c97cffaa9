import { type Frame, Page, plainLinkTo, wordsOf } from "../layout.tsx";
import {
  ErrorSummary,
  type FieldProblem,
  Hidden,
  type HiddenFields,
  PreferenceFields,
  type PreferenceValues,
} from "../parts/forms.tsx";

export interface ManagePageProps {
  readonly frame: Frame;
  /** The e-mail address; `null` for notifications in a browser. */
  readonly address: string | null;
  readonly values: PreferenceValues;
  readonly problems: readonly FieldProblem[];
  readonly isSaved: boolean;
  /** Whether messages are sent: not to who left, nor where the address takes none any more. */
  readonly state: "active" | "left" | "gone";
  /** `/subscriptions/{token}`: where changed choices go. */
  readonly action: string;
  /** `/unsubscribe/{token}`: leaving needs one press. */
  readonly leaveAction: string;
  readonly hidden?: HiddenFields;
}

export function ManagePage(props: ManagePageProps) {
  const { frame, problems, state, hidden = {} } = props;
  const messages = wordsOf(frame);
  const words = messages.manage;
  const title = problems.length > 0 ? `${messages.subscribe.errorPrefix} ${words.title}` : words.title;
  return (
    <Page frame={frame} title={title} isPrivate>
      <ErrorSummary problems={problems} messages={messages} />
      <h1>{words.title}</h1>
      {props.isSaved ? (
        <p class="done" tabindex={-1} autofocus>
          {words.saved}
        </p>
      ) : null}
      {state === "active" ? null : <p class="stale">{state === "left" ? words.left : words.gone}</p>}
      <p class="intro">
        {words.intro} <strong>{props.address ?? words.thisBrowser}</strong>
      </p>
      {state === "gone" ? (
        <p>
          <a href={plainLinkTo(frame, "/subscribe")}>{messages.frame.subscribe}</a>
        </p>
      ) : (
        <form method="post" action={props.action} novalidate>
          <Hidden fields={hidden} />
          <PreferenceFields values={props.values} problems={problems} messages={messages} />
          <button type="submit">{state === "left" ? words.resume : words.save}</button>
        </form>
      )}
      {state === "active" ? (
        <section class="way">
          <h2>{words.leaveTitle}</h2>
          <p>{words.leaveText}</p>
          <form method="post" action={props.leaveAction}>
            <Hidden fields={hidden} />
            <button type="submit" class="secondary">
              {messages.unsubscribe.button}
            </button>
          </form>
        </section>
      ) : null}
      <section class="way">
        <h2>{words.dataTitle}</h2>
        <p>{words.dataText}</p>
        <p>
          <a href={`${props.action}/data.json`} download>
            {words.dataLink}
          </a>
        </p>
        <p>
          <a href={plainLinkTo(frame, `${props.action}/erase`)}>{words.eraseLink}</a>
        </p>
      </section>
    </Page>
  );
}
