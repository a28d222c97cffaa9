/**
 * The people of a simulated month: editors who write, submit, approve, correct and take back, each act through the real actions and
 * asked for again with the same command id while no answer comes; and readers who join, choose and leave by their links.
 */
import { changeAdvisory } from "../../src/actions/change-advisory.ts";
import { changePreferences, leave } from "../../src/actions/change-subscription.ts";
import { confirmSubscription } from "../../src/actions/confirm-subscription.ts";
import { createAdvisory } from "../../src/actions/create-advisory.ts";
import type { Dependencies } from "../../src/actions/dependencies.ts";
import { signUpByEmail, signUpByPush } from "../../src/actions/sign-up.ts";
import type { Mail } from "../../src/channels/carriers.ts";
import type { AdvisoryText, Content, Editor } from "../../src/domain/advisory.ts";
import type { Command, Revise } from "../../src/domain/lifecycle.ts";
import { everything } from "../../src/domain/matching.ts";
import type { PartnerSecrets, Tokens } from "../../src/domain/ports.ts";
import type { Result } from "../../src/domain/refusal.ts";
import { auditOf } from "../../src/store/audit.ts";
import type { Database } from "../../src/store/database.ts";
import { importSubscriptions, subscriptionById } from "../../src/store/subscriptions.ts";
import { contentOf, hour, minute, textOf } from "../support/world.ts";
import type { Chance } from "./chance.ts";
import type { Judge } from "./judge.ts";
import type { KnownSecrets } from "./machines.ts";
import { PartnerOffice } from "./partner-office.ts";
import type { VirtualTime } from "./virtual-time.ts";

export interface OfficeWorld {
  readonly time: VirtualTime;
  readonly chance: Chance;
  readonly judge: Judge;
  readonly tokens: Tokens;
  readonly secrets: PartnerSecrets;
  readonly known: KnownSecrets;
  readonly now: () => number;
  readonly ask: <Value>(act: (dependencies: Dependencies) => Promise<Value>) => Promise<Value>;
  readonly note: (line: string) => void;
  readonly isCalm: () => boolean;
  readonly nextId: () => string;
  /** Something is about to happen. */
  readonly stirred: () => void;
}

const day = 24 * hour;
const author: Editor = { id: "alice", name: "Alice", roles: ["author"] };
const approver: Editor = { id: "bob", name: "Bob", roles: ["approver"] };
const places = [{ nationwide: true }, { areas: ["NY"] }, { areas: ["CA"] }] as const;
const choices = [[], ["NY"], ["CA"], ["NY", "CA"]] as const;
const changes = [
  "update",
  "update",
  "extend",
  "editorial",
  "editorial",
  "translate",
  "replace",
  "restore",
  "restore",
  "restore",
  "withdraw",
  "reinstate",
  "end",
] as const;
const steps = ["issue", "change", "change", "change", "change", "join", "leave", "choose", "machines", "hold"] as const;

export class Office {
  readonly faults: string[] = [];
  acts = 0;
  private words = 0;
  private people = 0;
  private asking = 0;
  private readonly advisories: { readonly id: string; content: Content }[] = [];
  private readonly answered: string[] = [];
  /** Who waits for a confirmation mail. */
  private readonly waiting = new Set<string>();
  private readonly missed = new Set<string>();
  private readonly partners: PartnerOffice;
  private readonly world: OfficeWorld;

  constructor(world: OfficeWorld) {
    this.world = world;
    this.partners = new PartnerOffice(
      world,
      (act) => this.untilAnswered(act),
      (act) => this.command(act),
    );
  }

  get isBusy(): boolean {
    return this.asking > 0;
  }

  /** Those who are there from the beginning, in three lots of each channel; some of them marked for exercises. */
  async open(): Promise<void> {
    const { chance } = this.world;
    const ids = [1, 2, 3, 4, 514, 515, 516, 1_026, 1_027].slice(0, chance.between(5, 9));
    const rows = ids.map((id) => {
      const channel = chance.is(0.5) ? ("push" as const) : ("email" as const);
      return {
        id,
        channel,
        address: channel === "push" ? browser(`first${id}`) : `first${id}@${chance.of(["one", "two"])}.example.org`,
        addressKey: `key of ${id}`,
        nonce: `nonce of ${id}`,
        language: chance.is(0.3) ? "es" : "en",
        choice: { ...everything, areas: [...chance.of(choices)] },
        isExercise: chance.is(0.4),
        confirmedAt: this.world.now(),
        consentSource: "test",
      };
    });
    await this.untilAnswered(({ database }) => database.atomically([importSubscriptions(database, rows)]));
    await this.partners.open();
  }

