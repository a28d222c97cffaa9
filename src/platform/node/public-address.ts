/**
 * Which network addresses the service may speak to when strangers name the host: public ones only. The check and the connection use
 * the same answer of the resolver, so a name cannot resolve to one address for the check and to another for the connection.
 */
import { lookup as resolve } from "node:dns";
import type { LookupFunction } from "node:net";
import ipaddr from "ipaddr.js";

/** Unicast in the public internet; an IPv4 address in IPv6 clothes counts as what it is. */
export function isPublicAddress(address: string): boolean {
  return ipaddr.isValid(address) && ipaddr.process(address).range() === "unicast";
}

export function isLoopbackAddress(address: string): boolean {
  return ipaddr.isValid(address) && ipaddr.process(address).range() === "loopback";
}

/** Names the refusal, so that it can be told from a resolver that does not answer. */
export const privateAddressCode = "EPRIVATEADDRESS";

/**
 * A `lookup` for node:net that hands on only addresses that may be spoken to, and none at all if one of them may not. `mayBeLoopback`
 * is for hosts that the operator named. Literal addresses never come through a lookup: they must be refused before.
 */
export function pinnedLookup(mayBeLoopback: boolean): LookupFunction {
  return (host, options, callback) => {
    resolve(host, { ...options, all: true, verbatim: true }, (error, addresses) => {
      if (error) return callback(error, "", 0);
      const wrong = addresses.find(
        ({ address }) => !isPublicAddress(address) && !(mayBeLoopback && isLoopbackAddress(address)),
      );
      const [first] = addresses;
      if (wrong || !first) {
        const refusal = new Error(`${host} resolves to an address that is not public`) as NodeJS.ErrnoException;
        refusal.code = privateAddressCode;
        return callback(refusal, "", 0);
      }
      if (options.all) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
  };
}
