/**
 * Answers that were just given, given again without asking the app. What the public reads follows from the request, the database and
 * the clock's second alone, since all moments are whole seconds: so an answer serves whoever asks the same within its second, as long
 * as nobody wrote anything. Each request asks the database for that, which takes two microseconds and sees what other processes wrote.
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Clock } from "../domain/ports.ts";
import { lastingAnswer } from "../http/rendered.ts";
import type { PlainAnswer } from "../http/security-headers.ts";
import type { NodeDatabase } from "../platform/node/sqlite.ts";

export interface KeptAnswers {
  /** False: nothing is kept for this request, and nothing was written. */
  answer(request: IncomingMessage, response: ServerResponse): boolean;
  /** Asks the app, and keeps what it says where that may be said again. */
  through(request: IncomingMessage, ask: () => Promise<Response> | Response): Promise<Response>;
}

/** What no public answer depends on; any other header is a part of the question. */
const ignored = new Set(
  ["user-agent", "connection", "keep-alive", "dnt", "priority", "referer", "origin", "cache-control", "pragma"].concat(
    ["sec-fetch-site", "sec-fetch-mode", "sec-fetch-dest", "sec-fetch-user", "upgrade-insecure-requests"],
    ["sec-ch-ua", "sec-ch-ua-mobile", "sec-ch-ua-platform", "x-forwarded-for", "x-forwarded-proto"],
  ),
);
/** Who is signed in, and who sends a body, is always answered by the app. */
const personal = new Set(["cookie", "authorization", "content-length", "transfer-encoding", "expect"]);

const mostAnswers = 2_000;

interface Kept {
  readonly status: number;
  readonly headers: readonly string[];
  readonly body: Uint8Array | null;
}

export function keptAnswers(database: Pick<NodeDatabase, "version">, clock: Clock): KeptAnswers {
  let version: number | null = null;
  let second = 0;
  let answers = new Map<string, Kept>();

  /** Lets go of everything where something was written, a second has passed, or nobody can tell: then the app says so itself. */
  function keepUp(): void {
    const secondNow = Math.floor(clock.now() / 1_000);
    const versionNow = versionOf(database);
    if (versionNow !== null && versionNow === version && secondNow === second) return;
    version = versionNow;
    second = secondNow;
    if (answers.size > 0) answers = new Map();
  }

  return {
    answer(request, response) {
      const question = questionOf(request);
      if (question === null) return false;
      keepUp();
      const kept = answers.get(question);
      if (!kept) return false;
      response.writeHead(kept.status, kept.headers as string[]);
      response.end(kept.body);
      return true;
    },
    async through(request, ask) {
      const asked = { version, second };
      const answer = await ask();
      const plain = lastingAnswer(answer);
      const question = plain ? questionOf(request) : null;
      if (!plain || question === null) return answer;
      keepUp();
      const isStillSo = version !== null && asked.version === version && asked.second === second;
      if (isStillSo && answers.size < mostAnswers) answers.set(question, keptFrom(plain));
      return answer;
    },
  };
}

function versionOf(database: Pick<NodeDatabase, "version">): number | null {
  try {
    return database.version();
  } catch {
    return null;
  }
}

/** The same for requests that have the same answer; null where it is nobody else's. */
function questionOf({ method, url, rawHeaders }: IncomingMessage): string | null {
  if (method !== "GET") return null;
  let question = url ?? "";
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = (rawHeaders[at] ?? "").toLowerCase();
    if (ignored.has(name)) continue;
    if (personal.has(name)) return null;
    question += `\n${name}:${rawHeaders[at + 1]}`;
  }
  return question;
}

function keptFrom({ status, headers, body }: PlainAnswer): Kept {
  return { status, headers: Object.entries(headers).flat(), body };
}
