/** What a reader asks for when signing up: checked here once, for the form and for the API. */
import type { Dependencies } from "../actions/dependencies.ts";
import { signUpByEmail, signUpByPush } from "../actions/sign-up.ts";
import { mailAddressFault, normalMailAddress } from "../domain/mail-address.ts";
import { accepted, type Result, refused } from "../domain/refusal.ts";
import type { Preferences } from "../store/subscriptions.ts";
import type { BodyRefusal } from "./request-body.ts";

export interface PushKeys {
  readonly endpoint: string;
  readonly p256dh: string;
  readonly auth: string;
}

export interface SignUpDependencies extends Dependencies {
  /** `RATE_LIMIT=off`, for tests. */
  readonly isUnlimited: boolean;
  /** Reads a browser's PushSubscription and says why it cannot be one of a push service that is allowed. */
  readonly readPushSubscription: (
    value: unknown,
  ) => { readonly ok: true; readonly subscription: PushKeys } | { readonly ok: false; readonly reason: string };
}

export async function byEmail(
  dependencies: SignUpDependencies,
  given: string,
  preferences: Preferences,
): Promise<Result<null, BodyRefusal>> {
  const fault = mailAddressFault(given.trim());
  if (fault) {
    const problems = [{ path: "$.address", reason: fault, example: "name@example.org" }];
    return refused({ type: "invalid-content", problems });
  }
  await signUpByEmail(dependencies, {
    ...preferences,
    address: normalMailAddress(given),
    isUnlimited: dependencies.isUnlimited,
  });
  return accepted(null);
}

export async function byPush(
  dependencies: SignUpDependencies,
  given: unknown,
  preferences: Preferences,
): Promise<Result<{ id: number; nonce: string }, BodyRefusal>> {
  const read = dependencies.readPushSubscription(given);
  if (!read.ok) {
    const problems = [
      { path: "$.subscription", reason: read.reason, example: "PushSubscription.toJSON() of the browser" },
    ];
    return refused({ type: "invalid-content", problems });
  }
  const { endpoint, p256dh, auth } = read.subscription;
  return accepted(
    await signUpByPush(dependencies, { ...preferences, subscription: { endpoint, keys: { p256dh, auth } } }),
  );
}
