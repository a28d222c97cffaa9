/** What the form and the API need to sign a reader up. */
import type { Dependencies } from "../actions/dependencies.ts";
import type { SignUpPace } from "../actions/sign-up.ts";
import type { ReadPush } from "./subscription-schema.ts";

export interface SignUpDependencies extends Dependencies {
  /** `RATE_LIMIT=off`, for tests. */
  readonly isUnlimited: boolean;
  readonly signUpPace: SignUpPace;
  readonly readPushSubscription: ReadPush;
}
