/** Service notices: the form that writes one, who gets them, and what was sent. */
import type { Moment } from "../../src/domain/advisory.ts";
import { type ContactState, type NoticeTopic, noticeTopics } from "../../src/domain/partner-notice.ts";
import { languageName } from "../messages/advisory-words.ts";
import { en } from "../messages/en/messages.ts";
import { interfaceLanguages } from "../messages/index.ts";
import { mailMessages } from "../messages/mail.ts";
import { Time } from "../parts/time.tsx";
import { ButtonForm, type ConsoleFrame, ConsolePage } from "./console-page.tsx";
import { type FormProblem, ProblemSummary, Select, TextArea, TextInput } from "./fields.tsx";

export interface ContactLine {
  readonly id: number;
  readonly name: string;
  readonly address: string;
  readonly language: string;
  readonly state: ContactState;
}

export interface NoticeLine {
  readonly topic: NoticeTopic;
  readonly texts: Readonly<Record<string, string>>;
  readonly sentAt: Moment;
  readonly sentBy: string;
  /** What became of its mails; empty: too long ago. */
  readonly outcomes: readonly { readonly outcome: string | null; readonly count: number }[];
}

export interface TypedNotice {
  readonly topic: string;
  readonly texts: Readonly<Record<string, string>>;
}

export interface TypedContact {
  readonly name: string;
  readonly address: string;
  readonly language: string;
}

const path = "/console/partners/notices";
const topicWords = mailMessages("en").notice.topics;
const states: Record<ContactState, string> = {
  invited: "Asked, has not answered",
  joined: "Gets notices",
  left: "Left, or said no: only they can come back, by their own link",
};

export function ServiceNoticesPage({
  console,
  contacts,
  notices,
  notice,
  contact,
  problems,
  said,
}: {
  readonly console: ConsoleFrame;
  readonly contacts: readonly ContactLine[];
  readonly notices: readonly NoticeLine[];
  readonly notice: TypedNotice;
  readonly contact: TypedContact;
  readonly problems: readonly FormProblem[];
  readonly said?: string;
}) {
  const command = <input type="hidden" name="command" value={console.command} />;
  const joined = contacts.filter(({ state }) => state === "joined").length;
  return (
    <ConsolePage console={console} title="Service notices">
      <ProblemSummary problems={problems} title="Nothing was sent yet. Please correct this:" />
      <h1>Service notices</h1>
      {said === undefined ? null : (
        <p class="done" tabindex={-1} autofocus>
          {said}
        </p>
      )}
      <p>
        Mail to those who run machines that read this site. It needs no second person, and is no advisory: its subject
        and first words say so. Never write of a threat here. Every editor gets a copy.
      </p>
      <section>
        <h2>Write one</h2>
        <form method="post" action={path}>
          {command}
          <Select
            name="topic"
            label="What it is about"
            value={notice.topic}
            options={noticeTopics.map((topic) => [topic, topicWords[topic]])}
            problems={problems}
          />
          {interfaceLanguages.map((language) => (
            <TextArea
              name={`texts.${language}`}
              label={`Text: ${languageName(language, en)}`}
              hint={
                language === "en"
                  ? "What changes, when (with the time zone), and what they have to do."
                  : "May be left empty: then they get the English text."
              }
              language={language}
              value={notice.texts[language] ?? ""}
              problems={problems}
            />
          ))}
          <button type="submit">
            Send to {joined} {joined === 1 ? "contact" : "contacts"}
          </button>
        </form>
      </section>
      <section>
        <h2>Who gets them</h2>
        {contacts.length === 0 ? <p>Nobody yet.</p> : <Contacts console={console} contacts={contacts} />}
        <h3>Ask somebody</h3>
        <p>They get one mail with a link, and nothing else until they say yes there.</p>
        <form method="post" action={`${path}/contacts`} novalidate>
          {command}
          <TextInput name="name" label="Name" value={contact.name} problems={problems} />
          <TextInput name="address" label="E-mail address" type="email" value={contact.address} problems={problems} />
          <Select
            name="language"
            label="Language"
            value={contact.language}
            options={interfaceLanguages.map((language) => [language, languageName(language, en)])}
            problems={problems}
          />
          <button type="submit" class="secondary">
            Ask them
          </button>
        </form>
      </section>
      <section>
        <h2>What was sent</h2>
        {notices.length === 0 ? <p>Nothing yet.</p> : notices.map((line) => <Notice {...line} />)}
      </section>
    </ConsolePage>
  );
}

function Contacts({ console, contacts }: { console: ConsoleFrame; contacts: readonly ContactLine[] }) {
  return (
    <section class="table-frame" tabindex={0} aria-label="Who gets them">
      <table>
        <thead>
          <tr>
            {["Name", "Address", "Language", "State"].map((label) => (
              <th scope="col">{label}</th>
            ))}
            <td />
          </tr>
        </thead>
        <tbody>
          {contacts.map(({ id, name, address, language, state }) => (
            <tr>
              <th scope="row">{name}</th>
              <td>{address}</td>
              <td>{languageName(language, en)}</td>
              <td>{states[state]}</td>
              <td>
                <ButtonForm
                  console={console}
                  action={`${path}/contacts/${id}/remove`}
                  button={`Take ${name} off the list`}
                  look="secondary"
                />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

const outcomeWords: Readonly<Record<string, string>> = {
  accepted: "sent",
  unknown: "without an answer",
  refused: "not sent: refused, or they left",
  gone: "not sent: no such mailbox",
  "too late": "not sent in three days",
};

function Notice({ topic, texts, sentAt, sentBy, outcomes }: NoticeLine) {
  const count = (of: string | null) => (of === null ? "waiting" : (outcomeWords[of] ?? of));
  return (
    <section>
      <h3>
        {topicWords[topic]}, <Time at={sentAt} messages={en} />
      </h3>
      <p>
        By {sentBy}.{" "}
        {outcomes.length === 0
          ? "How many got it is kept for 30 days."
          : `Mails: ${outcomes.map((one) => `${one.count} ${count(one.outcome)}`).join(", ")}.`}
      </p>
      {Object.entries(texts).map(([language, text]) => (
        <p class="as-typed" lang={language}>
          {text}
        </p>
      ))}
    </section>
  );
}
