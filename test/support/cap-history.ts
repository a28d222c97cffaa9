/** The CAP messages that a world's revisions come to, composed one after another as the service does at each approval. */

import type { Revision } from "../../src/domain/advisory.ts";
import { published } from "../../src/domain/phase.ts";
import type { Site } from "../../src/domain/ports.ts";
import { keyText } from "../../src/domain/taking-back.ts";
import { composeCap, hasCapMessage } from "../../src/formats/cap/message.ts";
import type { CapMessage } from "../../src/formats/cap/model.ts";
import { type CapSummary, capSummary } from "../../src/formats/cap/summary.ts";
import { aSite } from "./advisories.ts";
import { advisoryOf, allRevisions, type World } from "./world.ts";

export interface Sent {
  readonly message: CapMessage;
  readonly summary: CapSummary;
  readonly family: string;
  readonly revision: Revision;
}

export function capHistory(world: World, site: Site = aSite()): Sent[] {
  const sent: Sent[] = [];
  const revisions = allRevisions(world);
  for (const revision of revisions.filter(hasCapMessage)) {
    const advisory = advisoryOf(world, revision.advisoryId);
    const seen = published(advisory, revision.effectiveAt)?.revisions.find(({ number }) => number === revision.number);
    const wrong = revisions.find((one) => revision.takesBack && keyText(one) === keyText(revision.takesBack));
    const replaced = revision.content.replaces;
    const message = composeCap({
      advisory,
      revision,
      languageStates: seen?.languageStates ?? {},
      earlier: sent.filter((one) => one.family === advisory.family).map(({ summary }) => summary),
      site,
      ...(replaced === undefined ? {} : { replacedSlug: advisoryOf(world, replaced).slug }),
      ...(wrong
        ? {
            takenBack: {
              kind: advisoryOf(world, wrong.advisoryId).kind,
              content: wrong.content,
              effectiveAt: wrong.effectiveAt,
            },
          }
        : {}),
    });
    sent.push({ message, summary: capSummary(message), family: advisory.family, revision });
  }
  return sent;
}
