/** The console's first page: what waits for whom, what stands, and what is lately over. */
import type { Advisory, Moment } from "../../src/domain/advisory.ts";
import { effectiveRevisions, phaseAt } from "../../src/domain/phase.ts";
import { areasName, kindName } from "../messages/advisory-words.ts";
import { en } from "../messages/en/messages.ts";
import { KindMark } from "../parts/kind-mark.tsx";
import { Time } from "../parts/time.tsx";
import { type ConsoleFrame, ConsolePage } from "./console-page.tsx";
import { consolePath } from "./console-path.ts";

import { type EndingSoon, SunsetBanner } from "./sunset-banner.tsx";

/** A mail that was written to a file, since no mail server is set up. */
export interface WrittenMail {
  readonly to: string;
  readonly subject: string;
  readonly writtenAt: Moment;
  /** Where the whole mail can be read; absent: it is only listed. */
  readonly path?: string;
}

/** Advisories by what is to be done about them; one with a draft over a text that stands is in two. */
export interface AdvisoryGroups {
  readonly submitted: readonly Advisory[];
  readonly drafts: readonly Advisory[];
  readonly scheduled: readonly Advisory[];
  readonly active: readonly Advisory[];
  /** Newest first. */
  readonly over: readonly Advisory[];
}

interface HomeProps {
  readonly console: ConsoleFrame;
  readonly groups: AdvisoryGroups;
  readonly ending: readonly EndingSoon[];
  /** How many more are over than are shown. */
  readonly olderCount: number;
  /** Absent: a mail server is set up. Newest first. */
  readonly mails?: readonly WrittenMail[];
}

const headings: readonly (readonly [keyof AdvisoryGroups, string, string])[] = [
  ["submitted", "Waiting for approval", "Nothing waits for approval."],
  ["active", "In effect now", "Nothing is in effect."],
  ["scheduled", "Approved, waiting for its hour", ""],
  ["drafts", "Drafts", "There are no drafts."],
  ["over", "Over", ""],
];

export function ConsoleHome({ console, groups, ending, olderCount, mails }: HomeProps) {
  return (
    <ConsolePage console={console} title="Advisories">
      <h1>Advisories</h1>
      <p class="buttons">
        <a class="button-link primary" href="/console/new">
          Write a new advisory
        </a>
        <a class="button-link" href="/console/now">
          What is live now
        </a>
      </p>
      <SunsetBanner ending={ending} mayWrite={console.editor.roles.includes("author")} />
      {headings.map(([group, title, empty]) =>
        groups[group].length === 0 && empty === "" ? null : (
          <section>
            <h2>{title}</h2>
            {groups[group].length === 0 ? (
              <p>{empty}</p>
            ) : (
              <AdvisoryTable console={console} label={title} advisories={groups[group]} group={group} />
            )}
          </section>
        ),
      )}
      {olderCount === 0 ? null : (
        <p>
          {olderCount} older ones are in the <a href="/advisories">public archive</a>.
        </p>
      )}
      {mails === undefined ? null : <Mails mails={mails} />}
    </ConsolePage>
  );
}

function AdvisoryTable({
  console,
  label,
  advisories,
  group,
}: {
  console: ConsoleFrame;
  label: string;
  advisories: readonly Advisory[];
  group: keyof AdvisoryGroups;
}) {
  return (
    <section class="table-frame" tabindex={0} aria-label={label}>
      <table class="stacks advisory-list">
        <thead>
          <tr>
            <th scope="col">Advisory</th>
            <th scope="col">Kind and place</th>
            <th scope="col">Sunset</th>
          </tr>
        </thead>
        <tbody>
          {advisories.map((advisory) => (
            <AdvisoryRow console={console} advisory={advisory} group={group} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function AdvisoryRow({
  console,
  advisory,
  group,
}: {
  console: ConsoleFrame;
  advisory: Advisory;
  group: keyof AdvisoryGroups;
}) {
  const { now } = console.frame;
  const isOfDraft = group === "drafts" || group === "submitted";
  const standing = effectiveRevisions(advisory, now).at(-1) ?? advisory.revisions.at(-1);
  const content = isOfDraft ? advisory.working?.content : (standing?.content ?? advisory.working?.content);
  const phase = phaseAt(advisory, now);
  const change = advisory.working?.change;
  return (
    <tr class={advisory.status === "actual" ? undefined : "row-exercise"}>
      <th scope="row">
        <a href={consolePath(advisory)}>{content?.languages.en.headline ?? advisory.slug}</a>
        {isOfDraft && change && change !== "issue" ? ` (${change})` : ""}
        {group === "over" ? ` – ${en.phases[phase].toLowerCase()}` : ""}
      </th>
      <td>
        <KindMark kind={advisory.kind} /> {kindName(advisory, en)}
        <br />
        {content ? areasName(content, en, 3) : ""}
      </td>
      <td data-label="Sunset">{content ? <Time at={content.sunsetAt} messages={en} /> : null}</td>
    </tr>
  );
}

function Mails({ mails }: { mails: readonly WrittenMail[] }) {
  const words = en.console;
  return (
    <section>
      <h2>{words.mails}</h2>
      <p>{mails.length === 0 ? words.noMails : words.mailsIntro}</p>
      {mails.length === 0 ? null : (
        <section class="table-frame" tabindex={0} aria-label={words.mails}>
          <table class="stacks">
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
                    <Time at={mail.writtenAt} messages={en} />
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
