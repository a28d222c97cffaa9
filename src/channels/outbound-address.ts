/**
 * Which addresses that strangers hand in may be asked at all, by their text alone. Asked at sign-up and again at every send; the
 * carriers also check what a name resolves to, and keep to it.
 */

/** Also refuses whatever a URL parser would silently turn into something else: other letters, escapes, white space, backslashes. */
const plainAddress = /^https:\/\/([a-z0-9.-]+)(?::(\d{1,5}))?\/[\x21\x24-\x3b\x3d\x3f-\x5b\x5d-\x5f\x61-\x7e]*$/i;
const longestAddress = 2_000;

/** Names that never belong to a computer in the public internet (RFC 6761, RFC 6762, RFC 8375, and what networks use at home). */
const privateNames = ["localhost", "local", "internal", "intranet", "lan", "home", "corp", "home.arpa", "onion"];

/** `host` or `host:port`, as `PUSH_HOSTS` and `WEBHOOK_HOSTS` name them; without a port, 443. */
export function isNamedHost(host: string, port: number, extraHosts: readonly string[]): boolean {
  return extraHosts.some((entry) => {
    const [name, namedPort = "443"] = entry.toLowerCase().split(":");
    return name === host && Number(namedPort) === port;
  });
}

export type OutboundAddress =
  | { readonly type: "fault"; readonly reason: string }
  /** The operator named this host with this port. */
  | { readonly type: "named"; readonly host: string }
  | { readonly type: "stranger"; readonly host: string };

/** Reads an https address of host and path; `what` names it in the reason. */
export function readOutboundAddress(address: string, extraHosts: readonly string[], what: string): OutboundAddress {
  const no = (reason: string): OutboundAddress => ({ type: "fault", reason: `the ${what}${reason}` });
  if (address.length > longestAddress) return no(` has more than ${longestAddress} characters`);
  if (!/^https:\/\//i.test(address)) return no(" is not an https address");
  const match = plainAddress.exec(address);
  if (!match || !URL.canParse(address)) return no(" is not a plain https address of host and path");
  const host = (match[1] ?? "").toLowerCase();
  const port = Number(match[2] ?? 443);
  // Numbers written in octal or hex parse to another text than was given: the parser's reading must be the written one.
  if (new URL(address).hostname !== host) return no("'s host is written in an unusual way");
  if (isNamedHost(host, port, extraHosts)) return { type: "named", host };
  if (/^\.|\.\.|\.$/.test(host)) return no("'s host has a dot too many");
  if (port !== 443) return no("'s port is not 443");
  return { type: "stranger", host };
}

/** Why no partner or subscriber can be told there, or `null`: https on port 443, at a public name. */
export function callbackFault(address: string, extraHosts: readonly string[]): string | null {
  const read = readOutboundAddress(address, extraHosts, "address");
  if (read.type === "fault") return read.reason;
  if (read.type === "named") return null;
  if (/^[\d.]+$/.test(read.host)) return "the address names a computer by number, not by name";
  if (!read.host.includes(".")) return "the address's host is not a full name, such as alerts.example.org";
  const isPrivate = privateNames.some((name) => read.host === name || read.host.endsWith(`.${name}`));
  return isPrivate ? "the address's host is not in the public internet" : null;
}
