/**
 * The e-mail channel. Composed once per notice and language, with marks where each recipient's own links stand; sending fills them
 * in. Every mail says how to leave (RFC 2369, RFC 8058), and carries the same Message-ID at each try.
 */
import { hash } from "node:crypto";
import { AdvisoryEmail } from "../../templates/emails/advisory-email.tsx";
import type { Kind, Status } from "../domain/advisory.ts";
import type { Notice } from "../domain/notice.ts";
import type { Site, Tokens } from "../domain/ports.ts";
import { returnPath } from "../formats/mail-report.ts";
import { safeHtml } from "../formats/plain-text.ts";
import type { Mail, MailCarrier } from "./carriers.ts";
import type { Channel, Delivery } from "./channel.ts";
import { emailText } from "./email-text.ts";
import { emailView } from "./email-view.ts";
import { subjectOf } from "./telling.ts";

export interface ComposedEmail {
  readonly subject: string;
  /** With marks where the recipient's tokens stand. */
  readonly text: string;
  readonly html: string;
  readonly kind: Kind;
  readonly status: Status;
}

export interface EmailSettings {
  readonly carrier: MailCarrier;
  readonly site: Site;
  readonly tokens: Tokens;
  readonly mailFrom: string;
  /** Mails come back to this name, a plus and the reader's token; absent: to the sender. */
  readonly bounceAddress?: string | undefined;
  readonly concurrency: number;
}

/** As long as a token, so that a mail that was encoded once can be filled in without encoding it again. */
const tokenLength = 31;
const manageMark = "ManageTokenOfTheRecipient".padEnd(tokenLength, "-");
const unsubscribeMark = "UnsubscribeTokenOfTheRecipient".padEnd(tokenLength, "-");

export function emailChannel(settings: EmailSettings): Channel<ComposedEmail> {
  const { carrier, site, concurrency } = settings;
  return {
    name: "email",
    concurrency,
    isRelayed: true,
    originOf: ({ address }) => address.slice(address.lastIndexOf("@") + 1).toLowerCase(),
    compose: (notice, language) => composeEmail(notice, language, site),
    send: (composed, delivery) => carrier.send(mailOf(composed, delivery, settings), delivery.stillStands),
  };
}

export function composeEmail(notice: Notice, language: string, site: Site): ComposedEmail {
  const view = emailView(notice, language, site, {
    manage: `${site.baseUrl}/subscriptions/${manageMark}`,
    unsubscribe: `${site.baseUrl}/unsubscribe/${unsubscribeMark}`,
  });
  const { kind, status } = subjectOf(notice);
  const html = `<!doctype html>\n${AdvisoryEmail({ view, render: safeHtml })}\n`;
  return { subject: view.subject, text: emailText(view), html, kind, status };
}

function mailOf(
  composed: ComposedEmail,
  delivery: Delivery,
  { site, tokens, mailFrom, bounceAddress }: EmailSettings,
): Mail {
  const { recipient, messageKey, threadKey } = delivery;
  const unsubscribe = tokens.issue("unsubscribe", recipient.id, recipient.nonce);
  const manage = tokens.issue("manage", recipient.id, recipient.nonce);
  const isReply = threadKey !== undefined && threadKey !== messageKey;
  return {
    from: mailFrom,
    to: recipient.address,
    ...(bounceAddress
      ? { returnPath: returnPath(bounceAddress, tokens.issue("bounce", recipient.id, recipient.nonce)) }
      : {}),
    subject: composed.subject,
    text: composed.text,
    html: composed.html,
    personal: { [manageMark]: manage, [unsubscribeMark]: unsubscribe },
    messageId: messageIdOf(messageKey, recipient.id, site),
    ...(isReply ? { references: messageIdOf(threadKey, recipient.id, site) } : {}),
    headers: {
      "List-Unsubscribe": `<${site.baseUrl}/unsubscribe/${unsubscribe}>`,
      "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
      "List-Id": `<advisories.${hostOf(site)}>`,
      "X-NTAS-Kind": composed.kind,
      "X-NTAS-Status": composed.status,
      "Auto-Submitted": "auto-generated",
      Precedence: "bulk",
    },
  };
}

/** The same at each try, and telling nothing of who the recipient is. */
export function messageIdOf(messageKey: string, recipientId: number, site: Site): string {
  const name = hash("sha256", `${messageKey}\0${recipientId}`).slice(0, 40);
  return `<${name}@${hostOf(site)}>`;
}

/** The site's host as it may stand in a message id: an IPv6 address loses its brackets and colons. */
export function hostOf(site: Site): string {
  return new URL(site.baseUrl).hostname.replace(/^\[|\]$/g, "").replaceAll(":", "-");
}
