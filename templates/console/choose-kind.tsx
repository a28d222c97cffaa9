/** The first step of writing: kind and status, which never change afterwards. Exercises stand apart from the real thing. */
import { kinds } from "../../src/domain/advisory.ts";
import { en } from "../messages/en/messages.ts";
import { KindMark } from "../parts/kind-mark.tsx";
import { type ConsoleFrame, ConsolePage } from "./console-page.tsx";

export function ChooseKindPage({ console }: { console: ConsoleFrame }) {
  return (
    <ConsolePage console={console} title="Write a new advisory">
      <h1>Write a new advisory</h1>
      <p class="intro">Kind and status are fixed now and cannot be changed later.</p>
      <p>
        Or begin with a <a href="/console/templates">template</a>.
      </p>
      <h2>For the public</h2>
      <p>Reaches everybody who subscribed, once a second person approved it.</p>
      <ul class="entries">
        {kinds.map((kind) => (
          <li>
            <h3>
              <KindMark kind={kind} /> <a href={`/console/new?kind=${kind}&status=actual`}>{en.kinds[kind].label}</a>
            </h3>
            <p>{en.kinds[kind].meaning}</p>
          </li>
        ))}
      </ul>
      <h2>For practice</h2>
      <p>
        An <strong>EXERCISE</strong> or a <strong>TEST</strong> has its own address, its own colors and its own words.
        It is sent only to addresses that were set up for exercises.
      </p>
      <table class="practice">
        <tbody>
          {kinds.map((kind) => (
            <tr class="row-exercise">
              <th scope="row">{en.kinds[kind].label}</th>
              <td>
                <a href={`/console/new?kind=${kind}&status=exercise`}>Rehearse it as an EXERCISE</a>
              </td>
              <td>
                <a href={`/console/new?kind=${kind}&status=test`}>Try it as a TEST</a>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </ConsolePage>
  );
}
