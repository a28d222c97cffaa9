/** Takes over advisories from elsewhere: what has ended becomes archive, all else drafts that go through approval. Tells nobody. */
import type { Advisory, Content, Editor, Moment } from "../domain/advisory.ts";
import { archiveOfBulletins, type PastBulletin } from "../domain/archive.ts";
import { approvedMatter } from "../domain/content.ts";
import { accepted, type Problem, type Refusal, type Result, refused } from "../domain/refusal.ts";
import { allAdvisories, insertAdvisory, insertRevision } from "../store/advisories.ts";
import { firstSequence } from "../store/audit.ts";
import { type Sealed, sealRevision } from "../store/seals.ts";
import { commit } from "./commit.ts";
import { createAdvisory } from "./create-advisory.ts";
import type { Dependencies } from "./dependencies.ts";

/** Who is written down for what came by import: never an approver. */
const importer: Editor = { id: "import", name: "Import", roles: ["author"] };

export interface Imported {
  readonly archived: number;
  readonly known: number;
}

/** A commit has a thousand sequences, so this many revisions are taken in one act. */
const mostInAct = 900;

/** Past bulletins of which only dates are known, in one act. Those that are there already, by slug, are left as they are. */
export function importBulletins(
  dependencies: Dependencies,
  bulletins: readonly PastBulletin[],
): Promise<Result<Imported>> {
  const { digest } = dependencies;
  return archive(dependencies, (sequence) => {
    let next = sequence;
    const made = archiveOfBulletins(bulletins, { newSequence: () => next++, hash: digest, enteredBy: importer.id });
    if (!made.ok) return made;
    const problems = twiceIn(made.value, "$.bulletins");
    const count = next - sequence;
    if (count > mostInAct)
      problems.push({
        path: "$.bulletins",
        reason: `${count} revisions in one file: at most ${mostInAct}, so divide it`,
      });
    return problems.length > 0 ? refused({ type: "invalid-content", problems }) : made;
  });
}

export interface PastAdvisory {
  readonly slug: string;
  readonly issuedAt: Moment;
  readonly content: Content;
}

/** Whole advisories that have run into their sunset. What was taken when a later part is refused stays, and is known the next time. */
export async function importPast(dependencies: Dependencies, past: readonly PastAdvisory[]): Promise<Result<Imported>> {
  const problems = twiceIn(past, "$.advisories");
  if (problems.length > 0) return refused({ type: "invalid-content", problems });
  let [archived, known] = [0, 0];
  for (let first = 0; first < past.length; first += mostInAct) {
    const part = past.slice(first, first + mostInAct);
    const taken = await archive(dependencies, (sequence) =>
      accepted(part.map((one, index) => ended(dependencies, one, sequence + index))),
    );
    if (!taken.ok) return taken;
    archived += taken.value.archived;
    known += taken.value.known;
  }
  return accepted({ archived, known });
}

function ended({ newId, digest }: Dependencies, { slug, issuedAt, content }: PastAdvisory, sequence: number): Advisory {
  const id = newId();
  const contentHash = digest(approvedMatter(id, 0, { change: "issue", content }));
  return {
    id,
    slug,
    kind: content.kind,
    status: content.status,
    family: id,
    createdAt: issuedAt,
    takeovers: [],
    revisions: [
      {
        advisoryId: id,
        number: 1,
        sequence,
        change: "issue",
        content,
        contentHash,
        identifier: `${slug}-r1`,
        submittedBy: importer.id,
        approvedBy: importer.id,
        approvedAt: issuedAt,
        effectiveAt: issuedAt,
      },
    ],
  };
}

async function archive(
  dependencies: Dependencies,
  make: (sequence: number) => Result<Advisory[]>,
): Promise<Result<Imported>> {
  const { database, newId, digest } = dependencies;
  return commit<Imported>(dependencies, newId(), async (head) => {
    const made = make(firstSequence(head));
    if (!made.ok) return made;
    const slugs = new Set((await allAdvisories(database)).map((advisory) => advisory.slug));
    const fresh = made.value.filter((advisory) => !slugs.has(advisory.slug));
    const seals = fresh.flatMap(({ revisions }) => revisions.map((revision) => sealRevision(revision, digest)));
    return accepted({
      seals: Object.assign({}, ...seals) as Sealed,
      writes: fresh.flatMap((advisory) => [
        insertAdvisory(database, advisory, importer.id),
        ...advisory.revisions.map((revision) => insertRevision(database, revision)),
      ]),
      entry: {
        actor: importer.id,
        action: "import-archive",
        isPublic: fresh.length > 0,
        detail: { archived: fresh.length, known: made.value.length - fresh.length },
      },
    });
  });
}

function twiceIn(advisories: readonly { readonly slug: string }[], path: string): Problem[] {
  const seen = new Set<string>();
  return advisories.flatMap(({ slug }) => {
    const isTwice = seen.has(slug);
    seen.add(slug);
    return isTwice ? [{ path, reason: `the slug “${slug}” stands there twice` }] : [];
  });
}

/** The rest: drafts, each with what kept it from being one. */
export async function importDrafts(
  dependencies: Dependencies,
  contents: readonly Content[],
): Promise<{ drafts: number; refusals: { index: number; refusal: Refusal }[] }> {
  const refusals: { index: number; refusal: Refusal }[] = [];
  for (const [index, content] of contents.entries()) {
    const created = await createAdvisory(dependencies, { content, editor: importer, commandId: dependencies.newId() });
    if (!created.ok) refusals.push({ index, refusal: created.refusal });
  }
  return { drafts: contents.length - refusals.length, refusals };
}
