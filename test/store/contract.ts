/** What the rest of the service relies on, said once and run on both databases. */
import { describe } from "vitest";
import { advisoriesContract } from "./contract/advisories.ts";
import { atomicallyContract } from "./contract/atomically.ts";
import { auditContract } from "./contract/audit.ts";
import { decisionsContract } from "./contract/decisions.ts";
import { editorsContract } from "./contract/editors.ts";
import { lettersContract } from "./contract/letters.ts";
import { lotsContract } from "./contract/lots.ts";
import { planningContract } from "./contract/planning.ts";
import type { Open } from "./contract/rows.ts";
import { subscriptionsContract } from "./contract/subscriptions.ts";

/** `open` gives an empty, migrated database; it is called once in each test and tidies up after it. */
export function storeContract(name: string, open: Open): void {
  describe(`the store on ${name}`, () => {
    atomicallyContract(open);
    decisionsContract(open);
    auditContract(open);
    advisoriesContract(open);
    editorsContract(open);
    subscriptionsContract(open);
    planningContract(open);
    lotsContract(open);
    lettersContract(open);
  });
}
