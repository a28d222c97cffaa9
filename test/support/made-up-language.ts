/** A language that nobody speaks: the English words with an accent on each vowel, so that any word that comes from elsewhere is seen. */
import type { Language } from "../../templates/messages/language.ts";

const accents = { a: "á", e: "é", i: "í", o: "ó", u: "ú", A: "Á", E: "É", I: "Í", O: "Ó", U: "Ú" } as const;

function accented(words: string): string {
  return words.replace(/[aeiouAEIOU]/g, (vowel) => accents[vowel as keyof typeof accents]);
}

/** What a sentence is given to name (a place, a time, a site) stays as it is. */
function sentence(words: string, named: readonly unknown[]): string {
  const names = named.filter((name) => typeof name === "string" && name !== "" && words.includes(name));
  const [name, ...others] = names as string[];
  if (name === undefined) return accented(words);
  return words
    .split(name)
    .map((part) => sentence(part, others))
    .join(name);
}

function madeUpOf(words: unknown): unknown {
  if (typeof words === "string") return /^(\/|https?:)/.test(words) ? words : accented(words);
  if (typeof words === "function") return (...named: unknown[]) => sentence(words(...named), named);
  if (Array.isArray(words)) return words.map(madeUpOf);
  if (typeof words !== "object" || words === null) return words;
  return Object.fromEntries(Object.entries(words).map(([key, value]) => [key, madeUpOf(value)]));
}

/** As the folder of words of a further language would be. */
export function madeUpLanguage(english: Language): Language {
  const made = madeUpOf(english) as Language;
  return { ...made, messages: { ...made.messages, locale: "qaa" } };
}
