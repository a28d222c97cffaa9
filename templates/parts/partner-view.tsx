/** A webhook and what became of its events: the same for the editor in the console and for the partner on its own page. */
import type { Moment } from "../../src/domain/advisory.ts";
import type { InterfaceLanguage } from "../messages/index.ts";
import { messagesFor } from "../messages/index.ts";
import { partnerWords } from "../messages/partner-words.ts";
import { Time } from "./time.tsx";

export interface PartnerEvent {
  readonly announcementId: number;
  readonly attempts: number;
  readonly lastAt: Moment;
  readonly outcome: string;
  readonly reason: string;
  /** Null: a test event. */
  readonly slug: string | null;
  readonly revision: number | null;
  readonly occasion: "publication" | "sunset" | null;
}

export interface PartnerViewProps {
  readonly language: InterfaceLanguage;
  readonly url: string;
  readonly format: "json" | "cap";
  readonly header?: string;
  readonly state: "active" | "paused" | "gone";
  readonly isExercise: boolean;
  readonly events: readonly PartnerEvent[];
  /** Beginning of the addresses that its buttons post to. */
  readonly action: string;
  /** Names a command once, in the console. */
  readonly command?: string;
  /** Shown because it was asked for. */
  readonly secret?: { readonly value: string; readonly isNew: boolean };
  readonly said?: "test" | "again" | "notices";
}

export function PartnerView(props: PartnerViewProps) {
  const { language, action, command, state, secret, said, events } = props;
  const words = partnerWords(language);
  // The console draws its own lines between sections.
  const look = command === undefined ? "way" : undefined;
  const button = (act: string, label: string, weight?: string) => (
    <form method="post" action={`${action}/${act}`}>
      {command === undefined ? null : <input type="hidden" name="command" value={command} />}
      <button type="submit" class={weight}>
        {label}
      </button>
    </form>
  );
  return (
    <>
      {said === undefined ? null : (
        <p class="done" tabindex={-1} autofocus>
          {{ test: words.testSent, again: words.againSent, notices: words.noticesAsked }[said]}
        </p>
      )}
      <Facts {...props} />
      <section class={look}>
        <h2>{words.secretTitle}</h2>
        <p>{words.secretText}</p>
        {secret === undefined ? null : (
          <>
            {secret.isNew ? <p class="done">{words.rotated}</p> : null}
            <p>
              <code>{secret.value}</code>
            </p>
          </>
        )}
        <div class="buttons">
          {button("secret", words.show, "secondary")}
          {button("rotate", words.rotate, "secondary")}
        </div>
      </section>
      <section class={look}>
        <h2>{words.testTitle}</h2>
        <p>{words.testText}</p>
        {button("test", words.test, "secondary")}
      </section>
      <h2>{words.eventsTitle}</h2>
      {events.length === 0 ? (
        <p>{words.noEvents}</p>
      ) : (
        <Events {...props} again={(event) => button(`events/${event}`, words.again, "secondary")} />
      )}
      <section class={look}>
        <h2>{words.noticesTitle}</h2>
        <p>{words.noticesText}</p>
        {button("notices", words.notices, "secondary")}
      </section>
      <section class={look}>
        <h2>{words.pauseTitle}</h2>
        <p>{words.pauseText}</p>
        {state === "active" ? button("pause", words.pause, "secondary") : button("resume", words.resume, "secondary")}
      </section>
    </>
  );
}

function Facts({ language, url, format, header, state, isExercise }: PartnerViewProps) {
  const words = partnerWords(language);
  return (
    <dl class="facts">
      <div>
        <dt>{words.address}</dt>
        <dd class="as-typed">{url}</dd>
      </div>
      <div>
        <dt>{words.format}</dt>
        <dd>{words.formats[format]}</dd>
      </div>
      {header === undefined ? null : (
        <div>
          <dt>{words.header}</dt>
          <dd>{header}</dd>
        </div>
      )}
      <div>
        <dt>{words.stateName}</dt>
        <dd>
          {words.states[state]}
          {isExercise ? `. ${words.exercises}` : ""}
        </dd>
      </div>
    </dl>
  );
}

function Events({
  language,
  events,
  again,
}: PartnerViewProps & { readonly again: (event: number) => ReturnType<typeof Facts> }) {
  const words = partnerWords(language);
  const messages = messagesFor(language);
  const outcomes: Readonly<Record<string, string>> = words.outcomes;
  return (
    <section class="table-frame" tabindex={0} aria-label={words.eventsTitle}>
      <table>
        <thead>
          <tr>
            {[words.event, words.lastTry, words.tries, words.outcome].map((label) => (
              <th scope="col">{label}</th>
            ))}
            <td />
          </tr>
        </thead>
        <tbody>
          {events.map(({ announcementId, slug, revision, occasion, lastAt, attempts, outcome, reason }) => (
            <tr>
              <th scope="row">
                {slug === null ? (
                  words.testEvent
                ) : (
                  <>
                    {slug}
                    <br />
                    <small>{occasion === "sunset" ? words.sunset(revision ?? 0) : words.revision(revision ?? 0)}</small>
                  </>
                )}
              </th>
              <td>
                <Time at={lastAt} messages={messages} />
              </td>
              <td class="number">{attempts}</td>
              <td>
                {outcomes[outcome] ?? outcome}
                {reason === "" ? null : (
                  <>
                    <br />
                    <small>{reason}</small>
                  </>
                )}
              </td>
              <td>{slug === null ? null : again(announcementId)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
