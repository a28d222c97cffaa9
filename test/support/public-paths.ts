import type { BusyOffice } from "../http/busy-office.ts";

/** One page of each sort, and an advisory in each phase. */
export async function publicPaths(office: BusyOffice): Promise<string[]> {
  const { json } = await office.call("GET", "/api/v1/advisories");
  const slugs = new Map<string, string>();
  for (const { phase, kind, slug } of json.advisories) slugs.set(`${phase} ${kind}`, slug);
  const [active = ""] = [...slugs].flatMap(([key, slug]) => (key.startsWith("active") ? [slug] : []));
  const code = /\/verify\/[\w-]+/.exec(await (await office.get(`/advisories/${active}`)).text())?.[0];
  return [
    "/",
    "/advisories",
    "/advisories?kind=bulletin&phase=active",
    ...[...slugs.values()].map((slug) => `/advisories/${slug}`),
    `/advisories/${active}/revisions/1`,
    "/exercise/",
    "/subscribe",
    ...office.private.slice(0, 3),
    `${office.private[1]}/erase`,
    "/verify",
    ...(code ? [code] : []),
    "/verify/0000-0000",
    "/report",
    "/about",
    "/machines",
    "/api",
    "/privacy",
    "/accessibility",
    "/offline",
    "/embed",
    "/display",
    "/nowhere",
    "/confirm/false",
  ];
}
