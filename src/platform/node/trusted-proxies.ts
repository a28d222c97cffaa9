/** Who asks, when proxies stand in between: only what a trusted proxy says of it is believed. */
import ipaddr from "ipaddr.js";

type Network = [ipaddr.IPv4 | ipaddr.IPv6, number];

/** `proxies`: addresses or networks (10.0.0.0/8). Gives a function from the peer's address and X-Forwarded-For to the client's address. */
export function clientAddressBehind(
  proxies: readonly string[],
): (peer: string, forwarded: string | undefined) => string {
  const networks = proxies.map((proxy): Network => {
    if (proxy.includes("/")) return ipaddr.parseCIDR(proxy);
    const address = ipaddr.process(proxy);
    return [address, address.kind() === "ipv4" ? 32 : 128];
  });
  const isTrusted = (text: string): boolean => {
    if (!ipaddr.isValid(text)) return false;
    const address = ipaddr.process(text);
    return networks.some(([network, bits]) => network.kind() === address.kind() && address.match(network, bits));
  };
  return (peer, forwarded) => {
    // Read from the right: each trusted hop vouches for the one to its left.
    const hops = [
      ...(forwarded ?? "")
        .split(",")
        .map((hop) => hop.trim())
        .filter((hop) => ipaddr.isValid(hop)),
      peer,
    ];
    while (hops.length > 1 && isTrusted(hops.at(-1) ?? "")) hops.pop();
    return hops.at(-1) ?? peer;
  };
}