  /** So many things happen, some at once, some days apart. */
  async work(count: number): Promise<void> {
    const { chance, time } = this.world;
    this.world.stirred();
    const running: Promise<void>[] = [this.issue()];
    for (let index = 0; index < count; index++) {
      await time.sleep(
        chance.of([0, 50, 300, 300, 1_000, 1_000, 3_000, 20_000, 10 * minute, 5 * hour, day]) * (0.5 + chance.next()),
      );
      const act = this.step();
      if (chance.is(0.7)) await act;
      else running.push(act);
    }
    await Promise.all(running);
  }

  /** A letter that reached its mailbox: who signed up follows the link. */
  hears(mail: Mail, text: string): void {
    const token = /\/confirm\/([\w-]+)/.exec(text)?.[1];
    if (!token || !this.waiting.delete(mail.to)) return;
    const { time, chance, tokens } = this.world;
    this.asking++;
    time.after(chance.between(1_000, 600_000), () => {
      void this.untilAnswered((dependencies) => confirmSubscription(dependencies, tokens, token)).finally(() => {
        this.asking--;
      });
    });
  }

  /** Without an outcome twice, a letter is given up like any message. */
  misses(to: string): void {
    if (this.missed.has(to)) this.waiting.delete(to);
    this.missed.add(to);
  }

  /** Whatever was answered as done is in the audit, once. */
  async judgeAnswers(database: Database): Promise<void> {
    for (const id of this.answered)
      if (!(await auditOf(database, id)))
        this.faults.push(`the act ${id} was answered as done, and nothing knows of it`);
    for (const address of this.waiting) this.faults.push(`${address} signed up and never got the confirmation mail`);
  }

  private step(): Promise<void> {
    const step = this.world.chance.of(steps);
    this.world.note(`step ${step}`);
    this.world.stirred();
    this.acts++;
    if (step === "issue") return this.issue();
    if (step === "change") return this.change();
    if (step === "join") return this.join();
    if (step === "machines") return this.partners.step();
    if (step === "hold") return this.partners.hold();
    return this.alter(step);
  }

  // --- Editors. ---

  private async issue(replaces?: { readonly id: string; readonly content: Content }): Promise<void> {
    const { chance, now } = this.world;
    const kind = chance.of(["elevated", "elevated", "imminent", "bulletin"] as const);
    const status = replaces?.content.status ?? chance.of(["actual", "actual", "actual", "exercise", "test"] as const);
    const publishAt = chance.is(0.2) ? { publishAt: now() + chance.of([minute, hour]) } : {};
    const content = this.content({
      ...{ kind, status, scope: chance.of(places) },
      ...(chance.is(0.2) && kind !== "bulletin" ? { endNotice: false } : {}),
      ...(replaces ? { replaces: replaces.id } : publishAt),
    });
    const made = await this.command((dependencies, commandId) =>
      createAdvisory(dependencies, { content, editor: author, commandId }),
    );
    if (!made) return;
    this.advisories.push({ id: made.id, content });
    await this.publish(made.id);
  }

  private async publish(id: string): Promise<void> {
    await this.think();
    const submitted = await this.change_(id, { type: "submit" }, author);
    if (!submitted) return;
    await this.think();
    await this.change_(id, { type: "approve", contentHash: submitted.contentHash }, approver);
  }

  private async change(): Promise<void> {
    const { chance, note } = this.world;
    const advisory = this.advisories.length > 0 ? chance.of(this.advisories.slice(-3)) : undefined;
    if (!advisory) return this.issue();
    const change = chance.of(changes);
    note(`change ${change} ${advisory.id.slice(0, 8)}`);
    if (change === "replace") return this.issue(advisory);
    if (change === "restore" || change === "withdraw") {
      await this.change_(advisory.id, { type: "retract", then: change === "restore" ? "restore" : "end" }, author);
      return;
    }
    const { publishAt: _, ...before } = advisory.content;
    const revised = this.revision(change, before);
    const drafted = await this.change_(advisory.id, { type: "revise", ...revised }, author);
    if (!drafted) return;
    if (revised.content) advisory.content = revised.content;
    if (revised.sunsetAt) advisory.content = { ...before, sunsetAt: revised.sunsetAt };
    await this.publish(advisory.id);
  }

