/** One advisory, for editors: where it stands, what can be done next, how far its messages have come, and who did what. */
import type { Advice } from "../../src/domain/advice.ts";
import type { Advisory, Content, Moment, WorkingCopy } from "../../src/domain/advisory.ts";
import { effectiveRevisions, type Phase, scheduledRevision } from "../../src/domain/phase.ts";
import { areasName, kindName } from "../messages/advisory-words.ts";
import { en } from "../messages/en/messages.ts";
import { KindMark } from "../parts/kind-mark.tsx";
import { Time } from "../parts/time.tsx";
import { AdviceList } from "./advice-list.tsx";
import { type AuditLine, AuditTable } from "./audit-table.tsx";
import { ButtonForm, type ConsoleFrame, ConsolePage } from "./console-page.tsx";
import { consolePath } from "./console-path.ts";
import { Fact } from "./fact.tsx";
import { Progress, type ProgressLine } from "./progress.tsx";
import { promptsFor } from "./prompts.ts";
import { RefusalBox, type RefusalWords } from "./refusal-box.tsx";
import { type EndingSoon, SunsetBanner } from "./sunset-banner.tsx";
import { TakeBackChoice } from "./take-back-choice.tsx";
import { SaveAsTemplate } from "./text-templates.tsx";

export interface ConsoleAdvisoryProps {
  /** The files for IPAWS that are to be had now. */
  readonly ipawsFiles: readonly ("alert" | "cancel" | "correction")[];
  readonly console: ConsoleFrame;
  readonly advisory: Advisory;
  readonly phase: Phase;
  /** This one, where a reminder of its sunset is due. */
  readonly ending: readonly EndingSoon[];
  readonly contentHash: string;
  /** "ends in 6 days: …" of the text that stands or is to stand. */
  readonly sunsetInWords: string;
  /** What the signed-in editor may do at all. */
  readonly may: { readonly write: boolean; readonly approve: boolean; readonly takeBack: boolean };
  /** They wrote or submitted it themselves. */
  readonly isOwn: boolean;
  readonly nameOf: (editorId: string) => string;
  readonly advice: readonly Advice[];
  readonly progress: readonly ProgressLine[];
  readonly trail: readonly AuditLine[];
  readonly refusal?: RefusalWords;
  readonly isSaved?: boolean;
}

export function ConsoleAdvisory(props: ConsoleAdvisoryProps) {
  const { console, advisory, phase, refusal, isSaved } = props;
  const content = contentShown(advisory, console.frame.now);
  const title = content.languages.en.headline;
  return (
    <ConsolePage console={console} title={title} status={advisory.status} scripts={["watchProgress"]}>
      <RefusalBox refusal={refusal} />
      {isSaved ? (
        <p class="done" role="status">
          The draft is saved.
        </p>
      ) : null}
      <h1>
        <KindMark kind={advisory.kind} /> {kindName(advisory, en)}: {title}
      </h1>
      <dl class="facts">
        <Fact name="Where it stands">
          <strong>{en.phases[phase]}</strong>
        </Fact>
        <Fact name="Place">{areasName(content, en)}</Fact>
        <Fact name="Sunset">{props.sunsetInWords}</Fact>
        <Fact name="Address">{addressOf(props)}</Fact>
      </dl>
      <SunsetBanner ending={props.ending} mayWrite={props.may.write} />
      <Working {...props} />
      <Scheduled {...props} />
      <Standing {...props} />
      <IpawsFiles {...props} />
      {props.may.takeBack ? <TakeBackChoice advisory={advisory} phase={phase} /> : null}
      {props.may.write ? <SaveAsTemplate console={console} slug={advisory.slug} /> : null}
      <Progress lines={props.progress} />
      {props.progress.some(({ failed }) => failed > 0) ? (
        <>
          <p>
            Once the reason is mended, what failed for good can be tried again: only what was told last, and nobody who
            got it gets it twice.
          </p>
          <ButtonForm
            console={console}
            action={consolePath(advisory, "/resend")}
            button="Try again what failed"
            look="secondary"
          />
        </>
      ) : null}
      <h2>Who did what</h2>
      <AuditTable lines={props.trail} />
    </ConsolePage>
  );
}

/** The text that stands or stood last; of what nobody has seen yet, the one that is to stand. */
export function contentShown(advisory: Advisory, now: Moment): Content {
  const standing = effectiveRevisions(advisory, now).at(-1)?.content;
  const content = standing ?? advisory.working?.content ?? advisory.revisions.at(-1)?.content;
  if (!content) throw new Error(`${advisory.id} has neither a draft nor a revision`);
  return content;
}

function addressOf({ console, advisory, phase }: ConsoleAdvisoryProps) {
  const path = `${advisory.status === "actual" ? "" : "/exercise"}/advisories/${advisory.slug}`;
  const address = `${console.frame.site.baseUrl}${path}`;
  return phase === "unpublished" || phase === "scheduled" ? `${address} (not yet)` : <a href={path}>{address}</a>;
}

export const changeWords: Readonly<Record<WorkingCopy["change"], string>> = {
  issue: "New advisory",
  replace: "New advisory that replaces another",
  update: "Update",
  extend: "Extension",
  editorial: "Wording",
  translate: "Translation",
  end: "End",
  reinstate: "Reinstatement",
  retract: "Retraction",
};

