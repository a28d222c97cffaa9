/** Who asks: the editor behind a bearer token. */
import type { Context } from "hono";
import type { Dependencies } from "../actions/dependencies.ts";
import { editorBySecret } from "../actions/editor-access.ts";
import { accepted, type Result, refused } from "../domain/refusal.ts";
import type { EditorRecord } from "../store/editors.ts";
import type { HttpRefusal } from "./problem.ts";

export async function bearer(dependencies: Dependencies, context: Context): Promise<Result<EditorRecord, HttpRefusal>> {
  const header = context.req.header("authorization") ?? "";
  const token = /^Bearer ([A-Za-z0-9_-]{20,200})$/i.exec(header)?.[1];
  const editor = token ? await editorBySecret(dependencies, token, "api") : null;
  return editor ? accepted(editor) : refused({ type: "not-signed-in" });
}
