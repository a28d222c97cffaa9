/** Mail and notification as the channels would compose them, for the approval screen: http knows no channel, so this is handed in. */
import { composeEmail } from "./channels/email.ts";
import { composePush } from "./channels/web-push.ts";
import type { Notice } from "./domain/notice.ts";
import type { Site } from "./domain/ports.ts";

export interface MessagePreviews {
  mail(notice: Notice): { readonly subject: string; readonly text: string };
  push(notice: Notice): { readonly title: string; readonly body: string };
}

export function messagePreviews(site: Site): MessagePreviews {
  return {
    mail(notice) {
      const { subject, text } = composeEmail(notice, "en", site);
      // Each reader's own links stand here.
      return { subject, text: text.replaceAll(/\/(subscriptions|unsubscribe)\/\S+/g, "/$1/…") };
    },
    push(notice) {
      const { notification } = JSON.parse(composePush(notice, "en", site).payload) as {
        notification: { title: string; body: string };
      };
      return { title: notification.title, body: notification.body };
    },
  };
}
