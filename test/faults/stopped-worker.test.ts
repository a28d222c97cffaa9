/** A thread that delivers stands still and never comes back from the kernel: who runs the service is told, by what does not stand still. */
import { afterAll, beforeAll, it } from "vitest";
import { Story } from "../journeys/process/story.ts";
import { eventually, onNode, type ServiceProcess } from "../support/process.ts";
import { isFull, size } from "./size.ts";
import { type Tracing, threadsOf, traceThread } from "./tracing.ts";

const longestSeconds = 6 * 60;
/** In each call, one after another; strace lets go only when one is over. */
const standstillMs = 90_000;

let story: Story<ServiceProcess>;
let stood: Tracing | undefined;
beforeAll(async () => {
  story = await Story.begin(onNode, { ALARM_TO: "duty@example.gov" });
}, 150_000);
afterAll(async () => {
  // The service would be gone only once strace is through with its delay.
  stood?.kill();
  await story?.end();
});

async function reasons(): Promise<{ status: number; said: string }> {
  const answer = await fetch(`${story.baseUrl}/readyz`);
  return { status: answer.status, said: JSON.stringify(await answer.json()) };
}

it.each(size(["mail"] as const, ["mail", "push"] as const))(
  "the thread for %s is missed within six minutes, at /readyz and by a mail; at full size also: no longer once it goes on",
  async (name) => {
    await eventually("all to be well", async () => (await reasons()).status === 200);
    const known = story.smtp.mails.length;
    const calls = "epoll_wait,epoll_pwait,epoll_pwait2";
    const standing = ["-e", `trace=${calls}`, "-e", `inject=${calls}:delay_enter=${standstillMs}ms`, "-o", "/dev/null"];
    stood = await traceThread(threadsOf(story.service.pid())[name], standing);
    const from = performance.now();
    const missed = await eventually(
      "/readyz to say so",
      async () => {
        const { status, said } = await reasons();
        return status === 503 && said.includes("thread is silent") && said;
      },
      longestSeconds,
    );
    console.log(`${name}: after ${Math.round((performance.now() - from) / 1_000)} s: ${missed}`);
    await eventually(
      "the alarm",
      () => story.smtp.mails.slice(known).some(({ to }) => to.includes("duty@example.gov")),
      longestSeconds,
    );
    if (!isFull) return;
    await stood.detach();
    await eventually("all to be well again", async () => (await reasons()).status === 200, longestSeconds);
  },
  (longestSeconds + 120) * 1_000,
);
