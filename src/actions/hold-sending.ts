/** An operator holds all sending, or that of one channel, or lets it go on. Pages and feeds go on, and so does what the house is told. */
import { accepted, type Result } from "../domain/refusal.ts";
import { type channels, pauseKey, setValue } from "../store/instance.ts";
import { commit } from "./commit.ts";
import type { Dependencies } from "./dependencies.ts";

export interface HoldRequest {
  /** Absent: all. */
  readonly channel?: (typeof channels)[number];
  readonly isHeld: boolean;
  readonly actor: string;
  readonly commandId: string;
}

export async function holdSending(
  dependencies: Dependencies,
  { channel, isHeld, actor, commandId }: HoldRequest,
): Promise<Result<{ isHeld: boolean }>> {
  const { database, nudge } = dependencies;
  const done = await commit(dependencies, commandId, async () =>
    accepted({
      writes: [
        setValue(database, pauseKey(channel), String(isHeld)),
        // Whoever lets a channel go on has seen to why it was held.
        ...(channel && !isHeld ? [setValue(database, `refusedContent:${channel}`, "")] : []),
      ],
      entry: {
        actor,
        action: isHeld ? "pause" : "resume",
        isPublic: false,
        detail: { isHeld, channel: channel ?? "all" },
      },
    }),
  );
  nudge();
  return done;
}
