/** A notification to the operator's own browser shows that pushes go out; a browser that is gone is an alarm. */
import { afterEach, expect, it } from "vitest";
import { eventually, type ServiceProcess, startProcess } from "../../support/process.ts";
import { type PushSink, pushSink } from "../../support/push-sink.ts";

let service: ServiceProcess | undefined;
let browsers: PushSink;
afterEach(async () => {
  await service?.dispose();
  await browsers.close();
});

it("the canary of CANARY_PUSH arrives, encrypted to its browser, and takes the place of the one before", async () => {
  browsers = await pushSink("h2");
  const subscription = browsers.newSubscription();
  service = await startProcess({ push: browsers, settings: { CANARY_PUSH: JSON.stringify(subscription) } });
  const { payload, headers, path } = await eventually("the canary", () => browsers.pushes[0]);
  expect(path).toBe(new URL(subscription.endpoint).pathname);
  expect(payload.notification).toMatchObject({
    title: expect.stringContaining("messages go out"),
    tag: headers.topic,
    silent: true,
  });
  expect(headers).toMatchObject({ ttl: "180", urgency: "normal" });
  expect(await (await fetch(`${service.baseUrl}/readyz`)).json()).toEqual({ ready: true, reasons: [] });
});
