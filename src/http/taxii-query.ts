/** The parameters of TAXII 2.1 §3.4 and §3.5, strictly, and what they choose. */
import type { Moment } from "../domain/advisory.ts";
import { readIso } from "../domain/eastern.ts";
import { accepted, type Result, refused } from "../domain/refusal.ts";
import type { StixVersion } from "../formats/stix.ts";

export interface TaxiiQuery {
  readonly addedAfter?: Moment;
  readonly limit: number;
  readonly next?: string;
  readonly ids: readonly string[];
  readonly types: readonly string[];
  readonly specVersions: readonly string[];
  /** `first`, `last`, `all`, or the moments of versions. */
  readonly versions: readonly string[];
}

export interface TaxiiPage {
  readonly versions: readonly StixVersion[];
  /** Where the next page begins; absent on the last. */
  readonly next?: string;
}

const mostObjects = 100;
const known = ["added_after", "limit", "next", "match[id]", "match[type]", "match[version]", "match[spec_version]"];

/** What is wrong is said in words, for the error's `description`. */
export function readTaxiiQuery(url: URL, names: readonly string[] = known): Result<TaxiiQuery, string> {
  for (const name of url.searchParams.keys()) {
    if (!names.includes(name))
      return refused(`The parameter “${name.slice(0, 60)}” is unknown here; known: ${names.join(", ")}.`);
    if (url.searchParams.getAll(name).length > 1)
      return refused(`The parameter “${name}” is given twice: separate values by commas.`);
  }
  const values = (name: string) => (url.searchParams.get(name) ?? "").split(",").filter((value) => value !== "");
  const after = url.searchParams.get("added_after");
  const addedAfter = after === null ? undefined : readTimestamp(after);
  if (addedAfter === null)
    return refused("“added_after” must be a timestamp in UTC, such as 2026-11-22T17:00:00.000Z.");
  const limit = url.searchParams.get("limit");
  if (limit !== null && !/^[1-9]\d{0,8}$/.test(limit)) return refused("“limit” must be a whole number above 0.");
  const versions = values("match[version]");
  if (versions.some((value) => !["first", "last", "all"].includes(value) && readTimestamp(value) === null))
    return refused("“match[version]” takes first, last, all, or timestamps of versions.");
  const next = url.searchParams.get("next");
  return accepted({
    ...(addedAfter === undefined ? {} : { addedAfter }),
    limit: Math.min(mostObjects, Number(limit ?? mostObjects)),
    ...(next === null ? {} : { next }),
    ids: values("match[id]"),
    types: values("match[type]"),
    specVersions: values("match[spec_version]"),
    versions: versions.length > 0 ? versions : ["last"],
  });
}

/** STIX timestamps are UTC (RFC 3339 with `Z`). */
function readTimestamp(text: string): Moment | null {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/.test(text)
    ? readIso(text.replace(/(\.\d{3})\d+Z$/, "$1Z"))
    : null;
}

/** The page that is asked for, in the order in which things were added. A `next` that was not given here is refused. */
export function chosen(all: readonly StixVersion[], query: TaxiiQuery): Result<TaxiiPage, string> {
  const { addedAfter, ids, types, specVersions, limit, next } = query;
  const fits = byVersion(all, query.versions)
    .filter(({ id }) => ids.length === 0 || ids.includes(id))
    .filter(({ type }) => types.length === 0 || types.includes(type))
    .filter(() => specVersions.length === 0 || specVersions.includes("2.1"))
    .filter(({ addedAt }) => addedAfter === undefined || addedAt > addedAfter);
  const after = next === undefined ? null : readCursor(next);
  if (next !== undefined && after === null) return refused("“next” must be what the page before gave.");
  const rest = after === null ? fits : fits.filter((one) => isAfter(one, after));
  const versions = rest.slice(0, limit);
  const last = versions.at(-1);
  return accepted({ versions, ...(last && rest.length > limit ? { next: cursorOf(last) } : {}) });
}

function byVersion(all: readonly StixVersion[], wanted: readonly string[]): StixVersion[] {
  if (wanted.includes("all")) return [...all];
  const moments = new Set(wanted.map(readTimestamp));
  const ofEach = Map.groupBy(all, ({ id }) => id);
  return all.filter((one) => {
    const moment = ofEach.get(one.id)?.map(({ version }) => version) ?? [];
    if (wanted.includes("first") && one.version === Math.min(...moment)) return true;
    if (wanted.includes("last") && one.version === Math.max(...moment)) return true;
    return moments.has(one.version);
  });
}

type Cursor = Pick<StixVersion, "addedAt" | "id" | "version">;

/** What it stands behind: so nothing is given twice or left out when more is added between two pages. */
function cursorOf({ addedAt, id, version }: StixVersion): string {
  return Buffer.from(`${addedAt} ${id} ${version}`).toString("base64url");
}

function readCursor(text: string): Cursor | null {
  const [, addedAt, id = "", version] =
    /^(\d{1,15}) ([a-z-]+--[0-9a-f-]{36}) (\d{1,15})$/.exec(Buffer.from(text, "base64url").toString()) ?? [];
  return addedAt === undefined ? null : { addedAt: Number(addedAt), id, version: Number(version) };
}

function isAfter(one: Cursor, other: Cursor): boolean {
  if (one.addedAt !== other.addedAt) return one.addedAt > other.addedAt;
  return one.id === other.id ? one.version > other.version : one.id > other.id;
}
