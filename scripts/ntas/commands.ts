/** What operators can do at the command line. Each command says what it did, and exits with 1 when it could not. */
import { existsSync } from "node:fs";
import { changeAdvisory } from "../../src/actions/change-advisory.ts";
import { addEditor, issueApiToken, issueSignInLink } from "../../src/actions/editor-access.ts";
import { releaseScheduled } from "../../src/actions/hold-scheduled.ts";
import { holdSending } from "../../src/actions/hold-sending.ts";
import { resendFailed } from "../../src/actions/resend-failed.ts";
import { type Role, roles } from "../../src/domain/advisory.ts";
import { easternDateTime, readIso } from "../../src/domain/eastern.ts";
import { phaseAt } from "../../src/domain/phase.ts";
import type { Instance } from "../../src/node/instance.ts";
import { allAdvisories } from "../../src/store/advisories.ts";
import { openAlarms } from "../../src/store/alarms.ts";
import { appendAudit, auditHead, brokenAuditRow, hashOf } from "../../src/store/audit.ts";
import { announcementsOf, deliveryProgress } from "../../src/store/delivery-progress.ts";
import { type EditorRecord, editorByEmail } from "../../src/store/editors.ts";
import { channels, isPaused, pausedChannels, setLeap, setValue } from "../../src/store/instance.ts";
import { leasedLots } from "../../src/store/lots.ts";
import { damagedTexts } from "../../src/store/seals.ts";
import { backup, notApproved, restore } from "./copies.ts";
import { exportForD1 } from "./export.ts";
import { explain, granted } from "./granted.ts";
import { importAdvisories } from "./import-advisories.ts";
import { importSubscriptionList } from "./import-subscriptions.ts";

export interface Invocation {
  readonly service: Instance;
  readonly options: Readonly<Record<string, string>>;
  readonly rest: readonly string[];
  readonly print: (line: string) => void;
  readonly migrationsFolder: string;
}

export interface Command {
  /** How many words it takes after its name, at most: 1 if it does not say. */
  readonly mostWords?: number;
  run(invocation: Invocation): Promise<number>;
}

export const help = `npm run -s ntas -- <command>      (works on DATA_DIR, also while the service runs; --demo for the demonstration)

  editor add --email E --name N --role author,approver,admin   adds an editor, prints a one-time sign-in link
  token --email E                                    prints an API token for this editor, and nothing else
  import advisories FILE.json                        past ones become archive, all else drafts; tells nobody
  import subscriptions FILE.jsonl                    one subscription a line, with confirmedAt and consentSource
  retract SLUG [--then restore|end] [--email E]      takes back what was issued in error, at once
  status                                             what is live, what is being sent
  pause | resume [email|push|webhook|websub]         holds or releases all sending, or one channel
  drain [email|push|webhook|websub]                  holds it, and waits until nothing is in flight
  resend SLUG [--since TIME]                         tries again what failed for good since then, of what was told last
  backup FILE                                        a whole, consistent copy, also under load
  restore FILE [--left OLD]                          puts a copy in place of an empty DATA_DIR; sending stays paused until "resume";
                                                     what was taken away by OLD, the database that was in use, is taken away
  rotate-signing [now]                               makes the next pair for CAP signatures; it signs in two weeks, or now
  clock accept                                       with the service stopped: takes the machine's clock, where an earlier one ran ahead
  clock release                                      lets scheduled publications begin that were held since the clock was in doubt
  verify-audit [NUMBER:SHA-256]                      checks the chain of all acts, and an act that somebody kept
  export FILE.sql                                    everything as SQL for D1, to move to Workers; sending is paused there
`;

async function editorOf({ service, options }: Invocation, email = options.email): Promise<EditorRecord> {
  if (!email) throw new Error("Say which editor: --email E");
  const editor = await editorByEmail(service.database, email);
  if (!editor)
    throw new Error(
      `There is no editor with the address ${email}. Add one: editor add --email ${email} --name N --role author`,
    );
  return editor;
}

async function editorAdd(invocation: Invocation): Promise<number> {
  const { service, options, print } = invocation;
  const { email, name, role } = options;
  if (!email || !name || !role) throw new Error("editor add needs --email E --name N --role author,approver,admin");
  const asked = role.split(",").map((one) => one.trim());
  const wrong = asked.filter((one) => !(roles as readonly string[]).includes(one));
  if (wrong.length > 0) throw new Error(`There is no role “${wrong.join(", ")}”. Roles: ${roles.join(", ")}`);
  if (!/^[^\s@]+@[^\s@]+$/.test(email)) throw new Error(`“${email}” is not an e-mail address`);
  const added = granted(await addEditor(service, { email, name, roles: asked as Role[], actor: "command line" }));
  const editor = await editorOf(invocation, added.email);
  const secret = granted(await issueSignInLink(service, editor, "command line"));
  print(`${service.site.baseUrl}/console/sign-in/${secret}`);
  return 0;
}

