/**
 * Where a push may be posted. Anyone can hand in an endpoint, so only the push services of the browsers are taken, and what an
 * operator names besides. Asked at sign-up and again at every send; the carrier also checks what the name resolves to.
 */
import { readOutboundAddress } from "./outbound-address.ts";

const pushServices = [
  "fcm.googleapis.com",
  "jmt17.google.com",
  "updates.push.services.mozilla.com",
  "web.push.apple.com",
  "notify.windows.com",
];

/** Why nothing may be posted there, or `null`. Pure: it looks at the text alone. */
export function pushEndpointFault(endpoint: string, extraHosts: readonly string[]): string | null {
  const read = readOutboundAddress(endpoint, extraHosts, "endpoint");
  if (read.type === "fault") return read.reason;
  const { type, host } = read;
  const isKnown = type === "named" || pushServices.some((service) => host === service || host.endsWith(`.${service}`));
  return isKnown ? null : "the endpoint is not at a known push service";
}
