/**
 * What an editor should look at again before others see a text. Nothing here is refused: each warning says why, and a person decides.
 * Pure: the same content and moment give the same advice.
 */
import { type Content, contextNames, type MeasureName, type Moment, measureNames } from "./advisory.ts";
import { areaName, stateOf } from "./areas.ts";
import { type LanguageState, usualLife } from "./content.ts";
import { headlineLimit } from "./text.ts";

export interface Advice {
  /** Names the check: the same at each time. */
  readonly check: string;
  /** What there is to look at, and why it matters. */
  readonly warning: string;
  readonly reason: string;
}

export interface AdviceInput {
  readonly content: Content;
  readonly now: Moment;
  /** State of each language as it would be. */
  readonly languageStates?: Readonly<Record<string, LanguageState>>;
  /** What readers can choose, beside English: tag → name. */
  readonly readerLanguages: Readonly<Record<string, string>>;
  /** The text that this one replaces or follows. */
  readonly before?: Content;
  /** What changed and why, as readers will be told. */
  readonly note?: string;
}

const day = 86_400_000;
/** Words of a sentence that most people follow at the first reading. */
const longSentence = 30;
/** School years that a reader needs; plain-language guides ask for about eight. */
const highGrade = 12;
const measureWords: Record<MeasureName, string> = {
  individuals: "individuals",
  government: "government",
  responders: "responders",
  privateSector: "the private sector",
};
const contextWords: Record<(typeof contextNames)[number], string> = {
  whatWeKnow: "what we know",
  whatWeDoNotKnow: "what we do not know",
  confidence: "confidence",
  governmentActions: "what government does",
  whyNow: "why now",
};

export function adviceOn(input: AdviceInput): Advice[] {
  const checks = [blanks, measures, headline, life, stated, translations, plainness, sameAsBefore, scopeAndText];
  return checks.flatMap((check) => check(input));
}

