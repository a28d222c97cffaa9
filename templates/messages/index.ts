/** Which languages the interface speaks. A language is added here and nowhere else. */
import { en } from "./en.ts";
import { es } from "./es.ts";
import type { Messages } from "./messages.ts";

const byLanguage = { en, es } as const;

export type InterfaceLanguage = keyof typeof byLanguage;

export const interfaceLanguages = Object.keys(byLanguage) as readonly InterfaceLanguage[];

/** "es-MX" is read as "es"; `null` for a language that the interface does not speak. */
export function interfaceLanguage(tag: string): InterfaceLanguage | null {
  const primary = tag.toLowerCase().split("-")[0] ?? "";
  return interfaceLanguages.find((language) => language === primary) ?? null;
}

/** The words of a language; English for one that the interface does not speak. */
export function messagesFor(language: string): Messages {
  return byLanguage[interfaceLanguage(language) ?? "en"];
}
