/** Letters that are not mail: a question or a test to a partner's or subscriber's own server. */
import type { Clock } from "../domain/ports.ts";
import type { Outcome, Recipient } from "./channel.ts";
import { sendTestEvent, type WebhookSettings } from "./webhook.ts";
import { verifyIntent, type WebSubRequest } from "./websub.ts";

export type WebLetter = { readonly messageKey: string } & (
  | { readonly purpose: "webhook-test"; readonly webhook: Recipient }
  | { readonly purpose: "websub-verify"; readonly request: WebSubRequest }
);

export function isWebLetter<Letter extends { readonly purpose: string }>(
  letter: Letter,
): letter is Extract<Letter, { readonly purpose: WebLetter["purpose"] }> {
  return letter.purpose === "webhook-test" || letter.purpose === "websub-verify";
}

/** Sends one: one try. */
export function webLetterSender(settings: Omit<WebhookSettings, "reader" | "concurrency"> & { readonly clock: Clock }) {
  return (letter: WebLetter): Promise<Outcome> => {
    switch (letter.purpose) {
      case "webhook-test":
        return sendTestEvent(settings, letter.webhook, letter.messageKey, settings.clock.now());
      case "websub-verify":
        return verifyIntent(settings, letter.request, letter.messageKey);
    }
  };
}
