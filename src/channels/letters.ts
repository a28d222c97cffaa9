/**
 * Letters to one person. The confirmation mail is itself a weapon (anybody can have it sent to anybody), so it carries no word that
 * the requester wrote and says that it can be ignored; only a press of the button on the page it links confirms, since mail scanners
 * open every link.
 */

import { LetterEmail, type LetterView } from "../../templates/emails/letter-email.tsx";
import { momentName } from "../../templates/messages/advisory-words.ts";
import { messagesFor } from "../../templates/messages/index.ts";
import { mailMessages } from "../../templates/messages/mail.ts";
import type { Kind, Moment } from "../domain/advisory.ts";
import type { Site, Tokens } from "../domain/ports.ts";
import { type Mail, type MailCarrier, singleLine } from "./carriers.ts";
import type { Outcome } from "./channel.ts";
import { messageIdOf } from "./email.ts";

export type Letter = {
  readonly recipient: string;
  readonly language: string;
  /** Names the message: the same at every try. */
  readonly messageKey: string;
} & (
  | {
      readonly purpose: "confirm" | "goodbye";
      /** Of the sign-up (confirm) or of the subscription (goodbye): what the token in the link names. */
      readonly id: number;
      readonly nonce: string;
    }
  /** All that was held was erased: there is no id left to name. */
  | { readonly purpose: "erased" }
  | {
      /** One person took something back: every editor is told. */
      readonly purpose: "editors";
      readonly slug: string;
      readonly kind: Kind;
      /** The revision that took it back; 0 where it had not been published yet. */
      readonly number: number;
      readonly actor: string;
      readonly at: Moment;
    }
);

export interface LetterSettings {
  readonly site: Site;
  readonly tokens: Tokens;
  readonly mailFrom: string;
}

/** Composes and sends a letter: one try. */
export function letterSender(settings: LetterSettings & { readonly carrier: MailCarrier }) {
  return (letter: Letter): Promise<Outcome> => settings.carrier.send(composeLetter(letter, settings));
}

export function composeLetter(letter: Letter, { site, tokens, mailFrom }: LetterSettings): Mail {
  const words = mailMessages(letter.language);
  const name = singleLine(site.name);
  const view: LetterView = {
    language: messagesFor(letter.language).locale,
    ...partsOf(letter, name, site, tokens),
    marks: [...(site.demo ? [words.demo] : []), ...(site.official ? [] : [words.notOfficial])],
  };
  return {
    from: mailFrom,
    to: letter.recipient,
    subject: view.subject,
    text: letterText(view),
    html: `<!doctype html>\n${LetterEmail({ view })}\n`,
    messageId: messageIdOf(letter.messageKey, 0, site),
    headers: { "Auto-Submitted": "auto-generated", "X-NTAS-Letter": letter.purpose },
  };
}

function partsOf(letter: Letter, name: string, site: Site, tokens: Tokens): Pick<LetterView, "subject" | "paragraphs"> {
  const words = mailMessages(letter.language);
  const lasting = [
    { text: words.noReplies },
    { text: words.emergency },
    { text: words.report, url: `${site.baseUrl}/report` },
  ];
  switch (letter.purpose) {
    case "confirm": {
      const { subject, text, link, ignore } = words.confirm;
      const url = `${site.baseUrl}/confirm/${tokens.issue("confirm", letter.id, letter.nonce)}`;
      return {
        subject: subject(name),
        paragraphs: [{ text: text(name) }, { text: link, url }, { text: ignore }, ...lasting],
      };
    }
    case "goodbye": {
      const { subject, text, link, notYou } = words.goodbye;
      const url = `${site.baseUrl}/subscriptions/${tokens.issue("manage", letter.id, letter.nonce)}`;
      return {
        subject: subject(name),
        paragraphs: [{ text: text(name) }, { text: link, url }, { text: notYou }, ...lasting],
      };
    }
    case "erased": {
      const { subject, text, last } = words.erased;
      return {
        subject: subject(name),
        paragraphs: [{ text: text(name) }, { text: last, url: `${site.baseUrl}/subscribe` }, ...lasting],
      };
    }
    case "editors": {
      const messages = messagesFor(letter.language);
      const { subject, text, unpublished, link } = words.editors;
      const title = `${messages.kinds[letter.kind].label} ${letter.slug}`;
      const actor = singleLine(letter.actor);
      const happened = text(title, actor, momentName(letter.at, messages));
      const paragraphs = [
        { text: letter.number > 0 ? happened : `${happened} ${unpublished}` },
        { text: link, url: `${site.baseUrl}/console` },
        { text: words.noReplies },
      ];
      return { subject: singleLine(subject(title, actor)), paragraphs };
    }
  }
}

function letterText({ marks, paragraphs }: LetterView): string {
  const lines = [...marks, ...paragraphs.map(({ text, url }) => (url ? `${text}\n${url}` : text))];
  return `${lines.join("\n\n")}\n`;
}
