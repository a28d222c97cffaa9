/** The shape in which webhooks are asked for, by the API and by the console's form. */
import { z } from "zod";
import { webhookFormats } from "../domain/machine-subscription.ts";
import { mailAddressFault } from "../domain/mail-address.ts";
import { lineFaults } from "../domain/text.ts";
import { choiceFields } from "./subscription-schema.ts";

/** Why nobody may be told at an address, or null; what the operator named besides is a setting. */
export type CallbackFault = (url: string) => string | null;

/** Names that we set ourselves, or that would make another request of it. */
const takenHeaders =
  /^(host|connection|content-.*|transfer-encoding|te|trailer|upgrade|expect|webhook-.*|user-agent)$/i;

const headerValue = z
  .string()
  .regex(/^[\x21-\x7e](?:[\x20-\x7e]{0,998}[\x21-\x7e])?$/, { error: "is not one line of plain characters" });

const authSchema = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.literal("basic"),
    user: z.string().regex(/^[\x21-\x39\x3b-\x7e]{1,200}$/, { error: "is not plain characters without a colon" }),
    password: z.string().regex(/^[\x20-\x7e]{1,500}$/, { error: "is not plain characters" }),
  }),
  z.strictObject({
    type: z.literal("header"),
    name: z
      .string()
      .regex(/^[A-Za-z][A-Za-z0-9-]{0,60}$/, { error: "is not the name of a header" })
      .refine((name) => !takenHeaders.test(name), { error: "is a header that is set already" })
      .meta({ examples: ["X-Api-Key"] }),
    value: headerValue,
  }),
]);

export const nameField = z
  .string()
  .trim()
  .superRefine((text, context) => {
    for (const { reason } of lineFaults(text, 100)) context.addIssue({ code: "custom", message: reason });
  })
  .meta({ examples: ["Harbor operations center"] });

export const mailField = z
  .string()
  .trim()
  .superRefine((address, context) => {
    const fault = mailAddressFault(address);
    if (fault) context.addIssue({ code: "custom", message: fault });
  })
  .meta({ format: "email" });

export function webhookSchema(callbackFault: CallbackFault) {
  return z.strictObject({
    name: nameField,
    contact: mailField,
    url: z
      .string()
      .trim()
      .superRefine((url, context) => {
        const fault = callbackFault(url);
        if (fault) context.addIssue({ code: "custom", message: fault });
      })
      .meta({ examples: ["https://alerts.example.org/advisories"] }),
    format: z.enum(webhookFormats).default("json"),
    auth: authSchema.optional(),
    exercise: z.boolean().default(false),
    ...choiceFields,
  });
}

export type WebhookBody = z.output<ReturnType<typeof webhookSchema>>;

/** The header that the partner's own system asks for. */
export function headerOf({ auth }: Pick<WebhookBody, "auth">): { name: string; value: string } | undefined {
  if (!auth) return undefined;
  if (auth.type === "header") return { name: auth.name, value: auth.value };
  const pair = btoa(`${auth.user}:${auth.password}`);
  return { name: "Authorization", value: `Basic ${pair}` };
}
