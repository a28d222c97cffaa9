/** Alarms that are open, and the switches of sending: for those who keep the service running. */
import type { Moment } from "../../src/domain/advisory.ts";
import { momentName } from "../messages/advisory-words.ts";
import { en } from "../messages/en.ts";
import { ButtonForm, type ConsoleFrame } from "./console-page.tsx";

export interface OperationsProps {
  readonly console: ConsoleFrame;
  readonly alarms: readonly { readonly detail: string; readonly at: Moment }[];
  /** All of it, then each channel that has readers. */
  readonly sending: readonly { readonly channel: string; readonly label: string; readonly isHeld: boolean }[];
}

export function Operations({ console, alarms, sending }: OperationsProps) {
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
