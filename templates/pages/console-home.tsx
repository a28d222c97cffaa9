/** The console's first page: who is signed in, every advisory with its stage and phase, and mails that went to files. */
import type { Advisory, Editor, Moment } from "../../src/domain/advisory.ts";
import { stageOf } from "../../src/domain/lifecycle.ts";
import { effectiveRevisions, phaseAt } from "../../src/domain/phase.ts";
import { type Frame, Page, plainLinkTo, wordsOf } from "../layout.tsx";
import { kindName } from "../messages/advisory-words.ts";
import type { Messages } from "../messages/messages.ts";
import { Hidden, type HiddenFields } from "../parts/forms.tsx";
import { KindMark } from "../parts/kind-mark.tsx";
import { Time } from "../parts/time.tsx";

/** A mail that was written to a file, since no mail server is set up. */
export interface WrittenMail {
  readonly to: string;
  readonly subject: string;
  readonly writtenAt: Moment;
  /** Where the whole mail can be read; absent: it is only listed. */
  readonly path?: string;
}

export interface ConsoleHomePageProps {
  readonly frame: Frame;
  readonly editor: Editor;
  readonly advisories: readonly Advisory[];
  /** Absent: a mail server is set up. Newest first. */
  readonly mails?: readonly WrittenMail[];
  /** Where the sign-out button posts to. */
  readonly signOutAction: string;
  readonly hidden?: HiddenFields;
}

export function ConsoleHomePage({
  frame,
  editor,
  advisories,
  mails,
  signOutAction,
  hidden = {},
}: ConsoleHomePageProps) {
  const messages = wordsOf(frame);
  const words = messages.console;
  return (
    <Page frame={frame} title={words.title} area="console" isPrivate>
      <h1>{words.title}</h1>
      <form method="post" action={signOutAction} class="signed-in">
        <Hidden fields={hidden} />
        <p>
          {words.signedInAs} <strong>{editor.name}</strong> ({editor.roles.map((role) => words.roles[role]).join(", ")})
        </p>
        <button type="submit" class="secondary">
          {words.signOut}
        </button>
      </form>
      <section>
        <h2>{words.advisories}</h2>
        {advisories.length === 0 ? (
          <p>{words.noAdvisories}</p>
        ) : (
          <AdvisoryTable frame={frame} advisories={advisories} />
        )}
      </section>
      {mails === undefined ? null : <Mails mails={mails} messages={messages} />}
    </Page>
  );
}

function AdvisoryTable({ frame, advisories }: Pick<ConsoleHomePageProps, "frame" | "advisories">) {
  const messages = wordsOf(frame);
  const { columns } = messages.console;
  return (
    <section class="table-frame" tabindex={0} aria-label={messages.console.advisories}>
      <table>
        <thead>
          <tr>
            <th scope="col">{columns.advisory}</th>
            <th scope="col">{columns.kind}</th>
            <th scope="col">{columns.stage}</th>
            <th scope="col">{columns.phase}</th>
            <th scope="col">{columns.ends}</th>
          </tr>
        </thead>
        <tbody>
          {advisories.map((advisory) => (
            <AdvisoryRow frame={frame} advisory={advisory} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function AdvisoryRow({ frame, advisory }: { frame: Frame; advisory: Advisory }) {
  const messages = wordsOf(frame);
  const phase = phaseAt(advisory, frame.now);
  const content = advisory.working?.content ?? advisory.revisions.at(-1)?.content;
  const headline = content?.languages.en.headline ?? advisory.slug;
  const isPublic = effectiveRevisions(advisory, frame.now).length > 0;
  const prefix = advisory.status === "actual" ? "" : "/exercise";
  return (
    <tr>
      <th scope="row">
        {isPublic ? <a href={plainLinkTo(frame, `${prefix}/advisories/${advisory.slug}`)}>{headline}</a> : headline}
      </th>
      <td class="kind-cell">
        <KindMark kind={advisory.kind} /> {kindName(advisory, messages)}
      </td>
      <td>{messages.console.stages[stageOf(advisory)]}</td>
      <td>{messages.phases[phase]}</td>
      <td>{content ? <Time at={content.sunsetAt} messages={messages} /> : null}</td>
    </tr>
  );
}

function Mails({ mails, messages }: { mails: readonly WrittenMail[]; messages: Messages }) {
  const words = messages.console;
  return (
    <section>
      <h2>{words.mails}</h2>
      <p>{mails.length === 0 ? words.noMails : words.mailsIntro}</p>
      {mails.length === 0 ? null : (
        <section class="table-frame" tabindex={0} aria-label={words.mails}>
          <table>
            <thead>
              <tr>
                <th scope="col">{words.mailSubject}</th>
                <th scope="col">{words.mailTo}</th>
                <th scope="col">{words.mailAt}</th>
              </tr>
            </thead>
            <tbody>
              {mails.map((mail) => (
                <tr>
                  <th scope="row">{mail.path === undefined ? mail.subject : <a href={mail.path}>{mail.subject}</a>}</th>
                  <td>{mail.to}</td>
                  <td>
                    <Time at={mail.writtenAt} messages={messages} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </section>
  );
}
