/**
 * What may happen at which stage, and who may do it: one table each. Every stage × command × set of roles is walked; a stage, command
 * or role set without a cell fails the first test.
 */
import { describe, expect, test } from "vitest";
import type { Content, Editor, revisable } from "../../src/domain/advisory.ts";
import { type Command, mayDo } from "../../src/domain/lifecycle.ts";
import type { Refusal } from "../../src/domain/refusal.ts";
import {
  alice,
  approval,
  at,
  bob,
  contentOf,
  day,
  draft,
  editor,
  emptyWorld,
  minute,
  must,
  perform,
  presentHash,
  publish,
  revised,
  textOf,
  type World,
} from "../support/world.ts";

const start = Date.UTC(2026, 5, 1, 12);
const sunsetAt = start + 10 * day;
const content = contentOf({ sunsetAt });
const otherText: Content = { ...content, languages: { en: textOf("Another headline") } };
const translated: Content = { ...content, languages: { ...content.languages, es: textOf("Un titular") } };
const note = "Because more is known now.";
/** The advisory that every command is tried on. */
const id = "a";

const outcomes = {
  ok: "accepted",
  stage: "wrong-stage",
  phase: "wrong-phase",
  over: "advisory-over",
  copy: "working-copy-exists",
  waits: "scheduled-revision-waits",
  invalid: "invalid-content",
  none: "nothing-to-take-back",
  role: "role-missing",
  own: "own-submission",
} as const satisfies Record<string, Refusal["type"] | "accepted">;
type Outcome = keyof typeof outcomes;

const world = emptyWorld(start);
const drafted = must(draft(world, id, content, alice));
const active = publish(world, id, content);
const withDraft = (from: World) =>
  must(perform(from, id, { type: "revise", change: "update", note, content: otherText }, alice)).world;
const submitted = (from: World) => must(perform(from, id, { type: "submit" }, alice)).world;
const laterUpdate = { ...otherText, publishAt: start + day };
const withScheduled = at(revised(active, id, { change: "update", note, content: laterUpdate }), start + minute);
const scheduled = publish(world, id, { ...content, publishAt: start + day });
const retracted = (from: World) => must(perform(from, id, { type: "retract", then: "end" }, bob)).world;

const stages = {
  draft: drafted,
  submitted: submitted(drafted),
  scheduled,
  "sent back": must(perform(scheduled, id, { type: "retract", then: "restore" }, bob)).world,
  active,
  "active, draft": withDraft(active),
  "active, submitted": submitted(withDraft(active)),
  "active, scheduled": withScheduled,
  expired: at(active, sunsetAt),
  "expired, draft": at(withDraft(active), sunsetAt),
  ended: revised(active, id, { change: "end", note }),
  withdrawn: retracted(active),
  replaced: publish(active, "b", { ...otherText, replaces: id }),
  "replaced, draft": publish(withDraft(active), "b", { ...otherText, replaces: id }),
} satisfies Record<string, World>;
type Stage = keyof typeof stages;

const extended = sunsetAt + day;
const commands = {
  edit: (from) => ({ type: "edit", content: otherText, ifMatch: presentHash(from, id) }),
  discard: () => ({ type: "discard" }),
  submit: () => ({ type: "submit" }),
  approve: (from) => approval(from, id),
  return: () => ({ type: "return", reason: "A word is missing." }),
  update: () => ({ type: "revise", change: "update", note, content: otherText }),
  extend: () => ({ type: "revise", change: "extend", note, sunsetAt: extended }),
  editorial: () => ({ type: "revise", change: "editorial", content: otherText }),
  translate: () => ({ type: "revise", change: "translate", content: translated }),
  end: () => ({ type: "revise", change: "end", note }),
  reinstate: () => ({ type: "revise", change: "reinstate", sunsetAt: extended }),
  restore: () => ({ type: "retract", then: "restore" }),
  withdraw: () => ({ type: "retract", then: "end" }),
} satisfies Record<
  Exclude<Command["type"], "revise" | "retract"> | (typeof revisable)[number] | "restore" | "withdraw",
  (from: World) => Command
>;
type CommandName = keyof typeof commands;

