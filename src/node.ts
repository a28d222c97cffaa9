/** Entry on Node: one process that serves the site, and a thread that delivers. */
import { once } from "node:events";
import { readdir, readFile, stat } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { getConnInfo } from "@hono/node-server/conninfo";
import type { Context } from "hono";
import { addEditor, issueSignInLink } from "./actions/editor-access.ts";
import { holdAfterSilence, noteLeap } from "./actions/hold-scheduled.ts";
import { signWaitingMessages } from "./actions/sign-waiting-messages.ts";
import { createApp } from "./app.ts";
import { readBounceFolder } from "./node/bounce-folder.ts";
import { deliveryOf } from "./node/delivery.ts";
import { startDeliveryWorkers } from "./node/delivery-worker.ts";
import { databasePath, type Instance, openInstance, startFault } from "./node/instance.ts";
import { metricsOf } from "./node/metrics.ts";
import { readOperatorFiles } from "./node/operator-files.ts";
import { createSiteServer } from "./node/site-server.ts";
import { startWatch } from "./node/watch.ts";
import { isForOneAlone, isOfReader, writtenMails } from "./platform/node/eml-carrier.ts";
import { svgRasteriser } from "./platform/node/svg-rasteriser.ts";
import { clientAddressBehind } from "./platform/node/trusted-proxies.ts";
import { readSettings } from "./settings.ts";
import { activeEditors, editorByEmail, hasCredential } from "./store/editors.ts";
import { canariesOf, waitingReasons } from "./watching.ts";
import { appSettings } from "./wiring.ts";

const root = new URL(".", import.meta.url);
const migrationsFolder = new URL("../db/migrations", root).pathname;
const isDemo = process.argv.includes("--demo");
const waitingMessagesEveryMs = 15_000;
const bouncesEveryMs = 30_000;

// A demonstration has a folder of its own, and mails nobody.
const demoSettings = { DATA_DIR: process.env.DATA_DIR ?? "data-demo", SMTP_URL: undefined };
const read = readSettings({ ...process.env, ...(isDemo ? demoSettings : {}) });
if (!read.ok) refuseToStart(read.problems);
const { settings } = read;
const files = readOperatorFiles(settings);
if (!files.ok) refuseToStart(files.problems);

let nudge = () => {};
const service = await openInstance(settings, { nudge: () => nudge(), migrationsFolder, isDemo }).catch(stopOnFault);
service.reserve.keep();
// Before anything is shown or sent. The times of the demonstration are made up.
if (!isDemo) {
  await noteLeap(service).catch(stopOnFault);
  await holdAfterSilence(service).catch(stopOnFault);
}
const { log, clock, database } = service;
if (settings.RATE_LIMIT === "off")
  log.warn({}, "RATE_LIMIT=off: requests and sign-ups are not limited. This is for tests only");

const worker = startDeliveryWorkers({
  entry: new URL("./delivery-thread.js", root),
  settings,
  migrationsFolder,
  isDemo,
  log,
});
nudge = worker.nudge;

const houseDelivery = deliveryOf(service, () => false);
const watch = startWatch({
  service,
  worker,
  delivery: houseDelivery,
  canaryTo: canariesOf(settings),
});

const mailFolder = settings.SMTP_URL ? null : join(settings.DATA_DIR, "mail");
const proxied = clientAddressBehind(settings.TRUSTED_PROXIES);
const app = createApp({
  ...service,
  ...appSettings(settings),
  ...files.texts,
  svgToPng: await svgRasteriser(),
  vapidPublicKey: service.keys.vapid.publicKey,
  eventsEveryMs: 40,
  hasHeartbeat: settings.HEARTBEAT,
  capCertificates: () => service.signing.certificates(clock.now()),
  clientAddress: (context: Context) =>
    proxied(getConnInfo(context).remote.address ?? "", context.req.header("x-forwarded-for")),
  ...(mailFolder
    ? { writtenMails: () => writtenMails(mailFolder), readWrittenMail: (name: string) => readMail(mailFolder, name) }
    : {}),
  ...(settings.METRICS_KEY ? { metrics: { ...metricsOf(service, watch), key: settings.METRICS_KEY } } : {}),
  async unreadiness() {
    const conditions = await watch.conditions();
    const reasons = conditions.map(({ detail }) => detail);
    if (conditions.some(({ name }) => name === "database")) return reasons;
    return [...reasons, ...(await waitingReasons(database, clock.now()))];
  },
});

