/** Editors at the console of a service in one process: signed in by their one-time link, sending forms as a browser does. */
import type { Role } from "../../src/domain/advisory.ts";
import type { Json, TestService } from "./service.ts";

export interface AtConsole {
  readonly cookie: string;
  /** What a script of our own pages sends: JSON. */
  ask(
    path: string,
    body?: unknown,
    headers?: Readonly<Record<string, string>>,
  ): Promise<{ status: number; json: Json }>;
  get(path: string): Promise<{ status: number; html: string; location: string | null }>;
  /** Sends the fields as a form of our own page. */
  post(
    path: string,
    fields: Readonly<Record<string, string | readonly string[]>>,
    headers?: Readonly<Record<string, string>>,
  ): Promise<{ status: number; html: string; location: string | null }>;
  /** Opens a page and sends its form to `action` back, with what was typed in place of what stood there. */
  fillIn(
    path: string,
    action: string,
    typed?: Readonly<Record<string, string | readonly string[]>>,
  ): Promise<{ status: number; html: string; location: string | null }>;
}

export async function atConsole(service: TestService, email: string, ...roles: Role[]): Promise<AtConsole> {
  await service.editor(email, ...roles);
  const link = await service.signInLink(email);
  const signedIn = await service.app.request(`/console/sign-in/${link}`, { method: "POST" });
  const cookie = (signedIn.headers.get("set-cookie") ?? "").split(";")[0] ?? "";
  const answer = async (response: Response) => ({
    status: response.status,
    html: await response.text(),
    location: response.headers.get("location"),
  });
  const visitor: AtConsole = {
    cookie,
    ask: (path, body = {}, headers = {}) =>
      service.call("POST", path, undefined, body, { cookie, "sec-fetch-site": "same-origin", ...headers }),
    get: async (path) => answer(await service.app.request(path, { headers: { cookie, accept: "text/html" } })),
    async post(path, fields, headers = {}) {
      const body = new URLSearchParams(
        Object.entries(fields).flatMap(([name, value]) => [value].flat().map((one): [string, string] => [name, one])),
      );
      return answer(
        await service.app.request(path, {
          method: "POST",
          body,
          headers: { cookie, accept: "text/html", "sec-fetch-site": "same-origin", ...headers },
        }),
      );
    },
    async fillIn(path, action, typed = {}) {
      const { html } = await visitor.get(path);
      return visitor.post(action, { ...fieldsOf(html, action), ...typed });
    },
  };
  return visitor;
}

const entities: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'" };

function unescaped(text: string): string {
  return text.replaceAll(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => entities[name] ?? "");
}

/** The fields of the form that posts to `action`, as a browser would send them if nothing were touched. */
export function fieldsOf(html: string, action: string): Record<string, string[]> {
  const form = html.split("<form").find((part) => part.includes(`action="${action}"`)) ?? "";
  const body = form.split("</form>")[0] ?? "";
  const fields: Record<string, string[]> = {};
  const add = (name: string | undefined, value: string | undefined) => {
    if (name) fields[name] = [...(fields[name] ?? []), unescaped(value ?? "")];
  };
  for (const [tag] of body.matchAll(/<input[^>]*>/g)) {
    const attribute = (name: string) => new RegExp(` ${name}="([^"]*)"`).exec(tag)?.[1];
    const isChoice = ["radio", "checkbox"].includes(attribute("type") ?? "");
    if (!isChoice || / checked=/.test(tag)) add(attribute("name"), attribute("value"));
  }
  for (const [, name, text] of body.matchAll(/<textarea[^>]* name="([^"]*)"[^>]*>\n?([^<]*)<\/textarea>/g))
    add(name, text);
  for (const [, name, options] of body.matchAll(/<select[^>]* name="([^"]*)"[^>]*>(.*?)<\/select>/gs)) {
    add(name, /<option value="([^"]*)" selected/.exec(options ?? "")?.[1]);
  }
  return fields;
}

/** The least that makes a whole advisory; everything else stays as the form gives it. */
export const typedAdvisory = {
  "en.headline": "Threat to commuter rail in New York",
  "en.summary": "Officials know of a threat to commuter rail in New York.",
  "en.measures.individuals": "Tell the police about bags without an owner.",
  "en.sections.0.heading": "Details",
  "en.sections.0.body": "More police officers are at stations.",
  scope: "areas",
  states: ["NY"],
  counties: "Hudson County, NJ",
  sectors: ["mass-transit"],
  "sunset.date": "2026-11-28",
  "sunset.time": "17:00",
} as const;
