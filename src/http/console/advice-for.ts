/** The advice on a text that is being written: measured against the text that it follows, its own last one or the one it replaces. */
import { languageName } from "../../../templates/messages/advisory-words.ts";
import { interfaceLanguages, messagesFor } from "../../../templates/messages/index.ts";
import { type Advice, adviceOn } from "../../domain/advice.ts";
import type { Content, Moment } from "../../domain/advisory.ts";
import { languageStates } from "../../domain/content.ts";
import type { State } from "../../domain/lifecycle.ts";
import { effectiveRevisions } from "../../domain/phase.ts";
import { overlongShortTexts } from "../../formats/cap/ipaws.ts";

const readerLanguages = Object.fromEntries(
  interfaceLanguages.filter((tag) => tag !== "en").map((tag) => [tag, languageName(tag, messagesFor("en"))]),
);

/** What readers know when the working copy is published; absent: nothing. */
export function textBefore({ advisory, family }: State, now: Moment): Content | undefined {
  const own = effectiveRevisions(advisory, now).at(-1);
  const replaced = family.find((one) => one.id === advisory.working?.content.replaces);
  return (own ?? (replaced ? effectiveRevisions(replaced, now).at(-1) : undefined))?.content;
}

export function adviceFor(content: Content, before: Content | undefined, note: string, now: Moment): Advice[] {
  const advice = adviceOn({
    content,
    now,
    readerLanguages,
    languageStates: languageStates(before ? [before, content] : [content]),
    ...(before ? { before } : {}),
    note,
  });
  return [...advice, ...phoneAdvice(content)];
}

function phoneAdvice(content: Content): Advice[] {
  return overlongShortTexts(content).map(({ language, length }) => ({
    check: "wireless",
    warning: `With the place’s name the text for phones (CMAMtext, ${language}) has ${length} characters.`,
    reason:
      "Phones show 90: they are told “this area” in its place. Fewer areas, or a short place in your words, may fit.",
  }));
}

/** An extension and an end change no word: that they are like the text before is their point. */
export function adviceOnWorking(state: State, now: Moment): Advice[] {
  const { working } = state.advisory;
  if (!working) return [];
  const isSameText = working.change === "extend" || working.change === "end" || working.change === "reinstate";
  const before = isSameText ? undefined : textBefore(state, now);
  return adviceFor(working.content, before, working.note ?? "", now);
}
