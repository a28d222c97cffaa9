/** What came of signing in at the agency's identity provider. */
import { type Frame, Page, wordsOf } from "../layout.tsx";
import { signInWords } from "../messages/sign-in-words.ts";

export type ProviderTrouble = "down" | "cancelled" | "invalid" | "weak" | "unknown";

/** `trouble` absent: signed in; the page goes on to the console by itself. */
export function ProviderPage({ frame, trouble }: { frame: Frame; trouble?: ProviderTrouble }) {
  const words = signInWords(frame.language);
  if (trouble === undefined)
    return (
      <Page frame={frame} title={words.signedInTitle} area="console" isPrivate goOnTo="/console">
        <h1>{words.signedInTitle}</h1>
        <p>
          <a href="/console">{words.goOn}</a>
        </p>
      </Page>
    );
  const title = trouble === "down" ? words.providerDownTitle : words.providerRefusedTitle;
  return (
    <Page frame={frame} title={title} area="console" isPrivate>
      <h1>{title}</h1>
      <p class="intro">
        {trouble === "down" ? words.providerDownText : `${words.providerRefusedText} ${words.providerReasons[trouble]}`}
      </p>
      <h2>{wordsOf(frame).errorPage.whatToDo}</h2>
      <ul>
        {words.instead.map((step) => (
          <li>{step}</li>
        ))}
        <li>
          <a href="/console/sign-in">{words.title}</a>
        </li>
      </ul>
    </Page>
  );
}
