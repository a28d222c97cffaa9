/** Plain text in columns, for braille lines, old phones and copying. A word longer than the line, such as an address, keeps its own. */
export const columns = 70;

/** Wraps each line on its own; what follows a list mark hangs under the first word, blank lines stay. */
export function wrapped(text: string, width = columns): string {
  return text
    .split("\n")
    .map((line) => wrappedLine(line.trimEnd(), width))
    .join("\n");
}

function wrappedLine(line: string, width: number): string {
  const [, indent = "", mark = "", rest = ""] = /^( *)((?:- |\d+\. )?)(.*)$/.exec(line) ?? [];
  const hanging = `${indent}${" ".repeat(mark.length)}`;
  const lines: string[] = [];
  let current = `${indent}${mark}`;
  let isEmpty = true;
  for (const word of rest.split(" ").filter((one) => one !== "")) {
    const next = isEmpty ? `${current}${word}` : `${current} ${word}`;
    if (isEmpty || lengthOf(next) <= width) current = next;
    else {
      lines.push(current);
      current = `${hanging}${word}`;
    }
    isEmpty = false;
  }
  return [...lines, current.trimEnd()].join("\n");
}

/** Columns, not UTF-16 units. */
function lengthOf(text: string): number {
  return [...text].length;
}
