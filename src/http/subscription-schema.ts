/** The shapes that subscribers send: what they choose, and where they are to be told. Checked and told in OpenAPI as contents are. */
import { z } from "zod";
import { interfaceLanguages } from "../../templates/messages/index.ts";
import { mailAddressFault } from "../domain/mail-address.ts";
import { areaSchema, kindSchema, sectorSchema } from "./content-schema.ts";

export const choiceFields = {
  language: z.enum(interfaceLanguages).default("en"),
  kinds: z.array(kindSchema).max(3).default([]),
  areas: z.array(areaSchema).max(100).default([]),
  sectors: z.array(sectorSchema).max(40).default([]),
};

const base64url = (bytes: number) =>
  z
    .string()
    .refine(
      (text) => /^[A-Za-z0-9_-]+={0,2}$/.test(text) && Math.floor((text.replaceAll("=", "").length * 3) / 4) === bytes,
      {
        error: `is not ${bytes} bytes in base64url, as the browser gives it`,
      },
    );

export interface PushKeys {
  readonly endpoint: string;
  readonly p256dh: string;
  readonly auth: string;
}

/** Reads a browser's PushSubscription and says why it cannot be one of a push service that is allowed. */
export type ReadPush = (
  value: unknown,
) => { readonly ok: true; readonly subscription: PushKeys } | { readonly ok: false; readonly reason: string };

const addressSchema = z
  .string()
  .max(1_000)
  .meta({ format: "email", examples: ["name@example.org"] })
  .transform((address) => address.trim())
  .superRefine((address, context) => {
    const fault = mailAddressFault(address);
    if (fault) context.addIssue({ code: "custom", message: fault });
  });

const pushSubscriptionSchema = z.object({
  endpoint: z.string().max(2_000),
  expirationTime: z.number().nullable().optional(),
  keys: z.object({ p256dh: base64url(65), auth: base64url(16) }),
});

const emailSubscriptionSchema = z.strictObject({
  channel: z.literal("email"),
  address: addressSchema,
  ...choiceFields,
});

/** `readPush` knows which push services are allowed here. */
export function subscriptionSchema(readPush: ReadPush) {
  return z.discriminatedUnion("channel", [
    emailSubscriptionSchema,
    z.strictObject({ channel: z.literal("push"), subscription: browserSchema(readPush), ...choiceFields }),
  ]);
}

/** The new address of a browser that is subscribed. */
export function renewalSchema(readPush: ReadPush) {
  return z.strictObject({ subscription: browserSchema(readPush) });
}

function browserSchema(readPush: ReadPush) {
  return pushSubscriptionSchema.transform((given, context): PushKeys => {
    const read = readPush(given);
    if (read.ok) return read.subscription;
    context.addIssue({ code: "custom", message: read.reason });
    return z.NEVER;
  });
}
