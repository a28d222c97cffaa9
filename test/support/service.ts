/**
 * The whole service in one process, with a clock that stands until it is moved: the real app, actions, delivery and channels over a
 * real database in memory. Carriers only write down what they are given; real ones are used in test/journeys/process.
 */
import { createHash, createHmac } from "node:crypto";
import webPush from "web-push";
import { addEditor, issueApiToken, issueSignInLink } from "../../src/actions/editor-access.ts";
import { type AppDependencies, createApp } from "../../src/app.ts";
import type {
  Mail,
  MailCarrier,
  PushCarrier,
  PushRequest,
  WebAnswer,
  WebCarrier,
  WebRequest,
} from "../../src/channels/carriers.ts";
import type { Outcome } from "../../src/channels/channel.ts";
import { emailChannel } from "../../src/channels/email.ts";
import { letterSender } from "../../src/channels/letters.ts";
import { callbackFault } from "../../src/channels/outbound-address.ts";
import { readPushSubscription } from "../../src/channels/push-subscription.ts";
import { isWebLetter, webLetterSender } from "../../src/channels/web-letters.ts";
import { pushChannel, pushSender } from "../../src/channels/web-push.ts";
import { webhookChannel } from "../../src/channels/webhook.ts";
import { webSubChannel } from "../../src/channels/websub.ts";
import { deliverDue } from "../../src/delivery/deliver.ts";
import type { DeliveryDependencies } from "../../src/delivery/dependencies.ts";
import type { Role } from "../../src/domain/advisory.ts";
import { readIso } from "../../src/domain/eastern.ts";
import type { Clock, Site } from "../../src/domain/ports.ts";
import type { Result } from "../../src/domain/refusal.ts";
import type { OidcSettings } from "../../src/http/console/oidc.tsx";
import { publicReader } from "../../src/http/public-reader.ts";
import { viewReader } from "../../src/http/view.ts";
import type { NodeDatabase } from "../../src/platform/node/sqlite.ts";
import { partnerSecrets } from "../../src/platform/partner-secrets.ts";
import { encryptPush } from "../../src/platform/push-encryption.ts";
import { processTimers } from "../../src/platform/timers.ts";
import { hmacTokens } from "../../src/platform/tokens.ts";
import { editorByEmail } from "../../src/store/editors.ts";
import { letterMatter } from "../../src/store/letter-matter.ts";
import { memoryDatabase } from "./database.ts";
import { signedForTests, testSigningPair } from "./signing.ts";

export interface TestClock extends Clock {
  /** "90s", "10m", "2h", "3d", or milliseconds. */
  advance(by: string | number): void;
  /** An ISO moment, later or earlier. */
  set(iso: string): void;
}

const units: Record<string, number> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

export function testClock(start: string): TestClock {
  let at = readIso(start) ?? 0;
  return {
    now: () => at,
    advance(by) {
      const match = /^(\d+)([smhd])$/.exec(String(by));
      at += match ? Number(match[1]) * (units[match[2] ?? ""] ?? 0) : Number(by);
    },
    set(iso) {
      at = readIso(iso) ?? at;
    },
  };
}

/** Parsed JSON of an answer, read freely by assertions. */
// biome-ignore lint/suspicious/noExplicitAny: assertions say what they expect of it
export type Json = any;

