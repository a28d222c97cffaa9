/** The authoring API (DESIGN 6): an editor's bearer token, the same rules as everywhere. */
import { type Context, Hono } from "hono";
import type { z } from "zod";
import { type Changed, changeAdvisory } from "../actions/change-advisory.ts";
import { createAdvisory } from "../actions/create-advisory.ts";
import type { Dependencies } from "../actions/dependencies.ts";
import { easternIso } from "../domain/eastern.ts";
import type { Command } from "../domain/lifecycle.ts";
import { advisoryState, allAdvisories } from "../store/advisories.ts";
import type { EditorRecord } from "../store/editors.ts";
import { announcementIdsOf, deliveryProgress } from "../store/lots.ts";
import { editorJson } from "./advisory-json.ts";
import {
  approveSchema,
  contentSchema,
  emptySchema,
  retractSchema,
  returnSchema,
  reviseSchema,
} from "./content-schema.ts";
import { problem } from "./problem.ts";
import { readFilter } from "./query.ts";
import { readJson } from "./request-body.ts";
import { bearer } from "./signed-in.ts";

type Acting = (context: Context, editor: EditorRecord) => Promise<Response>;

export interface AuthoringDependencies extends Dependencies {
  /** `API_APPROVE=off`: approving needs the console. */
  readonly isApiApprovalAllowed: boolean;
}

