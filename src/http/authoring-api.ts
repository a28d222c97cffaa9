/** The authoring API (DESIGN 6): an editor's bearer token, the same rules as everywhere. */
import { type Context, Hono } from "hono";
import type { z } from "zod";
import { type Changed, changeAdvisory } from "../actions/change-advisory.ts";
import { createAdvisory } from "../actions/create-advisory.ts";
import type { Dependencies } from "../actions/dependencies.ts";
import type { Change, Content, Moment } from "../domain/advisory.ts";
import { contentProblems, noteProblems } from "../domain/content.ts";
import { easternIso } from "../domain/eastern.ts";
import type { Command } from "../domain/lifecycle.ts";
import type { Problem } from "../domain/refusal.ts";
import { advisoryState, allAdvisories } from "../store/advisories.ts";
import { announcementsOf, deliveryProgress } from "../store/delivery-progress.ts";
import type { EditorRecord } from "../store/editors.ts";
import { editorJson } from "./advisory-json.ts";
import { readCap } from "./cap-import.ts";
import {
  approveSchema,
  contentSchema,
  emptySchema,
  readableContent,
  retractSchema,
  returnSchema,
  reviseSchema,
} from "./content-schema.ts";
import { ipawsFile } from "./ipaws.ts";
import { problem } from "./problem.ts";
import { readFilter } from "./query.ts";
import { readJson } from "./request-body.ts";
import { bearer, commandIdOf } from "./signed-in.ts";
import type { ReadView } from "./view.ts";

type Acting = (context: Context, editor: EditorRecord) => Promise<Response>;

export interface AuthoringDependencies extends Dependencies {
  /** `API_APPROVE=off`: approving needs the console. */
  readonly isApiApprovalAllowed: boolean;
}

interface ReadingDependencies extends AuthoringDependencies {
  readonly readView: ReadView;
}