export interface TestService {
  readonly app: ReturnType<typeof createApp>;
  readonly mailbox: Mail[];
  /** Mails to those who run the service: what waits, what was published or taken back, alarms. */
  readonly deskMails: Mail[];
  readonly pushes: PushRequest[];
  readonly clock: TestClock;
  readonly database: NodeDatabase;
  readonly dependencies: AppDependencies;
  readonly delivery: DeliveryDependencies;
  /** Does all the delivery work that is due now. */
  deliver(): Promise<void>;
  /** Where the next request comes from. */
  readerAddress: string;
  /** What a carrier answers; by default that it accepted. */
  onMail: (mail: Mail) => Outcome | Promise<Outcome>;
  onPush: (request: PushRequest) => Outcome | Promise<Outcome>;
  /** What partners' and subscribers' servers were asked, and what they answer; by default 204. */
  readonly asked: WebRequest[];
  onAsked: (request: WebRequest) => WebAnswer | Promise<WebAnswer>;
  /** What signs CAP messages; by default a pair made for tests. */
  onSign: (xml: string) => string;
  /** An API token of a new editor. */
  editor(email: string, ...roles: Role[]): Promise<string>;
  signInLink(email: string): Promise<string>;
  /** A request with a JSON body and an editor's token; the answer's JSON and status. */
  call(
    method: string,
    path: string,
    token?: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<{ status: number; json: Json }>;
  get(path: string, headers?: Record<string, string>): Promise<Response>;
}

export async function service(
  options: {
    start?: string;
    site?: Partial<Site>;
    isUnlimited?: boolean;
    oidc?: OidcSettings;
    alarmTo?: readonly string[];
    database?: NodeDatabase;
    bounceAddress?: string;
  } = {},
): Promise<TestService> {
  const database = options.database ?? memoryDatabase();
  const clock = testClock(options.start ?? "2026-11-22T12:00:00-05:00");
  const site: Site = {
    name: "Test Advisories",
    baseUrl: "http://localhost:8080",
    official: false,
    demo: false,
    senderId: "test@example.org",
    setUpAt: clock.now(),
    ...options.site,
  };
  let count = 0;
  const { certificate } = await testSigningPair();
  const signForTests = await signedForTests();
  const tokens = hmacTokens([Buffer.alloc(32, 7)]);
  const secrets = partnerSecrets(Buffer.alloc(32, 9));
  const vapidKeys = webPush.generateVAPIDKeys();
  const silent = { info() {}, warn() {}, error() {} };
  const dependencies: AppDependencies = {
    database,
    clock,
    timers: processTimers,
    site,
    tokens,
    // The beginning tells them apart: a slug holds no more of it.
    newId: () => `Id${String(++count).padStart(6, "0")}${"x".repeat(14)}`,
    digest: (text) => createHash("sha256").update(text).digest("hex"),
    keyedHash: (text) => createHmac("sha256", "a key for tests").update(text).digest("hex"),
    alarmTo: options.alarmTo ?? [],
    nudge: () => {},
    signCap: (xml) => made.onSign(xml),
    sessionLimits: { idleMs: 3_600_000, longestMs: 12 * 3_600_000 },
    capCertificates: () => certificate,
    eventsEveryMs: 5,
    log: silent,
    isUnlimited: options.isUnlimited ?? true,
    signUpPace: { perDomain: 100, inAll: 1_000 },
    isApiApprovalAllowed: true,
    ...(options.oidc ? { oidc: options.oidc } : {}),
    vapidPublicKey: vapidKeys.publicKey,
    readPushSubscription: (value) => readPushSubscription(value, ["localhost:9443"]),
    secrets,
    callbackFault: (url) => callbackFault(url, ["localhost:9443"]),
    clientAddress: () => made.readerAddress,
    unreadiness: async () => [],
    bounceKey: "the key for bounces",
    ...(options.bounceAddress ? { bounceAddress: options.bounceAddress } : {}),
  };
  const mailbox: Mail[] = [];
  const deskMails: Mail[] = [];
  const pushes: PushRequest[] = [];
  const mailCarrier: MailCarrier = {
    async send(mail) {
      const outcome = await made.onMail(mail);
      const purpose = mail.headers["X-NTAS-Letter"] ?? "confirm";
      const isForDesk = !["confirm", "goodbye", "erased", "notice", "notice-invite"].includes(purpose);
      if (outcome.type === "accepted") (isForDesk ? deskMails : mailbox).push(mail);
      return outcome;
    },
    close: async () => {},
  };
  const pushing: PushCarrier = {
    async post(request) {
      const outcome = await made.onPush(request);
      if (outcome.type === "accepted") pushes.push(request);
      return outcome;
    },
    close: async () => {},
  };
  const asked: WebRequest[] = [];
  const web: WebCarrier = {
    async exchange(request) {
      asked.push(request);
      return made.onAsked(request);
    },
    close: async () => {},
  };
  const reader = publicReader(database, site, viewReader(dependencies));
  const machines = { carrier: web, site, secrets, reader, concurrency: 8, extraHosts: ["localhost:9443"] };
  const sendWebLetter = webLetterSender({ ...machines, clock });
  const mailFrom = "Test Advisories <advisories@example.org>";
  const vapid = { ...vapidKeys, subject: "mailto:ops@example.org" };
  const pushSettings = { carrier: pushing, vapid, encrypt: encryptPush, extraHosts: ["localhost:9443"] };
  const push = pushSender(pushSettings);
  const sendLetter = letterSender({ site, tokens, mailFrom, clock, carrier: mailCarrier, push, web });
  const delivery: DeliveryDependencies = {
    database,
    clock,
    digest: dependencies.digest,
    timers: processTimers,
    channels: {
      webhook: webhookChannel(machines),
      websub: webSubChannel(machines),
      push: pushChannel({ ...pushSettings, site, concurrency: 8 }),
      email: emailChannel({
        carrier: mailCarrier,
        site,
        tokens,
        mailFrom,
        bounceAddress: options.bounceAddress,
        concurrency: 8,
      }),
    },
    sendLetter: async (letter) => {
      const matter = await letterMatter(database, letter, dependencies.digest, clock.now());
      if (!matter) return { type: "refused", reason: "gone" };
      return isWebLetter(matter) ? sendWebLetter(matter) : sendLetter(matter);
    },
    isStopping: () => false,
    random: () => 0,
    log: silent,
  };
  const app = createApp(dependencies);
  const made: TestService = {
    app,
    mailbox,
    deskMails,
    pushes,
    asked,
    clock,
    database,
    dependencies,
    delivery,
    deliver: () => deliverDue(delivery),
    readerAddress: "192.0.2.1",
    onMail: () => ({ type: "accepted" }),
    onPush: () => ({ type: "accepted" }),
    onAsked: () => ({ type: "answered", status: 204, retryAfterSeconds: null, text: "" }),
    onSign: signForTests,
    async editor(email, ...roles) {
      await addEditor(dependencies, { email, name: email, roles, actor: "test", isFirst: true });
      return granted(await issueApiToken(dependencies, await known(email), "test"));
    },
    signInLink: async (email) => granted(await issueSignInLink(dependencies, await known(email), "test")),
    async call(method, path, token, body, headers = {}) {
      const response = await app.request(path, {
        method,
        headers: {
          ...(body === undefined ? {} : { "content-type": "application/json" }),
          ...(token ? { authorization: `Bearer ${token}` } : {}),
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      return { status: response.status, json: text === "" ? null : JSON.parse(text) };
    },
    get: async (path, headers = {}) => app.request(path, { headers }),
  };
  function granted(result: Result<string>): string {
    if (!result.ok) throw new Error(result.refusal.type);
    return result.value;
  }
  async function known(email: string) {
    const editor = await editorByEmail(database, email);
    if (!editor) throw new Error(`no editor ${email}`);
    return editor;
  }
  return made;
}