const server = createSiteServer(app, { database, clock });
// Longer than proxies keep a connection that rests (nginx and AWS's one minute): else they may send an approval on one that is just being
// closed, and answer 502. Nobody else is waited for that long.
if (settings.TRUSTED_PROXIES.length > 0) server.keepAliveTimeout = 75_000;
server.listen(settings.PORT, settings.HOST, () => {
  const { port } = server.address() as AddressInfo;
  log.info({ port, baseUrl: settings.BASE_URL }, "serving");
  process.stdout.write(`Serving ${settings.BASE_URL}/ (port ${port})\n`);
});
server.on("error", (error) => {
  process.stderr.write(`Cannot listen on port ${settings.PORT}: ${error.message}\n`);
  process.exit(1);
});

const signing = setInterval(() => {
  signWaitingMessages(service).catch((error: unknown) => log.error({ error: String(error) }, "signing failed"));
}, waitingMessagesEveryMs);
signing.unref();

const { BOUNCE_DIR: bounces } = settings;
if (bounces !== undefined) {
  const dependencies = { ...service, ...appSettings(settings) };
  const look = () =>
    readBounceFolder(dependencies, bounces).catch((error: unknown) =>
      log.error({ error: String(error) }, "BOUNCE_DIR could not be read"),
    );
  setInterval(look, bouncesEveryMs).unref();
}

function stopOnFault(error: unknown): never {
  const fault = startFault(error, databasePath(settings));
  if (!fault) throw error;
  process.stderr.write(`${fault.message}\n`);
  process.exit(1);
}

let isStopping = false;
async function stop(): Promise<void> {
  if (isStopping) return;
  isStopping = true;
  server.close();
  server.closeIdleConnections();
  watch.stop();
  await worker.stop();
  await houseDelivery.close();
  database.close();
  process.exit(0);
}
process.on("SIGTERM", stop);
process.on("SIGINT", stop);

// Not before it serves: a start that fails must leave the database empty, or the next one would print no links.
if (!server.listening) await once(server, "listening");
await greetFirstEditors(service).catch(stopOnFault);

/** On an empty database: a first author and a first approver, by links that work once. A first start that was cut short goes on here. */
async function greetFirstEditors(dependencies: Instance): Promise<void> {
  const first = [
    { email: "author@localhost", name: "First author", roles: ["author", "admin"] },
    { email: "approver@localhost", name: "First approver", roles: ["approver"] },
  ] as const;
  const others = (await activeEditors(database)).filter(({ email }) => first.every((one) => one.email !== email));
  if (others.length > 0) return;
  for (const { email, name, roles } of first) {
    const known = await editorByEmail(database, email);
    if (known && (await hasCredential(database, known.id))) continue;
    await addEditor(dependencies, { email, name, roles, actor: "first start", isFirst: true });
    const editor = await editorByEmail(database, email);
    if (!editor) continue;
    const link = await issueSignInLink(dependencies, editor, "first start");
    if (!link.ok) throw new Error(`no sign-in link for ${email}: ${link.refusal.type}`);
    process.stdout.write(
      `Sign-in link for the ${name.toLowerCase()} (works once, for a day): ${settings.BASE_URL}/console/sign-in/${link.value}\n`,
    );
  }
}

async function readMail(folder: string, name: string): Promise<{ text: string; isOfReader: boolean } | null> {
  const known = await readdir(folder).catch((): string[] => []);
  if (!known.includes(name) || !name.endsWith(".eml")) return null;
  const path = join(folder, name);
  if ((await stat(path)).size > 1_000_000) return null;
  const text = await readFile(path, "utf8");
  return isForOneAlone(text) ? null : { text, isOfReader: isOfReader(text) };
}

function refuseToStart(problems: readonly string[]): never {
  process.stderr.write(
    `These settings are wrong; nothing was started:\n${problems.map((line) => `  ${line}\n`).join("")}`,
  );
  process.exit(2);
}
