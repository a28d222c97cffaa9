/** The source as the architecture test looks at it: files, what each imports, and its code without comments. Paths are from the root. */
import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";

const root = join(import.meta.dirname, "../..");

export interface Import {
  /** As written, or for a file of ours its path from the root. */
  readonly target: string;
  readonly isOurs: boolean;
  readonly isTypeOnly: boolean;
  readonly names: readonly string[];
}

export interface SourceFile {
  readonly path: string;
  readonly code: string;
  readonly imports: readonly Import[];
}

export function exists(path: string): boolean {
  return existsSync(join(root, path));
}

export function read(path: string): string {
  return readFileSync(join(root, path), "utf8");
}

/** Paths that match, from the root, in a stable order. */
export function pathsOf(...patterns: string[]): string[] {
  return globSync(patterns, { cwd: root, exclude: (name) => name === "node_modules" || name === "dist" }).sort();
}

export function sourceFile(path: string): SourceFile {
  const code = withoutComments(read(path));
  return { path, code, imports: importsOf(path, code) };
}

/** All TypeScript under these folders. */
export function sourceFiles(...folders: string[]): SourceFile[] {
  return pathsOf(...folders.flatMap((folder) => [`${folder}/**/*.ts`, `${folder}/**/*.tsx`])).map(sourceFile);
}

/** Strings are matched as well, so that `//` in an address or a `*` pattern in a string is not taken for a comment. */
function withoutComments(text: string): string {
  const stringOrComment = /("(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`)|\/\*[\s\S]*?\*\/|\/\/[^\n]*/g;
  return text.replaceAll(stringOrComment, (_, literal: string | undefined) => literal ?? "");
}

function importsOf(path: string, code: string): Import[] {
  const statements = code.matchAll(/^\s*(?:import|export)\b(\s+type\b)?([^;"'`]*?)\bfrom\s*["']([^"']+)["']/gm);
  const bare = code.matchAll(/^\s*import\s*["']([^"']+)["']/gm);
  const dynamic = code.matchAll(/\b(?:import|require)\(\s*["'`]([^"'`]+)["'`]/g);
  return [
    ...[...statements].map(([, type, names = "", target = ""]) => imported(path, target, type !== undefined, names)),
    ...[...bare, ...dynamic].map(([, target = ""]) => imported(path, target, false, "")),
  ];
}

function imported(path: string, target: string, isTypeOnly: boolean, names: string): Import {
  const isOurs = target.startsWith(".");
  return {
    target: isOurs ? normalize(join(dirname(path), target)) : target,
    isOurs,
    isTypeOnly,
    names: [...names.matchAll(/(?:[{,]\s*)(?:type\s+)?(\w+)/g)].map(([, name = ""]) => name),
  };
}
