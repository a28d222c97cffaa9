/** The difference of two texts, word by word: the longest row of words that both have stays, the rest was taken out or put in. */
export interface WordChange {
  readonly type: "same" | "removed" | "added";
  readonly text: string;
}

/** Beyond so many pairs of words the whole middle counts as replaced: nobody reads such a difference word by word. */
const mostPairs = 4_000_000;

/** The changes joined give `before` without the added and `after` without the removed ones, every space included. */
export function wordDifference(before: string, after: string): WordChange[] {
  const old = wordsOf(before);
  const fresh = wordsOf(after);
  let start = 0;
  while (start < old.length && start < fresh.length && old[start] === fresh[start]) start++;
  let end = 0;
  while (end < old.length - start && end < fresh.length - start && old.at(-1 - end) === fresh.at(-1 - end)) end++;
  const changes: WordChange[] = [];
  const add = (type: WordChange["type"], text: string | undefined) => {
    if (!text) return;
    const last = changes.at(-1);
    if (last?.type === type) changes[changes.length - 1] = { type, text: last.text + text };
    else changes.push({ type, text });
  };
  add("same", old.slice(0, start).join(""));
  const left = old.slice(start, old.length - end);
  const right = fresh.slice(start, fresh.length - end);
  if (left.length * right.length > mostPairs) {
    add("removed", left.join(""));
    add("added", right.join(""));
  } else {
    for (const { type, text } of between(left, right)) add(type, text);
  }
  add("same", old.slice(old.length - end).join(""));
  return changes;
}

function wordsOf(text: string): string[] {
  return text.match(/\s+|[\p{L}\p{N}]+|[^\s\p{L}\p{N}]/gu) ?? [];
}

/** By the table of longest common rows, read from its beginning. */
function between(left: readonly string[], right: readonly string[]): WordChange[] {
  const width = right.length + 1;
  const lengths = new Uint16Array((left.length + 1) * width);
  const at = (row: number, column: number) => lengths[row * width + column] ?? 0;
  for (let row = left.length - 1; row >= 0; row--) {
    for (let column = right.length - 1; column >= 0; column--) {
      lengths[row * width + column] =
        left[row] === right[column] ? at(row + 1, column + 1) + 1 : Math.max(at(row + 1, column), at(row, column + 1));
    }
  }
  const changes: WordChange[] = [];
  let row = 0;
  let column = 0;
  while (row < left.length || column < right.length) {
    const [one, other] = [left[row], right[column]];
    if (one !== undefined && one === other) {
      changes.push({ type: "same", text: one });
      row++;
      column++;
    } else if (one !== undefined && (other === undefined || at(row + 1, column) >= at(row, column + 1))) {
      changes.push({ type: "removed", text: one });
      row++;
    } else {
      changes.push({ type: "added", text: other ?? "" });
      column++;
    }
  }
  return changes;
}
