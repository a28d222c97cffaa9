/** Entry of the delivery thread: its own database connection, its own connections to relay and push services. */
import { parentPort, workerData } from "node:worker_threads";
import type { Settings } from "../settings.ts";
import { deliveryOf } from "./delivery.ts";
import { runDelivery } from "./delivery-runner.ts";
import { type InstanceOptions, openInstance } from "./instance.ts";

const { settings, ...options } = workerData as { settings: Settings } & Pick<
  InstanceOptions,
  "migrationsFolder" | "isDemo"
>;
const service = await openInstance(settings, { ...options, nudge: () => {} });
let isStopping = false;
const delivery = deliveryOf(service, () => isStopping);
const runner = runDelivery(delivery);
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
