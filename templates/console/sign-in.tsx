/** The ways into the console. Everything but the passkey works without a script. */
import { type Frame, Page } from "../layout.tsx";
import { signInWords } from "../messages/sign-in-words.ts";

export interface SignInWaysProps {
  readonly frame: Frame;
  /** Address of the script for passkeys. */
  readonly script: string;
  /** The page that was asked for. */
  readonly next: string;
  /** Why passkeys cannot work at this site's address; null: they do. */
  readonly obstacle: "ip-address" | "not-https" | null;
  readonly hasProvider: boolean;
  /** Somebody asked for a page without being signed in. */
  readonly isNeeded: boolean;
}

export function SignInWaysPage({ frame, script, next, obstacle, hasProvider, isNeeded }: SignInWaysProps) {
  const words = signInWords(frame.language);
  return (
    <Page frame={frame} title={words.title} area="console" isPrivate {...(obstacle === null ? { script: script } : {})}>
      <h1>{words.title}</h1>
      <p class="intro">{isNeeded ? words.needed : words.intro}</p>
      <section>
        <h2>{words.passkeyTitle}</h2>
        {obstacle === null ? (
          <>
            <p>{words.passkeyText}</p>
            <p data-needs-script>{words.needsScript}</p>
            <form data-sign-in data-next={next} data-working={words.working} data-cancelled={words.cancelled} hidden>
              <button type="submit">{words.passkeyButton}</button>
              <p data-result role="status"></p>
            </form>
          </>
        ) : (
          <p>{words.noPasskeys[obstacle]}</p>
        )}
      </section>
      {hasProvider ? (
        <section>
          <h2>{words.providerTitle}</h2>
          <p>{words.providerText}</p>
          <p>
            <a href="/console/oidc">{words.providerButton}</a>
          </p>
        </section>
      ) : null}
      <section>
        <h2>{words.linkTitle}</h2>
        <p>{words.linkText}</p>
      </section>
    </Page>
  );
}
