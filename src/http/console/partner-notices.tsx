/** Service notices in the console: who gets them, what was sent, and the form that writes one. */
import { Hono } from "hono";
import { z } from "zod";
import type { FormProblem } from "../../../templates/console/fields.tsx";
import {
  ServiceNoticesPage,
  type TypedContact,
  type TypedNotice,
} from "../../../templates/console/partner-notices.tsx";
import { interfaceLanguages } from "../../../templates/messages/index.ts";
import type { Dependencies } from "../../actions/dependencies.ts";
import { inviteContact, removeContact, sendServiceNotice } from "../../actions/partner-notices.ts";
import { contactState, noticeTopics } from "../../domain/partner-notice.ts";
import { contactsByName, latestNotices, noticeOutcomes } from "../../store/partner-notices.ts";
import { checked } from "../request-body.ts";
import { mailField, nameField } from "../webhook-schema.ts";
import { editorNames } from "./audit-lines.ts";
import { page, type Sent, type Visit, visits } from "./session.tsx";

const path = "/console/partners/notices";
const mostShown = 50;
const emptyNotice: TypedNotice = { topic: noticeTopics[0], texts: {} };
const emptyContact: TypedContact = { name: "", address: "", language: "en" };
const said: Readonly<Record<string, string>> = {
  sent: "The notice is on its way.",
  asked: "They are asked, unless they were asked before and have not answered yet, or have answered already.",
  removed: "They were taken off the list.",
};

const noticeSchema = z.strictObject({ topic: z.enum(noticeTopics), texts: z.record(z.string(), z.string()) });
const contactSchema = z.strictObject({ name: nameField, address: mailField, language: z.enum(interfaceLanguages) });

export function serviceNoticePages(dependencies: Dependencies): Hono {
  const { database } = dependencies;
  const { reading, acting, refuse } = visits(dependencies);
  const routes = new Hono();

  const show = async (
    visit: Visit,
    { notice = emptyNotice, contact = emptyContact }: { notice?: TypedNotice; contact?: TypedContact } = {},
    problems: readonly FormProblem[] = [],
  ) => {
    const [contacts, notices, outcomes, names] = await Promise.all([
      contactsByName(database),
      latestNotices(database, mostShown),
      noticeOutcomes(database),
      editorNames(database),
    ]);
    const done = said[visit.context.req.query("done") ?? ""];
    const made = (
      <ServiceNoticesPage
        {...{ console: visit.console, notice, contact, problems }}
        contacts={contacts.map((one) => ({ ...one, state: contactState(one) }))}
        notices={notices.map((one) => ({
          ...one,
          sentBy: names.get(one.sentBy) ?? one.sentBy,
          outcomes: outcomes.filter(({ noticeId }) => noticeId === one.id),
        }))}
        {...(done === undefined ? {} : { said: done })}
      />
    );
    return page(visit.context, made, problems.length > 0 ? 400 : 200);
  };
  const actingOf = ({ editor, commandId }: Sent) => ({ actor: editor.id, commandId });

  routes.get(
    "/partners/notices",
    reading((visit) => show(visit)),
  );
  routes.post(
    "/partners/notices",
    acting(async (sent) => {
      const { form, context } = sent;
      const texts = Object.fromEntries(
        interfaceLanguages.map((language) => [language, form.get(`texts.${language}`) ?? ""]),
      );
      const notice = { topic: form.get("topic") ?? "", texts };
      const body = checked(noticeSchema, notice);
      if (!body.ok) return show(sent, { notice }, body.refusal.problems.map(problemAt));
      const done = await sendServiceNotice(dependencies, body.value, actingOf(sent));
      if (done.ok) return context.redirect(`${path}?done=sent`, 303);
      if (done.refusal.type === "invalid-content") return show(sent, { notice }, done.refusal.problems.map(problemAt));
      return refuse(sent, done.refusal);
    }),
  );
  routes.post(
    "/partners/notices/contacts",
    acting(async (sent) => {
      const { form, context } = sent;
      const one = (name: string) => (form.get(name) ?? "").trim();
      const contact = { name: one("name"), address: one("address"), language: one("language") };
      const body = checked(contactSchema, contact);
      if (!body.ok) return show(sent, { contact }, body.refusal.problems.map(problemAt));
      const done = await inviteContact(dependencies, body.value, actingOf(sent));
      return done.ok ? context.redirect(`${path}?done=asked`, 303) : refuse(sent, done.refusal);
    }),
  );
  routes.post(
    "/partners/notices/contacts/:id/remove",
    acting(async (sent) => {
      const id = Number(sent.context.req.param("id"));
      const done = await removeContact(dependencies, Number.isSafeInteger(id) ? id : 0, actingOf(sent));
      return done.ok ? sent.context.redirect(`${path}?done=removed`, 303) : refuse(sent, done.refusal);
    }),
  );
  return routes;
}

function problemAt({ path, reason, example }: { path: string; reason: string; example?: string }): FormProblem {
  return { field: path.replace(/^\$\.?/, ""), reason, ...(example ? { example } : {}) };
}
