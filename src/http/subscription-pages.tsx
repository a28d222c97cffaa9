/** Signing up, confirming, managing and leaving on pages. GET shows, POST acts: mail scanners open every link. */

import { type Context, Hono } from "hono";
import { interfaceLanguage } from "../../templates/messages/index.ts";
import { ConfirmPage } from "../../templates/pages/confirm.tsx";
import { ConfirmedPage } from "../../templates/pages/confirmed.tsx";
import { ErasedPage, ErasePage } from "../../templates/pages/erase.tsx";
import { ManagePage } from "../../templates/pages/manage.tsx";
import { SubscribePage } from "../../templates/pages/subscribe.tsx";
import { SubscribedPage } from "../../templates/pages/subscribed.tsx";
import { UnsubscribePage } from "../../templates/pages/unsubscribe.tsx";
import { UnsubscribedPage } from "../../templates/pages/unsubscribed.tsx";
import { emptyPreferences, type FieldProblem, type PreferenceValues } from "../../templates/parts/forms.tsx";
import { changePreferences, eraseData, leave, resume, subscriptionByToken } from "../actions/change-subscription.ts";
import { confirmSubscription, signupByToken } from "../actions/confirm-subscription.ts";
import { heldData } from "../actions/held-data.ts";
import { signUpByEmail } from "../actions/sign-up.ts";
import { type Kind, kinds } from "../domain/advisory.ts";
import { isArea, isState } from "../domain/areas.ts";
import { mailAddressFault, normalMailAddress } from "../domain/mail-address.ts";
import type { Tokens } from "../domain/ports.ts";
import type { Refusal } from "../domain/refusal.ts";
import { type Sector, sectors } from "../domain/sectors.ts";
import type { Preferences, Subscription } from "../store/subscriptions.ts";
import { errorPage, frameFor, privatePage } from "./page-answer.tsx";
import type { RateLimit } from "./rate-limit.ts";
import { readText } from "./request-body.ts";
import type { SignUpDependencies } from "./sign-up.ts";

interface SubscriptionPageDependencies extends SignUpDependencies {
  readonly tokens: Tokens;
  readonly signUpLimit: RateLimit;
  /** Shown before a sign-up; the operator's own words. */
  readonly privacyActNotice?: string;
}

