/** `import advisories FILE.json`: the record of past bulletins (`bulletins`), or whole advisories (`advisories`, or a list). */
import { readFileSync } from "node:fs";
import { z } from "zod";
import { importBulletins, importDrafts, importPast, type PastAdvisory } from "../../src/actions/import-advisories.ts";
import type { Content } from "../../src/domain/advisory.ts";
import type { PastBulletin } from "../../src/domain/archive.ts";
import { contentSchema, momentSchema } from "../../src/http/content-schema.ts";
import { checked } from "../../src/http/request-body.ts";
import type { Invocation } from "./commands.ts";
import { explain } from "./granted.ts";

const easternText = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2})?$/, { error: "is not an Eastern date or hour (2017-05-15T23:30)" });
const bulletinsSchema = z.array(
  z.object({
    issued: easternText,
    announcedEnd: easternText.nullable(),
    ended: easternText.nullable(),
    how: z.enum(["replaced", "expired"]).nullable(),
    extended: z.array(z.object({ at: easternText, to: easternText })).optional(),
    note: z.string().optional(),
  }),
);
const pastFields = z.object({
  slug: z
    .string()
    .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/)
    .max(80)
    .optional(),
  issuedAt: momentSchema.optional(),
});

export async function importAdvisories({ service, rest, print }: Invocation): Promise<number> {
  const [file] = rest;
  if (!file) throw new Error("import advisories FILE.json");
  const json = JSON.parse(readFileSync(file, "utf8")) as { bulletins?: unknown; advisories?: unknown };
  if (json.bulletins) {
    const bulletins = checked(bulletinsSchema, json.bulletins);
    if (!bulletins.ok) throw new Error(explain(bulletins.refusal as Parameters<typeof explain>[0]));
    const done = await importBulletins(service, bulletins.value as PastBulletin[]);
    if (!done.ok) throw new Error(explain(done.refusal));
    print(`${done.value.archived} past bulletins taken into the archive, ${done.value.known} were there already.`);
    return 0;
  }
  const list = Array.isArray(json) ? json : json.advisories;
  if (!Array.isArray(list)) throw new Error("The file has neither “bulletins” nor “advisories”.");
  return importWhole({ service, print }, list);
}

async function importWhole(
  { service, print }: Pick<Invocation, "service" | "print">,
  list: readonly unknown[],
): Promise<number> {
  const now = service.clock.now();
  const past: PastAdvisory[] = [];
  const drafts: Content[] = [];
  let refused = 0;
  for (const [index, item] of list.entries()) {
    const { slug, issuedAt, ...fields } = (typeof item === "object" && item !== null ? item : {}) as Record<
      string,
      unknown
    >;
    const extra = checked(pastFields, { slug, issuedAt });
    const content = checked(contentSchema, fields);
    if (!extra.ok || !content.ok) {
      const refusal = extra.ok ? (content.ok ? undefined : content.refusal) : extra.refusal;
      if (refusal) print(`Number ${index + 1}: ${explain(refusal as Parameters<typeof explain>[0])}`);
      refused++;
    } else if (content.value.sunsetAt > now) {
      drafts.push(content.value);
    } else if (extra.value.issuedAt === undefined || extra.value.issuedAt >= content.value.sunsetAt) {
      print(`Number ${index + 1}: has ended, so it needs “issuedAt”, earlier than its sunset.`);
      refused++;
    } else {
      const year = new Date(extra.value.issuedAt).getUTCFullYear();
      const fallback = `${content.value.kind}-${year}-${service.newId().slice(0, 6).toLowerCase()}`;
      past.push({ slug: extra.value.slug ?? fallback, issuedAt: extra.value.issuedAt, content: content.value });
    }
  }
  const archived = past.length > 0 ? await importPast(service, past) : null;
  if (archived && !archived.ok) throw new Error(explain(archived.refusal));
  const made = await importDrafts(service, drafts);
  for (const { index, refusal } of made.refusals) print(`Draft ${index + 1}: ${explain(refusal)}`);
  const count = archived?.ok ? archived.value : { archived: 0, known: 0 };
  refused += made.refusals.length;
  print(
    `${count.archived} archived, ${count.known} were there already, ${made.drafts} became drafts, ${refused} were refused. Nobody was told.`,
  );
  return refused > 0 ? 1 : 0;
}
