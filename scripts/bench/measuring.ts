/** What benches have in common: medians, processor time, and both sides of a comparison in turns, so that a busy machine is busy for both. */
import { readFileSync } from "node:fs";
import type { Measure } from "../bench.ts";

export interface Side {
  /** Sends one message; throws where it was not accepted. */
  readonly send: (index: number) => Promise<unknown>;
  readonly atOnce: number;
}

export interface Cost {
  readonly cpuMs: number;
  readonly perSecond: number;
}

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** Of a process and its children, all threads; the kernel counts in hundredths. */
export function cpuSeconds(pid: number): number {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim();
  const all = [pid, ...(children === "" ? [] : children.split(" ").map(Number))];
  const ticks = all.map((one) => {
    const fields = readFileSync(`/proc/${one}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
    return Number(fields[11]) + Number(fields[12]);
  });
  return ticks.reduce((sum, one) => sum + one, 0) / 100;
}

/** Cost of one message, of all threads of this process, with so many messages in flight. */
async function costOf({ send, atOnce }: Side, messages: number): Promise<Cost> {
  let next = 0;
  const worker = async () => {
    while (next < messages) await send(next++);
  };
  const cpu = process.cpuUsage();
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: atOnce }, worker));
  const seconds = (performance.now() - startedAt) / 1_000;
  const { user, system } = process.cpuUsage(cpu);
  return { cpuMs: (user + system) / 1_000 / messages, perSecond: messages / seconds };
}

/** Short runs of either side in turns, after one each that does not count; medians. */
export async function compared(
  ours: Side,
  peer: Side,
  messages: number,
  runs: number,
): Promise<{ ours: Cost; peer: Cost }> {
  const costs = { ours: [] as Cost[], peer: [] as Cost[] };
  for (let run = -1; run < runs; run++) {
    const [one, other] = [await costOf(ours, messages), await costOf(peer, messages)];
    if (run < 0) continue;
    costs.ours.push(one);
    costs.peer.push(other);
  }
  const middle = (all: readonly Cost[]): Cost => ({
    cpuMs: median(all.map(({ cpuMs }) => cpuMs)),
    perSecond: median(all.map(({ perSecond }) => perSecond)),
  });
  return { ours: middle(costs.ours), peer: middle(costs.peer) };
}

/** `limit`: for the ratio of both where there is a peer, else for ours. */
export function against(
  measure: string,
  ours: number,
  peer: number,
  limit: number,
  unit: string,
  runs: number,
): Measure {
  return { measure, ours: rounded(ours), peer: rounded(peer), limit, ratio: rounded(ours / peer), unit, runs };
}

export function alone(measure: string, ours: number, limit: number | null, unit: string, runs: number): Measure {
  return { measure, ours: rounded(ours), peer: null, limit, ratio: null, unit, runs };
}

function rounded(value: number): number {
  return Number(value.toPrecision(value >= 1_000 ? 6 : 3));
}
