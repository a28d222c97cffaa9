import { stackOf } from "../domain/thrown.ts";
import type { Lot } from "../store/lots.ts";
import type { DeliveryDependencies } from "./dependencies.ts";

/** A defect, or a database that cannot write: written down, and no reason to drop the others of the lot. */
export function reportFault({ log }: Pick<DeliveryDependencies, "log">, { id, channel }: Lot, error: unknown): void {
  log.error({ lot: id, channel, error: stackOf(error) }, "a lot met a fault and goes on");
}
