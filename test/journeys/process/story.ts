/**
 * A service with everything around it, for stories: a mail server, a push service with browsers, two editors made at the command
 * line, and readers who sign up as readers do. What it sends is collected until somebody asks `told()`.
 */
import { expect } from "vitest";
import { eventually, type RunningService, type Runtime } from "../../support/process.ts";
import { type PushSink, pushSink, type ReceivedPush } from "../../support/push-sink.ts";
import { type ReceivedMail, type SmtpSink, smtpSink } from "../../support/smtp-sink.ts";

// biome-ignore lint/suspicious/noExplicitAny: assertions say what they expect of it
export type Json = any;

export interface Choice {
  readonly language?: string;
  readonly kinds?: readonly string[];
  readonly areas?: readonly string[];
  readonly sectors?: readonly string[];
}

export interface Published {
  readonly id: string;
  readonly slug: string;
  readonly identifier: string;
}

export interface Revision {
  readonly change: "update" | "extend" | "editorial" | "translate" | "end" | "reinstate";
  readonly note?: string;
  readonly content?: Json;
  readonly sunsetAt?: string;
  readonly threatIsOver?: boolean;
}

/** Of the API. */
interface Tokens {
  readonly author: string;
  readonly approver: string;
}

export class Story<Service extends RunningService = RunningService> {
  readonly service: Service;
  readonly smtp: SmtpSink;
  readonly browsers: PushSink;
  private readonly tokens: Tokens;
  /** Signs the approver in, once. */
  private readonly approverLink: string;
  /** Endpoint path → the reader's name; for push. */
  private readonly readers = new Map<string, string>();
  /** Slug → the name that the story calls the advisory by. */
  private readonly names = new Map<string, Published>();
  /** CAP address → the message as it was first seen. */
  private readonly capFiles = new Map<string, string>();
  /** Push topic → the advisory that it was first used for. */
  private readonly topics = new Map<string, string>();
  private readonly confirmations = new Set<ReceivedMail>();
  private mailsRead = 0;
  private pushesRead = 0;

  private constructor(service: Service, smtp: SmtpSink, browsers: PushSink, tokens: Tokens, approverLink: string) {
    this.service = service;
    this.smtp = smtp;
    this.browsers = browsers;
    this.tokens = tokens;
    this.approverLink = approverLink;
  }

  static async begin<Service extends RunningService>(
    runtime: Runtime<Service>,
    settings: Record<string, string> = {},
  ): Promise<Story<Service>> {
    const [smtp, browsers] = await Promise.all([smtpSink(), pushSink(runtime.pushProtocol)]);
    const service = await runtime.start({ smtpUrl: smtp.url, push: browsers, settings });
    const newEditor = async (name: string, role: string) => {
      const email = `${role}@example.gov`;
      const printed = await service.ntas("editor", "add", "--email", email, "--name", name, "--role", role);
      const [link = ""] = /\/console\/sign-in\/\S+/.exec(printed) ?? [];
      return { token: await service.ntas("token", "--email", email), link };
    };
    const author = await newEditor("Ada Author", "author");
    const approver = await newEditor("Abe Approver", "approver");
    const tokens = { author: author.token, approver: approver.token };
    return new Story(service, smtp, browsers, tokens, approver.link);
  }

  /** In a browser of theirs, at the console, signed in by the one-time link. */
  async approverTurnsOnNotifications(): Promise<void> {
    const own = { "sec-fetch-site": "same-origin" };
    const signedIn = await fetch(`${this.baseUrl}${this.approverLink}`, {
      method: "POST",
      headers: own,
      redirect: "manual",
    });
    const cookie = signedIn.headers.get("set-cookie")?.split(";")[0] ?? "";
    const turnedOn = await fetch(`${this.baseUrl}/console/account/browsers`, {
      method: "POST",
      headers: { ...own, cookie, "content-type": "application/json" },
      body: JSON.stringify({ subscription: this.newBrowser("Abe's desk") }),
    });
    expect(turnedOn.status).toBe(201);
  }

  async end(): Promise<void> {
    await this.service.dispose();
    await Promise.all([this.smtp.close(), this.browsers.close()]);
  }

  /** Of the API. */
  tokenOf(editor: "author" | "approver"): string {
    return this.tokens[editor];
  }

  get baseUrl(): string {
    return this.service.baseUrl;
  }

  /** The advisories of this story by name. */
  get advisories(): ReadonlyMap<string, Published> {
    return this.names;
  }

