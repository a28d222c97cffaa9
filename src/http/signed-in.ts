/** Who asks: the editor behind a bearer token, or a machine with a key; and which command a request is. */
import type { Context } from "hono";
import type { Dependencies } from "../actions/dependencies.ts";
import { editorBySecret } from "../actions/editor-access.ts";
import { canonical } from "../domain/content.ts";
import { accepted, type Result, refused } from "../domain/refusal.ts";
import { keyedCommandId } from "../store/audit.ts";
import type { EditorRecord } from "../store/editors.ts";
import type { HttpRefusal } from "./http-refusal.ts";

export async function bearer(dependencies: Dependencies, context: Context): Promise<Result<EditorRecord, HttpRefusal>> {
  const header = context.req.header("authorization") ?? "";
  const token = /^Bearer ([A-Za-z0-9_-]{20,200})$/i.exec(header)?.[1];
  const editor = token ? await editorBySecret(dependencies, token, "api") : null;
  return editor ? accepted(editor) : refused({ type: "not-signed-in" });
}

/** Has the request this key? Compared by digests: how long that takes says nothing of the key. */
export function hasKey({ digest }: Pick<Dependencies, "digest">, context: Context, key: string): boolean {
  const given = /^Bearer (.+)$/.exec(context.req.header("authorization") ?? "")?.[1] ?? "";
  return digest(given) === digest(key);
}

/**
 * A client that lost an answer repeats the request with the same `Idempotency-Key` and gets the same result. A key belongs to one
 * request: at another address it is another key, with another body it is refused.
 */
export function commandIdOf(
  { digest, newId }: Pick<Dependencies, "digest" | "newId">,
  context: Context,
  editor: EditorRecord,
  body: unknown = {},
): string {
  const key = context.req.header("idempotency-key");
  if (!key) return newId();
  const { method, path } = context.req;
  // The key is in both: a body with a partner's secret must not be guessed from what the audit keeps.
  return keyedCommandId(`${editor.id}:${digest(canonical([key, method, path]))}`, digest(canonical([key, body])));
}
