/** Those who are told by their own servers, and who looks after them: partners' webhooks, the WebSub hub, and what holds sending. */
import { askHub } from "../../src/actions/ask-hub.ts";
import type { Dependencies } from "../../src/actions/dependencies.ts";
import { holdSending } from "../../src/actions/hold-sending.ts";
import {
  type Acting,
  createPartner,
  endPartner,
  redeliver,
  requestTestEvent,
  rotateSecret,
  setPaused,
  webhookOf,
} from "../../src/actions/partners.ts";
import { everything } from "../../src/domain/matching.ts";
import type { PartnerSecrets } from "../../src/domain/ports.ts";
import type { Result } from "../../src/domain/refusal.ts";
import { type Partner, partnerById, partnerLog } from "../../src/store/partners.ts";
import { hour, minute } from "../support/world.ts";
import type { OfficeWorld } from "./office.ts";

type Ask = <Value>(act: (dependencies: Dependencies) => Promise<Value>) => Promise<Value>;
type Command = <Value>(
  act: (dependencies: Dependencies, commandId: string) => Promise<Result<Value>>,
) => Promise<Value | null>;

const day = 24 * hour;
const topics = ["/feeds/advisories.rss", "/feeds/advisories.atom", "/feeds/advisories.json", "/cap/feed.atom"] as const;
const choices = [[], [], ["NY"], ["CA"]] as const;

export class PartnerOffice {
  private readonly partners: number[] = [];
  private readonly callbacks: string[] = [];
  private made = 0;
  private isHolding = false;
  private readonly world: OfficeWorld;
  private readonly ask: Ask;
  private readonly command: Command;

  constructor(world: OfficeWorld, ask: Ask, command: Command) {
    this.world = world;
    this.ask = ask;
    this.command = command;
  }

  async open(): Promise<void> {
    for (let count = this.world.chance.between(0, 2); count > 0; count--) await this.create();
    for (let count = this.world.chance.between(0, 1); count > 0; count--) await this.subscribe();
  }

  /** An editor adds a partner, changes something of one, or a server asks the hub. */
  async step(): Promise<void> {
    const { chance } = this.world;
    const steps = [() => this.create(), () => this.subscribe(), () => this.unsubscribe(), () => this.alter()];
    await chance.of([...steps, () => this.alter(), () => this.alter()])();
  }

  /** All sending, or that of one channel, is held for a while. */
  async hold(): Promise<void> {
    if (this.isHolding) return;
    this.isHolding = true;
    const { chance, judge, time, note } = this.world;
    const of = chance.of(["all", "email", "push", "webhook", "websub"] as const);
    const about = { ...(of === "all" ? {} : { channel: of }), actor: "alice" };
    note(`hold ${of}`);
    await this.command((made, commandId) => holdSending(made, { ...about, isHeld: true, commandId }));
    judge.held(of);
    await time.sleep(chance.of([2_000, minute, 3 * hour]) * chance.next());
    judge.released(of);
    await this.command((made, commandId) => holdSending(made, { ...about, isHeld: false, commandId }));
    note(`released ${of}`);
    this.isHolding = false;
  }

  private async create(): Promise<void> {
    const { chance } = this.world;
    const number = ++this.made;
    const webhook = {
      name: `Partner ${number}`,
      contact: "ops@example.org",
      url: `https://partner${number}.example.org/hook`,
      format: chance.is(0.25) ? ("cap" as const) : ("json" as const),
      language: "en",
      choice: { ...everything, areas: [...chance.of(choices)] },
      isExercise: chance.is(0.4),
    };
    const partner = await this.act((made, acting) => createPartner(made, webhook, acting));
    if (partner) this.partners.push(partner.id);
  }

  private async alter(): Promise<void> {
    const { chance, note, time } = this.world;
    if (this.partners.length === 0) return this.create();
    const id = chance.of(this.partners);
    const how = chance.of(["rotate", "pause", "again", "again", "test", "resume", "remove"] as const);
    note(`partner ${how} ${id}`);
    switch (how) {
      case "rotate":
        await this.act((made, acting) => rotateSecret(made, id, acting));
        return;
      case "pause":
        await this.act((made, acting) => setPaused(made, id, true, acting));
        await time.sleep(chance.of([1_000, minute, day]) * chance.next());
        await this.act((made, acting) => setPaused(made, id, false, acting));
        return;
      case "resume":
        await this.act((made, acting) => setPaused(made, id, false, acting));
        return;
      case "remove":
        if (chance.is(0.5)) await this.act((made, acting) => endPartner(made, id, acting));
        return;
      case "again":
        return this.again(id);
      case "test":
        await this.ask(async (made) => {
          const partner = await partnerById(made.database, id);
          if (partner) await requestTestEvent(made, partner);
        });
    }
  }

  /** The latest event once more. */
  private async again(id: number): Promise<void> {
    const { judge, note } = this.world;
    const result = await this.ask(async (made) => {
      const partner = await partnerById(made.database, id);
      const events = partner ? await partnerLog(made.database, id, 5) : [];
      const latest = events.find((one) => one.announcementId > 0);
      if (!partner || !latest) return null;
      // Whatever becomes of the answer, it may be told again from now on.
      judge.askedAgain(id);
      return redeliver(made, partner, latest.announcementId);
    });
    note(`again ${result === null ? "nothing" : result.ok ? "yes" : result.refusal.type}`);
    if (result?.ok) judge.promisedAgain(id);
  }

  private async subscribe(): Promise<void> {
    const { chance, known } = this.world;
    const isNew = this.callbacks.length === 0 || chance.is(0.7);
    const callback = isNew ? `https://subscriber${++this.made}.example.org/callback` : chance.of(this.callbacks);
    if (isNew) this.callbacks.push(callback);
    const secret = chance.is(0.5) ? { secret: `secret ${this.made}` } : {};
    known.offered(callback, secret.secret);
    const request = {
      ...{ callback, topic: chance.of(topics), leaseSeconds: chance.of([hour, day, 10 * day]) / 1_000 },
      ...{ language: "en", choice: everything, ...secret },
    };
    await this.ask((made) => askHub(this.withSecrets(made), { mode: "subscribe", ...request }));
  }

  private async unsubscribe(): Promise<void> {
    const { chance } = this.world;
    if (this.callbacks.length === 0) return;
    const about = { callback: chance.of(this.callbacks), topic: chance.of(topics), leaseSeconds: 0 };
    const request = { ...about, mode: "unsubscribe" as const, language: "en", choice: everything };
    await this.ask((made) => askHub(this.withSecrets(made), request));
  }

  /** One command of an editor; what the partner is shown afterwards is its secret. */
  private async act(
    act: (dependencies: Dependencies & { secrets: PartnerSecrets }, acting: Acting) => Promise<Result<Partner>>,
  ): Promise<Partner | null> {
    const { known, secrets, time } = this.world;
    const partner = await this.command((made, commandId) => act(this.withSecrets(made), { actor: "alice", commandId }));
    if (partner) {
      const { version } = webhookOf(partner);
      known.given(partner.id, secrets.signing(partner.id, partner.nonce, version), time.elapsed);
    }
    return partner;
  }

  private withSecrets(dependencies: Dependencies): Dependencies & { secrets: PartnerSecrets } {
    return { ...dependencies, secrets: this.world.secrets };
  }
}
