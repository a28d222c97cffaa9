/** What changed between a revision and the one before it that may still be shown, part by part and word by word; of the English text. */
import { type Content, contextNames, measureNames } from "../../src/domain/advisory.ts";
import type { PublishedAdvisory, PublishedRevision } from "../../src/domain/phase.ts";
import { withheldRevisions } from "../../src/domain/withheld.ts";
import { type WordChange, wordDifference } from "../../src/domain/word-difference.ts";
import { type Frame, wordsOf } from "../layout.tsx";
import { areasName, momentName } from "../messages/advisory-words.ts";
import { differenceWords } from "../messages/difference-words.ts";
import type { Messages } from "../messages/messages.ts";

interface Part {
  readonly name: string;
  /** An editor named it too: a section's heading. */
  readonly isNamedInEnglish: boolean;
  readonly text: string;
  /** Words of an editor; the rest is in the reader's language. */
  readonly isEnglish: boolean;
}

interface DifferenceProps {
  readonly frame: Frame;
  readonly advisory: PublishedAdvisory;
  /** The others of its family. */
  readonly family: readonly PublishedAdvisory[];
  /** Not a withheld one. */
  readonly revision: PublishedRevision;
}

export function Difference({ frame, advisory, family, revision }: DifferenceProps) {
  const messages = wordsOf(frame);
  const words = differenceWords(frame.language);
  const withheld = withheldRevisions(advisory, family);
  const before = advisory.revisions.findLast(({ number }) => number < revision.number && !withheld.has(number));
  if (!before) return null;
  const old = partsOf(before.content, messages, words.until, words.headline);
  const fresh = partsOf(revision.content, messages, words.until, words.headline);
  const names = [...new Set([...fresh, ...old].map(({ name }) => name))];
  const changed = names
    .map((name) => ({
      name,
      old: old.find((part) => part.name === name),
      fresh: fresh.find((part) => part.name === name),
    }))
    .filter((part) => part.old?.text !== part.fresh?.text);
  return (
    <section class="difference">
      <h2>{words.title(before.number)}</h2>
      {changed.length === 0 ? <p>{words.nothing}</p> : <p class="hint">{words.key}</p>}
      <dl>
        {changed.map((part) => (
          <div>
            <dt lang={(part.fresh ?? part.old)?.isNamedInEnglish ? "en" : undefined}>{part.name}</dt>
            <dd lang={(part.fresh ?? part.old)?.isEnglish ? "en" : undefined}>
              {wordDifference(part.old?.text ?? "", part.fresh?.text ?? "").map((run, index, runs) => (
                <Run run={run} next={runs[index + 1]} frame={frame} />
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

/** The runs have their spaces; only a word in place of another is parted from it. */
function Run({ run: { type, text }, next, frame }: { run: WordChange; next: WordChange | undefined; frame: Frame }) {
  const words = differenceWords(frame.language);
  if (type === "same") return <>{text}</>;
  const Change = type === "removed" ? "del" : "ins";
  return (
    <>
      <Change>
        <span class="unseen" lang={frame.language}>
          {words[type]}{" "}
        </span>
        {text}
      </Change>
      {next && next.type !== "same" ? " " : null}
    </>
  );
}

/** All that a reader could act on, in the order of the page. Two sections of one heading count as one. */
function partsOf(content: Content, messages: Messages, until: string, headline: string): Part[] {
  const { en } = content.languages;
  const labels = messages.advisory;
  const sectors = content.sectors.map((sector) => messages.sectors[sector]).join("; ");
  const given: [string, string | undefined, boolean][] = [
    [headline, en.headline, true],
    [until, momentName(content.sunsetAt, messages), false],
    [labels.where, en.placeText ?? areasName(content, messages), en.placeText !== undefined],
    [labels.sectors, sectors === "" ? labels.everySector : sectors, false],
    [labels.summary, en.summary, true],
    ...measureNames.map(
      (name) => [messages.measures[name], en.measures[name], true] as [string, string | undefined, boolean],
    ),
    ...en.sections.map(({ heading, body }) => [heading, body, true] as [string, string, boolean]),
    ...contextNames.map(
      (name) => [messages.context[name], en.context?.[name], true] as [string, string | undefined, boolean],
    ),
    [labels.howToHelp, en.howToHelp, true],
    [labels.bePrepared, en.bePrepared, true],
    [labels.stayInformed, en.stayInformed, true],
  ];
  const headings = new Set(en.sections.map(({ heading }) => heading));
  const parts = new Map<string, Part>();
  for (const [name, text, isEnglish] of given) {
    if (text === undefined) continue;
    const known = parts.get(name);
    parts.set(name, {
      name,
      isNamedInEnglish: headings.has(name),
      text: known ? `${known.text}\n\n${text}` : text,
      isEnglish,
    });
  }
  return [...parts.values()];
}
