/** What the settings say, in the shapes that actions and pages ask for: the same on Node and on Workers. */
import type { Dependencies } from "./actions/dependencies.ts";
import type { AppDependencies } from "./app.ts";
import { callbackFault } from "./channels/outbound-address.ts";
import { readPushSubscription } from "./channels/push-subscription.ts";
import { hours, minutes } from "./domain/durations.ts";
import type { Site } from "./domain/ports.ts";
import { agencyOf, type Settings } from "./settings.ts";

export function siteOf(settings: Settings, setUpAt: number, isDemo: boolean): Site {
  const agency = agencyOf(settings);
  return {
    ...(agency ? { agency } : {}),
    name: settings.SITE_NAME,
    baseUrl: settings.BASE_URL,
    official: settings.SITE_OFFICIAL,
    demo: isDemo,
    senderId: settings.SENDER_ID,
    setUpAt,
  };
}

export function actionSettings(settings: Settings): Pick<Dependencies, "alarmTo" | "sessionLimits"> {
  return {
    alarmTo: settings.ALARM_TO,
    sessionLimits: { idleMs: minutes(settings.SESSION_IDLE_MINUTES), longestMs: hours(settings.SESSION_HOURS) },
  };
}

export function appSettings(
  settings: Settings,
): Pick<
  AppDependencies,
  | "isUnlimited"
  | "signUpPace"
  | "isApiApprovalAllowed"
  | "readPushSubscription"
  | "callbackFault"
  | "securityContact"
  | "bounceAddress"
  | "bounceKey"
  | "oidc"
> {
  return {
    isUnlimited: settings.RATE_LIMIT === "off",
    signUpPace: { perDomain: settings.SIGN_UP_MAILS_PER_DOMAIN, inAll: settings.SIGN_UP_MAILS_PER_MINUTE },
    isApiApprovalAllowed: settings.API_APPROVE,
    callbackFault: (url) => callbackFault(url, settings.WEBHOOK_HOSTS),
    readPushSubscription: (value) => readPushSubscription(value, settings.PUSH_HOSTS),
    ...oidcOf(settings),
    ...(settings.BOUNCE_ADDRESS ? { bounceAddress: settings.BOUNCE_ADDRESS } : {}),
    ...(settings.BOUNCE_KEY ? { bounceKey: settings.BOUNCE_KEY } : {}),
    ...(settings.SECURITY_CONTACT ? { securityContact: settings.SECURITY_CONTACT } : {}),
  };
}

function oidcOf({ OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET, OIDC_ACR, OIDC_AMR }: Settings) {
  if (OIDC_ISSUER === undefined || OIDC_CLIENT_ID === undefined) return {};
  const secret = OIDC_CLIENT_SECRET === undefined ? {} : { clientSecret: OIDC_CLIENT_SECRET };
  return { oidc: { issuer: OIDC_ISSUER, clientId: OIDC_CLIENT_ID, ...secret, acr: OIDC_ACR, amr: OIDC_AMR } };
}
