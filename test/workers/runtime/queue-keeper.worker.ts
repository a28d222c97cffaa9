/**
 * The reader of a queue, in the place of the service: hands each message on to it, or keeps it for the test, which loses, doubles or
 * reorders what it takes.
 */
import type { Turn } from "../../../src/workers/instance.ts";

interface Message {
  readonly id: string;
  readonly timestamp: Date;
  readonly attempts: number;
  readonly body: Turn;
}

interface Env {
  readonly SERVICE: { queue(name: string, messages: readonly Message[]): Promise<unknown> };
}

let isKeeping = false;
let kept: Turn[] = [];
/** Another after each reload of the runtime. */
let life = "";

async function handOn(env: Env, turns: readonly Turn[]): Promise<void> {
  const message = (body: Turn) => ({ id: crypto.randomUUID(), timestamp: new Date(), attempts: 1, body });
  await Promise.all(turns.map((turn) => env.SERVICE.queue("turns", [message(turn)])));
}

export default {
  async queue(
    batch: { readonly messages: readonly Message[] },
    env: Env,
    context: { waitUntil(work: Promise<unknown>): void },
  ): Promise<void> {
    const turns = batch.messages.map(({ body }) => body);
    if (isKeeping) kept.push(...turns);
    else context.waitUntil(handOn(env, turns));
  },

  /** `/keep`, `/pass`; `/take` gives what was kept; `/give` hands on what it is given, all at once. */
  async fetch(request: Request, env: Env): Promise<Response> {
    const { pathname } = new URL(request.url);
    if (pathname === "/keep") isKeeping = true;
    if (pathname === "/pass") isKeeping = false;
    if (pathname === "/give") await handOn(env, (await request.json()) as Turn[]);
    life ||= crypto.randomUUID();
    if (pathname !== "/take") return new Response(life);
    const taken = kept;
    kept = [];
    return Response.json(taken);
  },
};