export function authoringApi(dependencies: ReadingDependencies): Hono {
  const { database, clock, digest, site } = dependencies;
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

  /** Reads the body, carries the command out and answers. */
  const command = <Schema extends z.ZodType>(
    path: string,
    schema: Schema,
    toCommand: (body: z.output<Schema>) => { command: Command; internalNote?: string },
    answer: (changed: Changed) => { status: 200 | 201; body: Record<string, unknown> },
    moreProblems?: (body: unknown) => readonly Problem[],
  ) => {
    routes.post(
      path,
      asEditor(async (context, editor) => {
        if (path.endsWith("/approve") && !dependencies.isApiApprovalAllowed)
          return problem(context, { type: "api-approval-off" });
        const body = await readJson(context, schema, { mayBeEmpty: true, ...(moreProblems ? { moreProblems } : {}) });
        if (!body.ok) return problem(context, body.refusal);
        const result = await changeAdvisory(dependencies, {
          ...toCommand(body.value),
          advisoryId: context.req.param("id") ?? "",
          editor,
          commandId: commandIdOf(dependencies, context, editor, body.value),
          proof: "api-token",
        });
        if (!result.ok) return problem(context, result.refusal);
        const { status, body: json } = answer(result.value);
        return context.json(json, status, { "Cache-Control": "no-store", ETag: `"${result.value.contentHash}"` });
      }),
    );
  };

  const staged = ({ id, slug, stage, contentHash }: Changed) => ({ id, slug, stage, contentHash });

  const begin = async (
    context: Context,
    editor: EditorRecord,
    content: Content,
    more: Readonly<Record<string, unknown>> = {},
  ): Promise<Response> => {
    const created = await createAdvisory(dependencies, {
      content,
      editor,
      commandId: commandIdOf(dependencies, context, editor, content),
    });
    if (!created.ok) return problem(context, created.refusal);
    return context.json({ ...created.value, ...more }, 201, {
      "Cache-Control": "no-store",
      ETag: `"${created.value.contentHash}"`,
      Location: `/api/v1/advisories/${created.value.id}`,
    });
  };
  const problemsNow = (value: unknown) => contentProblems(readableContent(value), clock.now());

  routes.post(
    "/advisories",
    asEditor(async (context, editor) => {
      const content = await readJson(context, contentSchema, { moreProblems: problemsNow });
      return content.ok ? begin(context, editor, content.value) : problem(context, content.refusal);
    }),
  );

  routes.post(
    "/cap",
    asEditor(async (context, editor) => {
      const read = await readCap(context, problemsNow);
      if (!read.ok) return problem(context, read.refusal);
      const { content, notTaken } = read.value;
      return begin(context, editor, content, { notTaken });
    }),
  );

  routes.put(
    "/advisories/:id/draft",
    asEditor(async (context, editor) => {
      const content = await readJson(context, contentSchema, {
        moreProblems: (value) => revisedProblems(value, clock.now()),
      });
      if (!content.ok) return problem(context, content.refusal);
      const ifMatch = context.req
        .header("if-match")
        ?.trim()
        .replace(/^(W\/)?"(.*)"$/, "$2");
      const result = await changeAdvisory(dependencies, {
        command: { type: "edit", content: content.value, ...(ifMatch === undefined ? {} : { ifMatch }) },
        advisoryId: context.req.param("id") ?? "",
        editor,
        commandId: commandIdOf(dependencies, context, editor, content.value),
      });
      if (!result.ok) {
        const { refusal } = result;
        // The same refusal, as HTTP says it of a header.
        return problem(
          context,
          refusal.type === "stale-content" ? { ...refusal, type: "precondition-failed" } : refusal,
        );
      }
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
        commandId: commandIdOf(dependencies, context, editor),
      });
      if (!result.ok) return problem(context, result.refusal);
      return context.json(staged(result.value), 200, { "Cache-Control": "no-store" });
    }),
  );

  command(
    "/advisories/:id/submit",
    emptySchema,
    () => ({ command: { type: "submit" } }),
    (changed) => ({ status: 200, body: { ...staged(changed), ipaws: changed.ipaws } }),
  );
  command(
    "/advisories/:id/approve",
    approveSchema,
    ({ contentHash }) => ({ command: { type: "approve", contentHash } }),
    ({ stage, revision, identifier, url, contentHash, ipaws }) => ({
      status: 200,
      body: { stage, revision, identifier, url, contentHash, ipaws },
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
    (body) => {
      const { change, note, content } = (body ?? {}) as { change?: unknown; note?: unknown; content?: unknown };
      const noteMissing = note === undefined ? noteProblems({ change: String(change) as Change }) : [];
      return [...noteMissing, ...revisedProblems(content, clock.now(), "$.content")];
    },
  );
  command(
    "/advisories/:id/retract",
    retractSchema,
    ({ then, revision, internalNote }) => ({
      command: { type: "retract", then, ...(revision === undefined ? {} : { revision }) },
      ...(internalNote === undefined ? {} : { internalNote }),
    }),
    ({ id, slug, stage, revision, identifier, restored }) => ({
      status: 200,
      body: { id, slug, stage, revision, ...(identifier ? { identifier } : {}), ...(restored ? { restored } : {}) },
    }),
  );

  routes.get("/advisories/:id/ipaws.xml", async (context) => {
    const editor = await bearer(dependencies, context);
    if (!editor.ok) return problem(context, editor.refusal);
    const file = await ipawsFile(dependencies, context, context.req.param("id"));
    return file.ok ? file.value : problem(context, file.refusal);
  });

  routes.get(
    "/drafts",
    asEditor(async (context) => {
      const { view, now } = await dependencies.readView();
      const drafts = (await allAdvisories(database)).filter((advisory) => advisory.working);
      return context.json(
        { advisories: drafts.map((advisory) => editorJson(advisory, view, site, now, digest)) },
        200,
        {
          "Cache-Control": "no-store",
        },
      );
    }),
  );

  routes.get("/deliveries", async (context) => {
    const editor = await bearer(dependencies, context);
    if (!editor.ok) return problem(context, editor.refusal);
    const asked = new URL(context.req.url).searchParams;
    const advisory = asked.get("advisory");
    const state = advisory ? await advisoryState(database, advisory) : null;
    if (!advisory || asked.size !== 1) {
      const problems = [{ path: "advisory", reason: "exactly one parameter is needed: the advisory's id or slug" }];
      return problem(context, { type: "unknown-parameter", problems });
    }
    if (!state) return problem(context, { type: "not-found", what: "advisory" });
    const announcements = await announcementsOf(database, state.advisory.id);
    const progress = await deliveryProgress(
      database,
      announcements.map((one) => one.id),
    );
    const now = clock.now();
    return context.json(
      {
        announcements: announcements.map((announcement) => {
          const ofThis = progress.filter((one) => one.announcementId === announcement.id);
          return {
            revision: announcement.number,
            occasion: announcement.occasion,
            dueAt: easternIso(announcement.dueAt),
            isDue: announcement.dueAt <= now,
            // Also where nobody is owed it, and no channel has anything to show.
            done: announcement.plannedAt !== null && ofThis.every((one) => one.isDone),
            channels: ofThis.map(
              ({ channel, planned, sent, unknown, failed, skipped, retrying, isDone, firstSentAt, lastSentAt }) => ({
                channel,
                planned,
                sent,
                unknown,
                failed,
                skipped,
                retrying,
                done: isDone && announcement.plannedAt !== null,
                durationSeconds:
                  firstSentAt === null || lastSentAt === null ? null : (lastSentAt - firstSentAt) / 1_000,
              }),
            ),
          };
        }),
      },
      200,
      { "Cache-Control": "no-store" },
    );
  });
  return routes;
}

/** Rules over several fields of a text that follows another; an hour that the one before promised may have passed. */
function revisedProblems(content: unknown, now: Moment, place = "$"): Problem[] {
  const { nextUpdateBy: _, ...fields } = readableContent(content);
  return contentProblems(fields, now).map((problem) => ({ ...problem, path: `${place}${problem.path.slice(1)}` }));
}

function definedOnly<Value extends object>(value: Value): Value {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as Value;
}
