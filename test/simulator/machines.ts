/**
 * The servers of partners and of WebSub's subscribers: what they are posted is judged like any message, and read as its receiver would
 * read it, signature first. They answer as the weather has it.
 */
import { createHmac } from "node:crypto";
import type { WebAnswer, WebCarrier, WebRequest } from "../../src/channels/carriers.ts";
import type { Channel, Delivery, Outcome } from "../../src/channels/channel.ts";
import { webOutcome } from "../../src/channels/webhook.ts";
import type { Notice } from "../../src/domain/notice.ts";
import type { PartnerSecrets } from "../../src/domain/ports.ts";
import { type CarrierWeather, type CarrierWorld, toldBy } from "./carriers.ts";
import type { Chance } from "./chance.ts";
import type { Process } from "./process.ts";

/** After a change of its secret a partner still knows the one before for so long. */
const overlapMs = 72 * 3_600_000;

export interface MachineWorld extends CarrierWorld {
  readonly secrets: PartnerSecrets;
  readonly known: KnownSecrets;
  /** A callback agreed to a subscription: it is written down shortly. */
  agreed(): void;
}

/** What partners and subscribers were told, or said themselves, to know our messages by. */
export class KnownSecrets {
  private readonly partners = new Map<number, { secret: string; before: string | null; changedAt: number }>();
  private readonly callbacks = new Map<string, (string | undefined)[]>();

  /** A partner was given its secret, or the next one. */
  given(id: number, secret: string, at: number): void {
    const known = this.partners.get(id);
    if (known?.secret !== secret) this.partners.set(id, { secret, before: known?.secret ?? null, changedAt: at });
  }

  offered(callback: string, secret: string | undefined): void {
    this.callbacks.set(callback, [...(this.callbacks.get(callback) ?? []), secret]);
  }

  /** Would the partner take it for ours? One whose secret never came with an answer knows none. */
  isPartners(id: number, { headers, body }: WebRequest, now: number): boolean {
    const known = this.partners.get(id);
    if (!known) return true;
    const valid = [known.secret, ...(known.before && now - known.changedAt < overlapMs ? [known.before] : [])];
    const signed = `${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${new TextDecoder().decode(body)}`;
    const signatures = headers["webhook-signature"]?.split(" ") ?? [];
    return valid.some((secret) => {
      const key = Buffer.from(secret.slice("whsec_".length), "base64");
      return signatures.includes(`v1,${createHmac("sha256", key).update(signed).digest("base64")}`);
    });
  }

  isSubscribers({ url, headers, body = new Uint8Array() }: WebRequest): boolean {
    const signature = headers["X-Hub-Signature"];
    return (this.callbacks.get(url) ?? []).some((secret) =>
      secret === undefined
        ? signature === undefined
        : signature === `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`,
    );
  }
}

/** A channel to machines of which every message is judged as it starts. Reading what it says may take a while: it is asked for before. */
export function judgedMachineChannel(
  world: MachineWorld,
  process: Process,
  make: (carrier: WebCarrier) => Channel,
): Channel {
  const close = async () => {};
  const bare = make({ exchange: () => Promise.reject(new Error("nothing is sent here")), close });
  return {
    ...bare,
    compose: (notice, language) => ({ notice, message: bare.compose(notice, language) }),
    send(composed, delivery) {
      const { notice, message } = composed as { notice: Notice; message: unknown };
      const askedAt = world.time.elapsed;
      const exchange = (request: WebRequest) => posted(world, process, notice, delivery, request, askedAt);
      return make({ exchange, close }).send(message, delivery);
    },
  };
}

async function posted(
  world: MachineWorld,
  process: Process,
  notice: Notice,
  delivery: Delivery,
  request: WebRequest,
  askedAt: number,
): Promise<WebAnswer> {
  const { judge, known, chance, time, weather, trace } = world;
  const { recipient } = delivery;
  const told = toldBy(notice, delivery, world.now());
  const attempt = judge.started(told, notice.advisory.family, askedAt);
  const name = `${told.form} ${told.tells} ${told.words} ${told.reader}`;
  trace(`post ${name}`);
  const isOurs =
    "webhook-id" in request.headers
      ? known.isPartners(recipient.id, request, time.elapsed)
      : known.isSubscribers(request);
  if (!isOurs) judge.faults.push(`the signature of ${name} is not what its receiver knows`);
  const text = new TextDecoder().decode(request.body);
  judge.reads(attempt, text, /cap\+xml|cap:identifier/.test(`${request.headers["Content-Type"]} ${text}`), askedAt);
  const { answer, arrives } = answerOf(weather.web, chance);
  let isOver = false;
  process.onDeath(() => {
    if (isOver) return;
    isOver = true;
    attempt.arrived = arrives && chance.is(0.5);
  });
  return new Promise((resolve) => {
    time.after(chance.is(weather.web.hanging) ? chance.between(2_000, 10_000) : chance.between(5, 300), () => {
      if (isOver) return;
      isOver = true;
      attempt.arrived = arrives;
      const outcome = webOutcome(answer);
      trace(`${outcome.type} ${name}`);
      process.resume(() => {
        judge.settled(attempt, isUnclear(outcome) ? "unclear" : outcome.type);
        resolve(answer);
      });
    });
  });
}

function isUnclear(outcome: Outcome): boolean {
  return outcome.type === "later" && outcome.mayHaveArrived === true;
}

function answerOf(weather: CarrierWeather, chance: Chance): { readonly answer: WebAnswer; readonly arrives: boolean } {
  const answered = (status: number): WebAnswer => {
    const retryAfterSeconds = status !== 204 && chance.is(0.3) ? chance.between(1, 900) : null;
    return { type: "answered", status, retryAfterSeconds, text: "" };
  };
  if (weather.down) return { answer: { type: "not-sent", reason: "nobody listens" }, arrives: false };
  const draw = chance.next();
  const { later, unknown, gone } = weather;
  if (draw < later) {
    const status = chance.of([302, 401, 404, 429, 500, 503]);
    return { answer: answered(status), arrives: status >= 500 && chance.is(0.3) };
  }
  if (draw < later + unknown) return { answer: { type: "no-answer", reason: "hung" }, arrives: chance.is(0.5) };
  if (draw < later + unknown + gone) return { answer: answered(410), arrives: false };
  return { answer: answered(204), arrives: true };
}

/** For the hub's questions and for test events: their servers agree, or do not. */
export function letterWebCarrier(world: MachineWorld, process: Process): WebCarrier {
  return {
    exchange(request) {
      const { chance, time, weather, trace } = world;
      const { answer } = answerOf(weather.web, chance);
      const { hostname, searchParams } = new URL(request.url);
      const challenge = searchParams.get("hub.challenge");
      trace(`web letter ${hostname} ${answer.type}`);
      return new Promise((resolve) => {
        time.after(chance.between(5, 300), () =>
          process.resume(() => {
            if (challenge === null || answer.type !== "answered" || answer.status !== 204) return resolve(answer);
            world.agreed();
            resolve({ ...answer, status: 200, text: challenge });
          }),
        );
      });
    },
    close: async () => {},
  };
}