  private revision(
    change: "update" | "extend" | "editorial" | "translate" | "reinstate" | "end",
    before: Content,
  ): Omit<Revise, "type"> {
    const { chance } = this.world;
    const note = "Because.";
    const { en } = before.languages;
    switch (change) {
      case "update": {
        const { languages, sunsetAt } = this.content({});
        return { change, note, content: { ...before, languages, sunsetAt, scope: chance.of(places) } };
      }
      case "extend":
        return { change, note, sunsetAt: before.sunsetAt + 2 * hour };
      case "editorial":
        return { change, content: { ...before, languages: { ...before.languages, en: this.english() } } };
      case "translate":
        return { change, content: { ...before, languages: { en, es: textOf(`es of ${en.headline}`) } } };
      case "end":
        return { change, note };
      case "reinstate":
        return { change };
    }
  }

  private english(): AdvisoryText {
    return textOf(`Text ${++this.words}`);
  }

  private content(given: Partial<Content>): Content {
    const { chance, now } = this.world;
    const en = this.english();
    const es = chance.is(0.5) ? { es: textOf(`es of ${en.headline}`) } : {};
    const sunsetAt = now() + chance.of([3 * hour, 8 * hour, 2 * day, 5 * day]);
    return contentOf({ sunsetAt, languages: { en, ...es }, ...given });
  }

  /** Some are in a hurry. */
  private think(): Promise<void> {
    const { time, chance } = this.world;
    return time.sleep(chance.of([0, 20, 400, 5_000, 10 * minute]) * chance.next());
  }

  private change_(advisoryId: string, command: Command, editor: Editor) {
    return this.command((dependencies, commandId) =>
      changeAdvisory(dependencies, { advisoryId, command, editor, commandId }),
    );
  }

  /** One command, asked for until there is an answer; null where it was refused. */
  private async command<Value>(
    act: (dependencies: Dependencies, commandId: string) => Promise<Result<Value>>,
  ): Promise<Value | null> {
    const commandId = this.world.nextId();
    const result = await this.untilAnswered((dependencies) => act(dependencies, commandId));
    if (!result.ok) {
      this.world.note(`refused ${result.refusal.type}`);
      return null;
    }
    this.answered.push(commandId);
    return result.value;
  }

  // --- Readers. ---

  private async join(): Promise<void> {
    const { chance } = this.world;
    const name = `later${++this.people}`;
    const preferences = {
      language: chance.is(0.3) ? "es" : "en",
      choice: { ...everything, areas: [...chance.of(choices)] },
    };
    if (chance.is(0.5)) {
      const subscription = JSON.parse(browser(name));
      await this.untilAnswered((dependencies) => signUpByPush(dependencies, { ...preferences, subscription }));
      return;
    }
    const address = `${name}@one.example.org`;
    this.waiting.add(address);
    await this.untilAnswered((dependencies) => signUpByEmail(dependencies, { ...preferences, address, pace: null }));
  }

  private async alter(how: "leave" | "choose"): Promise<void> {
    const { chance, tokens } = this.world;
    const id = chance.of([1, 2, 3, 514, 1_026, 1_028, 1_029]);
    await this.untilAnswered(async (dependencies) => {
      const subscription = await subscriptionById(dependencies.database, id);
      if (subscription?.state !== "active" || !["email", "push"].includes(subscription.channel)) return;
      if (how === "leave") {
        const token = tokens.issue("unsubscribe", id, subscription.nonce);
        await leave(dependencies, tokens, token, "unsubscribe");
        return;
      }
      const choice = { ...everything, areas: [...chance.of(choices)] };
      const token = tokens.issue("manage", id, subscription.nonce);
      await changePreferences(dependencies, tokens, token, { language: subscription.language, choice });
    });
  }

  // --- Asking. ---

  /** As a person does: where no answer came, the same is asked for again. */
  private async untilAnswered<Value>(act: (dependencies: Dependencies) => Promise<Value>): Promise<Value> {
    const { ask, time, chance, judge, note } = this.world;
    this.asking++;
    try {
      for (let again = 0; ; again++) {
        try {
          return await ask(act);
        } catch (error) {
          const text = `${String(error)} ${error instanceof Error ? String(error.cause) : ""}`;
          const isExpected = /the connection broke|Unavailable|D1_ERROR|SQLITE_FULL/.test(text);
          if (!isExpected || again > 50) throw error;
          note(`no answer ${again}`);
          await time.sleep(chance.between(50, 5_000));
        } finally {
          judge.look();
        }
      }
    } finally {
      this.asking--;
    }
  }
}

/** A browser's subscription, as JSON; at a host that the real rules let through. */
function browser(name: string): string {
  return JSON.stringify({
    endpoint: `https://updates.push.services.mozilla.com/wpush/v2/${name}`,
    keys: {
      p256dh: "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
      auth: "BTBZMqHH6r4Tts7J_aSIgg",
    },
  });
}
