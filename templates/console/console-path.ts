import type { Advisory } from "../../src/domain/advisory.ts";

/** The console's address of an advisory, or of something under it. */
export function consolePath(advisory: Pick<Advisory, "slug">, under = ""): string {
  return `/console/advisories/${advisory.slug}${under}`;
}
