/** What is live now, on one sheet, and the audit chain with its exports. */
import { Hono } from "hono";
import { AuditPage } from "../../../templates/console/audit.tsx";
import { NowPage } from "../../../templates/console/now.tsx";
import type { Dependencies } from "../../actions/dependencies.ts";
import { easternIso, readEastern } from "../../domain/eastern.ts";
import { effectiveRevisions, phaseAt, scheduledRevision } from "../../domain/phase.ts";
import { allAdvisories } from "../../store/advisories.ts";
import { type AuditFilter, type AuditRow, auditRows } from "../../store/audit-rows.ts";
import { activeEditors } from "../../store/editors.ts";
import { auditLine, editorNames } from "./audit-lines.ts";
import { lengthInWords } from "./length-in-words.ts";
import { operationsOf } from "./operating.tsx";
import { page, visits } from "./session.tsx";

const mostRows = 200;
const mostExported = 100_000;

export function overviewPages(dependencies: Dependencies): Hono {
  const { clock, database, site } = dependencies;
  const { reading } = visits(dependencies);
  const routes = new Hono();

  routes.get(
    "/now",
    reading(async ({ context, console }) => {
      const now = clock.now();
      const all = await allAdvisories(database);
      const live = all.flatMap((advisory) => {
        const content = effectiveRevisions(advisory, now).at(-1)?.content;
        const isLive = phaseAt(advisory, now) === "active" && content !== undefined;
        return isLive ? [{ advisory, content, sunset: lengthInWords(content.sunsetAt, now) }] : [];
      });
      return page(
        context,
        <NowPage
          console={console}
          baseUrl={site.baseUrl}
          live={live}
          scheduled={all.filter((advisory) => scheduledRevision(advisory, now))}
          editors={await activeEditors(database)}
          operations={await operationsOf(dependencies)}
        />,
      );
    }),
  );

  routes.get(
    "/audit",
    reading(async ({ context, console }) => {
      const query = context.req.query();
      const rows = await auditRows(database, await filterOf(query), mostRows);
      const names = await editorNames(database);
      const advisories = new Map((await allAdvisories(database)).map((advisory) => [advisory.id, advisory]));
      return page(
        context,
        <AuditPage
          console={console}
          query={query}
          lines={rows.map((row) => auditLine(row, names, advisories))}
          isCut={rows.length === mostRows}
          people={[...names]}
        />,
      );
    }),
  );

  routes.get(
    "/audit.json",
    reading(async ({ context }) => {
      const rows = await auditRows(database, await filterOf(context.req.query()), mostExported);
      return context.json({ rows: rows.map((row) => ({ ...row, at: easternIso(row.at) })) }, 200, {
        "Cache-Control": "no-store",
        "Content-Disposition": 'attachment; filename="audit.json"',
      });
    }),
  );

  routes.get(
    "/audit.csv",
    reading(async ({ context }) => {
      const rows = await auditRows(database, await filterOf(context.req.query()), mostExported);
      return context.body(csvOf(rows), 200, {
        "Content-Type": "text/csv; charset=utf-8",
        "Cache-Control": "no-store",
        "Content-Disposition": 'attachment; filename="audit.csv"',
      });
    }),
  );

  async function filterOf(query: Record<string, string>): Promise<AuditFilter> {
    const day = (text: string | undefined, later: number) => {
      const read = readEastern(text ?? "");
      return read?.type === "moment" ? read.at + later : undefined;
    };
    const [from, to] = [day(query.from, 0), day(query.to, 86_400_000)];
    const asked = query.advisory?.trim();
    const advisory = asked
      ? (await allAdvisories(database)).find(({ id, slug }) => id === asked || slug === asked)
      : undefined;
    return {
      ...(query.actor ? { actor: query.actor } : {}),
      ...(query.action ? { action: query.action } : {}),
      ...(asked ? { advisoryId: advisory?.id ?? "none" } : {}),
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to }),
    };
  }
  return routes;
}

/** RFC 4180. A cell that a spreadsheet would take for a formula begins with an apostrophe. */
function csvOf(rows: readonly AuditRow[]): string {
  const cell = (value: unknown) => {
    const text = typeof value === "string" ? value : JSON.stringify(value ?? "");
    const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
    return `"${safe.replaceAll('"', '""')}"`;
  };
  const lines = rows.map(({ sequence, at, actor, action, advisoryId, isPublic, detail, hash }) =>
    [sequence, easternIso(at), actor, action, advisoryId ?? "", isPublic, detail, hash].map(cell).join(","),
  );
  return `${["sequence,at,actor,action,advisory,public,detail,hash", ...lines].join("\r\n")}\r\n`;
}
