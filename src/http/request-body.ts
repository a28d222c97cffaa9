/** Reads what a client sent: bounded, in the right encoding, of the right type, and checked in one pass. */
import type { Context } from "hono";
import type { z } from "zod";
import { accepted, type Problem, type Result, refused } from "../domain/refusal.ts";

export const bodyLimit = 256 * 1024;

export type BodyRefusal =
  | { readonly type: "body-too-large"; readonly limit: number }
  | { readonly type: "wrong-media-type"; readonly wanted: string }
  | { readonly type: "wrong-encoding"; readonly reason: string }
  | { readonly type: "malformed-json"; readonly reason: string }
  | { readonly type: "invalid-content"; readonly problems: readonly Problem[] };

/** The bytes of a body, at most `bodyLimit`; read no further than that. */
async function readBytes(request: Request): Promise<Result<Uint8Array, BodyRefusal>> {
  const tooLarge = refused({ type: "body-too-large" as const, limit: bodyLimit });
  if (Number(request.headers.get("content-length") ?? 0) > bodyLimit) return tooLarge;
  const chunks: Uint8Array[] = [];
  let size = 0;
  if (request.body) {
    const reader = request.body.getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      size += value.byteLength;
      if (size > bodyLimit) {
        await reader.cancel();
        return tooLarge;
      }
      chunks.push(value);
    }
  }
  const bytes = new Uint8Array(size);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return accepted(bytes);
}

/** A body as text: UTF-8 only, not compressed. */
export async function readText(
  context: Context,
  mediaType: RegExp,
  wanted: string,
): Promise<Result<string, BodyRefusal>> {
  const header = context.req.header("content-type") ?? "";
  if (!mediaType.test(header)) return refused({ type: "wrong-media-type", wanted });
  const charset = /charset\s*=\s*"?([^;"\s]+)/i.exec(header)?.[1];
  if (charset && !/^utf-?8$/i.test(charset))
    return refused({ type: "wrong-media-type", wanted: `${wanted}; charset=utf-8` });
  const encoding = context.req.header("content-encoding");
  if (encoding && encoding !== "identity")
    return refused({ type: "wrong-media-type", wanted: `${wanted}, not compressed` });
  const bytes = await readBytes(context.req.raw);
  if (!bytes.ok) return bytes;
  try {
    return accepted(new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(bytes.value));
  } catch {
    return refused({ type: "wrong-encoding", reason: "the body is not valid UTF-8" });
  }
}

/** A JSON body of this shape. `{}` where the body may be left out and is. */
export async function readJson<Schema extends z.ZodType>(
  context: Context,
  schema: Schema,
  options: { readonly mayBeEmpty?: boolean } = {},
): Promise<Result<z.output<Schema>, BodyRefusal>> {
  const isEmpty =
    options.mayBeEmpty && !context.req.header("content-type") && !Number(context.req.header("content-length") ?? 0);
  const text = isEmpty
    ? accepted("{}")
    : await readText(context, /^application\/(?:[\w.+-]+\+)?json\s*(;|$)/i, "application/json");
  if (!text.ok) return text;
  let value: unknown;
  try {
    value = JSON.parse(text.value === "" && options.mayBeEmpty ? "{}" : text.value);
  } catch (error) {
    return refused({
      type: "malformed-json",
      reason: error instanceof Error ? error.message.slice(0, 200) : "not JSON",
    });
  }
  return checked(schema, value);
}

export function checked<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
): Result<z.output<Schema>, BodyRefusal> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return accepted(parsed.data);
  return refused({ type: "invalid-content", problems: parsed.error.issues.flatMap((issue) => problemsOf(issue)) });
}

/** `$.languages.en.sections[0].body`. */
function pathOf(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === "number") return `${text}[${step}]`;
    const name = String(step);
    return /^[A-Za-z_][\w-]*$/.test(name) ? `${text}.${name}` : `${text}[${JSON.stringify(name)}]`;
  }, "$");
}

const examples: Readonly<Record<string, string>> = {
  kind: "elevated",
  status: "actual",
  scope: '{"areas": ["NY", "34017"]}',
  areas: '["NY", "36061"]',
  sectors: '["mass-transit"]',
  sunsetAt: "2026-12-01T17:00:00-05:00",
  publishAt: "2026-11-30T09:00:00-05:00",
  nextUpdateBy: "2026-11-30T17:00:00-05:00",
  languages: '{"en": {"headline": "…", "summary": "…", "measures": {"individuals": "…"}}}',
  en: '{"headline": "…", "summary": "…", "measures": {"individuals": "…"}}',
  headline: "Threat to commuter rail in the New York area",
  summary: "Officials have credible information about a threat to commuter rail.",
  measures: '{"individuals": "Follow the instructions of local officials."}',
  sections: '[{"heading": "Details", "body": "What is known so far."}]',
  resources: '[{"title": "What to do", "url": "https://www.example.gov/what-to-do"}]',
  url: "https://www.example.gov/what-to-do",
  endNotice: "false",
  contentHash: "64 lower-case hex digits, as given by the last answer",
  change: "extend",
  then: "restore",
  reason: "The measures for responders are missing.",
  note: "Extended because the investigation continues.",
  channel: "email",
  address: "name@example.org",
  language: "en",
  kinds: '["elevated", "imminent"]',
};

type Issue = z.core.$ZodIssue;

function problemsOf(issue: Issue): Problem[] {
  const name = String(issue.path.findLast((step) => typeof step === "string") ?? "");
  const known = examples[name];
  const own = issue.code === "custom" ? (issue.params as { example?: string } | undefined)?.example : undefined;
  const example = own ?? known ?? "see /api/openapi.json";
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({
      path: pathOf([...issue.path, key]),
      reason: "is not a field of this object: remove it or correct its name",
      example,
    }));
  }
  return [{ path: pathOf(issue.path), reason: reasonOf(issue), example }];
}

function reasonOf(issue: Issue): string {
  switch (issue.code) {
    case "invalid_type":
      return issue.input === undefined && /received undefined/.test(issue.message)
        ? "is required"
        : `must be a ${issue.expected}`;
    case "invalid_value":
      return `must be one of: ${issue.values.map(String).join(", ")}`;
    case "too_big":
      return `is too large: at most ${issue.maximum}`;
    case "too_small":
      return `is too small: at least ${issue.minimum}`;
    case "invalid_union":
      return 'must have "channel": "email" or "push"';
    default:
      return issue.message;
  }
}