/** The draft or what waits for approval. */
function Working(props: ConsoleAdvisoryProps) {
  const { console, advisory, contentHash, may, isOwn, nameOf } = props;
  const { working } = advisory;
  if (!working) return null;
  const prompts = promptsFor(advisory.status);
  const isDraft = working.stage === "draft";
  const hasText = working.change !== "extend" && working.change !== "end";
  return (
    <section class="panel" aria-labelledby="working-title">
      <h2 id="working-title">
        {changeWords[working.change]}: {isDraft ? "draft" : "waiting for approval"}
      </h2>
      <p>
        Last written by {nameOf(working.editedBy)}
        {working.submittedBy ? `, submitted by ${nameOf(working.submittedBy)}` : ""}.
      </p>
      {working.returnReason ? (
        <p>
          <strong>Returned:</strong> <span class="as-typed">{working.returnReason}</span>
        </p>
      ) : null}
      {working.note ? (
        <p>
          <strong>What changed and why:</strong> <span class="as-typed">{working.note}</span>
        </p>
      ) : null}
      <p>
        <strong>Sunset:</strong> <Time at={working.content.sunsetAt} messages={en} />
      </p>
      <AdviceList advice={props.advice} />
      <div class="buttons">
        {may.write && hasText ? (
          <a class="button-link" href={consolePath(advisory, "/write")}>
            Write on
          </a>
        ) : null}
        {isDraft && may.write ? (
          <ButtonForm
            console={console}
            action={consolePath(advisory, "/submit")}
            fields={{ contentHash }}
            button={prompts.submit}
          />
        ) : null}
        <a
          class={isDraft || isOwn || !may.approve ? "button-link" : "button-link primary"}
          href={consolePath(advisory, "/approve")}
        >
          {isDraft ? prompts.preview : prompts.review}
        </a>
        {may.write && advisory.revisions.some((one) => one.voidedAt === undefined) ? (
          <ButtonForm
            console={console}
            action={consolePath(advisory, "/discard")}
            fields={{ contentHash }}
            button="Discard this draft"
            look="secondary"
          />
        ) : null}
      </div>
    </section>
  );
}

function Scheduled({ console, advisory, may }: ConsoleAdvisoryProps) {
  const scheduled = scheduledRevision(advisory, console.frame.now);
  if (!scheduled) return null;
  return (
    <section class="panel" aria-labelledby="scheduled-title">
      <h2 id="scheduled-title">Approved; waits for its hour</h2>
      <p>
        {scheduled.isHeld ? (
          <>
            <strong>HELD, since the clock was in doubt.</strong> It was to begin at{" "}
            <Time at={scheduled.effectiveAt} messages={en} />; an administrator releases it at{" "}
            <a href="/console/now">What is live now</a>.
          </>
        ) : (
          <>
            Published at <Time at={scheduled.effectiveAt} messages={en} />, by itself.
          </>
        )}
      </p>
      {may.approve ? (
        <p>
          <a href={consolePath(advisory, "/return")}>Send it back with a reason</a>
        </p>
      ) : null}
    </section>
  );
}

/** The files that an editor could hand to IPAWS; a CDW has a step of its own, since it is for an attack that is imminent or under way. */
function IpawsFiles({ advisory, ipawsFiles }: ConsoleAdvisoryProps) {
  if (ipawsFiles.length === 0) return null;
  const has = (form: (typeof ipawsFiles)[number]) => ipawsFiles.includes(form);
  const file = consolePath(advisory, "/ipaws.xml");
  const cdw = "event=CDW&confirm=attack-imminent-or-under-way";
  return (
    <details>
      <summary>Files for IPAWS</summary>
      <p>
        Form checked; sending needs FEMA’s authorization. This service sends none of them. An Alert’s file counts for a
        day at most: for a longer warning fetch it anew each day.
      </p>
      <ul>
        {has("alert") ? (
          <li>
            <a href={file}>Alert (CEM)</a>
          </li>
        ) : null}
        {has("cancel") ? (
          <li>
            <a href={`${file}?form=cancel`}>Cancel (CEM)</a>: stops the broadcast and tells nobody
          </li>
        ) : null}
        {has("correction") ? (
          <li>
            <a href={`${file}?form=correction`}>Correction</a>: tells the same phones that it was issued in error
          </li>
        ) : null}
      </ul>
      {advisory.kind === "imminent" && has("cancel") ? (
        <details>
          <summary>An attack is imminent or under way: civil danger warning (CDW)</summary>
          <p>Only if it is. Broadcasters treat this code as a danger to life.</p>
          <ul>
            {has("alert") ? (
              <li>
                <a href={`${file}?${cdw}`}>Alert (CDW)</a>
              </li>
            ) : null}
            <li>
              <a href={`${file}?form=cancel&${cdw}`}>Cancel (CDW)</a>
            </li>
          </ul>
        </details>
      ) : null}
    </details>
  );
}

/** What can be done with a text that stands, or that may return. */
function Standing({ advisory, phase, may }: ConsoleAdvisoryProps) {
  if (!may.write || advisory.working) return null;
  const link = (under: string, label: string) => (
    <a class="button-link" href={under.startsWith("/console") ? under : consolePath(advisory, under)}>
      {label}
    </a>
  );
  if (phase === "withdrawn" || phase === "replaced")
    return (
      <>
        <h2>Bring it back</h2>
        <p>If it should not have been taken back, it can stand again until its sunset. Two people are needed.</p>
        <p class="buttons">{link("/revise/reinstate", "Reinstate")}</p>
      </>
    );
  if (phase !== "active") return null;
  return (
    <>
      <h2>Change it</h2>
      <p>Each change needs a second person.</p>
      <p class="buttons">
        {link("/revise/update", "Update")}
        {link("/revise/extend", "Extend")}
        {link("/revise/editorial", "Wording")}
        {link("/revise/translate", "Translate")}
        {link(`/console/new?replaces=${encodeURIComponent(advisory.slug)}`, "Replace")}
        {link("/revise/end", "End")}
      </p>
    </>
  );
}
