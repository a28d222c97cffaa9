/**
 * Where a push may be posted. Anyone can hand in an endpoint, so only the push services of the browsers are taken, and what an
 * operator names besides. Asked at sign-up and again at every send; the carrier also checks what the name resolves to.
 */
const pushServices = [
  "fcm.googleapis.com",
  "jmt17.google.com",
  "updates.push.services.mozilla.com",
  "web.push.apple.com",
  "notify.windows.com",
];

/** Also refuses whatever a URL parser would silently turn into something else: other letters, escapes, white space, backslashes. */
const plainAddress = /^https:\/\/([a-z0-9.-]+)(?::(\d{1,5}))?\/[\x21\x24-\x3b\x3d\x3f-\x5b\x5d-\x5f\x61-\x7e]*$/i;
const longestEndpoint = 2_000;

/** `host` or `host:port`, as `PUSH_HOSTS` names them; without a port, 443. */
export function isNamedHost(host: string, port: number, extraHosts: readonly string[]): boolean {
  return extraHosts.some((entry) => {
    const [name, namedPort = "443"] = entry.toLowerCase().split(":");
    return name === host && Number(namedPort) === port;
  });
}

/** Why nothing may be posted there, or `null`. Pure: it looks at the text alone. */
export function pushEndpointFault(endpoint: string, extraHosts: readonly string[]): string | null {
  if (endpoint.length > longestEndpoint) return `the endpoint has more than ${longestEndpoint} characters`;
  if (!/^https:\/\//i.test(endpoint)) return "the endpoint is not an https address";
  const match = plainAddress.exec(endpoint);
  if (!match || !URL.canParse(endpoint)) return "the endpoint is not a plain https address of host and path";
  const host = (match[1] ?? "").toLowerCase();
  const port = Number(match[2] ?? 443);
  // Numbers written in octal or hex parse to another text than was given: the parser's reading must be the written one.
  if (new URL(endpoint).hostname !== host) return "the endpoint's host is written in an unusual way";
  if (isNamedHost(host, port, extraHosts)) return null;
  if (/^\.|\.\.|\.$/.test(host)) return "the endpoint's host has a dot too many";
  if (port !== 443) return "the endpoint's port is not 443";
  const known = pushServices.some((service) => host === service || host.endsWith(`.${service}`));
  return known ? null : "the endpoint is not at a known push service";
}