  /** `key`: the same call again with the same key is done once. */
  async call(
    method: string,
    path: string,
    by: "author" | "approver" | "nobody",
    body?: unknown,
    key?: string,
  ): Promise<Json> {
    const answer = await fetch(`${this.baseUrl}/api/v1${path}`, {
      method,
      headers: {
        ...(by === "nobody" ? {} : { authorization: `Bearer ${this.tokens[by]}` }),
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...(key === undefined ? {} : { "idempotency-key": key }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const json = await answer.json();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(json)}`);
    return json;
  }

  /** What an address answers; it must be there. */
  async fetchText(path: string): Promise<string> {
    const answer = await fetch(`${this.baseUrl}${path}`);
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}`);
    return answer.text();
  }

  /** Written and submitted by one person, approved by another. */
  async publish(name: string, content: Json): Promise<Published> {
    await this.submit(name, content);
    return this.approve(name);
  }

  /** Its identifier is known once it is approved. */
  async submit(name: string, content: Json): Promise<void> {
    const { id, slug } = await this.call("POST", "/advisories", "author", content);
    await this.call("POST", `/advisories/${id}/submit`, "author");
    this.know(name, { id, slug, identifier: "" });
  }

  async approve(name: string): Promise<Published> {
    const { id, slug } = this.advisory(name);
    const { contentHash } = await this.call("GET", `/advisories/${id}`, "approver");
    const { identifier } = await this.call("POST", `/advisories/${id}/approve`, "approver", { contentHash });
    const published = { id, slug, identifier };
    this.know(name, published);
    return published;
  }

  /** From now on the story calls this advisory so. */
  know(name: string, published: Published): void {
    this.names.set(name, published);
  }

  async revise(name: string, revision: Revision): Promise<Published> {
    const { id, slug } = this.advisory(name);
    await this.call("POST", `/advisories/${id}/revise`, "author", revision);
    const { contentHash } = await this.call("POST", `/advisories/${id}/submit`, "author");
    const { identifier } = await this.call("POST", `/advisories/${id}/approve`, "approver", { contentHash });
    return { id, slug, identifier };
  }

  /** By one person. */
  async retract(name: string, then: "restore" | "end", by: "author" | "approver" = "author"): Promise<Json> {
    return this.call("POST", `/advisories/${this.advisory(name).id}/retract`, by, { then });
  }

  advisory(name: string): Published {
    const known = this.names.get(name);
    if (!known) throw new Error(`this story has no advisory “${name}”`);
    return known;
  }

  /** Signs up on the API, opens the link in the mail as scanners do, and presses its button. Gives the link to manage. */
  async subscribeByMail(address: string, choice: Choice = {}): Promise<string> {
    await this.call("POST", "/subscriptions", "nobody", { channel: "email", address, ...choice });
    const mail = await eventually(`the mail to confirm ${address}`, () => this.smtp.mails.find(isFor(address)));
    const [link = ""] = /http\S+\/confirm\/\S+/.exec(mail.parsed.text ?? "") ?? [];
    for (const method of ["HEAD", "GET", "GET"]) expect((await fetch(link, { method })).status).toBe(200);
    const pressed = await fetch(link, { method: "POST" });
    expect(pressed.status).toBe(200);
    this.confirmations.add(mail);
    const [manage = ""] = /\/subscriptions\/[\w.-]+/.exec(await pressed.text()) ?? [];
    expect(manage).not.toBe("");
    return `${this.baseUrl}${manage}`;
  }

  /** As a mail program does for its user (RFC 8058): without cookie or Origin, by the header of the last mail. */
  async leaveByOneClick(address: string): Promise<void> {
    const last = this.smtp.mails.findLast(({ to }) => to.includes(address));
    const header = (name: string) => last?.parsed.headers.find(({ key }) => key === name)?.value ?? "";
    expect(header("list-unsubscribe-post")).toBe("List-Unsubscribe=One-Click");
    const [, link = ""] = /^<(http\S+)>$/.exec(header("list-unsubscribe")) ?? [];
    const body = new URLSearchParams("List-Unsubscribe=One-Click");
    expect((await fetch(link, { method: "POST", body })).status).toBe(200);
    await eventually(`the goodbye to ${address}`, () =>
      this.smtp.mails.findLast(({ to }) => to.includes(address))?.parsed.subject?.startsWith("You have left"),
    );
  }

  async subscribeByPush(reader: string, choice: Choice = {}): Promise<void> {
    const subscription = this.newBrowser(reader);
    await this.call("POST", "/subscriptions", "nobody", { channel: "push", subscription, ...choice });
  }

  /** A browser of this reader that nobody has signed up yet. */
  newBrowser(reader: string) {
    const subscription = this.browsers.newSubscription();
    this.readers.set(new URL(subscription.endpoint).pathname, reader);
    return subscription;
  }

  /**
   * Waits until all that is due for these advisories went out, then: who was told what since the last time. One line for each message,
   * so that a second message to anybody is a line too much.
   */
  async told(...names: string[]): Promise<string[]> {
    for (const name of names) await this.allOut(name);
    const { mails, pushes } = this.messages();
    return [...mails.map(this.mailLine), ...pushes.map(this.pushLine)].sort();
  }

  /** The text that stands, in the form in which it can be sent back. */
  async contentOf(name: string): Promise<Json> {
    const names = ["kind", "status", "scope", "sectors", "sunsetAt", "languages", "resources", "replaces"];
    const shown = await this.call("GET", `/advisories/${this.advisory(name).id}`, "nobody");
    return Object.fromEntries(Object.entries(shown).filter(([field]) => names.includes(field)));
  }

  /** The messages since the last time, as they came; what the desk is told of its own work is not in it. */
  messages(): { mails: ReceivedMail[]; pushes: ReceivedPush[] } {
    const mails = this.smtp.mails
      .slice(this.mailsRead)
      .filter((mail) => !this.confirmations.has(mail) && !isAboutTheDesk(mail));
    const pushes = this.browsers.pushes.slice(this.pushesRead).filter((push) => !opensConsole(push));
    this.mailsRead = this.smtp.mails.length;
    this.pushesRead = this.browsers.pushes.length;
    return { mails, pushes };
  }

  /** What the desk's browsers were shown so far: title, text, and the page that it opens. */
  deskNotifications(): string[] {
    return this.browsers.pushes.filter(opensConsole).map(({ path, payload }) => {
      const { title, body, navigate } = (payload as Json).notification;
      return this.named(`${this.readers.get(path)}: ${title}. ${body} ${new URL(navigate).pathname}`);
    });
  }

  /** Letters to the desk go their own way, beside the lots. */
  async everyEditorRead(subject: string): Promise<void> {
    const lines = ["author", "approver"].map((editor) => `${editor}@example.gov: [NTAS] ${subject}`);
    await eventually(`“${subject}” at every editor`, () => {
      const read = this.smtp.mails.map((mail) => this.mailLine(mail));
      return lines.every((line) => read.includes(line));
    });
  }

  async allOut(name: string): Promise<void> {
    const { id } = this.advisory(name);
    await eventually(`all messages about “${name}”`, async () => {
      const { announcements } = await this.call("GET", `/deliveries?advisory=${id}`, "author");
      return announcements.every((one: { isDue: boolean; done: boolean }) => !one.isDue || one.done);
    });
  }

  /** The file as it was the first time. */
  firstSeen(address: string, text: string): string {
    const known = this.capFiles.get(address) ?? text;
    this.capFiles.set(address, known);
    return known;
  }

  readonly mailLine = ({ to, parsed }: ReceivedMail): string =>
    withoutTimes(`${to.join(", ")}: ${this.named(parsed.subject ?? "")}`);

  /** Title, urgency, how long the push service keeps it, and which undelivered and shown notification it replaces. */
  readonly pushLine = ({ path, payload, headers }: ReceivedPush): string => {
    const { notification, slug, endsAt } = payload as { notification: Json; slug: string; endsAt: string };
    const topic = String(headers.topic);
    expect(notification.tag).toBe(topic);
    if (!this.topics.has(topic)) this.topics.set(topic, this.named(slug));
    const lifeHours = Number(headers.ttl) / 3_600;
    const untilItsEnd = (Date.parse(endsAt) - Date.now()) / 3_600_000;
    const life =
      lifeHours > 71.9 && lifeHours <= 72 ? "72 h" : lifeHours - untilItsEnd < 0.05 ? "to its end" : `${lifeHours} h`;
    const reader = this.readers.get(path) ?? path;
    return `${reader}: ${notification.title} (${headers.urgency}, ${life}, topic ${this.topics.get(topic)})`;
  };

  /** Slugs replaced by the names that the story gives. */
  readonly named = (text: string): string => {
    let named = text;
    for (const [name, { slug }] of this.names) named = named.replaceAll(slug, name);
    return named;
  };
}

const time = /\d{1,2}:\d{2} ([AP]M E[SD]T, \w+, \w+ \d{1,2}, \d{4}|[ap]\.m\. E[SD]T, [^ ]+, \d{1,2} de \w+ de \d{4})/g;

/** Times change from run to run: a story reads {time}. */
export function withoutTimes(text: string): string {
  return text.replaceAll(time, "{time}");
}

function opensConsole({ payload }: ReceivedPush): boolean {
  return new URL((payload as Json).notification.navigate).pathname.startsWith("/console/");
}

function isAboutTheDesk({ parsed }: ReceivedMail): boolean {
  const letter = parsed.headers.find(({ key }) => key === "x-ntas-letter")?.value ?? "";
  return ["submitted", "published", "editors", "account"].includes(letter);
}

function isFor(address: string): (mail: ReceivedMail) => boolean {
  return ({ to, parsed }) => to.includes(address) && (parsed.subject ?? "").startsWith("Confirm");
}
