/** What the pages about advisories have in common: the heading, what changed and why, texts in their language. */
import type { Child } from "hono/jsx";
import type { PublishedAdvisory, PublishedRevision } from "../../src/domain/phase.ts";
import { changesToTell, sentAtOf, withdrawnTextSentAt } from "../../src/domain/withheld.ts";
import {
  areasInSentence,
  areasName,
  directionOf,
  kindName,
  languageName,
  momentName,
  type TextForReader,
} from "../messages/advisory-words.ts";
import type { Messages } from "../messages/messages.ts";
import { KindMark } from "./kind-mark.tsx";
import { Time } from "./time.tsx";

/** Words of an advisory, marked with the language they are in. */
export function InLanguage({ language, children }: { language: string; children?: Child }) {
  return (
    <div lang={language} dir={directionOf(language)}>
      {children}
    </div>
  );
}

/** Kind and place: what a reader sees and hears first. With `href`, a link whose words they are. */
export function KindAndPlace({
  advisory,
  place,
  messages,
  href,
}: {
  advisory: Pick<PublishedAdvisory, "kind" | "status">;
  place: Child;
  messages: Messages;
  href?: string;
}) {
  const words = (
    <>
      <span class="kind">{kindName(advisory, messages)}</span> <span class="place">{place}</span>
    </>
  );
  return (
    <>
      <KindMark kind={advisory.kind} /> {href === undefined ? words : <a href={href}>{words}</a>}
    </>
  );
}

/** The place in the editor's words is in the text's language, the list of areas in the page's. */
export function Place({
  revision,
  shown,
  messages,
  most,
}: {
  revision: PublishedRevision;
  shown: TextForReader;
  messages: Messages;
  most?: number;
}) {
  const { placeText } = shown.text;
  if (placeText === undefined) return <>{areasName(revision.content, messages, most)}</>;
  return (
    <span lang={shown.language} dir={directionOf(shown.language)}>
      {placeText}
    </span>
  );
}

/** The fixed words for what was issued in error; nothing of its text, nor of the place as its editors put it. */
export function IssuedInError({ advisory, messages }: { advisory: PublishedAdvisory; messages: Messages }) {
  const place = areasInSentence(advisory.revision.content, messages);
  const sentAt = momentName(withdrawnTextSentAt(advisory), messages);
  return <p class="issued-in-error">{messages.advisory.issuedInError(advisory.kind, place, sentAt)}</p>;
}

/** Why the reader sees English although another language was asked for. */
export function LanguageNote({ shown, messages }: { shown: TextForReader; messages: Messages }) {
  if (!shown.instead) return null;
  const name = languageName(shown.instead.wanted, messages);
  const words = messages.advisory;
  return (
    <p class="language-note">
      {shown.instead.because === "missing" ? words.notInYourLanguage(name) : words.translationOutOfDate(name)}
    </p>
  );
}

/** What changed and why. `advisories`: where a correction may find what it corrects. */
export function Changes({
  advisory,
  advisories,
  messages,
}: {
  advisory: PublishedAdvisory;
  advisories: readonly PublishedAdvisory[];
  messages: Messages;
}) {
  return (
    <>
      {changesToTell(advisory).map((revision) => (
        <ChangeNotice revision={revision} advisories={advisories} messages={messages} />
      ))}
    </>
  );
}

function ChangeNotice({
  revision,
  advisories,
  messages,
}: {
  revision: PublishedRevision;
  advisories: readonly PublishedAdvisory[];
  messages: Messages;
}) {
  const sentAt = revision.takesBack && sentAtOf(revision.takesBack, advisories);
  const asksForReason = revision.change === "update" || revision.change === "extend" || revision.change === "end";
  return (
    <div class="change">
      <p>
        <strong>{messages.changes[revision.change]}</strong> <Time at={revision.effectiveAt} messages={messages} />
      </p>
      {sentAt === undefined ? null : <p>{messages.advisory.changeIssuedInError(momentName(sentAt, messages))}</p>}
      {revision.note === undefined ? (
        asksForReason && <p>{messages.advisory.reasonNotStated}</p>
      ) : (
        <p lang="en" dir="ltr">
          {revision.note}
        </p>
      )}
    </div>
  );
}

/** The three kinds and what each means. */
export function KindLegend({ messages }: { messages: Messages }) {
  return (
    <dl class="legend">
      {(["imminent", "elevated", "bulletin"] as const).map((kind) => (
        <div>
          <dt>
            <KindMark kind={kind} /> {messages.kinds[kind].label}
          </dt>
          <dd>{messages.kinds[kind].meaning}</dd>
        </div>
      ))}
    </dl>
  );
}