/** What happens when somebody who may do it tries. `restore` and `withdraw` are the two buttons for taking back. */
const byStage = table<Stage, CommandName, Outcome>(`
                   | edit  discard submit approve return | update extend editorial translate end   reinstate | restore withdraw
 draft             | ok    stage   ok     stage   stage  | copy   copy   copy      copy      copy  copy      | none    none
 submitted         | ok    stage   stage  ok      ok     | copy   copy   copy      copy      copy  copy      | none    none
 scheduled         | stage stage   stage  stage   ok     | waits  waits  waits     waits     waits waits     | ok      ok
 sent back         | ok    stage   stage  ok      ok     | copy   copy   copy      copy      copy  copy      | none    none
 active            | stage stage   stage  stage   stage  | ok     ok     ok        ok        ok    phase     | ok      ok
 active, draft     | ok    ok      ok     stage   stage  | copy   copy   copy      copy      copy  copy      | ok      ok
 active, submitted | ok    ok      stage  ok      ok     | copy   copy   copy      copy      copy  copy      | ok      ok
 active, scheduled | stage stage   stage  stage   ok     | waits  waits  waits     waits     waits waits     | ok      ok
 expired           | stage stage   stage  stage   stage  | over   over   over      over      over  over      | over    over
 expired, draft    | invalid ok    over   stage   stage  | copy   copy   copy      copy      copy  copy      | over    over
 ended             | stage stage   stage  stage   stage  | over   over   over      over      over  over      | over    over
 withdrawn         | stage stage   stage  stage   stage  | phase  phase  phase     phase     phase ok        | phase   phase
 replaced          | stage stage   stage  stage   stage  | phase  phase  phase     phase     phase ok        | phase   phase
 replaced, draft   | ok    ok      phase  stage   stage  | copy   copy   copy      copy      copy  copy      | phase   phase
`);

const people = {
  "no role": editor("nobody"),
  author: editor("ann", "author"),
  approver: editor("paul", "approver"),
  admin: editor("adam", "admin"),
  "both roles": editor("carol", "author", "approver"),
  /** The one who wrote and submitted the working copy, with all roles. */
  "same person": editor(alice.id, "author", "approver", "admin"),
} satisfies Record<string, Editor>;
type Person = keyof typeof people;

/** Who may try: `own` is the refusal where a working copy waits for approval. */
const byRole = table<CommandName, Person, "ok" | "role" | "own">(`
           | no role | author | approver | admin | both roles | same person
 edit      | role    | ok     | role     | role  | ok         | ok
 discard   | role    | ok     | role     | role  | ok         | ok
 submit    | role    | ok     | role     | role  | ok         | ok
 approve   | role    | role   | ok       | role  | ok         | own
 return    | role    | role   | ok       | role  | ok         | ok
 update    | role    | ok     | role     | role  | ok         | ok
 extend    | role    | ok     | role     | role  | ok         | ok
 editorial | role    | ok     | role     | role  | ok         | ok
 translate | role    | ok     | role     | role  | ok         | ok
 end       | role    | ok     | role     | role  | ok         | ok
 reinstate | role    | ok     | role     | role  | ok         | ok
 restore   | role    | ok     | ok       | role  | ok         | ok
 withdraw  | role    | ok     | ok       | role  | ok         | ok
`);

/** Reads a table: `|` or two blanks and more stand between cells, the first line names the columns. */
function table<Row extends string, Column extends string, Cell extends string>(
  text: string,
): Record<Row, Record<Column, Cell>> {
  const [head = [], ...rows] = text
    .trim()
    .split("\n")
    .map((line) => line.split("|").map((part) => part.trim()));
  const cellsOf = (parts: string[]) => parts.flatMap((part) => (text.includes("no role") ? [part] : part.split(/\s+/)));
  const columns = cellsOf(head[0] === "" ? head.slice(1) : head);
  return Object.fromEntries(
    rows.map(([row, ...parts]) => [
      row,
      Object.fromEntries(cellsOf(parts).map((cell, index) => [columns[index], cell])),
    ]),
  );
}

function keys<Key extends string>(of: Record<Key, unknown>): Key[] {
  return Object.keys(of) as Key[];
}

test("every stage, command and person has a cell in the tables", () => {
  expect(keys(byStage)).toEqual(keys(stages));
  for (const stage of keys(stages)) expect(keys(byStage[stage]), stage).toEqual(keys(commands));
  expect(keys(byRole)).toEqual(keys(commands));
  for (const name of keys(commands)) expect(keys(byRole[name]), name).toEqual(keys(people));
});

for (const stage of keys(stages)) {
  describe(stage, () => {
    for (const name of keys(commands)) {
      for (const person of keys(people)) {
        const expected = expectedOutcome(stage, name, person);
        test(`${name} by ${person}: ${outcomes[expected]}`, () => {
          const from = stages[stage];
          const result = perform(from, id, commands[name](from), people[person]);
          expect(result.ok ? "accepted" : result.refusal.type).toBe(outcomes[expected]);
        });
      }
    }
  });
}

function expectedOutcome(stage: Stage, name: CommandName, person: Person): Outcome {
  const may = byRole[name][person];
  if (may === "role") return "role";
  const waits = stage.endsWith("submitted") || stage === "sent back";
  return may === "own" && waits ? "own" : byStage[stage][name];
}

test("an editor without a role may do nothing at all", () => {
  const types: Record<Command["type"], boolean> = {
    edit: false,
    discard: false,
    submit: false,
    approve: false,
    return: false,
    revise: false,
    retract: false,
  };
  for (const type of keys(types)) expect(mayDo(type, people["no role"]), type).toBe(types[type]);
});
