/** Alarms that are open, and the switches of sending: for those who keep the service running. */
import type { Moment } from "../../src/domain/advisory.ts";
import { momentName } from "../messages/advisory-words.ts";
import { en } from "../messages/en/messages.ts";
import { ButtonForm, type ConsoleFrame } from "./console-page.tsx";

export interface OperationsProps {
  readonly console: ConsoleFrame;
  readonly alarms: readonly { readonly detail: string; readonly at: Moment }[];
  /** Publications that were to begin by the clock wait for an administrator. */
  readonly isScheduledHeld: boolean;
  /** All of it, then each channel that has readers. */
  readonly sending: readonly { readonly channel: string; readonly label: string; readonly isHeld: boolean }[];
}

export function Operations({ console, alarms, isScheduledHeld, sending }: OperationsProps) {
  const mayHold = console.editor.roles.includes("admin");
  return (
    <>
      <h2>How the service is</h2>
      {alarms.length === 0 ? (
        <p>No alarm.</p>
      ) : (
        <ul class="panel">
          {alarms.map(({ detail, at }) => (
            <li>
              <strong>{detail}</strong> (since {momentName(at, en)})
            </li>
          ))}
        </ul>
      )}
      {isScheduledHeld ? (
        <div class="panel">
          <p>
            <strong>HELD: publications that were to begin by the clock.</strong> The clock of the machine jumped, or the
            service was silent when their hour came. Look whether the hour at the top of this page is right, and mend
            the clock if it is not. Then release them: those whose hour has passed begin at once. Everything else goes
            on.
          </p>
          {mayHold ? (
            <ButtonForm
              console={console}
              action="/console/scheduled/release"
              fields={{}}
              button="The hour is right: release them"
            />
          ) : (
            <p>An administrator can release them here.</p>
          )}
        </div>
      ) : null}
      <h3>Sending</h3>
      <p>Pages and feeds go on in any case.</p>
      <ul class="panel">
        {sending.map(({ channel, label, isHeld }) => (
          <li>
            {label}: {isHeld ? <strong>HELD: nothing goes out</strong> : "on"}
            {mayHold ? (
              <ButtonForm
                console={console}
                action="/console/sending"
                fields={{ channel, held: isHeld ? "no" : "yes" }}
                button={isHeld ? `Let ${label.toLowerCase()} go on` : `Hold ${label.toLowerCase()}`}
                look="secondary"
              />
            ) : null}
          </li>
        ))}
      </ul>
    </>
  );
}
