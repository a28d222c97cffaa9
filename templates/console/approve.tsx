/**
 * The approval screen: what is approved is what is seen here. A rehearsal asks for other words in another form than the real thing, so
 * that nobody's hand knows the one from the other.
 */
import type { Advice } from "../../src/domain/advice.ts";
import type { Advisory, Kind, WorkingCopy } from "../../src/domain/advisory.ts";
import type { RenderBody } from "../markdown.tsx";
import { areasName, kindName } from "../messages/advisory-words.ts";
import { en } from "../messages/en/messages.ts";
import { KindMark } from "../parts/kind-mark.tsx";
import { AdviceList } from "./advice-list.tsx";
import { changeWords } from "./advisory.tsx";
import { OutputPreviews, type Outputs } from "./approve-outputs.tsx";
import { type ConsoleFrame, ConsolePage } from "./console-page.tsx";
import { consolePath } from "./console-path.ts";
import { DifferenceList, type FieldDifference } from "./difference.tsx";
import { Fact } from "./fact.tsx";
import { Choice, type FormProblem, Group, ProblemSummary, TextInput } from "./fields.tsx";
import { promptsFor } from "./prompts.ts";
import { RefusalBox, type RefusalWords } from "./refusal-box.tsx";
import { TakeBackChoice } from "./take-back-choice.tsx";

export interface ApprovePageProps {
  readonly console: ConsoleFrame;
  readonly advisory: Advisory;
  readonly working: WorkingCopy;
  readonly contentHash: string;
  readonly isPublicNow: boolean;
  readonly sunsetInWords: string;
  readonly publishInWords: string;
  /** The words to type. */
  readonly wordsToType: string;
  readonly typed: string;
  readonly problems: readonly FormProblem[];
  readonly advice: readonly Advice[];
  /** From the last text that stands; absent: there is none. */
  readonly differences?: readonly FieldDifference[];
  /** Absent: it could not be published as it is. */
  readonly outputs?: Outputs;
  readonly reach: readonly { readonly channel: string; readonly count: number }[];
  /** How many already got an earlier text, and are told of this change too. */
  readonly alreadyTold: number;
  readonly refusal?: RefusalWords;
  /** Approving asks for a touch of the editor's passkey: where a script gets what to ask for. */
  readonly touchAt?: string;
  /** Why the signed-in editor cannot approve it; absent: they can. */
  readonly whyNot?: string;
  readonly body: RenderBody;
}

export function wordsToApprove(advisory: Pick<Advisory, "kind" | "status">): string {
  const live: Record<Kind, string> = { bulletin: "BULLETIN", elevated: "ELEVATED", imminent: "IMMINENT" };
  if (advisory.status === "exercise") return "ONLY AN EXERCISE";
  return advisory.status === "test" ? "ONLY A TEST" : live[advisory.kind];
}

export function ApprovePage(props: ApprovePageProps) {
  const { console, advisory, working, refusal, problems, outputs } = props;
  const title = `${working.stage === "submitted" ? "Review" : "Preview"}: ${kindName(advisory, en)}`;
  return (
    <ConsolePage
      console={console}
      title={title}
      status={advisory.status}
      scripts={props.touchAt === undefined ? [] : ["passkeys"]}
    >
      <h1>
        <KindMark kind={advisory.kind} /> {title}
      </h1>
      <RefusalBox refusal={refusal} />
      <ProblemSummary problems={problems} title="Nothing was approved yet:" />
      <dl class="facts">
        <Fact name="Headline">
          <strong>{working.content.languages.en.headline}</strong>
        </Fact>
        <Fact name="What it is">{changeWords[working.change]}</Fact>
        <Fact name="Place">{areasName(working.content, en)}</Fact>
        <Fact name="Sunset">It {props.sunsetInWords}</Fact>
        <Fact name="Publication">{props.publishInWords}</Fact>
        {working.note ? <Fact name="What changed and why">{working.note}</Fact> : null}
        {working.threatIsOver === undefined ? null : (
          <Fact name="Is the threat over?">
            {working.threatIsOver ? "Yes: machines are told AllClear" : "Not said: only this advisory ends"}
          </Fact>
        )}
      </dl>
      <AdviceList advice={props.advice} />
      <Reach {...props} />
      {props.differences ? (
        <>
          <h2>What differs from the text that stands</h2>
          {props.differences.length === 0 ? <p>No word of it.</p> : <DifferenceList differences={props.differences} />}
        </>
      ) : null}
      {outputs ? <OutputPreviews advisory={advisory} outputs={outputs} body={props.body} /> : null}
      <ApproveForm {...props} />
      {props.isPublicNow ? <TakeBackChoice advisory={advisory} phase="active" /> : null}
    </ConsolePage>
  );
}

