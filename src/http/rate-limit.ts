/** Counts requests by network (/24, /64), in memory: enough to slow one sender; what an address may get is counted in the store. */
import type { Context } from "hono";
import type { Clock } from "../domain/ports.ts";

/** Seconds to wait, or null when the request may pass. */
export type RateLimit = (context: Context) => number | null;

export type ClientAddress = (context: Context) => string;

/** What one network may ask for in an hour; reading has no limit of its own. `/api` and the README name these. */
export const hourlyLimits = { signUps: 30, hubRequests: 60, partnerActs: 120, signIns: 300 } as const;

/** How many listeners to events one network may have at once. */
export const listenersOfNetwork = 100;

const mostNetworks = 50_000;

/** At most `count` in a window of `windowMs`. */
export function rateLimit(clock: Clock, clientAddress: ClientAddress, count: number, windowMs: number): RateLimit {
  const windows = new Map<string, { startedAt: number; used: number }>();
  return (context) => {
    const now = clock.now();
    const network = networkOf(clientAddress(context));
    const current = windows.get(network);
    if (!current || now >= current.startedAt + windowMs || now < current.startedAt) {
      windows.delete(network);
      windows.set(network, { startedAt: now, used: 1 });
      const [oldest] = windows.keys();
      if (windows.size > mostNetworks && oldest !== undefined) windows.delete(oldest);
      return null;
    }
    current.used++;
    return current.used <= count ? null : Math.ceil((current.startedAt + windowMs - now) / 1_000);
  };
}

/** `RATE_LIMIT=off`. */
export const noLimit: RateLimit = () => null;

/** The network that one person usually has: an IPv4 /24 or an IPv6 /64. */
export function networkOf(address: string): string {
  const v4 = /^(?:::ffff:)?(\d{1,3}\.\d{1,3}\.\d{1,3})\.\d{1,3}$/i.exec(address);
  if (v4?.[1]) return v4[1];
  const [head = "", tail] = address.toLowerCase().split("::");
  const left = head === "" ? [] : head.split(":");
  const right = tail === undefined || tail === "" ? [] : tail.split(":");
  const middle = tail === undefined ? [] : Array<string>(Math.max(0, 8 - left.length - right.length)).fill("0");
  return [...left, ...middle, ...right].slice(0, 4).join(":");
}
