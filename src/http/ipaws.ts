/** The IPAWS files, for signed-in editors only: by the console's cookie or by a token. No cache keeps one, and no page for readers names one. */
import type { Context } from "hono";
import type { Dependencies } from "../actions/dependencies.ts";
import { type IpawsRequest, ipawsForm, ipawsForms } from "../actions/ipaws-form.ts";
import type { Problem } from "../domain/refusal.ts";
import { accepted, type Refusal, type Result, refused } from "../domain/refusal.ts";
import { checkedState } from "../store/seals.ts";
import { capType } from "./feeds.ts";
import type { HttpRefusal } from "./http-refusal.ts";

/** The second confirmation that a CDW needs. */
const attackConfirmed = "attack-imminent-or-under-way";

export async function ipawsFile(
  dependencies: Dependencies,
  context: Context,
  id: string,
): Promise<Result<Response, Refusal | HttpRefusal>> {
  const request = readIpawsRequest(new URL(context.req.url).searchParams);
  if (!request.ok) return request;
  const { database, digest, clock } = dependencies;
  const state = await checkedState(database, id, { digest, now: clock.now() });
  if (!state) return refused({ type: "not-found", what: "advisory" });
  const made = ipawsForm(dependencies, state, request.value);
  if (!made.ok) return made;
  return accepted(
    context.body(made.value, 200, {
      "Content-Type": capType,
      "Cache-Control": "no-store",
      "X-Robots-Tag": "noindex",
      "Content-Disposition": `attachment; filename="ipaws-${request.value.form}-${state.advisory.slug}.xml"`,
    }),
  );
}

function readIpawsRequest(asked: URLSearchParams): Result<IpawsRequest, HttpRefusal> {
  const problems: Problem[] = [];
  const oneOf = <Value extends string>(path: string, values: readonly Value[], otherwise: Value): Value => {
    const text = asked.get(path) ?? otherwise;
    const known = values.find((value) => value === text);
    if (known === undefined)
      problems.push({ path, reason: `must be one of: ${values.join(", ")}`, example: otherwise });
    return known ?? otherwise;
  };
  for (const path of new Set(asked.keys())) {
    if (!["form", "event", "confirm", "revision"].includes(path))
      problems.push({ path, reason: "is unknown here; known are: form, event, confirm, revision" });
    else if (asked.getAll(path).length > 1) problems.push({ path, reason: "is given more than once" });
  }
  const form = oneOf("form", ipawsForms, "alert");
  const event = oneOf("event", ["CEM", "CDW"] as const, "CEM");
  if (event === "CDW" && asked.get("confirm") !== attackConfirmed)
    problems.push({
      path: "confirm",
      reason: "CDW is only for an attack that is imminent or under way: confirm that it is",
      example: attackConfirmed,
    });
  const revision = asked.get("revision");
  if (revision !== null && !/^[1-9]\d{0,5}$/.test(revision))
    problems.push({ path: "revision", reason: "must be the number of a revision", example: "1" });
  if (problems.length > 0) return refused({ type: "unknown-parameter", problems });
  return accepted({ form, event, ...(revision === null ? {} : { revision: Number(revision) }) });
}
