/** When and where: the lines between the heading of an advisory and its text. */
import type { Child } from "hono/jsx";
import type { PublishedAdvisory, PublishedRevision } from "../../src/domain/phase.ts";
import { areasName } from "../messages/advisory-words.ts";
import type { Messages } from "../messages/messages.ts";
import { Time } from "./time.tsx";

function Fact({ name, children }: { name: string; children?: Child }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** "Original issue …; Update …", as readers of these advisories know it. */
export function AdvisoryFacts({ advisory, messages }: { advisory: PublishedAdvisory; messages: Messages }) {
  const words = messages.advisory;
  const later = advisory.revisions.slice(1).filter(({ change }) => change !== "translate" && change !== "end");
  return (
    <dl class="facts">
      <Fact name={later.length === 0 ? words.issued : words.originalIssue}>
        <Time at={advisory.issuedAt} messages={messages} />
      </Fact>
      {later.map((revision) => (
        <Fact name={messages.changes[revision.change]}>
          <Time at={revision.effectiveAt} messages={messages} />
        </Fact>
      ))}
      <EndFact advisory={advisory} messages={messages} />
      <NextUpdate advisory={advisory} messages={messages} />
      <Reach revision={advisory.revision} messages={messages} />
    </dl>
  );
}

function EndFact({ advisory, messages }: { advisory: PublishedAdvisory; messages: Messages }) {
  const words = messages.advisory;
  if (advisory.phase === "active") {
    return (
      <Fact name={words.ends}>
        <Time at={advisory.sunsetAt} messages={messages} />. {words.endsUnlessChanged}
      </Fact>
    );
  }
  const over = { expired: words.ended, ended: words.ended, withdrawn: words.withdrawnAt, replaced: words.replacedAt };
  const overAt = advisory.overAt ?? advisory.changedAt;
  return (
    <>
      <Fact name={over[advisory.phase]}>
        <Time at={overAt} messages={messages} />
      </Fact>
      {overAt === advisory.sunsetAt ? null : (
        <Fact name={words.wasToEnd}>
          <Time at={advisory.sunsetAt} messages={messages} />
        </Fact>
      )}
    </>
  );
}

/** An Alert that does not say when the next word comes says that it does not. */
function NextUpdate({ advisory, messages }: { advisory: PublishedAdvisory; messages: Messages }) {
  const { nextUpdateBy } = advisory.revision.content;
  if (advisory.phase !== "active") return null;
  if (nextUpdateBy === undefined) {
    return advisory.kind === "bulletin" ? null : (
      <Fact name={messages.advisory.nextUpdateBy}>{messages.advisory.notStated}</Fact>
    );
  }
  return (
    <Fact name={messages.advisory.nextUpdateBy}>
      <Time at={nextUpdateBy} messages={messages} />
    </Fact>
  );
}

export function Reach({ revision, messages }: { revision: PublishedRevision; messages: Messages }) {
  const { sectors } = revision.content;
  const words = messages.advisory;
  return (
    <>
      <Fact name={words.where}>{areasName(revision.content, messages)}</Fact>
      <Fact name={words.sectors}>
        {sectors.length === 0 ? words.everySector : sectors.map((sector) => messages.sectors[sector]).join("; ")}
      </Fact>
    </>
  );
}
