/**
 * Service notices: what those who run machines must know of the service itself. They are no advisories, tell of no threat, and one
 * editor may write one: so their subject and their first words are built in, and only invited contacts who agreed get them.
 */
import type { Moment } from "./advisory.ts";
import type { Problem } from "./refusal.ts";
import { bodyFaults, normalizeText } from "./text.ts";

export const noticeTopics = ["test", "certificate", "format", "interruption"] as const;
export type NoticeTopic = (typeof noticeTopics)[number];

const textLimit = 2_000;

export interface ServiceNotice {
  readonly id: string;
  readonly topic: NoticeTopic;
  /** By language; English is always there. */
  readonly texts: Readonly<Record<string, string>>;
  readonly sentAt: Moment;
  readonly sentBy: string;
}

/** In the language of the reader, or the English. */
export function noticeText({ texts }: Pick<ServiceNotice, "texts">, language: string): string {
  return texts[language] ?? texts.en ?? "";
}

/** Without what was left empty, and what is wrong with the rest. */
export function checkedNoticeTexts(typed: Readonly<Record<string, string>>): {
  texts: Record<string, string>;
  problems: Problem[];
} {
  const texts = Object.fromEntries(
    Object.entries(typed)
      .map(([language, text]): [string, string] => [language, normalizeText(text)])
      .filter(([language, text]) => text !== "" || language === "en"),
  );
  const problems = Object.entries(texts).flatMap(([language, text]) =>
    bodyFaults(text, textLimit).map((fault) => ({ path: `$.texts.${language}`, ...fault })),
  );
  return { texts, problems };
}

/** `invited`: asked, and not answered yet. */
export type ContactState = "invited" | "joined" | "left";

export function contactState(contact: {
  readonly joinedAt: Moment | null;
  readonly leftAt: Moment | null;
}): ContactState {
  if (contact.leftAt !== null) return "left";
  return contact.joinedAt === null ? "invited" : "joined";
}
