/**
 * Letters to one person, or to an address that alarms go to: by mail, as a notification, or as JSON where the recipient is an https address. The confirmation mail is itself a weapon (anybody can have it sent to anybody), so it carries no word that
 * the requester wrote and says that it can be ignored; only a press of the button on the page it links confirms, since mail scanners
 * open every link.
 */

import { LetterEmail, type LetterView } from "../../templates/emails/letter-email.tsx";
import { momentName } from "../../templates/messages/advisory-words.ts";
import { messagesFor } from "../../templates/messages/index.ts";
import { mailMessages } from "../../templates/messages/mail.ts";
import type { AdvisoryLetter, Letter, LetterHead } from "../domain/letter.ts";
import type { Clock, Site, Tokens } from "../domain/ports.ts";
import { type Mail, type MailCarrier, singleLine, type WebCarrier } from "./carriers.ts";
import type { Outcome } from "./channel.ts";
import { messageIdOf } from "./email.ts";
import { composeCanaryPush, composeLetterPush } from "./letter-push.ts";
import type { SendPush } from "./web-push.ts";
import { webOutcome } from "./webhook.ts";

export interface LetterSettings {
  readonly site: Site;
  readonly tokens: Tokens;
  readonly mailFrom: string;
}

interface LetterCarriers {
  readonly clock: Clock;
  readonly carrier: MailCarrier;
  readonly push: SendPush;
  readonly web: WebCarrier;
}

/** Composes and sends a letter: one try. */
export function letterSender(settings: LetterSettings & LetterCarriers) {
  return async (letter: Letter): Promise<Outcome> => {
    if ("browser" in letter && letter.browser) {
      const { address, deadlineAt } = letter.browser;
      const now = settings.clock.now();
      const outcome = await settings.push(composeLetterPush(letter, settings.site), address, { deadlineAt, now });
      return outcome.type === "gone" ? { ...outcome, address } : outcome;
    }
    if (letter.purpose === "canary" && letter.recipient.startsWith("{")) {
      const { site, tokens, clock, push } = settings;
      const { subject, paragraphs } = partsOf(letter, singleLine(site.name), site, tokens);
      const composed = composeCanaryPush(subject, paragraphs[0]?.text ?? "", letter.language, site);
      return push(composed, letter.recipient, { deadlineAt: Number.POSITIVE_INFINITY, now: clock.now() });
    }
    if (letter.recipient.startsWith("https://"))
      return postHook(settings.web, letter.recipient, composeHook(letter, settings));
    const mail = composeLetter(letter, settings);
    return letter.recipient === "" ? { type: "accepted" } : settings.carrier.send(mail);
  };
}

/** An operator can mend an address that says it is gone: unlike a subscription it does not end. */
async function postHook(web: WebCarrier, url: string, json: string): Promise<Outcome> {
  const headers = { "Content-Type": "application/json" };
  const outcome = webOutcome(
    await web.exchange({ method: "POST", url, headers, body: new TextEncoder().encode(json) }),
  );
  return outcome.type === "gone" ? { type: "later", reason: outcome.reason } : outcome;
}

/** The letter as JSON: `text` alone is what chat programs show; `id` is the same at every try. */
export function composeHook(letter: Letter, settings: LetterSettings): string {
  const { subject, text } = composeLetter({ ...letter, recipient: "hook@localhost" }, settings);
  return JSON.stringify({ id: letter.messageKey, type: letter.purpose, subject, text: `${subject}\n\n${text}` });
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
    headers: { "Auto-Submitted": "auto-generated", "X-NTAS-Letter": letter.purpose, ...leaving(letter, site, tokens) },
  };
}

/** Where the list for service notices is joined and left. */
function noticesPage(contact: { readonly id: number; readonly nonce: string }, site: Site, tokens: Tokens): string {
  return `${site.baseUrl}/notices/${tokens.issue("notices", contact.id, contact.nonce)}`;
}

