/** Mail and notification as the channels would compose them, for the approval screen: http knows no channel, so this is handed in. */
import { composeEmail } from "./channels/email.ts";
import { composePush } from "./channels/web-push.ts";
import type { Notice } from "./domain/notice.ts";
import type { Site } from "./domain/ports.ts";

export interface MessagePreviews {
  mail(notice: Notice, language: string): { readonly subject: string; readonly text: string; readonly html: string };
  push(notice: Notice, language: string): { readonly title: string; readonly body: string };
}

/** Each reader's own links stand here. */
function withoutOwnLinks(text: string): string {
  return text.replaceAll(/\/(subscriptions|unsubscribe)\/[^\s"<]+/g, "/$1/…");
}

export function messagePreviews(site: Site): MessagePreviews {
  return {
    mail(notice, language) {
      const { subject, text, html } = composeEmail(notice, language, site);
      return { subject, text: withoutOwnLinks(text), html: withoutOwnLinks(html) };
    },
    push(notice, language) {
      const { notification } = JSON.parse(composePush(notice, language, site).payload) as {
        notification: { title: string; body: string };
      };
      return { title: notification.title, body: notification.body };
    },
  };
}
