/** `import subscriptions FILE.jsonl`: a list that an agency brings along, one subscription a line. Says what was taken, skipped and why. */
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { z } from "zod";
import { type BroughtSubscription, bringSubscriptions, importBatch } from "../../src/actions/import-subscriptions.ts";
import { readPushSubscription } from "../../src/channels/push-subscription.ts";
import { mailAddressFault, normalMailAddress } from "../../src/domain/mail-address.ts";
import { momentSchema } from "../../src/http/content-schema.ts";
import { checked } from "../../src/http/request-body.ts";
import { choiceFields } from "../../src/http/subscription-schema.ts";
import type { Invocation } from "./commands.ts";

const consent = {
  ...choiceFields,
  confirmedAt: momentSchema,
  consentSource: z.string().min(1).max(300),
  id: z.number().int().positive().max(1_000_000_000).optional(),
  exercise: z.boolean().optional(),
};
const lineSchema = z.discriminatedUnion("channel", [
  z.strictObject({ channel: z.literal("email"), address: z.string().max(1_000), ...consent }),
  z.strictObject({ channel: z.literal("push"), subscription: z.unknown(), ...consent }),
]);

/** Reasons shown in full; more of them are only counted. */
const mostReasons = 20;

export async function importSubscriptionList({ service, rest, print }: Invocation): Promise<number> {
  const [file] = rest;
  if (!file) throw new Error("import subscriptions FILE.jsonl");
  const lines = createInterface({ input: createReadStream(file, "utf8"), crlfDelay: Number.POSITIVE_INFINITY });
  let number = 0;
  let taken = 0;
  let known = 0;
  let skipped = 0;
  let batch: { line: number; subscription: BroughtSubscription }[] = [];
  const skip = (line: number, reason: string) => {
    skipped++;
    if (skipped <= mostReasons) print(`Line ${line} skipped: ${reason}`);
  };
  const flush = async () => {
    const brought = await bringSubscriptions(
      service,
      batch.map(({ subscription }) => subscription),
    );
    taken += brought.taken;
    known += batch.length - brought.taken - brought.idTaken.length;
    for (const index of brought.idTaken) skip(batch[index]?.line ?? 0, "its id belongs to another subscription here");
    batch = [];
  };
  for await (const line of lines) {
    number++;
    if (line.trim() === "") continue;
    const read = readLine(line, service.settings.PUSH_HOSTS);
    if (typeof read === "string") {
      skip(number, read);
      continue;
    }
    batch.push({ line: number, subscription: read });
    if (batch.length >= importBatch) await flush();
  }
  if (batch.length > 0) await flush();
  if (skipped > mostReasons) print(`… and ${skipped - mostReasons} more lines were skipped.`);
  print(
    `${taken} taken, ${known} were there already (or had left, or had their data erased) and stay as they are, ${skipped} skipped.`,
  );
  return skipped > 0 ? 1 : 0;
}

/** The subscription, or why the line is none. */
function readLine(line: string, pushHosts: readonly string[]): BroughtSubscription | string {
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch {
    return "it is not JSON";
  }
  const parsed = checked(lineSchema, json);
  if (!parsed.ok) {
    return parsed.refusal.type === "invalid-content"
      ? parsed.refusal.problems.map(({ path, reason }) => `${path} ${reason}`).join("; ")
      : parsed.refusal.type;
  }
  const { language, kinds, areas, sectors, confirmedAt, consentSource, id, exercise } = parsed.value;
  const common = {
    language,
    choice: { kinds, areas, sectors },
    confirmedAt,
    consentSource,
    ...(id === undefined ? {} : { id }),
    ...(exercise === undefined ? {} : { isExercise: exercise }),
  };
  if (parsed.value.channel === "email") {
    const fault = mailAddressFault(parsed.value.address.trim());
    if (fault) return `the address ${fault}`;
    const address = normalMailAddress(parsed.value.address);
    return { ...common, channel: "email", address, identity: address };
  }
  const push = readPushSubscription(parsed.value.subscription, pushHosts);
  if (!push.ok) return push.reason;
  const { endpoint, p256dh, auth } = push.subscription;
  return {
    ...common,
    channel: "push",
    address: JSON.stringify({ endpoint, keys: { p256dh, auth } }),
    identity: endpoint,
  };
}
