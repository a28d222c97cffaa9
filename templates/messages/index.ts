/** Which languages the interface speaks, and what each says. */
import type { Language } from "./language.ts";
import { languages } from "./languages.ts";
import type { Messages } from "./messages.ts";

export type InterfaceLanguage = keyof typeof languages;

export const interfaceLanguages = Object.keys(languages) as readonly InterfaceLanguage[];

/** "es-MX" is read as "es"; `null` for a language that the interface does not speak. */
export function interfaceLanguage(tag: string): InterfaceLanguage | null {
  const primary = tag.toLowerCase().split("-")[0] ?? "";
  return interfaceLanguages.find((language) => language === primary) ?? null;
}

/** All words of a language; English for one that the interface does not speak. */
export function wordsIn(language: string): Language {
  return languages[interfaceLanguage(language) ?? "en"];
}

/** The words of its pages. */
export function messagesFor(language: string): Messages {
  return wordsIn(language).messages;
}
