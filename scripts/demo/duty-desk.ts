/** Two people at a desk whose clock can be set to past moments, always forward: they do with the service's own actions what editors do. */
import { changeAdvisory } from "../../src/actions/change-advisory.ts";
import { createAdvisory } from "../../src/actions/create-advisory.ts";
import type { Dependencies } from "../../src/actions/dependencies.ts";
import type { Content, Editor, Moment } from "../../src/domain/advisory.ts";
import { minutes } from "../../src/domain/durations.ts";
import type { Command, Revise } from "../../src/domain/lifecycle.ts";
import type { Result } from "../../src/domain/refusal.ts";

export interface DutyDesk {
  /** What the service is made of, at the desk's time. */
  readonly dependencies: Dependencies;
  setClock(at: Moment): void;
  /** Writes, submits and approves; the advisory's id. */
  publish(at: Moment, content: Content): Promise<string>;
  revise(at: Moment, advisoryId: string, revision: Omit<Revise, "type">): Promise<void>;
  takeBack(at: Moment, advisoryId: string): Promise<void>;
}

/** How long each step of an approval takes. */
const stepMs = minutes(2);

export function dutyDesk(service: Dependencies, author: Editor, approver: Editor): DutyDesk {
  let now = Number.NEGATIVE_INFINITY;
  const dependencies = { ...service, clock: { now: () => now } };

  function setClock(at: Moment): void {
    if (at < now) throw new Error("the story goes back in time: the chain of acts only goes forward");
    now = at;
  }

  async function act(advisoryId: string, command: Command, editor: Editor) {
    return done(await changeAdvisory(dependencies, { advisoryId, command, editor, commandId: service.newId() }));
  }

  /** The two steps after the text is written. `at` is the hour of the approval. */
  async function submitAndApprove(at: Moment, advisoryId: string): Promise<void> {
    setClock(at - stepMs);
    const { contentHash } = await act(advisoryId, { type: "submit" }, author);
    setClock(at);
    await act(advisoryId, { type: "approve", contentHash }, approver);
  }

  return {
    dependencies,
    setClock,
    async publish(at, content) {
      setClock(at - 2 * stepMs);
      const { id } = done(await createAdvisory(dependencies, { content, editor: author, commandId: service.newId() }));
      await submitAndApprove(at, id);
      return id;
    },
    async revise(at, advisoryId, revision) {
      setClock(at - 2 * stepMs);
      await act(advisoryId, { type: "revise", ...revision }, author);
      await submitAndApprove(at, advisoryId);
    },
    async takeBack(at, advisoryId) {
      setClock(at);
      await act(advisoryId, { type: "retract", then: "restore" }, approver);
    },
  };
}

/** A refusal here is a fault of the story. */
export function done<Value>(result: Result<Value>): Value {
  if (!result.ok) throw new Error(`the demonstration was refused: ${JSON.stringify(result.refusal)}`);
  return result.value;
}
