/** A service with its editors, and the few steps that tests of the addresses begin with. */
import { expect } from "vitest";
import type { Role } from "../../src/domain/advisory.ts";
import type { Site } from "../../src/domain/ports.ts";
import { type Json, service, type TestService } from "../support/service.ts";

export interface Desk extends TestService {
  readonly author: string;
  readonly approver: string;
  /** Both roles; still cannot approve what they submitted. */
  readonly both: string;
  readonly admin: string;
  draft(given?: Json): Promise<Json>;
  /** Drafted and submitted: with the hash that an approval must name. */
  submitted(given?: Json): Promise<Json>;
  /** Drafted, submitted and approved, perhaps for a later hour. */
  publish(given?: Json): Promise<Json>;
  /** One more revision, submitted. */
  revised(id: string, revision: Json): Promise<Json>;
  /** One more revision, published. */
  change(id: string, revision: Json): Promise<Json>;
}

export const sunset = "2026-12-01T17:00:00-05:00";

/** What a client sends: an Elevated Alert that may be published as it is. */
export function aBody(given: Json = {}): Json {
  return {
    kind: "elevated",
    status: "actual",
    scope: { areas: ["NY", "34017"] },
    sectors: ["mass-transit"],
    sunsetAt: sunset,
    languages: { en: aText() },
    resources: [{ title: "What to do", url: "https://www.example.gov/what-to-do" }],
    ...given,
  };
}

export function aText(given: Json = {}): Json {
  return {
    headline: "Credible threat to passenger rail",
    summary: "Officials have credible information about a threat to passenger rail.",
    sections: [{ heading: "Details", body: "Stations may close without notice." }],
    measures: { individuals: "Leave unattended bags alone." },
    ...given,
  };
}

export async function desk(
  options: { start?: string; site?: Partial<Site>; isUnlimited?: boolean } = {},
): Promise<Desk> {
  const made = await service(options);
  const editors: Record<string, Role[]> = {
    author: ["author"],
    approver: ["approver"],
    both: ["author", "approver"],
    admin: ["admin"],
  };
  const tokens: Record<string, string> = {};
  for (const [name, roles] of Object.entries(editors))
    tokens[name] = await made.editor(`${name}@example.org`, ...roles);
  const { author = "", approver = "", both = "", admin = "" } = tokens;
  const done = async (status: number, ...call: Parameters<TestService["call"]>): Promise<Json> => {
    const answer = await made.call(...call);
    expect(answer, JSON.stringify(answer.json)).toMatchObject({ status });
    return answer.json;
  };
  const approve = async ({ id, contentHash }: Json) => ({
    id,
    ...(await done(200, "POST", `/api/v1/advisories/${id}/approve`, approver, { contentHash })),
  });
  const submit = (id: string) => done(200, "POST", `/api/v1/advisories/${id}/submit`, author);
  const draft = (given: Json = {}) => done(201, "POST", "/api/v1/advisories", author, aBody(given));
  const submitted = async (given: Json = {}) => submit((await draft(given)).id);
  const revised = async (id: string, revision: Json) => {
    await done(201, "POST", `/api/v1/advisories/${id}/revise`, author, revision);
    return submit(id);
  };
  return Object.assign(made, {
    author,
    approver,
    both,
    admin,
    draft,
    submitted,
    publish: async (given: Json = {}) => {
      const waiting = await submitted(given);
      return { ...waiting, ...(await approve(waiting)) };
    },
    revised,
    change: async (id: string, revision: Json) => approve(await revised(id, revision)),
  });
}

/** How many rows each table has: what a refused request must leave as it was. */
export function rowCounts({ database }: TestService): Record<string, number> {
  const tables = database.sqlite
    .prepare("select name from sqlite_master where type = 'table' and name not like 'sqlite_%'")
    .all() as { name: string }[];
  return Object.fromEntries(
    tables.map(({ name }) => {
      const row = database.sqlite.prepare(`select count(*) as count from "${name}"`).get() as { count: number };
      return [name, row.count];
    }),
  );
}

/** A deep copy of a body with one place set to something else; `undefined` takes it out. */
export function withValue(body: Json, path: readonly (string | number)[], value: unknown): Json {
  const copy = structuredClone(body);
  const last = path.at(-1) ?? "";
  const holder = path.slice(0, -1).reduce<Json>((inner, step) => inner[step], copy);
  if (value === undefined) delete holder[last];
  else holder[last] = value;
  return copy;
}
