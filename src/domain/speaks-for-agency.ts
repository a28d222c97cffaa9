import type { Site } from "./ports.ts";

/** Whether what stands here is the agency's own word. A demonstration's never is, whatever its settings say. */
export function speaksForAgency({ official, demo }: Pick<Site, "official" | "demo">): boolean {
  return official && !demo;
}
