/** Letters as notifications: that somebody has to approve something, of which text it says the kind and nothing more; and canaries. */

import { messagesFor } from "../../templates/messages/index.ts";
import { mailMessages } from "../../templates/messages/mail.ts";
import type { AdvisoryLetter, LetterHead } from "../domain/letter.ts";
import type { Site } from "../domain/ports.ts";
import { type ComposedPush, topicOf } from "./web-push.ts";

/** As long as the letter is worth sending. */
const daySeconds = 86_400;

/** Reminders of one text have one topic: each takes the place of what is undelivered, and of what is shown. */
export function composeLetterPush(letter: LetterHead & AdvisoryLetter, site: Site): ComposedPush {
  const { language, slug, kind, status, waitedMinutes } = letter;
  const messages = messagesFor(language);
  const words = mailMessages(language);
  const { push } = status === "actual" ? words.submitted : words.submittedForPractice;
  const { label } = messages.kinds[kind];
  const first = waitedMinutes === undefined ? push.title(label) : push.again(label, waitedMinutes);
  const marks = [messages.statuses[status], site.demo ? words.subjectDemo : ""];
  const topic = topicOf(`approve ${slug}`);
  return {
    payload: JSON.stringify({
      web_push: 8030,
      notification: {
        title: [...marks, first].filter(Boolean).join(": "),
        body: push.text,
        lang: messages.locale,
        tag: topic,
        navigate: `${site.baseUrl}/console/advisories/${slug}/approve`,
      },
    }),
    topic,
    urgency: kind === "imminent" && status === "actual" ? "high" : "normal",
    longestLifeSeconds: daySeconds,
  };
}

/** As long as nobody misses it. */
const canarySeconds = 180;

/** Each takes the place of the one before. */
export function composeCanaryPush(title: string, body: string, language: string, site: Site): ComposedPush {
  const topic = topicOf("canary");
  const notification = {
    title,
    body,
    lang: messagesFor(language).locale,
    tag: topic,
    silent: true,
    navigate: site.baseUrl,
  };
  return {
    payload: JSON.stringify({ web_push: 8030, notification }),
    topic,
    urgency: "normal",
    longestLifeSeconds: canarySeconds,
  };
}
