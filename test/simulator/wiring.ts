/** What one process of the service is made of in a simulation: real channels and actions, over carriers, clock and ids of the month. */
import { createHash, createHmac } from "node:crypto";
import type { Dependencies } from "../../src/actions/dependencies.ts";
import { emailChannel } from "../../src/channels/email.ts";
import { letterSender } from "../../src/channels/letters.ts";
import { isWebLetter, webLetterSender } from "../../src/channels/web-letters.ts";
import { pushChannel } from "../../src/channels/web-push.ts";
import { webhookChannel } from "../../src/channels/webhook.ts";
import { webSubChannel } from "../../src/channels/websub.ts";
import type { DeliveryDependencies } from "../../src/delivery/dependencies.ts";
import type { Clock, Site } from "../../src/domain/ports.ts";
import { publicReader } from "../../src/http/public-reader.ts";
import { viewReader } from "../../src/http/view.ts";
import { partnerSecrets } from "../../src/platform/partner-secrets.ts";
import { hmacTokens } from "../../src/platform/tokens.ts";
import type { Database } from "../../src/store/database.ts";
import { letterMatter } from "../../src/store/letter-matter.ts";
import { judgedChannel, letterCarrier } from "./carriers.ts";
import { judgedMachineChannel, letterWebCarrier, type MachineWorld } from "./machines.ts";
import type { Process } from "./process.ts";

export interface ServiceWorld {
  readonly carriers: MachineWorld;
  readonly site: Site;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly nudge: () => void;
  readonly random: () => number;
  readonly log: Dependencies["log"];
}

const hour = 3_600_000;
/** So few, that lots have to wait for room. */
const concurrency = 3;
export const tokens = hmacTokens([Buffer.alloc(32, 7)]);
export const secrets = partnerSecrets(Buffer.alloc(32, 9));
/** The example keys of RFC 8292, appendix A, belong to nobody here: what is signed with them is thrown away. */
const vapid = {
  publicKey: "BA1Hxzyi1RUM1b5wjxsn7nGxAszw2u61m164i3MrAIxHF6YK5h4SDYic-dRuU_RCPCfA5aq9ojSwk5Y2EmClBPs",
  privateKey: "TVe_nJlciDOn130gFyFYP8UiGxxWd3QdH6C5axXpSgM",
  subject: "mailto:ops@example.org",
};
const mailFrom = "Simulated Advisories <advisories@example.org>";

export function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

export function actionsOf(world: ServiceWorld, process: Process, database: Database): Dependencies {
  const { clock, newId, site, nudge, log } = world;
  return {
    ...{ database, clock, newId, site, nudge, log, digest },
    timers: process.timers,
    keyedHash: (text) => createHmac("sha256", "a key for tests").update(text).digest("hex"),
    sessionLimits: { idleMs: hour, longestMs: 12 * hour },
    signCap: (xml) => xml,
    alarmTo: ["desk@example.org"],
  };
}

export function deliveryOf(
  world: ServiceWorld,
  process: Process,
  database: Database,
  isStopping: () => boolean,
): DeliveryDependencies {
  const { clock, carriers, site, random, log } = world;
  const reader = publicReader(database, site, viewReader({ database, clock, digest }));
  const machines = { site, secrets, reader, concurrency };
  const web = letterWebCarrier(carriers, process);
  const sendLetter = letterSender({
    ...{ site, tokens, mailFrom, clock, web },
    carrier: letterCarrier(carriers, process),
    push: async () => ({ type: "refused", reason: "none of those who run the service has a browser here" }),
  });
  const sendWebLetter = webLetterSender({ ...machines, carrier: web, clock });
  return {
    ...{ database, clock, digest, isStopping, random, log },
    timers: process.timers,
    channels: {
      webhook: judgedMachineChannel(carriers, process, (carrier) => webhookChannel({ ...machines, carrier })),
      websub: judgedMachineChannel(carriers, process, (carrier) => webSubChannel({ ...machines, carrier })),
      push: judgedChannel(carriers, process, (_, carrier) =>
        pushChannel({ carrier, site, vapid, encrypt: (__, payload) => Buffer.from(payload), concurrency }),
      ),
      email: judgedChannel(carriers, process, (carrier) =>
        emailChannel({ carrier, site, tokens, mailFrom, concurrency }),
      ),
    },
    sendLetter: async (letter) => {
      const matter = await letterMatter(database, letter, digest, clock.now());
      if (!matter) return { type: "refused", reason: "what the letter is about is gone" };
      return isWebLetter(matter) ? sendWebLetter(matter) : sendLetter(matter);
    },
  };
}