/** Templates mark what is to be filled in: "[PLACE]", "[WHAT HAPPENED]". */
const blank = /\[[\p{Lu}][\p{Lu}\p{N} ,.'’/-]{1,80}\](?!\()/gu;

function blanks({ content }: AdviceInput): Advice[] {
  return Object.entries(content.languages).flatMap(([language, text]) => {
    const found = [...new Set(JSON.stringify(text).match(blank) ?? [])];
    if (found.length === 0) return [];
    const warning = `Not filled in yet (${language}): ${found.slice(0, 5).join(", ")}.`;
    return [{ check: "blank", warning, reason: "Readers would see the brackets of a template." }];
  });
}

function measures({ content }: AdviceInput): Advice[] {
  const missing = measureNames.filter((name) => !content.languages.en.measures[name]?.trim());
  if (missing.length === 0) return [];
  const names = missing.map((name) => measureWords[name]).join(", ");
  const reason = "The law asks for measures that enable each of the four audiences to act (6 U.S.C. 124).";
  return [{ check: "measures", warning: `No measures for ${names}.`, reason }];
}

function headline({ content }: AdviceInput): Advice[] {
  return Object.entries(content.languages).flatMap(([language, text]) => {
    const length = [...text.headline].length;
    if (length <= headlineLimit) return [];
    const warning = `The headline (${language}) has ${length} characters.`;
    return [{ check: "headline", warning, reason: `More than ${headlineLimit} are cut off by signs and phones.` }];
  });
}

function life({ content, now }: AdviceInput): Advice[] {
  const from = Math.max(content.publishAt ?? now, now);
  const length = content.sunsetAt - from;
  if (length <= usualLife[content.kind]) return [];
  const days = Math.round(length / day);
  const usual = Math.round(usualLife[content.kind] / day);
  return [
    {
      check: "life",
      warning: `It stands for ${days} days; usual for this kind are at most ${usual}.`,
      reason: "A warning that stands long is no longer read. It can be extended later: why now?",
    },
  ];
}

function stated({ content }: AdviceInput): Advice[] {
  if (content.kind === "bulletin") return [];
  const missing = contextNames.filter((name) => !content.languages.en.context?.[name]?.trim());
  if (missing.length === 0) return [];
  return [
    {
      check: "context",
      warning: `Not stated: ${missing.map((name) => contextWords[name]).join(", ")}.`,
      reason: "Readers of an Alert will see the words “not stated” there.",
    },
  ];
}

function translations({ content, readerLanguages, languageStates = {} }: AdviceInput): Advice[] {
  const outOfDate = Object.keys(languageStates).filter(
    (language) => content.languages[language] && languageStates[language] === "outOfDate",
  );
  const missing = Object.entries(readerLanguages).filter(([tag]) => !content.languages[tag]);
  return [
    ...missing.map(([, name]) => ({
      check: "translation-missing",
      warning: `There is no text in ${name}.`,
      reason: `Readers of ${name} get the English text in a frame of their language. It can be translated afterwards.`,
    })),
    ...outOfDate.map((language) => ({
      check: "translation-out-of-date",
      warning: `The text in “${language}” does not follow the change in English.`,
      reason: "It is not shown until it is brought up to date; its readers get English.",
    })),
  ];
}

/** The parts of the English text that people read as running text. */
function prose(content: Content): [name: string, text: string][] {
  const { summary, sections, measures: told, howToHelp, bePrepared, stayInformed } = content.languages.en;
  const parts: [string, string | undefined][] = [
    ["the summary", summary],
    ...measureNames.map((name): [string, string | undefined] => [`measures for ${measureWords[name]}`, told[name]]),
    ...sections.map(({ heading, body }): [string, string] => [`“${heading}”`, body]),
    ["how you can help", howToHelp],
    ["be prepared", bePrepared],
    ["stay informed", stayInformed],
  ];
  return parts.flatMap(([name, text]) => (text ? [[name, text] as [string, string]] : []));
}

function sentencesOf(text: string): string[][] {
  return text
    .replaceAll(/\]\([^)]*\)/g, "]")
    .split(/(?<=[.!?])\s+|\n\s*(?:[-*]|\d+\.)\s+|\n{2,}/)
    .map((sentence) => sentence.match(/[\p{L}\p{N}][\p{L}\p{N}'’-]*/gu) ?? [])
    .filter((words) => words.length > 0);
}

function syllablesOf(word: string): number {
  const groups = word
    .toLowerCase()
    .replace(/e$/, "")
    .match(/[aeiouy]+/g);
  return Math.max(1, groups?.length ?? 1);
}

/** Flesch–Kincaid grade level of English text; 0 where there is none. */
export function readingGrade(text: string): number {
  const sentences = sentencesOf(text);
  const words = sentences.flat();
  if (words.length === 0) return 0;
  const syllables = words.reduce((sum, word) => sum + syllablesOf(word), 0);
  return 0.39 * (words.length / sentences.length) + 11.8 * (syllables / words.length) - 15.59;
}

function plainness({ content }: AdviceInput): Advice[] {
  const parts = prose(content);
  const long = parts.flatMap(([name, text]) =>
    sentencesOf(text)
      .filter((words) => words.length > longSentence)
      .map((words) => ({
        check: "sentence",
        warning: `A sentence in ${name} has ${words.length} words (“${words.slice(0, 6).join(" ")} …”).`,
        reason: `Sentences of more than ${longSentence} words are often not understood at the first reading.`,
      })),
  );
  const text = parts.map(([, words]) => words).join("\n\n");
  const grade = readingGrade(text);
  const isEnough = sentencesOf(text).flat().length >= 60;
  if (!isEnough || grade <= highGrade) return long;
  const warning = `The text needs about ${Math.round(grade)} years of schooling.`;
  return [
    ...long,
    { check: "reading", warning, reason: "Plain language is about 8: shorter sentences, shorter words." },
  ];
}

/** How much of the words two texts share: 1 for the same words. */
function likeness(one: string, other: string): number {
  const [a, b] = [one, other].map((text) => sentencesOf(text.toLowerCase()).flat());
  if (!a || !b || a.length + b.length === 0) return 1;
  const left = new Map<string, number>();
  for (const word of a) left.set(word, (left.get(word) ?? 0) + 1);
  let shared = 0;
  for (const word of b) {
    const count = left.get(word) ?? 0;
    if (count > 0) {
      shared++;
      left.set(word, count - 1);
    }
  }
  return (2 * shared) / (a.length + b.length);
}

function sameAsBefore({ content, before, note }: AdviceInput): Advice[] {
  if (!before || note?.trim()) return [];
  const whole = (one: Content) => [one.languages.en.headline, ...prose(one).map(([, text]) => text)].join("\n\n");
  if (likeness(whole(before), whole(content)) < 0.95) return [];
  return [
    {
      check: "same-text",
      warning: "The text is nearly the same as the one before, and nothing says what changed.",
      reason: "Readers stop reading what looks like the last one. Say what is new, or extend the one that stands.",
    },
  ];
}

function scopeAndText({ content }: AdviceInput): Advice[] {
  const { scope } = content;
  const text = [content.languages.en.headline, content.languages.en.summary].join(" ");
  const reason = "The scope is to be limited, whenever possible, to a region, a locality or a sector (6 U.S.C. 124).";
  if (!("nationwide" in scope)) {
    const states = new Set(scope.areas.map(stateOf));
    if (states.size < 2 || content.languages.en.placeText) return [];
    const unnamed = [...states].filter((state) => !text.includes(areaName(state)));
    if (unnamed.length === 0 || unnamed.length === states.size) return [];
    const names = unnamed.map(areaName).join(", ");
    return [{ check: "scope", warning: `Headline and summary do not name ${names}, which the scope holds.`, reason }];
  }
  const named = namedStates(text);
  if (named.length === 0 || named.length > 5 || /\b(nation|nationwide|country|united states)\b/i.test(text)) return [];
  const warning = `The scope is the whole country, but the text names ${named.join(", ")}.`;
  return [{ check: "scope", warning, reason }];
}

const stateList =
  "AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY".split(
    " ",
  );

function namedStates(text: string): string[] {
  return stateList.map(areaName).filter((name) => new RegExp(`\\b${name}\\b`).test(text));
}