async function retract({ service, options, rest, print }: Invocation): Promise<number> {
  const [slug] = rest;
  const then = options.then ?? "restore";
  if (!slug || (then !== "restore" && then !== "end")) throw new Error("retract SLUG [--then restore|end]");
  const email = options.email;
  const editor = email
    ? await editorByEmail(service.database, email)
    : { id: "command line", name: "Command line", roles: ["author"] as const };
  if (!editor) throw new Error(`There is no editor with the address ${email}`);
  const done = await changeAdvisory(service, {
    advisoryId: slug,
    command: { type: "retract", then },
    editor,
    commandId: service.newId(),
    ...(options.note ? { internalNote: options.note } : {}),
  });
  if (!done.ok) throw new Error(explain(done.refusal));
  print(`Taken back: ${slug}${done.value.restored ? ", the right text stands again at its own address" : ""}`);
  return 0;
}

async function status({ service, print }: Invocation): Promise<number> {
  const { database, clock } = service;
  const now = clock.now();
  const shown = (await allAdvisories(database)).filter((advisory) =>
    ["active", "scheduled"].includes(phaseAt(advisory, now)),
  );
  print(
    `As of ${easternDateTime(now)}: ${shown.length} active or scheduled. Sending is ${(await isPaused(database)) ? "PAUSED" : "on"}.`,
  );
  for (const channel of await pausedChannels(database)) print(`Sending on the channel ${channel} is PAUSED.`);
  for (const { detail, at } of await openAlarms(database)) print(`ALARM since ${easternDateTime(at)}: ${detail}`);
  for (const advisory of shown) {
    const sunsetAt =
      advisory.revisions.findLast((revision) => revision.voidedAt === undefined)?.content.sunsetAt ?? now;
    print(
      `${advisory.slug}: ${phaseAt(advisory, now)} ${advisory.status} ${advisory.kind}, until ${easternDateTime(sunsetAt)}`,
    );
    const announcements = await announcementsOf(database, advisory.id);
    for (const row of await deliveryProgress(
      database,
      announcements.map((one) => one.id),
    )) {
      print(
        `  ${row.channel}: ${row.sent} of ${row.planned} sent, ${row.retrying} to be tried again, ${row.failed} failed, ${row.unknown} unknown`,
      );
    }
  }
  return 0;
}

async function setHeld({ service, rest, print }: Invocation, isHeld: boolean): Promise<number> {
  const channel = channelOf(rest);
  const commandId = service.newId();
  granted(await holdSending(service, { isHeld, actor: "command line", commandId, ...(channel ? { channel } : {}) }));
  const what = channel ? `Sending on the channel ${channel}` : "Sending";
  print(isHeld ? `${what} is paused: nothing goes out until “resume”.` : `${what} goes on.`);
  return 0;
}

function channelOf([name]: readonly string[]) {
  const channel = channels.find((one) => one === name);
  if (name && !channel) throw new Error(`There is no channel “${name}”. Channels: ${channels.join(", ")}`);
  return channel;
}

