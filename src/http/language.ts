/** The interface language of a request: `?lang=`, else what the browser asks for, else English. */
import type { Context } from "hono";
import { type InterfaceLanguage, interfaceLanguage } from "../../templates/messages/index.ts";

export interface ChosenLanguage {
  readonly language: InterfaceLanguage;
  /** Chosen by `?lang=`: links carry it on. */
  readonly isChosen: boolean;
  /** What was asked for, also where the interface does not speak it: an advisory's text may. */
  readonly asked: string;
}

export function languageOf(context: Context): ChosenLanguage {
  const parameter = context.req.query("lang");
  if (parameter && /^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/.test(parameter)) {
    return { language: interfaceLanguage(parameter) ?? "en", isChosen: true, asked: parameter };
  }
  for (const tag of accepted(context.req.header("accept-language") ?? "")) {
    const language = interfaceLanguage(tag);
    if (language) return { language, isChosen: false, asked: language };
  }
  return { language: "en", isChosen: false, asked: "en" };
}

/** Language tags by falling quality (RFC 9110 §12.5.4). */
function accepted(header: string): string[] {
  return header
    .slice(0, 500)
    .split(",")
    .map((range) => {
      const [tag = "", ...parameters] = range.trim().split(/\s*;\s*/);
      const quality = parameters.find((parameter) => parameter.startsWith("q="));
      return { tag, quality: quality ? Number(quality.slice(2)) || 0 : 1 };
    })
    .filter(({ tag, quality }) => tag !== "" && quality > 0)
    .sort((a, b) => b.quality - a.quality)
    .map(({ tag }) => tag);
}
