/** Entry of a delivery thread: its own database connection, its own connections to relay and push services. */
import { parentPort, workerData } from "node:worker_threads";
import type { Settings } from "../settings.ts";
import { deliveryOf } from "./delivery.ts";
import { runDelivery } from "./delivery-runner.ts";
import type { DeliveryShare } from "./delivery-share.ts";
import { type InstanceOptions, openInstance } from "./instance.ts";

interface WorkerData extends Pick<InstanceOptions, "migrationsFolder" | "isDemo"> {
  readonly settings: Settings;
  readonly share: DeliveryShare;
}

const { settings, share, ...options } = workerData as WorkerData;
const service = await openInstance(settings, { ...options, nudge: () => {} });
let isStopping = false;
const delivery = deliveryOf(service, () => isStopping, share);
const runner = runDelivery(delivery, share.sendsLetters);
const heartbeat = setInterval(() => {
  const sinceRoundMs = performance.now() - runner.lastRoundAt();
  parentPort?.postMessage({ type: "alive", sinceRoundMs, isApart: service.clock.isApart() });
}, 2_000);

parentPort?.on("message", async (message: { type: "nudge" | "stop" }) => {
  if (message.type === "nudge") return runner.nudge();
  isStopping = true;
  await runner.finished();
  clearInterval(heartbeat);
  await delivery.close();
  service.database.close();
  parentPort?.postMessage({ type: "stopped" });
  parentPort?.close();
});
