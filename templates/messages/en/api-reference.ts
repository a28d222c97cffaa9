import type { ApiReferenceWords } from "../api-reference.ts";

export const apiReference: ApiReferenceWords = {
  title: "The API",
  intro:
    "Reading needs no key. Unknown query parameters are refused, so that a misspelt filter never passes for an empty answer. Times carry their offset.",
  operations: "Addresses",
  role: "Role",
  parameters: "Parameters",
  refusals: "Refusals",
  refusalsIntro:
    "An error is a problem document (RFC 9457, application/problem+json): its type leads to the row here, its detail says what to do.",
  more: "For programs that read OpenAPI: ",
  limits: "Limits",
  limitsIntro:
    "Reading has no limit: once a minute is enough, and more often than every 30 seconds brings nothing new. From one network (an IPv4 /24 or an IPv6 /64) come in an hour at most the following; what is above is answered with 429, and Retry-After says in how many seconds to ask again. 503 has a Retry-After too where it is known.",
  limitedActs: {
    signUps: "sign-ups",
    hubRequests: "requests to the WebSub hub",
    partnerActs: "acts on a partner's page",
    signIns: "attempts of editors to sign in",
  },
};
