/** "Your account": passkeys are listed, added and removed, and notifications are turned on in a browser. */
import { Hono } from "hono";
import { z } from "zod";
import { AccountPage } from "../../../templates/console/account.tsx";
import type { Dependencies } from "../../actions/dependencies.ts";
import { leaveBrowser, moveBrowser, notifyInBrowser, removeBrowser } from "../../actions/editor-browsers.ts";
import { enrolPasskey, removePasskey } from "../../actions/passkeys.ts";
import type { Refusal } from "../../domain/refusal.ts";
import { speaksForAgency } from "../../domain/speaks-for-agency.ts";
import { type EditorBrowser, editorBrowsersOf } from "../../store/editor-browsers.ts";
import { passkeysOf } from "../../store/passkeys.ts";
import { emptySchema } from "../content-schema.ts";
import { answerTo, problem } from "../problem.ts";
import { readJson } from "../request-body.ts";
import { type ReadPush, renewalSchema } from "../subscription-schema.ts";
import { refusalWords } from "./advisory-pages.tsx";
import { isForeign, page, type Visit, visits } from "./session.tsx";
import { attestationSchema, checkedPasskey, enrolmentOptions, passkeyObstacle } from "./web-authn.ts";

const enrolSchema = z.object({
  name: z
    .string()
    .trim()
    .transform((name) => name.replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, "").slice(0, 60) || "Passkey"),
  response: attestationSchema,
});

export interface AccountPageDependencies extends Dependencies {
  readonly readPushSubscription: ReadPush;
}

export function accountPages(dependencies: AccountPageDependencies): Hono {
  const { database, site } = dependencies;
  const { reading, acting, asking } = visits(dependencies);
  const routes = new Hono();

  const show = async ({ context, console, session, editor }: Visit, refusal?: Refusal) => {
    const made = (
      <AccountPage
        console={console}
        email={editor.email}
        passkeys={await passkeysOf(database, editor.id)}
        browsers={(await editorBrowsersOf(database, editor.id)).map(browserShown)}
        obstacle={passkeyObstacle(site)}
        isFresh={session.isFresh}
        isOfficial={speaksForAgency(site)}
        {...(refusal ? { refusal: refusalWords(refusal) } : {})}
      />
    );
    return page(context, made, refusal ? answerTo(refusal).status : 200);
  };

  routes.get(
    "/account",
    reading((visit) => show(visit)),
  );

  routes.post(
    "/account/passkeys/options",
    asking(emptySchema, async ({ context, session }) =>
      session.isFresh
        ? context.json(await enrolmentOptions(dependencies, session.editor))
        : problem(context, { type: "sign-in-again" }),
    ),
  );

  routes.post(
    "/account/passkeys",
    asking(enrolSchema, async ({ context, session }, { name, response }) => {
      const passkey = await checkedPasskey(dependencies, response);
      if (!passkey.ok) return problem(context, passkey.refusal);
      const enrolled = await enrolPasskey(dependencies, session, { ...passkey.value, name });
      return enrolled.ok ? context.json({ location: "/console/account" }, 201) : problem(context, enrolled.refusal);
    }),
  );

  routes.post(
    "/account/passkeys/remove",
    acting(async (sent) => {
      const removed = await removePasskey(dependencies, sent.session, sent.form.get("id") ?? "");
      return removed.ok ? sent.context.redirect("/console/account", 303) : show(sent, removed.refusal);
    }),
  );

  const browserSchema = renewalSchema(dependencies.readPushSubscription);
  const subscriptionIn = ({ subscription }: z.output<typeof browserSchema>) => {
    const { endpoint, p256dh, auth } = subscription;
    return { endpoint, keys: { p256dh, auth } };
  };
  const addressOf = (secret: string) => ({ manageUrl: `/console/account/browsers/${secret}` });

  routes.post(
    "/account/browsers",
    asking(browserSchema, async ({ context, editor }, body) => {
      const secret = await notifyInBrowser(dependencies, editor, subscriptionIn(body));
      return secret.ok ? context.json(addressOf(secret.value), 201) : problem(context, secret.refusal);
    }),
  );

  routes.post(
    "/account/browsers/remove",
    acting(async (sent) => {
      const removed = await removeBrowser(dependencies, sent.editor, sent.form.get("id") ?? "");
      return removed.ok ? sent.context.redirect("/console/account", 303) : show(sent, removed.refusal);
    }),
  );

  // The service worker's own: its secret names the browser, also after its editor signed out.
  routes.put("/account/browsers/:secret", async (context) => {
    if (isForeign(context, site)) return problem(context, { type: "foreign-origin" });
    const body = await readJson(context, browserSchema);
    if (!body.ok) return problem(context, body.refusal);
    const secret = context.req.param("secret");
    const moved = await moveBrowser(dependencies, secret, subscriptionIn(body.value));
    return moved.ok ? context.json(addressOf(secret)) : problem(context, moved.refusal);
  });

  routes.delete("/account/browsers/:secret", async (context) => {
    if (isForeign(context, site)) return problem(context, { type: "foreign-origin" });
    const left = await leaveBrowser(dependencies, context.req.param("secret"));
    return left.ok ? context.body(null, 204) : problem(context, left.refusal);
  });
  return routes;
}

/** Which push service it belongs to is all that is known of a browser. */
function browserShown({ hash, address, createdAt }: EditorBrowser) {
  const { endpoint } = JSON.parse(address) as { endpoint: string };
  return { id: hash, service: new URL(endpoint).hostname, createdAt };
}
