/** What Prometheus reads, asked of the database at each scrape: counts alone, nothing that names anybody. */
import { collectDefaultMetrics, Gauge, Registry } from "prom-client";
import { phaseAt } from "../domain/phase.ts";
import { allAdvisories } from "../store/advisories.ts";
import { messageCounts, openLetters } from "../store/health.ts";
import { channels, isPaused, pausedChannels } from "../store/instance.ts";
import type { Instance } from "./instance.ts";
import type { Watch } from "./watch.ts";

export interface Metrics {
  read(): Promise<{ readonly type: string; readonly text: string }>;
}

export function metricsOf(service: Instance, watch: Pick<Watch, "conditions">): Metrics {
  const { database, clock } = service;
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const gauge = (name: string, help: string, labelNames: string[]) =>
    new Gauge({ name, help, labelNames, registers: [registry] });
  const messages = gauge("ntas_messages", "Messages by channel and what became of them.", ["channel", "outcome"]);
  const open = gauge("ntas_lots_open", "Lots that still owe something, by channel.", ["channel"]);
  const letters = gauge("ntas_letters_open", "Letters that wait, by purpose.", ["purpose"]);
  const advisories = gauge("ntas_advisories", "Advisories by phase and status.", ["phase", "status"]);
  const held = gauge("ntas_sending_held", "1 where sending is held.", ["channel"]);
  const alarms = gauge("ntas_condition", "1 for each thing that is wrong now.", ["name"]);
  return {
    async read() {
      for (const one of [messages, open, letters, advisories, held, alarms]) one.reset();
      for (const { name } of await watch.conditions()) alarms.set({ name }, 1);
      for (const { channel, open: count, ...counts } of await messageCounts(database)) {
        open.set({ channel }, count);
        for (const [outcome, value] of Object.entries(counts)) messages.set({ channel, outcome }, value);
      }
      for (const { purpose, count } of await openLetters(database)) letters.set({ purpose }, count);
      const now = clock.now();
      for (const advisory of await allAdvisories(database))
        advisories.inc({ phase: phaseAt(advisory, now), status: advisory.status });
      const paused = await pausedChannels(database);
      held.set({ channel: "all" }, (await isPaused(database)) ? 1 : 0);
      for (const channel of channels) held.set({ channel }, paused.includes(channel) ? 1 : 0);
      return { type: registry.contentType, text: await registry.metrics() };
    },
  };
}
