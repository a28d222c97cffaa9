import { type Frame, linkTo, Page, plainLinkTo, wordsOf } from "../layout.tsx";
import type { Messages } from "../messages/messages.ts";
import { officialWords } from "../messages/official-words.ts";
import {
  ErrorSummary,
  type FieldProblem,
  Hidden,
  type HiddenFields,
  PreferenceFields,
  type PreferenceValues,
  TextField,
} from "../parts/forms.tsx";

export interface SubscribePageProps {
  readonly frame: Frame;
  /** As typed; `emptyPreferences(language)` and an empty address at first. */
  readonly values: PreferenceValues & { readonly address: string };
  readonly problems: readonly FieldProblem[];
  readonly hidden?: HiddenFields;
  /** Base64url; absent: this service sends no notifications. */
  readonly vapidPublicKey?: string;
  /** The operator's own words; absent: none is shown. */
  readonly privacyActNotice?: string;
}

export function SubscribePage({
  frame,
  values,
  problems,
  hidden = {},
  vapidPublicKey,
  privacyActNotice,
}: SubscribePageProps) {
  const messages = wordsOf(frame);
  const words = messages.subscribe;
  const title = problems.length > 0 ? `${words.errorPrefix} ${words.title}` : words.title;
  return (
    <Page frame={frame} title={title} description={words.intro} script={frame.assets.subscribeScript}>
      <ErrorSummary problems={problems} messages={messages} />
      <h1>{words.title}</h1>
      <p class="intro">{words.intro}</p>
      <form method="post" action={linkTo(frame, "/subscribe")} data-preferences novalidate>
        <Hidden fields={hidden} />
        <PreferenceFields values={values} problems={problems} messages={messages} />
        <section class="way">
          <h2>{words.byMail}</h2>
          <TextField
            words={{ field: "address", label: words.address, hint: words.addressHint, problems, messages }}
            value={values.address}
            input={{ type: "email", autocomplete: "email", inputmode: "email", required: true }}
          />
          {privacyActNotice === undefined ? null : <PrivacyActNotice frame={frame} notice={privacyActNotice} />}
          <p>
            <button type="submit">{words.submit}</button>
          </p>
          <p>
            <a href={plainLinkTo(frame, "/privacy")}>{words.privacyNote}</a>
          </p>
        </section>
      </form>
      {vapidPublicKey === undefined ? null : <PushSection messages={messages} vapidPublicKey={vapidPublicKey} />}
      <p>
        <a href={plainLinkTo(frame, "/machines")}>{words.otherWays}</a>
      </p>
    </Page>
  );
}

/** Before the button: what it says must be read before an address is given. */
function PrivacyActNotice({ frame, notice }: { frame: Frame; notice: string }) {
  return (
    <section class="privacy-act" aria-labelledby="privacy-act">
      <h3 id="privacy-act">{officialWords(frame.language).privacyAct}</h3>
      {notice.split(/\n\s*\n/).map((paragraph) => (
        <p lang="en">{paragraph}</p>
      ))}
    </section>
  );
}

/** The script shows what this browser can do; without it only the sentence that says so is seen. */
function PushSection({ messages, vapidPublicKey }: { messages: Messages; vapidPublicKey: string }) {
  const words = messages.subscribe;
  return (
    <section
      class="way"
      data-push
      data-vapid-public-key={vapidPublicKey}
      data-working={words.pushWorking}
      data-done={words.pushDone}
      data-stopped={words.pushStopped}
      data-denied={words.pushDenied}
      data-failed={words.pushFailed}
      data-unsupported={words.pushUnsupported}
      data-iphone={words.pushIphone}
      data-manage={words.pushManage}
    >
      <h2>{words.byPush}</h2>
      <p>{words.pushIntro}</p>
      <p data-push-off>{words.pushNeedsScript}</p>
      <p class="buttons">
        <button type="button" data-push-start hidden>
          {words.pushButton}
        </button>
        <button type="button" class="secondary" data-push-stop hidden>
          {words.pushStopButton}
        </button>
      </p>
      <p role="status" data-push-result></p>
    </section>
  );
}
