/** "Your account": passkeys are listed, added and removed. */
import { Hono } from "hono";
import { z } from "zod";
import { AccountPage } from "../../../templates/console/account.tsx";
import type { Dependencies } from "../../actions/dependencies.ts";
import { enrolPasskey, removePasskey } from "../../actions/passkeys.ts";
import type { Refusal } from "../../domain/refusal.ts";
import { speaksForAgency } from "../../domain/speaks-for-agency.ts";
import { passkeysOf } from "../../store/passkeys.ts";
import { emptySchema } from "../content-schema.ts";
import { answerTo, problem } from "../problem.ts";
import { refusalWords } from "./advisory-pages.tsx";
import { page, type Visit, visits } from "./session.tsx";
import { attestationSchema, checkedPasskey, enrolmentOptions, passkeyObstacle } from "./web-authn.ts";

const enrolSchema = z.object({
  name: z
    .string()
    .trim()
    .transform((name) => name.replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, "").slice(0, 60) || "Passkey"),
  response: attestationSchema,
});

export function accountPages(dependencies: Dependencies): Hono {
  const { database, site } = dependencies;
  const { reading, acting, asking } = visits(dependencies);
  const routes = new Hono();

  const show = async ({ context, console, session, editor }: Visit, refusal?: Refusal) => {
    const made = (
      <AccountPage
        console={console}
        email={editor.email}
        passkeys={await passkeysOf(database, editor.id)}
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
  return routes;
}
