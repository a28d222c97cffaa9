/** A partner's contact says whether it wants service notices. GET shows, POST acts. */
import { type Context, Hono } from "hono";
import { NoticesPage } from "../../templates/pages/notices.tsx";
import type { Dependencies } from "../actions/dependencies.ts";
import { answerInvitation, contactByToken } from "../actions/partner-notices.ts";
import { contactState } from "../domain/partner-notice.ts";
import type { Tokens } from "../domain/ports.ts";
import type { Result } from "../domain/refusal.ts";
import type { NoticeContact } from "../store/partner-notices.ts";
import { errorPage, frameFor, privatePage } from "./page-answer.tsx";

export function noticePages(dependencies: Dependencies & { readonly tokens: Tokens }): Hono {
  const { site, clock, tokens } = dependencies;
  const routes = new Hono();

  const answer = (context: Context, found: Result<NoticeContact>) => {
    if (!found.ok) return errorPage(context, site, clock.now(), found.refusal);
    const action = `/notices/${context.req.param("token") ?? ""}`;
    // What a button led to has no address of its own.
    const frame = { ...frameFor(context, site, clock.now()), path: action };
    return privatePage(context, <NoticesPage frame={frame} state={contactState(found.value)} action={action} />);
  };

  routes.get("/notices/:token", async (context) =>
    answer(context, await contactByToken(dependencies, tokens, context.req.param("token"))),
  );
  // RFC 8058: mail programs post here without cookie or Origin; the body does not matter, and again is a success.
  routes.post("/notices/:token", async (context) =>
    answer(context, await answerInvitation(dependencies, tokens, context.req.param("token"), "leave")),
  );
  routes.post("/notices/:token/join", async (context) =>
    answer(context, await answerInvitation(dependencies, tokens, context.req.param("token"), "join")),
  );
  return routes;
}
