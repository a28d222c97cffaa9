/** What a mail about an advisory says; src/channels/email-view.ts makes it, the text part and the HTML part are written from it. */
import type { Kind } from "../../src/domain/advisory.ts";

export interface EmailBlock {
  readonly heading: string;
  /** The small Markdown subset of body texts. */
  readonly markdown: string;
}

export interface EmailText {
  readonly language: string;
  readonly direction: "ltr" | "rtl";
  /** Why the text is not in the reader's language, in the reader's language. */
  readonly frame: string | null;
  readonly headline: string;
  readonly blocks: readonly EmailBlock[];
  readonly resourcesLabel: string;
  readonly resources: readonly { readonly title: string; readonly url: string }[];
}

export interface EmailView {
  readonly language: string;
  readonly subject: string;
  /** Said first and last: exercise, demonstration, not an official source. */
  readonly marks: readonly string[];
  readonly kind: Kind;
  readonly title: string;
  /** What was wrong, in a correction: nothing may be read before it. */
  readonly correction: string | null;
  /** Place and end come first. */
  readonly facts: readonly { readonly label: string; readonly value: string }[];
  readonly endsByItself: string | null;
  readonly statements: readonly string[];
  readonly change: string | null;
  readonly changeLabel: string;
  readonly others: { readonly title: string; readonly items: readonly string[] } | null;
  readonly text: EmailText | null;
  readonly page: { readonly label: string; readonly url: string };
  readonly footer: readonly { readonly text: string; readonly url?: string }[];
}
