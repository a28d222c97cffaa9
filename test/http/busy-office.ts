/** An office in which an advisory is in each phase, and what readers and editors were given. */
import { type Desk, desk } from "./support.ts";

export interface BusyOffice extends Desk {
  /** Addresses that one person was given: confirm, manage, leave, sign in, the same used, and the console. */
  readonly private: readonly string[];
  readonly usedLink: string;
  /** Of the approver, signed in. */
  readonly cookie: string;
}

export async function busyOffice(): Promise<BusyOffice> {
  const office = await desk();
  const at = (id: string, action: string) => `/api/v1/advisories/${id}/${action}`;
  const spanish = {
    headline: "Amenaza creíble",
    summary: "Hay una amenaza.",
    measures: { individuals: "Esté atento." },
  };
  await office.publish({ sunsetAt: "2026-11-22T13:00:00-05:00" });
  const ended = await office.publish();
  const withdrawn = await office.publish();
  const replaced = await office.publish();
  const extended = await office.publish();
  const exercise = await office.publish({ status: "exercise" });
  await office.publish({ status: "test", kind: "imminent" });
  await office.publish({ kind: "bulletin", scope: { nationwide: true }, sectors: [] });
  await office.publish({ publishAt: "2026-11-25T09:00:00-05:00" });
  office.clock.advance("2h");
  await office.change(ended.id, { change: "end", note: "The threat is over.", threatIsOver: true });
  await office.call("POST", at(withdrawn.id, "retract"), office.author, { then: "end" });
  await office.publish({ kind: "imminent", replaces: replaced.id });
  await office.change(extended.id, { change: "extend", note: "Goes on.", sunsetAt: "2026-12-09T17:00:00-05:00" });
  const read = await office.call("GET", `/api/v1/advisories/${extended.id}`, office.author);
  const { kind, status, scope, sectors, sunsetAt, languages, resources } = read.json.published;
  const content = { kind, status, scope, sectors, sunsetAt, languages: { ...languages, es: spanish }, resources };
  await office.change(extended.id, { change: "translate", content });
  const english = { ...languages.en, summary: "Officials have more credible information." };
  const reworded = { ...content, languages: { en: english, es: spanish } };
  await office.change(extended.id, { change: "editorial", content: reworded });
  await office.call("POST", at(exercise.id, "retract"), office.author, {});

  await office.call("POST", "/api/v1/subscriptions", undefined, { channel: "email", address: "reader@example.org" });
  await office.deliver();
  const confirm = /\/confirm\/[\w-]+/.exec(office.mailbox.at(-1)?.text ?? "")?.[0] ?? "";
  const page = await (await office.app.request(confirm, { method: "POST" })).text();
  const manage = /\/subscriptions\/[\w-]+/.exec(page)?.[0] ?? "";
  const leave = /\/unsubscribe\/[\w-]+/.exec(await (await office.get(manage)).text())?.[0] ?? "";
  const signIn = `/console/sign-in/${await office.signInLink("author@example.org")}`;
  const used = `/console/sign-in/${await office.signInLink("approver@example.org")}`;
  const signedIn = await office.app.request(used, { method: "POST" });
  const cookie = (signedIn.headers.get("set-cookie") ?? "").split(";")[0] ?? "";
  return Object.assign(office, { private: [confirm, manage, leave, signIn, used, "/console"], usedLink: used, cookie });
}
