/** What the console and a partner's own page offer alike: the view of a webhook, and the acts of its buttons. */
import type { PartnerViewProps } from "../../templates/parts/partner-view.tsx";
import { inviteContact } from "../actions/partner-notices.ts";
import { redeliver, requestTestEvent, rotateSecret, setPaused, webhookOf } from "../actions/partners.ts";
import type { Refusal } from "../domain/refusal.ts";
import { type Partner, partnerById, partnerLog } from "../store/partners.ts";
import { type PartnerPageDependencies, secretOf, stateOf } from "./webhooks-api.ts";

export const partnerActs = ["secret", "rotate", "test", "notices", "pause", "resume"] as const;
export type PartnerAct = (typeof partnerActs)[number];

type Said = NonNullable<PartnerViewProps["said"]>;

export type PartnerExtra = Pick<PartnerViewProps, "secret" | "said">;
const mostEvents = 100;

export async function partnerView(
  { database }: PartnerPageDependencies,
  partner: Partner,
  extra: PartnerExtra = {},
): Promise<Omit<PartnerViewProps, "language" | "action" | "command">> {
  const { url, format, header } = webhookOf(partner);
  const { id, isExercise } = partner;
  const events = await partnerLog(database, id, mostEvents);
  return {
    url,
    format,
    ...(header ? { header: header.name } : {}),
    state: stateOf(partner),
    isExercise,
    events,
    ...extra,
  };
}

/** `shown`: what the next page says; a secret is shown in the very answer and in no address. */
export type ActOutcome =
  | { readonly type: "refused"; readonly refusal: Refusal }
  | { readonly type: "done"; readonly said?: Said }
  | { readonly type: "secret"; readonly partner: Partner; readonly secret: NonNullable<PartnerExtra["secret"]> };

export async function carryOut(
  dependencies: PartnerPageDependencies,
  partner: Partner,
  act: PartnerAct,
  acting: { readonly actor: string; readonly commandId: string },
): Promise<ActOutcome> {
  switch (act) {
    case "secret":
      return { type: "secret", partner, secret: { value: secretOf(partner, dependencies), isNew: false } };
    case "test":
      await requestTestEvent(dependencies, partner);
      return { type: "done", said: "test" };
    case "notices": {
      const { name, contact, language } = partner;
      const asked = await inviteContact(dependencies, { name, address: contact, language }, acting);
      return asked.ok ? { type: "done", said: "notices" } : { type: "refused", refusal: asked.refusal };
    }
    case "rotate": {
      const rotated = await rotateSecret(dependencies, partner.id, acting);
      if (!rotated.ok) return { type: "refused", refusal: rotated.refusal };
      const secret = { value: secretOf(rotated.value, dependencies), isNew: true };
      return { type: "secret", partner: rotated.value, secret };
    }
    default: {
      const changed = await setPaused(dependencies, partner.id, act === "pause", acting);
      return changed.ok ? { type: "done" } : { type: "refused", refusal: changed.refusal };
    }
  }
}

export async function sendAgain(
  dependencies: PartnerPageDependencies,
  partner: Partner,
  event: string,
): Promise<ActOutcome> {
  const again = await redeliver(dependencies, partner, Number(event));
  return again.ok ? { type: "done", said: "again" } : { type: "refused", refusal: again.refusal };
}

export async function partnerByNumber(
  { database }: PartnerPageDependencies,
  text: string | undefined,
): Promise<Partner | null> {
  const id = /^[1-9]\d{0,14}$/.test(text ?? "") ? Number(text) : null;
  return id === null ? null : partnerById(database, id);
}

/** What the address of the page says was done. */
export function saidIn(query: string | undefined): PartnerExtra {
  return query === "test" || query === "again" || query === "notices" ? { said: query } : {};
}
