/** strace on the running service: to end it at a certain system call, to make a call fail, or to see in which order calls are made. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";

export interface Tracing {
  /** Lets go of the service, if that still runs. */
  detach(): Promise<void>;
  /** Ends at once, also in the middle of a delay; what it traced stands still, and can only be killed. */
  kill(): void;
}

/** Of all threads of a process. Resolves once they are traced. */
export function trace(pid: number, words: readonly string[]): Promise<Tracing> {
  return attach(["-f", ...words, "-p", String(pid)]);
}

/** Of one thread alone: strace counts calls for each thread by itself. */
export function traceThread(id: number, words: readonly string[]): Promise<Tracing> {
  return attach([...words, "-p", String(id)]);
}

/** The threads that save, answer, mail and push. */
export function threadsOf(pid: number): { readonly web: number; readonly mail: number; readonly push: number } {
  const name = (id: number) => readFileSync(`/proc/${pid}/task/${id}/comm`, "utf8").trim();
  const ids = readdirSync(`/proc/${pid}/task`).map(Number);
  const [mail = 0, push = 0] = ids.filter((id) => name(id) === "WorkerThread").sort((a, b) => a - b);
  return { web: pid, mail, push };
}

async function attach(words: readonly string[]): Promise<Tracing> {
  const child = spawn("strace", words, { stdio: ["ignore", "ignore", "pipe"] });
  await attached(child);
  const ended = once(child, "close");
  return {
    async detach() {
      // By SIGINT it detaches; killed, it would leave threads stopped.
      if (child.exitCode === null && child.signalCode === null) child.kill("SIGINT");
      await ended;
    },
    kill: () => void child.kill("SIGKILL"),
  };
}

function attached(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = "";
    child.once("error", reject);
    child.once("close", () => reject(new Error(`strace ended: ${said}`)));
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      said += text;
      if (/attached/.test(said)) resolve();
    });
  });
}
