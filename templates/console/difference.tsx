/** What differs between two texts, word by word: what goes is struck out, what comes is underlined. */
import type { WordChange } from "../../src/domain/word-difference.ts";

export interface FieldDifference {
  readonly name: string;
  readonly words: readonly WordChange[];
}

export function DifferenceList({ differences }: { differences: readonly FieldDifference[] }) {
  return (
    <dl class="difference">
      {differences.map(({ name, words }) => (
        <div>
          <dt>{name}</dt>
          <dd>
            {words.map(({ type, text }) =>
              type === "same" ? text : type === "added" ? <ins>{text}</ins> : <del>{text}</del>,
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}