/** So that a relay can be taken away without a message being told twice. */
async function drain(invocation: Invocation): Promise<number> {
  const { service, rest, print } = invocation;
  await setHeld(invocation, true);
  const channel = channelOf(rest);
  const watched = channel ? [channel] : channels;
  for (;;) {
    const now = service.clock.now();
    const counts = await Promise.all(watched.map((one) => leasedLots(service.database, one, now)));
    if (counts.every((count) => count === 0)) break;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  print("Nothing is in flight.");
  return 0;
}

async function resend({ service, rest, options, print }: Invocation): Promise<number> {
  const [advisory] = rest;
  const since = options.since === undefined ? 0 : readIso(options.since);
  if (!advisory || since === null) throw new Error("resend SLUG [--since 2026-11-22T09:00:00-05:00]");
  const { failed } = granted(
    await resendFailed(service, { advisory, since, actor: "command line", commandId: service.newId() }),
  );
  print(failed === 0 ? "Nothing failed that could be tried again." : `${failed} failed; they are tried again.`);
  return 0;
}

async function exportInstance({ service, rest, print }: Invocation): Promise<number> {
  const [file] = rest;
  if (!file) throw new Error("export FILE.sql");
  if (existsSync(file)) throw new Error(`${file} exists already: choose another name`);
  const rows = exportForD1(service.database.sqlite, file);
  print(`${rows} rows written to ${file}. It holds addresses: keep it as safe as the database.`);
  print(
    `Load it with: wrangler d1 execute DB --remote --file ${file}. Sending is paused there until “--workers resume”.`,
  );
  return 0;
}

/** A number and hash that somebody kept, `12:ab…`, must still be in the chain. */
async function verifyAudit({ service, rest, print }: Invocation): Promise<number> {
  const broken = await brokenAuditRow(service.database, service.digest);
  const head = await auditHead(service.database);
  if (broken === null) print(`The chain of ${head.sequence} acts is whole. Its head is ${head.hash}`);
  else print(`The chain is broken at act ${broken}: something was altered, deleted or put in.`);
  const damaged = await damagedTexts(service.database, service.digest, service.clock.now());
  if (damaged.length === 0) print("Every text and CAP message is what its act says.");
  for (const key of damaged) print(notApproved(key));
  const [, sequence, hash] = /^(\d{1,15}):([0-9a-f]{64})$/.exec(rest[0] ?? "") ?? [];
  if (rest[0] !== undefined && hash === undefined) {
    print("What was kept is written as NUMBER:SHA-256, as on the page “How it works”.");
    return 1;
  }
  const isKept = hash === undefined || (await hashOf(service.database, Number(sequence))) === hash;
  if (hash !== undefined)
    print(isKept ? `Act ${sequence} is the one that was kept.` : `Act ${sequence} is not the one that was kept.`);
  return broken === null && damaged.length === 0 && isKept ? 0 : 1;
}

async function rotateSigning({ service, rest, print }: Invocation): Promise<number> {
  const [when] = rest;
  if (when !== undefined && when !== "now") throw new Error("rotate-signing [now]");
  const from = await service.signing.rotate(service.clock.now(), when === "now");
  print(`The new certificate signs from ${easternDateTime(from.getTime())} on.`);
  print(`Readers find it, with all earlier ones, at ${service.site.baseUrl}/cap/certificate.pem.`);
  return 0;
}

/** The newest act and the last sign of life are the floor of the service's clock. Both at the machine's own time lower it; only the next start reads them. */
async function acceptClock({ service, print }: Invocation): Promise<number> {
  const { database, digest, newId, clock } = service;
  const wall = Date.now();
  const head = await auditHead(database);
  const aheadMinutes = Math.round((clock.now() - wall) / 60_000);
  if (aheadMinutes < 5) {
    print("The service's clock is not ahead of the machine's: nothing was done.");
    return 0;
  }
  const early = (await allAdvisories(database)).filter(
    (advisory) => phaseAt(advisory, clock.now()) !== "scheduled" && phaseAt(advisory, wall) === "scheduled",
  );
  const entry = {
    actor: "command line",
    action: "accept-clock",
    isPublic: true,
    detail: { aheadMinutes },
    commandId: newId(),
    at: wall,
  };
  await database.atomically([
    appendAudit(database, head, entry, digest),
    setValue(database, "watchedAt", String(wall)),
    setLeap(database, null),
  ]);
  print(
    `The service was ${aheadMinutes} minutes ahead. From the next start on its clock is the machine's: ${easternDateTime(wall)}.`,
  );
  for (const { slug } of early)
    print(`${slug} was published by the wrong clock and is not public before that hour comes.`);
  return 0;
}

async function releaseHeld({ service, print }: Invocation): Promise<number> {
  const { wasHeld } = granted(await releaseScheduled(service, { actor: "command line", commandId: service.newId() }));
  print(wasHeld ? "Scheduled publications begin at their hours again." : "No scheduled publication was held.");
  return 0;
}

export const commands: Readonly<Record<string, Command>> = {
  "editor add": { mostWords: 0, run: editorAdd },
  token: {
    mostWords: 0,
    async run(invocation) {
      invocation.print(granted(await issueApiToken(invocation.service, await editorOf(invocation), "command line")));
      return 0;
    },
  },
  "clock accept": { mostWords: 0, run: acceptClock },
  "clock release": { mostWords: 0, run: releaseHeld },
  "import advisories": { run: importAdvisories },
  "import subscriptions": { run: importSubscriptionList },
  retract: { run: retract },
  status: { mostWords: 0, run: status },
  pause: { run: (invocation) => setHeld(invocation, true) },
  resume: { run: (invocation) => setHeld(invocation, false) },
  drain: { run: drain },
  resend: { run: resend },
  backup: { run: backup },
  restore: { run: restore },
  "rotate-signing": { run: rotateSigning },
  export: { run: exportInstance },
  "verify-audit": { run: verifyAudit },
};