function Reach({ advisory, reach, alreadyTold, working }: ApprovePageProps) {
  const isSilent = working.change === "editorial";
  const total = reach.reduce((sum, { count }) => sum + count, 0);
  return (
    <>
      <h2>Whom it reaches</h2>
      {isSilent ? (
        <p>Nobody is told again: only the pages and feeds change.</p>
      ) : (
        <>
          <p>
            {advisory.status === "actual"
              ? "Subscribers who chose this kind, place and sector: "
              : "Addresses set up for practice: "}
            <strong>{total.toLocaleString("en-US")}</strong>
            {total === 0
              ? "."
              : ` (${reach.map(({ channel, count }) => `${channel} ${count.toLocaleString("en-US")}`).join(", ")}).`}
          </p>
          {alreadyTold > 0 ? (
            <p>
              Also everyone who got an earlier text of it, or may have got it: {alreadyTold.toLocaleString("en-US")}{" "}
              messages so far.
            </p>
          ) : null}
        </>
      )}
    </>
  );
}

function ApproveForm(props: ApprovePageProps) {
  const { console, advisory, working, contentHash, wordsToType, typed, problems, whyNot, outputs, touchAt } = props;
  if (working.stage !== "submitted")
    return (
      <p>
        It is still a draft. <a href={consolePath(advisory)}>Back to its page, to submit it</a>
      </p>
    );
  if (whyNot !== undefined || !outputs)
    return (
      <>
        <h2>Approve</h2>
        <p class="panel">{whyNot ?? "It cannot be published as it is: return it to its author."}</p>
        <p>
          <a href={consolePath(advisory)}>Back to its page</a>
        </p>
      </>
    );
  const isLive = advisory.status === "actual";
  return (
    <>
      <h2>{isLive ? "Approve" : "Run it as practice"}</h2>
      <form
        method="post"
        action={consolePath(advisory, "/approve")}
        novalidate
        data-touch={touchAt}
        data-working="Waiting for your passkey …"
        data-cancelled="No passkey was used, and nothing was published. Press the button to try again."
      >
        <input type="hidden" name="command" value={console.command} />
        <input type="hidden" name="contentHash" value={contentHash} />
        <TextInput
          name="kind"
          label={isLive ? `To publish, type the kind of warning: ${wordsToType}` : `Type these words: ${wordsToType}`}
          hint={
            isLive
              ? "It goes to the public at once, unless an hour of publication is set."
              : "Stays on the pages for practice, apart from the real ones."
          }
          value={typed}
          problems={problems}
        />
        <Group
          name="cleared"
          label={isLive ? "Clearance" : "Is this the practice that was planned?"}
          problems={problems}
        >
          <Choice type="checkbox" name="cleared" value="yes" checked={false}>
            {isLive ? "This text is cleared for public release." : "Yes, and whoever takes part in it knows."}
          </Choice>
        </Group>
        {touchAt === undefined ? null : (
          <>
            <input type="hidden" name="touch" value="" />
            <p>Then touch your passkey: it signs this very text. It needs JavaScript; returning does not.</p>
            <p data-result role="status"></p>
          </>
        )}
        <div class="buttons">
          <button type="submit" class={isLive ? "danger" : undefined}>
            {isLive ? `Approve and publish: ${wordsToType}` : "Start the practice run"}
          </button>
          <a class="button-link" href={consolePath(advisory, "/return")}>
            {promptsFor(advisory.status).return}
          </a>
          <a href={consolePath(advisory)}>Decide later</a>
        </div>
      </form>
    </>
  );
}
