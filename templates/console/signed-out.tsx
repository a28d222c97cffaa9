/** A form that came after its session had ended: nothing was done, nothing of it is lost. */
import { type Frame, Page } from "../layout.tsx";

export function SignedOutPage({
  frame,
  action,
  fields,
}: {
  frame: Frame;
  action: string;
  fields: readonly (readonly [string, string])[];
}) {
  return (
    <Page frame={frame} title="You are signed out" area="console" isPrivate>
      <h1>You are signed out</h1>
      <p class="intro">Nothing was saved or sent yet. What you wrote is kept on this page: do not close it.</p>
      <ol>
        <li>
          <a href="/console/sign-in" target="_blank" rel="noopener">
            Sign in, in another tab
          </a>
          .
        </li>
        <li>Come back here and press the button.</li>
      </ol>
      <form method="post" action={action}>
        {fields.map(([name, value]) => (
          <textarea hidden name={name}>{`\n${value}`}</textarea>
        ))}
        <button type="submit">I have signed in: send it again</button>
      </form>
    </Page>
  );
}
