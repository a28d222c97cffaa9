/** Words of the page on which editors sign in. English gives the shape. */
import type { signIn } from "./en/sign-in.ts";
import { wordsIn } from "./index.ts";

export type SignInWords = typeof signIn;

export function signInWords(language: string): SignInWords {
  return wordsIn(language).signIn;
}