export function authoringApi(dependencies: AuthoringDependencies): Hono {
  const { database, clock, digest, site, newId } = dependencies;
  const routes = new Hono();

  const asEditor =
    (act: Acting) =>
    async (context: Context): Promise<Response> => {
      const editor = await bearer(dependencies, context);
      if (!editor.ok) return problem(context, editor.refusal);
      const parameters = readFilter(new URL(context.req.url), []);
      if (!parameters.ok) return problem(context, parameters.refusal);
      return act(context, editor.value);
    };

  /** A client that lost an answer repeats with the same key and gets the same result. */
  const commandId = (context: Context, editor: EditorRecord): string => {
    const key = context.req.header("idempotency-key");
    return key ? `${editor.id}:${digest(key)}` : newId();
  };

  /** Reads the body, carries the command out and answers. */
  const command = <Schema extends z.ZodType>(
    path: string,
    schema: Schema,
    toCommand: (body: z.output<Schema>) => { command: Command; internalNote?: string },
    answer: (changed: Changed) => { status: 200 | 201; body: Record<string, unknown> },
  ) => {
    routes.post(
      path,
      asEditor(async (context, editor) => {
        if (path.endsWith("/approve") && !dependencies.isApiApprovalAllowed)
          return problem(context, { type: "api-approval-off" });
        const body = await readJson(context, schema, { mayBeEmpty: true });
        if (!body.ok) return problem(context, body.refusal);
        const result = await changeAdvisory(dependencies, {
          ...toCommand(body.value),
          advisoryId: context.req.param("id") ?? "",
          editor,
          commandId: commandId(context, editor),
        });
        if (!result.ok) return problem(context, result.refusal);
        const { status, body: json } = answer(result.value);
        return context.json(json, status, { "Cache-Control": "no-store", ETag: `"${result.value.contentHash}"` });
      }),
    );
  };

  const staged = ({ id, slug, stage, contentHash }: Changed) => ({ id, slug, stage, contentHash });

  routes.post(
    "/advisories",
    asEditor(async (context, editor) => {
      const content = await readJson(context, contentSchema);
      if (!content.ok) return problem(context, content.refusal);
      const created = await createAdvisory(dependencies, {
        content: content.value,
        editor,
        commandId: commandId(context, editor),
      });
      if (!created.ok) return problem(context, created.refusal);
      return context.json(created.value, 201, {
        "Cache-Control": "no-store",
        ETag: `"${created.value.contentHash}"`,
        Location: `/api/v1/advisories/${created.value.id}`,
      });
    }),
  );

  routes.put(
    "/advisories/:id/draft",
    asEditor(async (context, editor) => {
      const content = await readJson(context, contentSchema);
      if (!content.ok) return problem(context, content.refusal);
      const ifMatch = context.req
        .header("if-match")
        ?.trim()
        .replace(/^(W\/)?"(.*)"$/, "$2");
      const result = await changeAdvisory(dependencies, {
        command: { type: "edit", content: content.value, ...(ifMatch === undefined ? {} : { ifMatch }) },
        advisoryId: context.req.param("id") ?? "",
        editor,
        commandId: commandId(context, editor),
      });
      if (!result.ok) return problem(context, result.refusal);
      return context.json(staged(result.value), 200, {
        "Cache-Control": "no-store",
        ETag: `"${result.value.contentHash}"`,
      });
    }),
  );

  routes.delete(
    "/advisories/:id/draft",
    asEditor(async (context, editor) => {
      const result = await changeAdvisory(dependencies, {
        command: { type: "discard" },
        advisoryId: context.req.param("id") ?? "",
        editor,
        commandId: commandId(context, editor),
      });
      return result.ok ? context.json(staged(result.value)) : problem(context, result.refusal);
    }),
  );

  command(
    "/advisories/:id/submit",
    emptySchema,
    () => ({ command: { type: "submit" } }),
    (changed) => ({ status: 200, body: staged(changed) }),
  );
  command(
    "/advisories/:id/approve",
    approveSchema,
    ({ contentHash }) => ({ command: { type: "approve", contentHash } }),
    ({ stage, revision, identifier, url, contentHash }) => ({
      status: 200,
      body: { stage, revision, identifier, url, contentHash },
    }),
  );
  command(
    "/advisories/:id/return",
    returnSchema,
    ({ reason }) => ({ command: { type: "return", reason } }),
    (changed) => ({ status: 200, body: staged(changed) }),
  );
  command(
    "/advisories/:id/revise",
    reviseSchema,
    (body) => ({ command: { type: "revise", ...definedOnly(body) } as Command }),
    ({ revision, contentHash, stage }) => ({ status: 201, body: { revision, contentHash, stage } }),
  );
  command(
    "/advisories/:id/retract",
    retractSchema,
    ({ then, internalNote }) => ({
      command: { type: "retract", then },
      ...(internalNote === undefined ? {} : { internalNote }),
    }),
    ({ id, slug, stage, revision, identifier, restored }) => ({
      status: 200,
      body: { id, slug, stage, revision, ...(identifier ? { identifier } : {}), ...(restored ? { restored } : {}) },
    }),
  );

  routes.get(
    "/drafts",
    asEditor(async (context) => {
      const now = clock.now();
      const drafts = (await allAdvisories(database)).filter((advisory) => advisory.working);
      return context.json({ advisories: drafts.map((advisory) => editorJson(advisory, site, now, digest)) }, 200, {
        "Cache-Control": "no-store",
      });
    }),
  );

  routes.get("/deliveries", async (context) => {
    const editor = await bearer(dependencies, context);
    if (!editor.ok) return problem(context, editor.refusal);
    const asked = new URL(context.req.url).searchParams;
    const advisory = asked.get("advisory");
    const state = advisory ? await advisoryState(database, advisory) : null;
    if (!advisory || [...asked.keys()].some((name) => name !== "advisory")) {
      const problems = [{ path: "advisory", reason: "exactly one parameter is needed: the advisory's id or slug" }];
      return problem(context, { type: "unknown-parameter", problems });
    }
    if (!state) return problem(context, { type: "not-found", what: "advisory" });
    const announcements = await announcementIdsOf(database, state.advisory.id);
    const progress = await deliveryProgress(
      database,
      announcements.map((one) => one.id),
    );
    const now = clock.now();
    return context.json(
      {
        announcements: announcements.map((announcement) => ({
          revision: announcement.number,
          occasion: announcement.occasion,
          dueAt: easternIso(announcement.dueAt),
          isDue: announcement.dueAt <= now,
          channels: progress
            .filter((one) => one.announcementId === announcement.id)
            .map(({ channel, planned, sent, unknown, failed, skipped, retrying, isDone, firstSentAt, lastSentAt }) => ({
              channel,
              planned,
              sent,
              unknown,
              failed,
              skipped,
              retrying,
              done: isDone && announcement.plannedAt !== null,
              durationSeconds: firstSentAt === null || lastSentAt === null ? null : (lastSentAt - firstSentAt) / 1_000,
            })),
        })),
      },
      200,
      { "Cache-Control": "no-store" },
    );
  });
  return routes;
}

function definedOnly<Value extends object>(value: Value): Value {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as Value;
}
