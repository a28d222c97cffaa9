/** What ends soon by itself, and the three things that an editor can do about it. */
import type { Advisory } from "../../src/domain/advisory.ts";
import { kindName } from "../messages/advisory-words.ts";
import { en } from "../messages/en/messages.ts";
import { consolePath } from "./console-path.ts";

export interface EndingSoon {
  readonly advisory: Advisory;
  readonly headline: string;
  /** "ends in 23 hours: …" */
  readonly sunset: string;
}

export function SunsetBanner({ ending, mayWrite }: { ending: readonly EndingSoon[]; mayWrite: boolean }) {
  if (ending.length === 0) return null;
  return (
    <section class="panel" aria-labelledby="ending-title">
      <h2 id="ending-title">Ends soon</h2>
      <ul>
        {ending.map(({ advisory, headline, sunset }) => (
          <li>
            {kindName(advisory, en)}: <a href={consolePath(advisory)}>{headline}</a>. It {sunset}.{" "}
            {mayWrite && !advisory.working ? (
              <>
                <a href={consolePath(advisory, "/revise/extend")}>Extend it</a>,{" "}
                <a href={`/console/new?replaces=${advisory.slug}`}>replace it</a>, or let it end by itself.
              </>
            ) : (
              "An author can extend or replace it; otherwise it ends by itself."
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
