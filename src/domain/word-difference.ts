/** What changed between two texts, word by word: the longest row of words that both share stays, the rest was taken out or put in. */
export interface WordRun {
  readonly type: "same" | "removed" | "added";
  readonly text: string;
}

/** Longer texts than this are not compared word by word: the work grows with the product of their lengths. */
export const mostComparedWords = 4_000;

export function wordDifference(before: string, after: string): WordRun[] {
  const old = wordsOf(before);
  const fresh = wordsOf(after);
  const start = sharedStart(old, fresh);
  const end = sharedStart(old.slice(start).reverse(), fresh.slice(start).reverse());
  const oldMiddle = old.slice(start, old.length - end);
  const freshMiddle = fresh.slice(start, fresh.length - end);
  return joined([
    ...old.slice(0, start).map((text) => ({ type: "same", text }) as const),
    ...compared(oldMiddle, freshMiddle),
    ...old.slice(old.length - end).map((text) => ({ type: "same", text }) as const),
  ]);
}

/** Words with the white space that follows them. */
function wordsOf(text: string): string[] {
  return text.match(/\S+\s*|\s+/g) ?? [];
}

function sharedStart(one: readonly string[], other: readonly string[]): number {
  let count = 0;
  while (count < one.length && count < other.length && isSame(one[count], other[count])) count++;
  return count;
}

/** The white space after a word is not a difference. */
function isSame(one: string | undefined, other: string | undefined): boolean {
  return one?.trimEnd() === other?.trimEnd();
}

function compared(old: readonly string[], fresh: readonly string[]): WordRun[] {
  const whole: WordRun[] = [
    ...old.map((text) => ({ type: "removed", text }) as const),
    ...fresh.map((text) => ({ type: "added", text }) as const),
  ];
  if (old.length === 0 || fresh.length === 0 || old.length + fresh.length > mostComparedWords) return whole;
  // lengths[i][j]: how many words the rests from i and from j share in order.
  const lengths = Array.from({ length: old.length + 1 }, () => new Uint16Array(fresh.length + 1));
  for (let i = old.length - 1; i >= 0; i--) {
    const row = lengths[i] as Uint16Array;
    const below = lengths[i + 1] as Uint16Array;
    for (let j = fresh.length - 1; j >= 0; j--) {
      row[j] = isSame(old[i], fresh[j]) ? (below[j + 1] ?? 0) + 1 : Math.max(below[j] ?? 0, row[j + 1] ?? 0);
    }
  }
  const runs: WordRun[] = [];
  let [i, j] = [0, 0];
  while (i < old.length || j < fresh.length) {
    const [oldWord, freshWord] = [old[i], fresh[j]];
    if (oldWord !== undefined && freshWord !== undefined && isSame(oldWord, freshWord)) {
      runs.push({ type: "same", text: freshWord });
      i++;
      j++;
    } else if (
      oldWord !== undefined &&
      (freshWord === undefined || (lengths[i + 1]?.[j] ?? 0) >= (lengths[i]?.[j + 1] ?? 0))
    ) {
      runs.push({ type: "removed", text: oldWord });
      i++;
    } else {
      runs.push({ type: "added", text: freshWord ?? "" });
      j++;
    }
  }
  return runs;
}

function joined(runs: readonly WordRun[]): WordRun[] {
  const made: WordRun[] = [];
  for (const run of runs) {
    const last = made.at(-1);
    if (last?.type === run.type) made[made.length - 1] = { type: run.type, text: last.text + run.text };
    else made.push(run);
  }
  return made;
}
