/**
 * Which of the delivery threads does what. Mail and push have threads of their own where there are two or more, so that neither waits
 * for the other's processor time; leases keep those that share a channel apart.
 */
import type { ChannelName } from "../channels/channel.ts";

export interface DeliveryShare {
  readonly channels: readonly ChannelName[];
  readonly sendsLetters: boolean;
  /** Of `MAIL_CONNECTIONS`. */
  readonly mailConnections: number;
}

const byNotification: readonly ChannelName[] = ["webhook", "websub", "push"];
const byMail: readonly ChannelName[] = ["email"];

/** `thread` counts from 0. */
export function deliveryShare(thread: number, threads: number, mailConnections: number): DeliveryShare {
  if (threads <= 1) return { channels: [...byNotification, ...byMail], sendsLetters: true, mailConnections };
  const isForMail = thread % 2 === 0;
  const mailThreads = Math.ceil(threads / 2);
  const place = thread / 2;
  const own = Math.floor(mailConnections / mailThreads) + (place < mailConnections % mailThreads ? 1 : 0);
  return {
    channels: isForMail ? byMail : byNotification,
    sendsLetters: thread === 0,
    mailConnections: Math.max(1, own),
  };
}
