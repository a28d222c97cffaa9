/** Reads what a client sent: bounded, in the right encoding, of the right type, and checked in one pass. */
import type { Context } from "hono";
import type { z } from "zod";
import { accepted, type Problem, type Result, refused } from "../domain/refusal.ts";
import { messageOf } from "../domain/thrown.ts";
import { problemsOf, prototypeProblems } from "./field-problems.ts";

export const bodyLimit = 256 * 1024;

export type BodyRefusal =
  | { readonly type: "body-too-large"; readonly limit: number }
  | { readonly type: "body-broken-off" }
  | { readonly type: "wrong-media-type"; readonly wanted: string }
  | { readonly type: "wrong-encoding"; readonly reason: string }
  | { readonly type: "malformed-json"; readonly reason: string }
  | { readonly type: "malformed-xml"; readonly reason: string }
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
      // What fails here is the connection, at the client's end: no defect of ours, and not for the log.
      const read = await reader.read().catch(() => null);
      if (!read) return refused({ type: "body-broken-off" });
      const { done, value } = read;
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

/** A mail as its bytes, which need not be UTF-8. */
export async function readMessage(context: Context): Promise<Result<Uint8Array, BodyRefusal>> {
  const bytes = await readBytes(context.req.raw);
  if (!bytes.ok) return bytes;
  const isMail = /^message\/rfc822\s*(;|$)/i.test(context.req.header("content-type") ?? "");
  const isPlain = /^(identity)?$/i.test(context.req.header("content-encoding") ?? "");
  return isMail && isPlain
    ? bytes
    : refused({ type: "wrong-media-type", wanted: isMail ? "message/rfc822, not compressed" : "message/rfc822" });
}

/** A body as text: UTF-8 only, not compressed. Nothing at all is the empty text where a body may be left out, whatever its type. */
export async function readText(
  context: Context,
  mediaType: RegExp,
  wanted: string,
  mayBeEmpty = false,
): Promise<Result<string, BodyRefusal>> {
  const bytes = await readBytes(context.req.raw);
  if (!bytes.ok) return bytes;
  if (mayBeEmpty && bytes.value.length === 0) return accepted("");
  const header = context.req.header("content-type") ?? "";
  if (!mediaType.test(header)) return refused({ type: "wrong-media-type", wanted });
  const charset = /charset\s*=\s*"?([^;"\s]+)/i.exec(header)?.[1];
  if (charset && !/^utf-?8$/i.test(charset))
    return refused({ type: "wrong-media-type", wanted: `${wanted}; charset=utf-8` });
  const encoding = context.req.header("content-encoding");
  if (encoding && encoding.toLowerCase() !== "identity")
    return refused({ type: "wrong-media-type", wanted: `${wanted}, not compressed` });
  try {
    return accepted(new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(bytes.value));
  } catch {
    return refused({ type: "wrong-encoding", reason: "the body is not valid UTF-8" });
  }
}

export interface ReadJsonOptions {
  /** Nothing at all counts as `{}`. */
  readonly mayBeEmpty?: boolean;
  /** Rules over several fields, which are asked also where the shape is wrong: all problems are told at once. */
  readonly moreProblems?: (value: unknown) => readonly Problem[];
}

/** A JSON body of this shape. */
export async function readJson<Schema extends z.ZodType>(
  context: Context,
  schema: Schema,
  options: ReadJsonOptions = {},
): Promise<Result<z.output<Schema>, BodyRefusal>> {
  const { mayBeEmpty = false, moreProblems = () => [] } = options;
  const text = await readText(context, /^application\/(?:[\w.+-]+\+)?json\s*(;|$)/i, "application/json", mayBeEmpty);
  if (!text.ok) return text;
  let value: unknown;
  try {
    value = JSON.parse(text.value === "" && mayBeEmpty ? "{}" : text.value);
  } catch (error) {
    return refused({
      type: "malformed-json",
      reason: messageOf(error).slice(0, 200),
    });
  }
  return checked(schema, value, moreProblems);
}

export function checked<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  moreProblems: (value: unknown) => readonly Problem[] = () => [],
): Result<z.output<Schema>, { readonly type: "invalid-content"; readonly problems: readonly Problem[] }> {
  const prototypes = prototypeProblems(value);
  if (prototypes.length > 0) return refused({ type: "invalid-content", problems: prototypes });
  const parsed = schema.safeParse(value);
  if (parsed.success) return accepted(parsed.data);
  const problems = parsed.error.issues.flatMap((issue) => problemsOf(issue));
  return refused({ type: "invalid-content", problems: [...problems, ...moreProblems(value)] });
}
