/** Who has an account, what admins asked for, and what an admin can do about it. Everybody who is signed in may read it. */
import { roles as allRoles, type Moment, type Role } from "../../src/domain/advisory.ts";
import { en } from "../messages/en/messages.ts";
import { Time } from "../parts/time.tsx";
import { ButtonForm, type ConsoleFrame, ConsolePage } from "./console-page.tsx";
import { type FormProblem, ProblemSummary, TextInput } from "./fields.tsx";
import { RefusalBox, type RefusalWords } from "./refusal-box.tsx";

export interface AccountCard {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly roles: readonly Role[];
  readonly createdAt: Moment;
  readonly hasPasskey: boolean;
  readonly disabledAt?: Moment;
  /** Too new to be the second person for a live advisory until then. */
  readonly youngUntil?: Moment;
}

export interface AskedCard {
  readonly id: string;
  /** In words: what was asked for. */
  readonly what: string;
  readonly by: string;
  readonly at: Moment;
  readonly expiresAt: Moment;
  readonly isOwn: boolean;
}

export interface EditorsPageProps {
  readonly console: ConsoleFrame;
  readonly accounts: readonly AccountCard[];
  readonly asked: readonly AskedCard[];
  readonly isAdmin: boolean;
  /** There are two admins or more: inviting and changing roles need two. */
  readonly needsTwo: boolean;
  /** Mails are files here: links are handed over by an operator. */
  readonly hasMailFiles: boolean;
  readonly typed: { readonly name: string; readonly email: string; readonly roles: readonly string[] };
  readonly problems: readonly FormProblem[];
  readonly said?: string;
  readonly refusal?: RefusalWords;
}

export function EditorsPage(props: EditorsPageProps) {
  const { console, accounts, isAdmin, problems, refusal, said } = props;
  const active = accounts.filter(({ disabledAt }) => disabledAt === undefined);
  const disabled = accounts.filter(({ disabledAt }) => disabledAt !== undefined);
  return (
    <ConsolePage console={console} title="Editors">
      <h1>Editors</h1>
      <RefusalBox refusal={refusal} />
      <ProblemSummary problems={problems} title="Nobody was invited yet. Please correct this:" />
      {said === undefined ? null : (
        <p class="panel" role="status">
          {said}
        </p>
      )}
      {isAdmin ? (
        <p>
          {props.needsTwo
            ? "Inviting somebody, changing roles and sending a sign-in link need a second administrator. "
            : "You are the only administrator: you act alone. "}
          Disabling needs one. All editors are told of new and changed accounts.
        </p>
      ) : null}
      <Asked {...props} />
      <h2>Accounts</h2>
      <ul class="cards">
        {active.map((account) => (
          <li>
            <Account account={account} {...props} />
          </li>
        ))}
      </ul>
      {isAdmin ? <Invite {...props} /> : null}
      {disabled.length === 0 ? null : (
        <>
          <h2>Disabled</h2>
          <ul>
            {disabled.map(({ name, email, disabledAt }) => (
              <li>
                <span class="as-typed">{name}</span> ({email}), since <Time at={disabledAt ?? 0} messages={en} />
              </li>
            ))}
          </ul>
        </>
      )}
    </ConsolePage>
  );
}

function Asked({ console, asked, isAdmin }: EditorsPageProps) {
  if (asked.length === 0) return null;
  return (
    <section>
      <h2>Waits for a second administrator</h2>
      <ul class="cards">
        {asked.map(({ id, what, by, at, expiresAt, isOwn }) => (
          <li>
            <p>
              <strong class="as-typed">{what}</strong>
              <br />
              Asked for by <span class="as-typed">{by}</span>, <Time at={at} messages={en} />. Lapses{" "}
              <Time at={expiresAt} messages={en} />.
            </p>
            {isAdmin ? (
              <div class="buttons">
                {isOwn ? null : (
                  <ButtonForm
                    console={console}
                    action={`/console/editors/requests/${id}/confirm`}
                    button={`Confirm: ${what}`}
                  />
                )}
                <ButtonForm
                  console={console}
                  action={`/console/editors/requests/${id}/decline`}
                  button={isOwn ? "Withdraw it" : "Decline"}
                  look="secondary"
                />
              </div>
            ) : null}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Account({ account, console, isAdmin }: EditorsPageProps & { account: AccountCard }) {
  const { id, name, email, roles, createdAt, hasPasskey, youngUntil } = account;
  const isSelf = id === console.editor.id;
  return (
    <>
      <h3>
        <span class="as-typed">{name}</span>
        {isSelf ? " (you)" : ""}
      </h3>
      <p>
        {email} · {roles.join(", ")} · since <Time at={createdAt} messages={en} /> ·{" "}
        {hasPasskey ? "has a passkey" : "no passkey yet"}
      </p>
      {youngUntil === undefined ? null : (
        <p>
          New: cannot approve live advisories until <Time at={youngUntil} messages={en} />.
        </p>
      )}
      {isAdmin ? (
        <details>
          <summary>Change {name}</summary>
          <form method="post" action={`/console/editors/${id}/roles`}>
            <input type="hidden" name="command" value={console.command} />
            <RoleChoices owner={id} chosen={roles} />
            <button type="submit">Change the roles</button>
          </form>
          <div class="buttons">
            <ButtonForm
              console={console}
              action={`/console/editors/${id}/link`}
              button="Mail a sign-in link to them"
              look="secondary"
            />
            {youngUntil === undefined || isSelf ? null : (
              <ButtonForm
                console={console}
                action={`/console/editors/${id}/vouch`}
                button="Let them approve from today"
                look="secondary"
              />
            )}
            {isSelf ? null : (
              <ButtonForm
                console={console}
                action={`/console/editors/${id}/disable`}
                button={`Disable ${name} at once`}
                look="danger"
              />
            )}
          </div>
        </details>
      ) : null}
    </>
  );
}

const roleWords: Record<Role, string> = {
  author: "Author: writes and submits",
  approver: "Approver: approves what others wrote",
  admin: "Administrator: manages accounts",
};

function RoleChoices({ owner, chosen }: { owner: string; chosen: readonly string[] }) {
  return (
    <fieldset class="field" id={owner === "field" ? "field-roles" : undefined}>
      <legend>Roles</legend>
      {allRoles.map((role) => (
        <div class="choice">
          <input type="checkbox" id={`${owner}-${role}`} name="roles" value={role} checked={chosen.includes(role)} />
          <label for={`${owner}-${role}`}>{roleWords[role]}</label>
        </div>
      ))}
    </fieldset>
  );
}

function Invite({ console, typed, problems, hasMailFiles }: EditorsPageProps) {
  return (
    <>
      <h2>Invite somebody</h2>
      <form method="post" action="/console/editors" novalidate>
        <input type="hidden" name="command" value={console.command} />
        <TextInput name="name" label="Name" value={typed.name} problems={problems} />
        <TextInput
          name="email"
          type="email"
          label="E-mail address"
          hint={
            hasMailFiles
              ? "This site has no mail server: the letter with the sign-in link lies in the folder for mails, and an operator hands it over. The console shows it to nobody."
              : "A sign-in link goes there. It works once, for a day."
          }
          value={typed.email}
          problems={problems}
        />
        <RoleChoices owner="field" chosen={typed.roles} />
        <button type="submit">Invite</button>
      </form>
    </>
  );
}
