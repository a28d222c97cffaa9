/** What delivery needs from outside. */
import type { Channel, ChannelName, Outcome } from "../channels/channel.ts";
import type { Clock, Timers } from "../domain/ports.ts";
import type { Database } from "../store/database.ts";
import type { LetterRow } from "../store/letters.ts";

export interface DeliveryDependencies {
  readonly database: Database;
  readonly clock: Clock;
  /** SHA-256 in lower-case hex: texts are compared with what was approved. */
  readonly digest: (text: string) => string;
  /** All waiting of delivery, and its measure of how long things take. */
  readonly timers: Timers;
  readonly channels: Readonly<Partial<Record<ChannelName, Channel>>>;
  readonly sendLetter: (letter: LetterRow) => Promise<Outcome>;
  /** True once the process was asked to stop: what is in flight is settled, nothing new is started. */
  readonly isStopping: () => boolean;
  /** In [0, 1): for jitter only. */
  readonly random: () => number;
  readonly log: {
    info(fields: Readonly<Record<string, unknown>>, message: string): void;
    warn(fields: Readonly<Record<string, unknown>>, message: string): void;
    error(fields: Readonly<Record<string, unknown>>, message: string): void;
  };
}
