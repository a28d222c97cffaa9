/** Mails that came back, handed in one by one by the server or program that gets them. */
import { Hono } from "hono";
import { type MailReportDependencies, takeMailReport } from "../actions/take-mail-report.ts";
import { problem } from "./problem.ts";
import { readFilter } from "./query.ts";
import { readMessage } from "./request-body.ts";
import { hasKey } from "./signed-in.ts";

export interface BouncesDependencies extends MailReportDependencies {
  /** Absent: there is no intake. */
  readonly bounceKey?: string;
}

export function bouncesApi(dependencies: BouncesDependencies): Hono {
  const { bounceKey } = dependencies;
  const routes = new Hono();
  routes.post("/bounces", async (context) => {
    if (bounceKey === undefined) return problem(context, { type: "no-such-address" });
    if (!hasKey(dependencies, context, bounceKey)) return problem(context, { type: "not-signed-in" });
    const parameters = readFilter(new URL(context.req.url), []);
    if (!parameters.ok) return problem(context, parameters.refusal);
    const message = await readMessage(context);
    if (!message.ok) return problem(context, message.refusal);
    const taken = await takeMailReport(dependencies, message.value);
    // A mail that says nothing is no fault of whoever hands it in: trying again would not help.
    const answer = taken.ok ? { outcome: taken.value.ended } : { outcome: "ignored", reason: taken.refusal };
    return context.json(answer, 200, { "Cache-Control": "no-store" });
  });
  return routes;
}
