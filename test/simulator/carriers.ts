/** Mail and push as they are on a bad day: taken, put off, refused, dead, or broken off where nobody knows whether it was taken. */
import type { Mail, MailCarrier, PushCarrier } from "../../src/channels/carriers.ts";
import { personalised } from "../../src/channels/carriers.ts";
import type { Channel, Delivery, Outcome } from "../../src/channels/channel.ts";
import type { Notice } from "../../src/domain/notice.ts";
import type { Told } from "../support/fan-out.ts";
import type { Chance } from "./chance.ts";
import type { Judge, Try } from "./judge.ts";
import type { Process } from "./process.ts";
import type { VirtualTime } from "./virtual-time.ts";

/** Shares of messages; `down`: nothing is taken at all. */
export interface CarrierWeather {
  down: boolean;
  later: number;
  unknown: number;
  refused: number;
  gone: number;
  hanging: number;
}

export const fairWeather: Readonly<CarrierWeather> = {
  down: false,
  later: 0,
  unknown: 0,
  refused: 0,
  gone: 0,
  hanging: 0,
};

export interface CarrierWorld {
  readonly time: VirtualTime;
  readonly now: () => number;
  readonly chance: Chance;
  readonly judge: Judge;
  readonly weather: { readonly mail: CarrierWeather; readonly push: CarrierWeather; readonly web: CarrierWeather };
  readonly trace: (line: string) => void;
  /** A letter arrived. */
  letter(mail: Mail, text: string): void;
  /** A letter did not arrive, and nobody told the service so. */
  letterLost(to: string): void;
}

/** A channel, and the carrier under it, of which every message is judged as it starts. */
export function judgedChannel(
  world: CarrierWorld,
  process: Process,
  make: (mail: MailCarrier, push: PushCarrier) => Channel,
): Channel {
  let given: { readonly notice: Notice; readonly delivery: Delivery } | null = null;
  const carry = (kind: "mail" | "push", words: string) => {
    if (!given) throw new Error("a carrier was given a message that no channel sent");
    const { notice, delivery } = given;
    given = null;
    const told = toldBy(notice, delivery, world.now());
    const attempt = world.judge.started(told, notice.advisory.family);
    const { headline } = notice.advisory.revision.content.languages.en;
    if (told.form === "issue" && kind === "mail" && told.language === "en" && !words.includes(headline))
      world.judge.faults.push(`the mail of ${told.words} to ${told.reader} does not say “${headline}”`);
    return carried(world, process, world.weather[kind], attempt);
  };
  const close = async () => {};
  const channel = make({ send: (mail) => carry("mail", mail.text), close }, { post: () => carry("push", ""), close });
  return {
    ...channel,
    compose: (notice, language) => ({ notice, message: channel.compose(notice, language) }),
    send(composed, delivery) {
      const { notice, message } = composed as { notice: Notice; message: unknown };
      given = { notice, delivery };
      return channel.send(message, delivery);
    },
  };
}

export function toldBy(
  { form, told, advisory, takenBack }: Notice,
  { recipient, messageKey }: Delivery,
  now: number,
): Told {
  return {
    reader: recipient.id,
    form,
    change: told.change,
    tells: told.identifier,
    words: advisory.revision.identifier,
    ...(takenBack ? { wrong: takenBack.revision.identifier } : {}),
    status: advisory.status,
    phase: advisory.phase,
    language: recipient.language,
    messageKey,
    at: now,
  };
}

async function carried(world: CarrierWorld, process: Process, weather: CarrierWeather, attempt: Try): Promise<Outcome> {
  const { chance, judge, time, trace } = world;
  const name = `${attempt.told.form} ${attempt.told.tells} ${attempt.told.words} ${attempt.told.reader}`;
  trace(`start ${name}`);
  const { outcome, arrives } = drawn(weather, chance);
  const ms = chance.is(weather.hanging) ? chance.between(2_000, 59_000) : chance.between(5, 300);
  let isOver = false;
  // Where the process dies meanwhile, the other side may have taken it all the same.
  process.onDeath(() => {
    if (isOver) return;
    isOver = true;
    attempt.arrived = arrives && chance.is(0.5);
  });
  return new Promise((resolve) => {
    time.after(ms, () => {
      if (isOver) return;
      isOver = true;
      attempt.arrived = arrives;
      trace(`${outcome.type} ${name}`);
      process.resume(() => {
        judge.settled(attempt, outcome.type);
        resolve(outcome);
      });
    });
  });
}

function drawn(weather: CarrierWeather, chance: Chance): { readonly outcome: Outcome; readonly arrives: boolean } {
  if (weather.down) return { outcome: { type: "later", reason: "the relay is down" }, arrives: false };
  const draw = chance.next();
  const { later, unknown, refused, gone } = weather;
  if (draw < later) {
    const retryAfterSeconds = chance.is(0.3) ? { retryAfterSeconds: chance.between(1, 900) } : {};
    return { outcome: { type: "later", reason: "busy", ...retryAfterSeconds }, arrives: false };
  }
  if (draw < later + unknown) return { outcome: { type: "unknown", reason: "broke off" }, arrives: chance.is(0.5) };
  if (draw < later + unknown + refused) return { outcome: { type: "refused", reason: "no" }, arrives: false };
  if (draw < later + unknown + refused + gone) return { outcome: { type: "gone", reason: "nobody" }, arrives: false };
  return { outcome: { type: "accepted" }, arrives: true };
}

/** Letters are not judged by the table: that they come is. */
export function letterCarrier(world: CarrierWorld, process: Process): MailCarrier {
  return {
    send(mail) {
      const { chance, time, weather, trace } = world;
      const { outcome, arrives } = drawn({ ...weather.mail, gone: 0, refused: 0 }, chance);
      trace(`letter ${mail.to} ${outcome.type}`);
      if (arrives) world.letter(mail, personalised(mail.text, mail.personal));
      let isKnown = arrives;
      const lose = () => {
        if (!isKnown) world.letterLost(mail.to);
        isKnown = true;
      };
      process.onDeath(lose);
      return new Promise((resolve) => {
        time.after(chance.between(5, 300), () =>
          process.resume(() => {
            if (outcome.type === "unknown") lose();
            isKnown = true;
            resolve(outcome);
          }),
        );
      });
    },
    close: async () => {},
  };
}
