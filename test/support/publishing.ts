/** Publishing through the API, as an author and an approver do it. */
import { type Json, service, type TestService } from "./service.ts";

export const plainContent = {
  kind: "elevated",
  status: "actual",
  scope: { areas: ["NY", "34017"] },
  sectors: [],
  sunsetAt: "2026-12-01T17:00:00-05:00",
  languages: {
    en: { headline: "Threat to rail", summary: "Summary.", sections: [], measures: { individuals: "Look around." } },
  },
  resources: [],
};

export interface Newsroom {
  readonly it: TestService;
  readonly author: string;
  /** Gives what the approval gave. */
  publish(content?: Record<string, unknown>): Promise<Json>;
  revise(id: string, change: Record<string, unknown>): Promise<Json>;
  retract(id: string, then?: "restore" | "end"): Promise<Json>;
}

export async function newsroom(options?: Parameters<typeof service>[0]): Promise<Newsroom> {
  const it = await service(options);
  const author = await it.editor("author@example.gov", "author");
  const approver = await it.editor("approver@example.gov", "approver");
  const must = async (method: string, path: string, token: string, body: unknown) => {
    const { status, json } = await it.call(method, `/api/v1/advisories${path}`, token, body);
    if (status >= 300) throw new Error(`${method} ${path}: ${status} ${JSON.stringify(json)}`);
    return json;
  };
  const approved = async (id: string) => {
    const { contentHash } = await must("POST", `/${id}/submit`, author, {});
    return { id, ...(await must("POST", `/${id}/approve`, approver, { contentHash })) };
  };
  return {
    it,
    author,
    async publish(content = {}) {
      const { id, slug } = await must("POST", "", author, { ...plainContent, ...content });
      return { slug, ...(await approved(id)) };
    },
    async revise(id, change) {
      await must("POST", `/${id}/revise`, author, change);
      return approved(id);
    },
    retract: (id, then = "restore") => must("POST", `/${id}/retract`, author, { then }),
  };
}
