/** What is stored as the address of those who are told by their own servers. */
import type { Moment } from "./advisory.ts";

export const webhookFormats = ["json", "cap"] as const;
export type WebhookFormat = (typeof webhookFormats)[number];

/** A webhook: where to, which body, and by what it proves itself. */
export interface WebhookAddress {
  readonly url: string;
  readonly format: WebhookFormat;
  /** Of the signing secret. */
  readonly version: number;
  /** Until then the secret before this one signs too. */
  readonly previousUntil?: Moment;
  /** A header that the partner's own system asks for (Basic, or a key); its value sealed. */
  readonly header?: { readonly name: string; readonly sealed: string };
}

/** A subscriber of the WebSub hub. */
export interface WebSubAddress {
  readonly callback: string;
  /** Path and query of the feed, as it was asked for. */
  readonly topic: string;
  /** `hub.secret`, sealed. */
  readonly secret?: string;
  /** When the lease runs out. */
  readonly expiresAt: Moment;
}