export function subscriptionPages(dependencies: SubscriptionPageDependencies): Hono {
  const { site, clock, tokens, signUpLimit, isUnlimited, signUpPace, privacyActNotice } = dependencies;
  const fixed = privacyActNotice === undefined ? {} : { privacyActNotice };
  const routes = new Hono();
  const frameOf = (context: Context) => frameFor(context, site, clock.now());
  const no = (context: Context, refusal: Refusal) => errorPage(context, site, clock.now(), refusal);

  routes.get("/subscribe", (context) => {
    const frame = frameOf(context);
    const values = { ...emptyPreferences(frame.language), address: "" };
    return privatePage(context, <SubscribePage frame={frame} values={values} problems={[]} {...fixed} />);
  });

  routes.post("/subscribe", async (context) => {
    const wait = signUpLimit(context);
    if (wait !== null)
      return errorPage(context, site, clock.now(), { type: "too-many-requests", retryAfterSeconds: wait });
    const form = await readForm(context);
    if (!form.ok) return errorPage(context, site, clock.now(), form.refusal);
    const frame = frameOf(context);
    const { values, problems, preferences } = readPreferences(form.value);
    const address = form.value.get("address")?.trim() ?? "";
    if (address === "") problems.unshift({ field: "address", problem: "addressMissing" });
    else if (mailAddressFault(address)) problems.unshift({ field: "address", problem: "addressInvalid" });
    if (problems.length > 0) {
      const page = <SubscribePage frame={frame} values={{ ...values, address }} problems={problems} {...fixed} />;
      return privatePage(context, page, 400);
    }
    const pace = isUnlimited ? null : signUpPace;
    await signUpByEmail(dependencies, { ...preferences, address: normalMailAddress(address), pace });
    return privatePage(context, <SubscribedPage frame={frame} />, 202);
  });

  routes.get("/confirm/:token", async (context) => {
    const found = await signupByToken(dependencies, tokens, context.req.param("token"));
    if (!found.ok) return no(context, found.refusal);
    return privatePage(context, <ConfirmPage frame={frameOf(context)} action={new URL(context.req.url).pathname} />);
  });
  routes.post("/confirm/:token", async (context) => {
    const confirmed = await confirmSubscription(dependencies, tokens, context.req.param("token"));
    if (!confirmed.ok) return no(context, confirmed.refusal);
    return privatePage(
      context,
      <ConfirmedPage frame={frameOf(context)} managePath={`/subscriptions/${confirmed.value.manageToken}`} />,
    );
  });

  const managePage = (
    context: Context,
    subscription: Subscription,
    extra: { isSaved: boolean; problems?: FieldProblem[]; values?: PreferenceValues },
  ) => {
    const token = context.req.param("token") ?? "";
    return (
      <ManagePage
        frame={frameOf(context)}
        address={subscription.channel === "email" ? subscription.address : null}
        values={extra.values ?? valuesOf(subscription)}
        problems={extra.problems ?? []}
        isSaved={extra.isSaved}
        // What was erased has no such page.
        state={subscription.state === "erased" ? "gone" : subscription.state}
        action={`/subscriptions/${token}`}
        leaveAction={`/unsubscribe/${tokens.issue("unsubscribe", subscription.id, subscription.nonce)}`}
      />
    );
  };
  routes.get("/subscriptions/:token", async (context) => {
    const found = await subscriptionByToken(dependencies, tokens, context.req.param("token"), "manage");
    if (!found.ok) return no(context, found.refusal);
    return privatePage(context, managePage(context, found.value, { isSaved: false }));
  });
  routes.post("/subscriptions/:token", async (context) => {
    const token = context.req.param("token");
    const found = await subscriptionByToken(dependencies, tokens, token, "manage");
    if (!found.ok) return no(context, found.refusal);
    const form = await readForm(context);
    if (!form.ok) return errorPage(context, site, clock.now(), form.refusal);
    const { values, problems, preferences } = readPreferences(form.value);
    if (problems.length > 0)
      return privatePage(context, managePage(context, found.value, { isSaved: false, problems, values }), 400);
    // Whoever saves choices wants to be told: that undoes having left, as the goodbye mail promises.
    if (found.value.state === "left") await resume(dependencies, tokens, token);
    const changed = await changePreferences(dependencies, tokens, token, preferences);
    if (!changed.ok) return no(context, changed.refusal);
    return privatePage(context, managePage(context, changed.value, { isSaved: true }));
  });

  routes.get("/subscriptions/:token/data.json", async (context) => {
    const held = await heldData(dependencies, tokens, context.req.param("token"));
    if (!held.ok) return no(context, held.refusal);
    return context.body(`${JSON.stringify(held.value, null, 2)}\n`, 200, {
      "Content-Type": "application/json; charset=utf-8",
      "Content-Disposition": 'attachment; filename="my-subscription.json"',
      "Cache-Control": "no-store",
    });
  });
  routes.get("/subscriptions/:token/erase", async (context) => {
    const token = context.req.param("token");
    const found = await subscriptionByToken(dependencies, tokens, token, "manage");
    if (!found.ok) return no(context, found.refusal);
    return privatePage(context, <ErasePage frame={frameOf(context)} action={`/subscriptions/${token}/erase`} />);
  });
  routes.post("/subscriptions/:token/erase", async (context) => {
    const erased = await eraseData(dependencies, tokens, context.req.param("token"));
    if (!erased.ok) return no(context, erased.refusal);
    return privatePage(context, <ErasedPage frame={frameOf(context)} />);
  });

  routes.get("/unsubscribe/:token", async (context) => {
    const found = await subscriptionByToken(dependencies, tokens, context.req.param("token"), "unsubscribe");
    if (!found.ok) return no(context, found.refusal);
    return privatePage(
      context,
      <UnsubscribePage frame={frameOf(context)} action={new URL(context.req.url).pathname} />,
    );
  });
  // RFC 8058: mail programs post here without cookie or Origin; the body does not matter, and again is a success.
  routes.post("/unsubscribe/:token", async (context) => {
    const left = await leave(dependencies, tokens, context.req.param("token"), "unsubscribe");
    if (!left.ok) return no(context, left.refusal);
    return privatePage(context, <UnsubscribedPage frame={frameOf(context)} />);
  });
  return routes;
}

async function readForm(context: Context) {
  const text = await readText(
    context,
    /^application\/x-www-form-urlencoded\s*(;|$)/i,
    "application/x-www-form-urlencoded",
  );
  return text.ok ? { ok: true as const, value: new URLSearchParams(text.value) } : text;
}

function valuesOf({ language, choice }: Preferences): PreferenceValues {
  return {
    language,
    kinds: choice.kinds.length === 0 ? kinds : choice.kinds,
    areas: choice.areas.filter(isState),
    counties: choice.areas.filter((area) => !isState(area)).join(" "),
    sectors: choice.sectors,
  };
}

/** The form's values as typed, what is wrong with them, and what they mean. */
function readPreferences(form: URLSearchParams): {
  values: PreferenceValues;
  problems: FieldProblem[];
  preferences: Preferences;
} {
  const known = <Item extends string>(name: string, all: readonly Item[]) =>
    all.filter((item) => form.getAll(name).includes(item));
  const counties = form.get("counties")?.slice(0, 2_000) ?? "";
  const codes = counties.split(/[\s,;]+/).filter((code) => code !== "");
  const wrong = codes.filter((code) => !isArea(code));
  const language = interfaceLanguage(form.get("language") ?? "") ?? "en";
  const states = form.getAll("areas").filter(isState);
  const chosenKinds = known<Kind>("kinds", kinds);
  const chosenSectors = known<Sector>("sectors", sectors);
  const problems: FieldProblem[] =
    wrong.length > 0 ? [{ field: "counties", problem: "countyUnknown", given: wrong.join(", ") }] : [];
  return {
    values: { language, kinds: chosenKinds, areas: states, counties, sectors: chosenSectors },
    problems,
    preferences: {
      language,
      choice: {
        // None ticked means all, as everywhere.
        kinds: chosenKinds.length === kinds.length ? [] : chosenKinds,
        areas: [...states, ...codes],
        sectors: chosenSectors,
      },
    },
  };
}
