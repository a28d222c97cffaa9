/** Warnings with their reasons: they stop nothing, and are not to be overlooked. */
import type { Advice } from "../../src/domain/advice.ts";

export function AdviceList({ advice }: { advice: readonly Advice[] }) {
  if (advice.length === 0) return null;
  return (
    <section class="warnings" aria-labelledby="advice-title">
      <h2 id="advice-title">
        {advice.length === 1 ? "1 thing to look at again" : `${advice.length} things to look at again`}
      </h2>
      <ul>
        {advice.map(({ warning, reason }) => (
          <li>
            <strong>{warning}</strong> {reason}
          </li>
        ))}
      </ul>
    </section>
  );
}
