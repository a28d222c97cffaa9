/** An expected "no", in words: what is wrong, and what to do. */
import type { Problem } from "../../src/domain/refusal.ts";

export interface RefusalWords {
  readonly title: string;
  readonly detail: string;
  readonly problems?: readonly Problem[];
}

export function RefusalBox({ refusal }: { refusal: RefusalWords | undefined }) {
  if (!refusal) return null;
  return (
    <section class="error-summary" tabindex={-1} autofocus aria-labelledby="refusal-title">
      <h2 id="refusal-title">{refusal.title}</h2>
      <p>{refusal.detail}</p>
      {refusal.problems && refusal.problems.length > 0 ? (
        <ul>
          {refusal.problems.map(({ path, reason }) => (
            <li>
              {path.replace(/^\$\.?(content\.?)?/, "")}: {reason}
            </li>
          ))}
        </ul>
      ) : null}
    </section>
  );
}
