import { type Frame, linkTo, Page, plainLinkTo, wordsOf } from "../layout.tsx";
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
import { PushSection } from "../parts/push-section.tsx";

export interface SubscribePageProps {
  readonly frame: Frame;
  /** As typed; `emptyPreferences(language)` and an empty address at first. */
  readonly values: PreferenceValues & { readonly address: string };
  readonly problems: readonly FieldProblem[];
  readonly hidden?: HiddenFields;
  /** The operator's own words; absent: none is shown. */
  readonly privacyActNotice?: string;
}

export function SubscribePage({ frame, values, problems, hidden = {}, privacyActNotice }: SubscribePageProps) {
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
      <PushSection
        messages={messages}
        use="reader"
        words={{
          heading: words.byPush,
          intro: words.pushIntro,
          needsScript: words.pushNeedsScript,
          unsupported: words.pushUnsupported,
          failed: words.pushFailed,
          counties: words.problems.countyUnknown,
          manage: words.pushManage,
        }}
      />
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
