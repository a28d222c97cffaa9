/** A service with something to read: advisories published by two people through the API, as an agency's own programs would. */
import { expect } from "vitest";
import { type Json, service, type TestService } from "./service.ts";

export interface PublishedSite extends TestService {
  publish(given?: Json): Promise<{ id: string; slug: string; identifier: string }>;
  /** `then`: "restore" or "end". */
  retract(id: string, then: string): Promise<void>;
  revise(id: string, given: Json): Promise<string>;
  /** The page as a reader sees it, and its status. */
  page(path: string, headers?: Record<string, string>): Promise<{ status: number; html: string; headers: Headers }>;
}

export const body = {
  kind: "elevated",
  status: "actual",
  scope: { areas: ["NY", "34017"] },
  sectors: ["mass-transit"],
  sunsetAt: "2026-12-01T17:00:00-05:00",
  languages: {
    en: {
      headline: "Credible threat to commuter rail",
      summary: "A credible threat. No date is known.",
      sections: [{ heading: "Details", body: "Stations may close." }],
      measures: { individuals: "Leave unattended bags alone." },
    },
    es: {
      headline: "Amenaza creíble contra los trenes",
      summary: "Una amenaza creíble.",
      sections: [],
      measures: { individuals: "No toque bolsas abandonadas." },
    },
  },
  resources: [],
};

export async function publishedSite(options: Parameters<typeof service>[0] = {}): Promise<PublishedSite> {
  const made = await service(options);
  const author = await made.editor("author@example.gov", "author");
  const approver = await made.editor("approver@example.gov", "approver");
  const approved = async (id: string, contentHash: string) => {
    await made.call("POST", `/api/v1/advisories/${id}/submit`, author);
    const answer = await made.call("POST", `/api/v1/advisories/${id}/approve`, approver, { contentHash });
    expect(answer.status, JSON.stringify(answer.json)).toBe(200);
    return answer.json as Json;
  };
  return Object.assign(made, {
    async publish(given: Json = {}) {
      const draft = await made.call("POST", "/api/v1/advisories", author, { ...body, ...given });
      expect(draft.status, JSON.stringify(draft.json)).toBe(201);
      const { id, slug, contentHash } = draft.json;
      return { id, slug, identifier: (await approved(id, contentHash)).identifier };
    },
    async retract(id: string, then: string) {
      const answer = await made.call("POST", `/api/v1/advisories/${id}/retract`, author, { then });
      expect(answer.status, JSON.stringify(answer.json)).toBe(200);
    },
    async revise(id: string, given: Json) {
      const draft = await made.call("POST", `/api/v1/advisories/${id}/revise`, author, given);
      expect(draft.status, JSON.stringify(draft.json)).toBe(201);
      return (await approved(id, draft.json.contentHash)).identifier as string;
    },
    async page(path: string, headers: Record<string, string> = {}) {
      const answer = await made.get(path, { accept: "text/html", ...headers });
      return { status: answer.status, html: await answer.text(), headers: answer.headers };
    },
  });
}
