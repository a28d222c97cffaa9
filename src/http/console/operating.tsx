/** The switches of sending, and trying again what failed. */
import { Hono } from "hono";
import { consolePath } from "../../../templates/console/console-path.ts";
import type { OperationsProps } from "../../../templates/console/operations.tsx";
import type { Dependencies } from "../../actions/dependencies.ts";
import { releaseScheduled } from "../../actions/hold-scheduled.ts";
import { holdSending } from "../../actions/hold-sending.ts";
import { resendFailed } from "../../actions/resend-failed.ts";
import { type Result, refused } from "../../domain/refusal.ts";
import { advisoryState } from "../../store/advisories.ts";
import { openAlarms } from "../../store/alarms.ts";
import { channels, isPaused, pausedChannels, scheduledHeldFrom } from "../../store/instance.ts";
import { visits } from "./session.tsx";

const labels = { webhook: "Webhooks", websub: "WebSub", push: "Push", email: "Mail" } as const;

export async function operationsOf({ database }: Dependencies): Promise<Omit<OperationsProps, "console">> {
  const held = await pausedChannels(database);
  return {
    alarms: await openAlarms(database),
    isScheduledHeld: (await scheduledHeldFrom(database)) !== null,
    sending: [
      { channel: "all", label: "All sending", isHeld: await isPaused(database) },
      ...channels.map((channel) => ({ channel, label: labels[channel], isHeld: held.includes(channel) })),
    ],
  };
}

export function operatingPages(dependencies: Dependencies): Hono {
  const { database } = dependencies;
  const { acting, refuse, missing } = visits(dependencies);
  const routes = new Hono();

  routes.post(
    "/sending",
    acting(async ({ context, editor, form, commandId }) => {
      if (!editor.roles.includes("admin")) return refuse({ context }, { type: "role-missing", needed: ["admin"] });
      const asked = form.get("channel");
      const channel = channels.find((one) => one === asked);
      if (!channel && asked !== "all") return refuse({ context }, { type: "not-found", what: "channel" });
      const isHeld = form.get("held") === "yes";
      const done = await holdSending(dependencies, {
        isHeld,
        actor: editor.id,
        commandId,
        ...(channel ? { channel } : {}),
      });
      return done.ok ? context.redirect("/console/now", 303) : refuse({ context }, done.refusal);
    }),
  );

  routes.post(
    "/scheduled/release",
    acting(async ({ context, editor, commandId }) => {
      const done: Result<unknown> = editor.roles.includes("admin")
        ? await releaseScheduled(dependencies, { actor: editor.id, commandId })
        : refused({ type: "role-missing", needed: ["admin"] });
      return done.ok ? context.redirect("/console/now", 303) : refuse({ context }, done.refusal);
    }),
  );

  routes.post(
    "/advisories/:slug/resend",
    acting(async ({ context, editor, commandId }) => {
      const state = await advisoryState(database, context.req.param("slug") ?? "");
      const request = { advisory: context.req.param("slug") ?? "", since: 0, actor: editor.id, commandId };
      const done = await resendFailed(dependencies, request);
      if (!done.ok) return refuse({ context }, done.refusal);
      if (!state) return missing({ context });
      return context.redirect(consolePath(state.advisory), 303);
    }),
  );
  return routes;
}
