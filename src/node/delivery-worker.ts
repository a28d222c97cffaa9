/** The delivery threads as the web server sees them: nudged, watched, each started again when it dies, stopped cleanly. */
import { Worker } from "node:worker_threads";
import type { Logger } from "pino";
import { stackOf } from "../domain/thrown.ts";
import type { Settings } from "../settings.ts";
import { type DeliveryShare, deliveryShare } from "./delivery-share.ts";

export interface DeliveryWorker {
  nudge(): void;
  stop(): Promise<void>;
  /** Milliseconds since the one that is silent longest was last heard of. */
  silentForMs(): number;
  /** The own clock of one of them is more than five minutes from the wall clock. */
  isClockApart(): boolean;
}

export interface WorkerOptions {
  readonly entry: URL;
  readonly settings: Settings;
  readonly migrationsFolder: string;
  readonly isDemo: boolean;
  readonly log: Logger;
}

/** Left to itself V8 lets what is young grow to three times 16 MB in each thread, most of it garbage. */
const maxYoungGenerationSizeMb = 12;

/** How long a clean stop may take before the thread is ended; what was in flight is told once more after the next start. */
const stopDeadlineMs = 20_000;

export function startDeliveryWorkers(options: WorkerOptions): DeliveryWorker {
  const { DELIVERY_THREADS: threads, MAIL_CONNECTIONS: mailConnections } = options.settings;
  const workers = Array.from({ length: threads }, (_, thread) =>
    startWorker(options, deliveryShare(thread, threads, mailConnections)),
  );
  return {
    nudge: () => workers.forEach((worker) => void worker.nudge()),
    silentForMs: () => Math.max(...workers.map((worker) => worker.silentForMs())),
    isClockApart: () => workers.some((worker) => worker.isClockApart()),
    async stop() {
      await Promise.all(workers.map((worker) => worker.stop()));
    },
  };
}

function startWorker(
  { entry, settings, migrationsFolder, isDemo, log }: WorkerOptions,
  share: DeliveryShare,
): DeliveryWorker {
  let heardAt = performance.now();
  let isStopping = false;
  let isRunning = false;
  let isClockApart = false;
  let worker = start();

  function start(): Worker {
    const thread = new Worker(entry, {
      workerData: { settings, migrationsFolder, isDemo, share },
      resourceLimits: { maxYoungGenerationSizeMb },
    });
    isRunning = true;
    thread.on("message", ({ sinceRoundMs = 0, isApart = false }: { sinceRoundMs?: number; isApart?: boolean }) => {
      isClockApart = isApart;
      // Being there is not enough: its loops have to go round.
      heardAt = performance.now() - sinceRoundMs;
    });
    thread.on("error", (error) => log.error({ error: stackOf(error) }, "the delivery thread failed"));
    thread.on("exit", (code) => {
      isRunning = false;
      if (isStopping) return;
      log.error({ code }, "the delivery thread ended and is started again");
      setTimeout(() => {
        if (!isStopping) worker = start();
      }, 1_000);
    });
    return thread;
  }

  return {
    nudge: () => worker.postMessage({ type: "nudge" }),
    silentForMs: () => performance.now() - heardAt,
    isClockApart: () => isClockApart,
    async stop() {
      isStopping = true;
      if (!isRunning) return;
      const exited = new Promise<void>((resolve) => worker.once("exit", () => resolve()));
      worker.postMessage({ type: "stop" });
      const timer = setTimeout(() => worker.terminate(), stopDeadlineMs);
      await exited;
      clearTimeout(timer);
    },
  };
}
