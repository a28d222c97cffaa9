/** The local Workers runtime inside of a test: Workers of any make, over real sockets, D1 and queues, with the test's authority trusted. */
import type { TestHarness, TestHarnessOptions } from "wrangler";
import { testCertificate } from "./certificate.ts";

export type WorkerConfig = TestHarnessOptions["workers"][number];

/** Wrangler reads the environment as it is loaded. */
export async function workersRuntime(workers: readonly WorkerConfig[]): Promise<TestHarness> {
  Object.assign(process.env, {
    NODE_EXTRA_CA_CERTS: testCertificate().caFile,
    WRANGLER_SEND_METRICS: "false",
    WRANGLER_LOG: "error",
    CLOUDFLARE_CF_FETCH_ENABLED: "false",
  });
  const { createTestHarness } = await import("wrangler");
  const runtime = createTestHarness({ root: new URL("../..", import.meta.url).pathname, workers: [...workers] });
  await runtime.listen();
  return runtime;
}

/** As the service's own, in wrangler.toml. */
export const compatibility = { compatibility_date: "2026-11-01", compatibility_flags: ["nodejs_compat"] };
