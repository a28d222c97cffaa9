/** The languages that the interface speaks. One is added by a folder of words beside `en/` and a line here, and nowhere else. */
import { english } from "./en/index.ts";
import { spanish } from "./es/index.ts";
import type { Language } from "./language.ts";

export const languages = { en: english, es: spanish } as const satisfies Readonly<Record<string, Language>>;
