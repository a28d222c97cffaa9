/** Who may be the second person, beside having the role. */
import { describe, expect, test } from "vitest";
import type { Content, Editor } from "../../src/domain/advisory.ts";
import { decide } from "../../src/domain/lifecycle.ts";
import type { Proof } from "../../src/domain/second-person.ts";
import {
  alice,
  approval,
  bob,
  contentOf,
  day,
  draft,
  editor,
  emptyWorld,
  hour,
  must,
  perform,
  presentHash,
  sha256,
  stateOf,
  textOf,
  type World,
} from "../support/world.ts";

const start = Date.UTC(2026, 5, 1, 12);
const id = "a";
const carol = editor("carol", "author", "approver");
const submitted = (world: World) => must(perform(world, id, { type: "submit" }, alice)).world;
const written = (status: "actual" | "exercise" = "actual") =>
  must(draft(emptyWorld(start), id, contentOf({ sunsetAt: start + 10 * day, status }), alice));

function edited(world: World, headline: string, by: Editor, given: Partial<Content> = {}): World {
  const content = { ...contentOf({ sunsetAt: start + 10 * day }), ...given, languages: { en: textOf(headline) } };
  return must(perform(world, id, { type: "edit", content, ifMatch: presentHash(world, id) }, by)).world;
}

describe("who wrote", () => {
  test("any words of it, also long ago, cannot approve it", () => {
    const world = submitted(edited(edited(written(), "Words of Carol", carol), "Words of Alice", alice));
    expect(perform(world, id, approval(world, id), carol)).toEqual({ ok: false, refusal: { type: "own-submission" } });
    expect(perform(world, id, approval(world, id), bob)).toMatchObject({ ok: true });
  });

  test("and had it sent back from its hour still cannot approve it", () => {
    const content = { ...contentOf({ sunsetAt: start + 10 * day }), publishAt: start + day };
    const drafted = must(draft(emptyWorld(start), id, content, carol));
    const waiting = submitted(edited(drafted, "Words of Alice", alice, { publishAt: start + day }));
    const scheduled = must(perform(waiting, id, approval(waiting, id), bob)).world;
    const back = must(perform(scheduled, id, { type: "return", reason: "Later." }, bob)).world;
    const again = submitted(back);
    expect(perform(again, id, approval(again, id), carol)).toEqual({ ok: false, refusal: { type: "own-submission" } });
  });

  test("nothing new is no author: sending the same words again leaves them able to approve", () => {
    const world = edited(written(), "Words of Alice", alice);
    const same = submitted(edited(world, "Words of Alice", carol));
    expect(perform(same, id, approval(same, id), carol)).toMatchObject({ ok: true });
  });
});

/** Bob approves on an official site, or not. */
function approving(
  by: Partial<Editor>,
  given: { isOfficial?: boolean; status?: "actual" | "exercise"; proof?: Proof; now?: number } = {},
) {
  const { isOfficial = true, status = "actual", proof, now = start } = given;
  const world = submitted(written(status));
  const command = { type: "approve", contentHash: presentHash(world, id), ...(proof ? { proof } : {}) } as const;
  const decision = decide(
    stateOf(world, id),
    command,
    { ...bob, ...by },
    { now, sequence: 9, hash: sha256, isOfficial },
  );
  return decision.ok ? "approved" : decision.refusal.type;
}
const token: Proof = { by: "api-token" };

describe("a young account", () => {
  test.each([
    ["of an hour on an official site", { createdAt: start - hour }, {}, "account-too-young"],
    ["of a day less a millisecond", { createdAt: start - day + 1 }, {}, "account-too-young"],
    ["of a day", { createdAt: start - day }, {}, "approved"],
    ["that two admins vouched for", { createdAt: start - hour, vouchedAt: start - 1 }, {}, "approved"],
    ["for an exercise", { createdAt: start - hour }, { status: "exercise" }, "approved"],
    ["on a site that is not official", { createdAt: start - hour }, { isOfficial: false }, "approved"],
  ] as const)("%s", (_name, by, given, expected) => {
    expect(approving(by, { proof: token, ...given })).toBe(expected);
  });
});

describe("a touch", () => {
  const hash = presentHash(submitted(written()), id);
  const touch: Proof = { by: "touch", advisoryId: id, contentHash: hash };
  const other = { ...touch, contentHash: "0".repeat(64) };
  test.each([
    ["is asked of everybody who has a passkey", { hasPasskey: true }, { isOfficial: false }, "touch-needed"],
    ["is asked of nobody else on a site that is not official", {}, { isOfficial: false }, "approved"],
    ["is always asked on an official site", {}, {}, "passkey-needed"],
    ["is not asked for an exercise of somebody without a passkey", {}, { status: "exercise" }, "approved"],
    ["for this very text is enough", { hasPasskey: true }, { proof: touch }, "approved"],
    ["for another text is none", { hasPasskey: true }, { proof: other }, "touch-needed"],
    ["for another advisory is none", { hasPasskey: true }, { proof: { ...touch, advisoryId: "b" } }, "touch-needed"],
    ["is not asked of an API token, where those may approve", { hasPasskey: true }, { proof: token }, "approved"],
  ] as const)("%s", (_name, by, given, expected) => {
    expect(approving(by, given)).toBe(expected);
  });

  test("is not asked for taking back", () => {
    const world = submitted(written());
    const published = must(perform(world, id, approval(world, id), bob)).world;
    const decision = decide(
      stateOf(published, id),
      { type: "retract", then: "end" },
      { ...bob, hasPasskey: true, createdAt: start },
      { now: start, sequence: 99, hash: sha256, isOfficial: true },
    );
    expect(decision.ok).toBe(true);
  });
});
