/**
 * What every channel can do: compose (pure, once per notice, form and language) and send (one recipient, through an injected
 * carrier). The outcome says what is known, never what is hoped: delivery alone decides on retries.
 */
import type { Readers } from "../domain/audience.ts";
import type { Form, Notice } from "../domain/notice.ts";

export const channelNames = ["webhook", "websub", "push", "email"] as const;
export type ChannelName = (typeof channelNames)[number];

/** Who is behind a channel: machines are told of more changes than people. */
export function readersOf(channel: ChannelName): Readers {
  return channel === "webhook" || channel === "websub" ? "machines" : "people";
}

export interface Recipient {
  readonly id: number;
  /** E-mail address, or the channel's own JSON (a browser's PushSubscription). */
  readonly address: string;
  readonly language: string;
  /** Goes into the tokens of the links; a new one ends all links sent before. */
  readonly nonce: string;
}

export type Outcome =
  /** The carrier took responsibility (SMTP 250 after the final dot, push 201). */
  | { readonly type: "accepted" }
  /** Not delivered; may work later. */
  | {
      readonly type: "later";
      readonly reason: string;
      readonly retryAfterSeconds?: number;
      /** It is the relay that all messages of the channel go through, and not the recipient's own server. */
      readonly isOfRelay?: true;
      /** It was sent, and may have been taken for all that came back: tried again all the same, since repeats are told apart. */
      readonly mayHaveArrived?: true;
    }
  /** The address is dead for good: the subscription is closed (push 404/410, mail 5xx of the address kind). */
  | {
      readonly type: "gone";
      readonly reason: string;
      /** Of a letter that names a browser by its row: the address that said so. */
      readonly address?: string;
    }
  /** Refused for good for this message, but the address lives. */
  | {
      readonly type: "refused";
      readonly reason: string;
      /** What the message says was refused, not to whom it goes: on many messages that is nobody's fault but the text's. */
      readonly isAboutContent?: true;
    }
  /** The connection broke where the other side may have accepted. */
  | { readonly type: "unknown"; readonly reason: string };

export interface Delivery {
  readonly recipient: Recipient;
  /** Names the message: the same at every try, so that a repeat carries the same Message-ID or Topic. */
  readonly messageKey: string;
  /** The message key of the advisory's first announcement: what mail programs sort the later ones under. */
  readonly threadKey?: string;
  /** After this moment nobody is told any more (epoch ms). */
  readonly deadlineAt: number;
  readonly now: number;
  /**
   * Asked where a message had to wait, right before it leaves: false where what it says was overtaken, its time has passed, or others
   * may be sending it by now.
   */
  readonly stillStands?: () => Promise<boolean>;
}

/** `Composed` is opaque to delivery: made by `compose`, given back to `send`. */
export interface Channel<Composed = unknown> {
  readonly name: ChannelName;
  /** How many messages may be in flight at once. */
  readonly concurrency: number;
  /** Does all of it go through one relay? Then that is what can be slow. */
  readonly isRelayed?: boolean;
  /** What the recipient shares with others when a server asks to be left alone: a push service, a receiving domain. */
  originOf(recipient: Pick<Recipient, "address">): string;
  /** Is there nothing that this recipient could be told of such a notice? Absent: everybody can be told everything. */
  leavesOut?(recipient: Pick<Recipient, "address">, form: Form): boolean;
  /** Are outcomes kept for each recipient, to be looked up later? For channels with few of them. */
  readonly isLogged?: boolean;
  compose(notice: Notice, language: string): Composed;
  send(composed: Composed, delivery: Delivery): Promise<Outcome>;
}
