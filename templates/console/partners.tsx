/** Partners with webhooks: the list with the form that makes one, and one of them. */

import { kinds } from "../../src/domain/advisory.ts";
import { sectors } from "../../src/domain/sectors.ts";
import { languageName } from "../messages/advisory-words.ts";
import { en } from "../messages/en/messages.ts";
import { interfaceLanguages } from "../messages/index.ts";
import { partnerWords } from "../messages/partner-words.ts";
import { PartnerView, type PartnerViewProps } from "../parts/partner-view.tsx";
import { ButtonForm, type ConsoleFrame, ConsolePage } from "./console-page.tsx";
import { Choice, type FormProblem, Group, ProblemSummary, Select, TextInput } from "./fields.tsx";
import { RefusalBox, type RefusalWords } from "./refusal-box.tsx";

export interface PartnerLine {
  readonly id: number;
  readonly name: string;
  readonly contact: string;
  readonly url: string;
  readonly state: PartnerViewProps["state"];
}

/** As typed. */
export interface PartnerForm {
  readonly name: string;
  readonly contact: string;
  readonly url: string;
  readonly format: string;
  readonly language: string;
  readonly authType: string;
  readonly authUser: string;
  readonly authName: string;
  readonly isExercise: boolean;
  readonly kinds: readonly string[];
  readonly areas: string;
  readonly sectors: readonly string[];
}

export const emptyPartner: PartnerForm = {
  ...{ name: "", contact: "", url: "", format: "json", language: "en" },
  ...{ authType: "", authUser: "", authName: "", isExercise: false, kinds: [], areas: "", sectors: [] },
};

export function PartnersPage({
  console,
  partners,
  typed,
  problems,
  isRemoved,
}: {
  readonly console: ConsoleFrame;
  readonly partners: readonly PartnerLine[];
  readonly typed: PartnerForm;
  readonly problems: readonly FormProblem[];
  readonly isRemoved: boolean;
}) {
  return (
    <ConsolePage console={console} title="Partners">
      <ProblemSummary problems={problems} />
      <h1>Partners</h1>
      {isRemoved ? (
        <p class="done" tabindex={-1} autofocus>
          The webhook was removed.
        </p>
      ) : null}
      <p>
        Their own servers are told of each change, before the public. Each has a page of its own, for a test, a new
        secret and what became of each event.
      </p>
      {partners.length === 0 ? <p>There are none yet.</p> : <PartnerTable partners={partners} />}
      <p>
        <a href="/console/partners/notices">Service notices</a>: mail to those who run machines that read this site.
      </p>
      <h2>Add one</h2>
      <form method="post" action="/console/partners" novalidate>
        <input type="hidden" name="command" value={console.command} />
        <PartnerFields typed={typed} problems={problems} />
        <button type="submit">Add the partner</button>
      </form>
    </ConsolePage>
  );
}

function PartnerTable({ partners }: { partners: readonly PartnerLine[] }) {
  return (
    <section class="table-frame" tabindex={0} aria-label="Partners">
      <table>
        <thead>
          <tr>
            {["Partner", "Contact", "Address", "State"].map((label) => (
              <th scope="col">{label}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {partners.map(({ id, name, contact, url, state }) => (
            <tr>
              <th scope="row">
                <a href={`/console/partners/${id}`}>{name}</a>
              </th>
              <td>{contact}</td>
              <td>{url}</td>
              <td>{partnerWords("en").states[state]}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function PartnerFields({ typed, problems }: { typed: PartnerForm; problems: readonly FormProblem[] }) {
  return (
    <>
      <TextInput name="name" label="Name" value={typed.name} problems={problems} />
      <TextInput
        name="contact"
        label="Contact"
        hint="The mail address of a person or a desk."
        type="email"
        value={typed.contact}
        problems={problems}
      />
      <TextInput
        name="url"
        label="Address of their server"
        hint="https, at a public name, on port 443."
        value={typed.url}
        problems={problems}
      />
      <Select
        name="format"
        label="What is sent"
        value={typed.format}
        options={[
          ["json", "A JSON event (Standard Webhooks)"],
          ["cap", "The signed CAP message, for signage"],
        ]}
        problems={problems}
      />
      <Select
        name="auth.type"
        label="What their server asks for beside the signature"
        value={typed.authType}
        options={[
          ["", "Nothing"],
          ["basic", "A user and a password (Basic)"],
          ["header", "A key in a header"],
        ]}
        problems={problems}
      />
      <TextInput name="auth.user" label="User, for Basic" value={typed.authUser} problems={problems} />
      <TextInput name="auth.name" label="Name of the header, for a key" value={typed.authName} problems={problems} />
      <TextInput
        name="auth.secret"
        label="The password, or the key"
        hint="It is kept sealed, and never shown again."
        value=""
        problems={problems}
      />
      <Group name="kinds" label="Kinds" hint="None ticked: all." problems={problems}>
        {kinds.map((kind) => (
          <Choice type="checkbox" name="kinds" value={kind} checked={typed.kinds.includes(kind)}>
            {en.kinds[kind].label}
          </Choice>
        ))}
      </Group>
      <TextInput
        name="areas"
        label="Places"
        hint="State codes (NY) and county codes (36061) with spaces between. Empty: everywhere."
        value={typed.areas}
        problems={problems}
      />
      <Group name="sectors" label="Sectors" hint="None ticked: all." problems={problems}>
        {sectors.map((sector) => (
          <Choice type="checkbox" name="sectors" value={sector} checked={typed.sectors.includes(sector)}>
            {en.sectors[sector]}
          </Choice>
        ))}
      </Group>
      <Select
        name="language"
        label="Language"
        value={typed.language}
        options={interfaceLanguages.map((language) => [language, languageName(language, en)])}
        problems={problems}
      />
      <Choice type="checkbox" name="exercise" value="true" checked={typed.isExercise}>
        Exercises and tests too
      </Choice>
    </>
  );
}

export function ConsolePartnerPage({
  console,
  partner,
  page,
  view,
  refusal,
}: {
  readonly console: ConsoleFrame;
  readonly partner: PartnerLine;
  /** The partner's own page. */
  readonly page: string;
  readonly view: Omit<PartnerViewProps, "language" | "action" | "command">;
  readonly refusal?: RefusalWords;
}) {
  const action = `/console/partners/${partner.id}`;
  return (
    <ConsolePage console={console} title={partner.name}>
      <RefusalBox refusal={refusal} />
      <h1>{partner.name}</h1>
      <p>
        Contact: {partner.contact}. Give them the address of their own page over a way that is safe; whoever has it can
        do what it offers:
      </p>
      <p>
        <a href={page}>{page}</a>
      </p>
      <PartnerView language="en" action={action} command={console.command} {...view} />
      <section>
        <h2>Remove</h2>
        <p>It cannot be undone. If they come again, they get another secret.</p>
        <ButtonForm console={console} action={`${action}/remove`} button="Remove this webhook" look="danger" />
      </section>
    </ConsolePage>
  );
}
