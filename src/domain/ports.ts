/** Shapes of what the outside world gives to the service: filled by platform/, handed in as arguments, built once in the entry. */
import type { Moment } from "./advisory.ts";

export interface Clock {
  now(): Moment;
}

/** Waiting, by a clock that neither jumps nor says what time it is: apart from `Clock`, so that a simulation can run both. */
export interface Timers {
  /** Milliseconds since some start; never goes back. */
  elapsed(): number;
  /** Runs it once after so many milliseconds; what comes back calls it off. */
  after(milliseconds: number, run: () => void): () => void;
}

/** What a link in a message may do. */
export type TokenPurpose = "confirm" | "manage" | "unsubscribe" | "partner" | "sign-in" | "bounce" | "notices";

/** Makes and reads the tokens in links: an HMAC over purpose, id and nonce, so that none is stored and a changed nonce ends all. */
export interface Tokens {
  issue(purpose: TokenPurpose, id: number, nonce: string): string;
  /** The id the token names, if its shape is right; only `check` says whether it is genuine. */
  idOf(token: string): number | null;
  check(token: string, purpose: TokenPurpose, id: number, nonce: string): boolean;
}

/** Draws an SVG, enlarged, with the typefaces that its text is set in. */
export type SvgToPng = (
  svg: string,
  options: { readonly typefaces: readonly Uint8Array[]; readonly zoom: number },
) => Uint8Array;

/** What partners' servers and subscribers' servers know us by. */
export interface PartnerSecrets {
  /** `whsec_…` (Standard Webhooks) of a webhook; another version is another secret. */
  signing(id: number, nonce: string, version: number): string;
  /** What only the asked server can repeat: the same for the same message. */
  challenge(messageKey: string): string;
  /** For keeping what others chose; `open` gives null for what was not sealed here. */
  seal(text: string): string;
  open(sealed: string): string | null;
}

/** What a reader gets at this moment, for those to whom it is brought: never a copy that was kept. */
export interface PublicReader {
  /** As `GET /api/v1/advisories/{id}` gives it; exercises and tests too. */
  advisory(id: string): Promise<Readonly<Record<string, unknown>> | null>;
  /** The signed CAP message; null while it waits for its signature. */
  capMessage(identifier: string): Promise<string | null>;
  /** A feed by its path and query. */
  topic(path: string): Promise<{ readonly type: string; readonly body: Uint8Array; readonly link: string } | null>;
}

/** The agency behind an official site, as the identifier at the foot of each page names it. What is absent is not shown. */
export interface Agency {
  readonly name: string;
  readonly url: string;
  readonly aboutUrl?: string;
  readonly accessibilityUrl?: string;
  readonly foiaUrl?: string;
  readonly noFearUrl?: string;
  readonly privacyUrl?: string;
}

/** Who publishes: what every page, feed and message says of itself. */
export interface Site {
  readonly name: string;
  /** Without a slash at the end. */
  readonly baseUrl: string;
  readonly official: boolean;
  /** Shown on official sites only. */
  readonly agency?: Agency;
  /** Marked as demonstration on every page and in every message. */
  readonly demo: boolean;
  /** CAP `sender`: no white space, comma, `<` or `&`. */
  readonly senderId: string;
  /** When the instance was set up: what empty feeds give as their `updated`. */
  readonly setUpAt: Moment;
}
