import type { Moment } from "../../src/domain/advisory.ts";
import { easternIso } from "../../src/domain/eastern.ts";
import { momentName } from "../messages/advisory-words.ts";
import type { Messages } from "../messages/messages.ts";

/** A moment with its zone beside it: outlets got zone and day wrong where it was not. */
export function Time({ at, messages }: { at: Moment; messages: Messages }) {
  return <time datetime={easternIso(at)}>{momentName(at, messages)}</time>;
}
