/** Accounts in the console: invite, change roles, vouch, disable; what needs a second admin waits here for one. */
import { Hono } from "hono";
import { EditorsPage, type EditorsPageProps } from "../../../templates/console/editors.tsx";
import type { FormProblem } from "../../../templates/console/fields.tsx";
import {
  type AccountDependencies,
  type AccountOutcome,
  actOnAccount,
  decideAccountRequest,
} from "../../actions/accounts.ts";
import { type AccountAct, editorNameFault, needsSecondAdmin } from "../../domain/accounts.ts";
import { roles as allRoles, type Role } from "../../domain/advisory.ts";
import { mailAddressFault } from "../../domain/mail-address.ts";
import type { Refusal, Result } from "../../domain/refusal.ts";
import { settledAt } from "../../domain/second-person.ts";
import { speaksForAgency } from "../../domain/speaks-for-agency.ts";
import { openAccountRequests } from "../../store/account-requests.ts";
import { allEditors, type EditorRecord } from "../../store/editors.ts";
import { answerTo } from "../problem.ts";
import { refusalWords } from "./advisory-pages.tsx";
import { page, type Sent, type Visit, visits } from "./session.tsx";

export interface EditorsDependencies extends AccountDependencies {
  /** Mails are written to files: see node.ts. */
  readonly readWrittenMail?: unknown;
}

type Shown = Partial<Pick<EditorsPageProps, "typed" | "problems" | "said">> & { readonly refusal?: Refusal };

const outcomeWords: Record<AccountOutcome["outcome"], string> = {
  done: "Done. All editors are told.",
  waiting: "Another administrator has to confirm it: they see it on this page, and were sent a mail.",
  declined: "It will not be done.",
};

export function editorsPages(dependencies: EditorsDependencies): Hono {
  const { database, clock, site } = dependencies;
  const { reading, acting } = visits(dependencies);
  const routes = new Hono();

  const show = async ({ context, console, editor }: Visit, shown: Shown = {}) => {
    const now = clock.now();
    const accounts = await allEditors(database);
    const { refusal, ...rest } = shown;
    const isOfficial = speaksForAgency(site);
    const made = (
      <EditorsPage
        console={console}
        accounts={accounts.map((account) => cardOf(account, isOfficial, now))}
        asked={(await openAccountRequests(database, now)).map((request) => ({
          ...request,
          what: wordsOf(request.act, accounts),
          by: nameIn(accounts, request.requestedBy),
          at: request.requestedAt,
          isOwn: request.requestedBy === editor.id,
        }))}
        isAdmin={editor.roles.includes("admin")}
        needsTwo={needsSecondAdmin({ act: "link", editorId: "" }, accounts, now)}
        hasMailFiles={dependencies.readWrittenMail !== undefined}
        typed={{ name: "", email: "", roles: ["author"] }}
        problems={[]}
        {...rest}
        {...(refusal ? { refusal: refusalWords(refusal) } : {})}
      />
    );
    return page(context, made, refusal ? answerTo(refusal).status : rest.problems ? 400 : 200);
  };

  const answer = (sent: Sent, result: Result<AccountOutcome>, typed?: EditorsPageProps["typed"]) =>
    result.ok
      ? sent.context.redirect(`/console/editors?outcome=${result.value.outcome}`, 303)
      : show(sent, { refusal: result.refusal, ...(typed ? { typed } : {}) });
  const act = (sent: Sent, wanted: AccountAct, typed?: EditorsPageProps["typed"]) =>
    actOnAccount(dependencies, { act: wanted, editor: sent.editor, commandId: sent.commandId }).then((result) =>
      answer(sent, result, typed),
    );

  routes.get(
    "/editors",
    reading((visit) => {
      const outcome = visit.context.req.query("outcome");
      const isKnown = outcome !== undefined && Object.hasOwn(outcomeWords, outcome);
      return show(visit, isKnown ? { said: outcomeWords[outcome as AccountOutcome["outcome"]] } : {});
    }),
  );

  routes.post(
    "/editors",
    acting(async (sent) => {
      const { form } = sent;
      const typed = {
        name: (form.get("name") ?? "").trim(),
        email: (form.get("email") ?? "").trim(),
        roles: rolesIn(form),
      };
      const problems = invitationProblems(typed);
      if (problems.length > 0) return show(sent, { typed, problems });
      return act(sent, { act: "invite", ...typed }, typed);
    }),
  );

  routes.post(
    "/editors/:id/:act{roles|link|vouch|disable}",
    acting(async (sent) => {
      const { id: editorId = "", act: name } = sent.context.req.param() as { id?: string; act?: string };
      if (name === "roles") {
        const wanted = rolesIn(sent.form);
        if (wanted.length > 0) return act(sent, { act: "roles", editorId, roles: wanted });
        return show(sent, {
          problems: [{ field: "roles", reason: "choose one at least; to lock somebody out, disable them" }],
        });
      }
      return act(sent, { act: name as "link" | "vouch" | "disable", editorId });
    }),
  );

  routes.post(
    "/editors/requests/:id/:verdict{confirm|decline}",
    acting(async (sent) => {
      const { id: requestId = "", verdict } = sent.context.req.param() as { id?: string; verdict?: string };
      const { editor, commandId } = sent;
      const isConfirmed = verdict === "confirm";
      return answer(sent, await decideAccountRequest(dependencies, { requestId, isConfirmed, editor, commandId }));
    }),
  );
  return routes;
}

function rolesIn(form: URLSearchParams): Role[] {
  const asked = form.getAll("roles");
  return allRoles.filter((role) => asked.includes(role));
}

function invitationProblems({ name, email, roles }: EditorsPageProps["typed"]): FormProblem[] {
  const fault = mailAddressFault(email);
  const nameFault = editorNameFault(name);
  return [
    ...(nameFault === null ? [] : [{ field: "name", reason: nameFault }]),
    ...(fault === null ? [] : [{ field: "email", reason: `the address ${fault}` }]),
    ...(roles.length > 0 ? [] : [{ field: "roles", reason: "choose one at least" }]),
  ];
}

function cardOf(account: EditorRecord, isOfficial: boolean, now: number): EditorsPageProps["accounts"][number] {
  const { id, name, email, roles, createdAt, hasPasskey = false, disabledAt, vouchedAt } = account;
  const until = settledAt(account);
  return {
    ...{ id, name, email, roles, createdAt, hasPasskey },
    ...(disabledAt === undefined ? {} : { disabledAt }),
    ...(isOfficial && vouchedAt === undefined && now < until ? { youngUntil: until } : {}),
  };
}

function nameIn(accounts: readonly EditorRecord[], id: string): string {
  return accounts.find((one) => one.id === id)?.name ?? id;
}

function wordsOf(act: AccountAct, accounts: readonly EditorRecord[]): string {
  switch (act.act) {
    case "invite":
      return `Invite ${act.name} (${act.email}) as ${act.roles.join(", ")}`;
    case "roles":
      return `Give ${nameIn(accounts, act.editorId)} the roles ${act.roles.join(", ")}`;
    case "link":
      return `Mail a sign-in link to ${nameIn(accounts, act.editorId)}`;
    case "vouch":
      return `Let ${nameIn(accounts, act.editorId)} approve live advisories from today`;
    case "disable":
      return `Disable ${nameIn(accounts, act.editorId)}`;
  }
}
