/** "Your account": who one is here, with which passkeys one signs in, and in which browsers one is told. */
import type { Moment } from "../../src/domain/advisory.ts";
import { en } from "../messages/en/messages.ts";
import { signInWords } from "../messages/sign-in-words.ts";
import { PushSection } from "../parts/push-section.tsx";
import { Time } from "../parts/time.tsx";
import { ButtonForm, type ConsoleFrame, ConsolePage } from "./console-page.tsx";
import { TextInput } from "./fields.tsx";
import { RefusalBox, type RefusalWords } from "./refusal-box.tsx";

export interface AccountPageProps {
  readonly console: ConsoleFrame;
  readonly email: string;
  readonly passkeys: readonly {
    readonly id: string;
    readonly name: string;
    readonly createdAt: Moment;
    readonly usedAt: Moment | null;
  }[];
  readonly browsers: readonly { readonly id: string; readonly service: string; readonly createdAt: Moment }[];
  readonly obstacle: "ip-address" | "not-https" | null;
  /** Signed in so lately that passkeys may be changed. */
  readonly isFresh: boolean;
  /** Approving a live advisory here always asks for a passkey. */
  readonly isOfficial: boolean;
  readonly refusal?: RefusalWords;
}

export function AccountPage(props: AccountPageProps) {
  const { console, email, passkeys, obstacle, refusal } = props;
  const { editor } = console;
  return (
    <ConsolePage
      console={console}
      title="Your account"
      scripts={obstacle === null ? ["passkeys", "subscribe"] : ["subscribe"]}
    >
      <h1>Your account</h1>
      <RefusalBox refusal={refusal} />
      <dl class="facts">
        <div>
          <dt>Name</dt>
          <dd>{editor.name}</dd>
        </div>
        <div>
          <dt>E-mail</dt>
          <dd>{email}</dd>
        </div>
        <div>
          <dt>Roles</dt>
          <dd>{editor.roles.join(", ")}</dd>
        </div>
      </dl>
      <h2>Passkeys</h2>
      {obstacle === null ? (
        <>
          <p>
            A passkey signs you in with your finger, face or PIN instead of a one-time link. Once you have one,
            approving asks for a touch of it; taking back never does.
            {props.isOfficial ? " On this official site approving a live advisory always needs one." : ""}
          </p>
          {passkeys.length === 0 ? <p>You have none yet.</p> : <PasskeyList {...props} />}
          {props.isFresh ? <AddPasskey /> : <SignInAgain />}
        </>
      ) : (
        <p class="panel">{signInWords("en").noPasskeys[obstacle]} You sign in by one-time links.</p>
      )}
      {editor.roles.includes("approver") || props.browsers.length > 0 ? <Notifications {...props} /> : null}
    </ConsolePage>
  );
}

function Notifications({ console, browsers }: AccountPageProps) {
  return (
    <PushSection
      messages={en}
      use="editor"
      words={{
        heading: "Notifications in this browser",
        intro:
          "When something waits for your approval, you are told here as well as by mail, also while the console is closed and you are signed out. A notification says the kind and what to do, and nothing of the text; it opens the page on which you approve.",
        needsScript: "Notifications need JavaScript, which is off or was blocked. You are told by mail all the same.",
        unsupported: "This browser cannot receive notifications from websites. You are told by mail all the same.",
        failed: "That did not work. Try again in a few minutes. You are told by mail all the same.",
      }}
    >
      {browsers.length === 0 ? null : (
        <>
          <h3>All browsers in which you are told</h3>
          <ul class="cards">
            {browsers.map(({ id, service, createdAt }) => (
              <li>
                <p>
                  Turned on <Time at={createdAt} messages={en} />, by way of {service}
                </p>
                <ButtonForm
                  console={console}
                  action="/console/account/browsers/remove"
                  button="Turn off there"
                  fields={{ id }}
                  look="secondary"
                />
              </li>
            ))}
          </ul>
        </>
      )}
    </PushSection>
  );
}

function PasskeyList({ console, passkeys, isFresh }: AccountPageProps) {
  return (
    <ul class="cards">
      {passkeys.map(({ id, name, createdAt, usedAt }) => (
        <li>
          <p>
            <strong class="as-typed">{name}</strong>
            <br />
            Added <Time at={createdAt} messages={en} />
            {usedAt === null ? ", not used yet" : ", last used "}
            {usedAt === null ? null : <Time at={usedAt} messages={en} />}
          </p>
          {isFresh && passkeys.length > 1 ? (
            <ButtonForm
              console={console}
              action="/console/account/passkeys/remove"
              button={`Remove “${name}”`}
              fields={{ id }}
              look="secondary"
            />
          ) : null}
        </li>
      ))}
      {passkeys.length === 1 ? (
        <li>
          <p class="hint">The last passkey stays. Add a second one, on another device, in case this one is lost.</p>
        </li>
      ) : null}
    </ul>
  );
}

function AddPasskey() {
  const words = signInWords("en");
  return (
    <>
      <h3>Add a passkey</h3>
      <p data-needs-script>{words.needsScript}</p>
      <form data-enrol data-working={words.working} data-cancelled="No passkey was added. Try again." hidden>
        <TextInput
          name="name"
          label="What to call it"
          hint="So that you know it again, for example: work phone."
          value="My passkey"
          problems={[]}
        />
        <button type="submit">Add a passkey</button>
        <p data-result role="status"></p>
      </form>
    </>
  );
}

function SignInAgain() {
  return (
    <p class="panel">
      To add or remove a passkey you must have signed in within the last 15 minutes.{" "}
      <a href="/console/sign-in?next=/console/account">Sign in again</a>
    </p>
  );
}