/** RFC 8058, in notices: no other letter is one of many. */
function leaving(letter: Letter, site: Site, tokens: Tokens): Record<string, string> {
  if (letter.purpose !== "notice" || !letter.contact) return {};
  return {
    "List-Unsubscribe": `<${noticesPage(letter.contact, site, tokens)}>`,
    "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
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
    case "notice-invite": {
      const { subject, text, link, ignore } = words.noticeInvite;
      const url = noticesPage(letter, site, tokens);
      return {
        subject: subject(name),
        paragraphs: [{ text: text(name) }, { text: link, url }, { text: ignore }, { text: words.noReplies }],
      };
    }
    case "notice": {
      const { subject, topics, notAnAdvisory, sentBy, guide, leave, copy } = words.notice;
      const topic = topics[letter.topic];
      return {
        subject: subject(name, topic),
        paragraphs: [
          { text: notAnAdvisory(name) },
          ...letter.text.split(/\n{2,}/).map((text) => ({ text })),
          { text: sentBy(singleLine(letter.sentBy)) },
          { text: guide, url: `${site.baseUrl}/machines` },
          letter.contact ? { text: leave, url: noticesPage(letter.contact, site, tokens) } : { text: copy },
          { text: words.noReplies },
        ],
      };
    }
    case "alarm": {
      const { raised, over, link } = words.alarm;
      const isOver = letter.number % 2 === 0;
      const time = momentName(letter.at, messagesFor(letter.language));
      const detail = singleLine(letter.detail);
      const line = isOver ? over : raised;
      return {
        subject: singleLine(line.subject(name, detail)),
        paragraphs: [
          { text: line.text(detail, time) },
          { text: link, url: `${site.baseUrl}/console/now` },
          { text: words.noReplies },
        ],
      };
    }
    case "canary":
      return {
        subject: words.canary.subject(name),
        paragraphs: [{ text: words.canary.text(momentName(letter.at, messagesFor(letter.language))) }],
      };
    case "account": {
      const { subject, text, link } = words.account;
      const person = `${singleLine(letter.name)} <${singleLine(letter.email)}>`;
      const time = momentName(letter.at, messagesFor(letter.language));
      const happened = text[letter.event](person, letter.roles.join(", "), singleLine(letter.actor), time);
      return {
        subject: singleLine(subject[letter.event](singleLine(letter.name))),
        paragraphs: [
          { text: happened },
          { text: link, url: `${site.baseUrl}/console/editors` },
          { text: words.noReplies },
        ],
      };
    }
    case "sign-in": {
      const { subject, text, link, notYou } = words.signIn;
      const url = `${site.baseUrl}/console/sign-in/${tokens.issue("sign-in", 0, letter.nonce)}`;
      return {
        subject: subject(name),
        paragraphs: [
          { text: text(singleLine(letter.name), name) },
          { text: link, url },
          { text: notYou },
          { text: words.noReplies },
        ],
      };
    }
    case "editors":
    case "published":
    case "submitted":
    case "sunset":
      return aboutAdvisory(letter, site);
  }
}

function aboutAdvisory(letter: LetterHead & AdvisoryLetter, site: Site): Pick<LetterView, "subject" | "paragraphs"> {
  const words = mailMessages(letter.language);
  const messages = messagesFor(letter.language);
  const title = `${messages.statuses[letter.status]} ${messages.kinds[letter.kind].label} ${letter.slug}`.trim();
  const actor = singleLine(letter.actor);
  const time = momentName(letter.at, messages);
  const page = `${site.baseUrl}/console/advisories/${letter.slug}`;
  const paragraphs = (text: string, link: string, url: string) => [
    { text },
    { text: link, url },
    { text: words.noReplies },
  ];
  switch (letter.purpose) {
    case "editors": {
      const { subject, text, unpublished, link } = words.editors;
      const happened = text(title, actor, time);
      const what = letter.number > 0 ? happened : `${happened} ${unpublished}`;
      return { subject: singleLine(subject(title, actor)), paragraphs: paragraphs(what, link, page) };
    }
    case "published": {
      const { subject, text, link } = words.published;
      return { subject: singleLine(subject(title)), paragraphs: paragraphs(text(title, actor, time), link, page) };
    }
    case "sunset": {
      const { subject, text, link } = words.sunset;
      const line = subject(title, letter.hours ?? 0);
      return { subject: singleLine(line), paragraphs: paragraphs(text(title, time), link, page) };
    }
    case "submitted": {
      const { subject, again, text, link } = letter.status === "actual" ? words.submitted : words.submittedForPractice;
      const line = letter.waitedMinutes === undefined ? subject(title) : again(title, letter.waitedMinutes);
      return {
        subject: singleLine(line),
        paragraphs: paragraphs(text(title, actor, time), link, `${page}/approve`),
      };
    }
  }
}

function letterText({ marks, paragraphs }: LetterView): string {
  const lines = [...marks, ...paragraphs.map(({ text, url }) => (url ? `${text}\n${url}` : text))];
  return `${lines.join("\n\n")}\n`;
}
