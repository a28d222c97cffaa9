/**
 * Everything that a reader or a machine can fetch, brought to one line for each thing it shows, so that a story can say what all of
 * it shows after each step, and nothing else. Times are written {time} and slugs by the story's names; `endsShown` looks at the ends.
 */
import { XMLParser } from "fast-xml-parser";
import { expect } from "vitest";
import { easternDateTime, easternIso } from "../../../src/domain/eastern.ts";
import { type Json, type Story, withoutTimes } from "./story.ts";

export type Realm = "" | "/exercise";

export interface Outputs {
  /** What the home page shows as current, or its sentence that there is nothing. */
  home: string[];
  /** What the home page says to have ended or been withdrawn in the last 48 hours. */
  recent: string[];
  archive: string[];
  /** Each advisory at its lasting address; absent: there is no such page. */
  page: Record<string, string>;
  feeds: { RSS: string[]; Atom: string[]; JSON: string[] };
  machineFeed: string[];
  /** The newest CAP message. */
  cap: string;
  /** `/cap/current.xml`: which message, or that there is none. */
  signage: string;
  ntas: { "1.1": string[]; "1.1 whole": string[]; "1.0": string[]; "1.0 whole": string[] };
  /** Knows no exercises. */
  api: string[];
}

export function inEveryFeed(...titles: string[]): Outputs["feeds"] {
  return { RSS: titles, Atom: titles, JSON: titles };
}

export function inNtas(...alerts: string[]): Outputs["ntas"] {
  return { "1.1": alerts, "1.1 whole": alerts, "1.0": alerts, "1.0 whole": alerts };
}

export const noAdvisories =
  "There are no current advisories. This does not mean that there is no risk: the system has no 'all clear'.";

/** What an instance shows that never published anything. */
export const nothing: Outputs = {
  home: [noAdvisories],
  recent: [],
  archive: [],
  page: {},
  feeds: inEveryFeed(),
  machineFeed: [],
  cap: "none",
  signage: "204",
  ntas: inNtas(),
  api: [],
};

export async function outputs(story: Story, realm: Realm = ""): Promise<Outputs> {
  const get = (path: string) => story.fetchText(`${realm}${path}`);
  const [home, archive, rss, atom, json, machine] = await Promise.all([
    get("/"),
    get("/advisories"),
    get("/feeds/advisories.rss"),
    get("/feeds/advisories.atom"),
    get("/feeds/advisories.json"),
    get("/cap/feed.atom"),
  ]);
  const named = (text: string) => withNames(story, text);
  const entries = listed(parsed(machine).feed.entry);
  return {
    home: homeLines(home).map(named),
    recent: listItems(/<section class="recent">(.*?)<\/section>/s.exec(home)?.[1] ?? "").map(named),
    archive: listItems(/<main.*<\/main>/s.exec(archive)?.[0] ?? "").map(named),
    page: await pages(story, realm),
    feeds: {
      RSS: listed(parsed(rss).rss.channel.item).map(({ title }) => line(title)),
      Atom: listed(parsed(atom).feed.entry).map(({ title }) => line(title["#text"])),
      JSON: JSON.parse(json).items.map(({ title }: Json) => line(title)),
    },
    machineFeed: entries
      .map((entry) => `${entry["cap:identifier"]} ${entry["cap:msgType"]} ${entry.category["@term"]}`)
      .map(named)
      .sort(),
    cap: named(await capFiles(story, entries)),
    signage: named(await signage(story, realm)),
    ntas: await ntasLists(story, realm),
    api: realm === "" ? await apiLines(story) : [],
  };
}

/** `/api/v1/advisories` and `status.json`, which know only what is public. */
async function apiLines(story: Story): Promise<string[]> {
  const [{ advisories }, status] = await Promise.all([
    story.fetchText("/api/v1/advisories").then(JSON.parse),
    story.fetchText("/api/v1/status.json").then(JSON.parse),
  ]);
  const active = advisories.filter(({ phase }: Json) => phase === "active").map(({ slug }: Json) => slug);
  expect(status.advisories.map(({ slug }: Json) => slug).sort()).toEqual(active.sort());
  expect(status.current).toBe(active.length);
  for (const advisory of advisories) {
    const one = JSON.parse(await story.fetchText(`/api/v1/advisories/${advisory.id}`));
    expect(one).toEqual(advisory);
  }
  return advisories.map(({ slug, phase, change }: Json) => withNames(story, `${slug} ${phase}, ${change}`));
}

/** When each output says that this advisory ends: ISO, to the minute. One that says nothing is left out. */
export async function endsShown(story: Story, name: string): Promise<Record<string, string>> {
  const { slug, id } = story.advisory(name);
  const get = (path: string) => story.fetchText(path);
  const minute = (at: string | number) => easternIso(new Date(at).setSeconds(0, 0)).slice(0, 16);
  const spoken = (text: string) => /Ends:? ([^.]*? \d{4})/.exec(plain(text))?.[1] ?? "";
  const gmt = (text: string) => minute(`${text.replaceAll("/", "-").replace(" ", "T")}Z`);
  const { sunsetAt } = JSON.parse(await get(`/api/v1/advisories/${id}`));
  const said = easternDateTime(Date.parse(sunsetAt));
  const heard = (text: string) => (spoken(text) === said ? minute(sunsetAt) : spoken(text));
  const json = JSON.parse(await get("/feeds/advisories.json"));
  const item = json.items.find(({ url }: Json) => url.endsWith(slug));
  const rss = listed(parsed(await get("/feeds/advisories.rss")).rss.channel.item).find((one) =>
    one.link.endsWith(slug),
  );
  const atom = listed(parsed(await get("/feeds/advisories.atom")).feed.entry).find((one) => one.id.endsWith(slug));
  const entry = listed(parsed(await get("/cap/feed.atom")).feed.entry).find(
    (one) => one.category["@term"] === "current",
  );
  const cap = parsed(await get(new URL(entry.id).pathname)).alert;
  const alerts = async (path: string) => listed(parsed(await get(path)).alerts.alert)[0]["@end"];
  return {
    home: heard(await get("/")),
    page: heard(/<main.*<\/main>/s.exec(await get(`/advisories/${slug}`))?.[0] ?? ""),
    RSS: heard(rss.description),
    Atom: heard(atom.summary["#text"]),
    JSON: heard(item.summary),
    "machine feed": minute(entry["cap:expires"]),
    CAP: minute(listed(cap.info)[0].expires),
    signage: minute(listed(parsed(await get("/cap/current.xml")).alert.info)[0].expires),
    "NTAS 1.1": gmt(await alerts("/ntas/1.1/alerts.xml")),
    "NTAS 1.1 whole": gmt(await alerts("/ntas/1.1/feed.xml")),
    "NTAS 1.0": gmt(await alerts("/ntas/1.0/alerts.xml")),
    API: minute(sunsetAt),
    status: minute(JSON.parse(await get("/api/v1/status.json")).advisories[0].sunsetAt),
  };
}

/** The whole text that each output gives of an advisory that stands alone, for finding words in it. */
export async function wordsShown(story: Story, name: string): Promise<Record<string, string>> {
  const { slug, id, identifier } = story.advisory(name);
  const text = async (path: string) => plain(await story.fetchText(path));
  return {
    page: await text(`/advisories/${slug}`),
    RSS: plain(await text("/feeds/advisories.rss")),
    Atom: plain(await text("/feeds/advisories.atom")),
    JSON: plain(JSON.parse(await story.fetchText("/feeds/advisories.json")).items[0].content_html),
    CAP: await text(`/cap/${identifier}.xml`),
    signage: await text("/cap/current.xml"),
    "NTAS 1.1": await text("/ntas/1.1/feed.xml"),
    "NTAS 1.1 alone": await text(`/ntas/1.1/alerts/${slug}.xml`),
    "NTAS 1.0": await text("/ntas/1.0/alerts.xml"),
    API: line(JSON.stringify(JSON.parse(await story.fetchText(`/api/v1/advisories/${id}`)).languages.en)),
  };
}

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: "@",
  parseTagValue: false,
  processEntities: true,
});

function parsed(xml: string): Json {
  return parser.parse(xml);
}

/** One, many or none, as the parser gives them. */
function listed(found: Json): Json[] {
  if (found === undefined || found === "") return [];
  return Array.isArray(found) ? found : [found];
}

const entities: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'", apos: "'" };

/** HTML or XML as somebody reads it: no tags, entities resolved, white space as one blank. */
function plain(markup: string): string {
  return line(
    markup
      .replaceAll(/<(script|style|svg)[^>]*>.*?<\/\1>/gs, "")
      .replaceAll(/<!\[CDATA\[|\]\]>/g, "")
      .replaceAll(/<[^>]*>/g, " ")
      .replaceAll(/&(#39|\w+);/g, (whole, name: string) => entities[name] ?? whole),
  );
}

function line(text: string): string {
  return text.replaceAll(/\s+/g, " ").trim();
}

function withNames(story: Story, text: string): string {
  return withoutTimes(story.named(text));
}

/** The parts of a page that match, as text, joined by a bar. */
function partsOf(html: string, ...patterns: RegExp[]): string {
  return patterns
    .flatMap((pattern) => [...html.matchAll(pattern)].map(([, inner = ""]) => plain(inner)))
    .filter((part) => part !== "")
    .join(" | ");
}

const until = /<p class="until">(.*?)<\/p>/gs;
const headline = /<p class="headline">(.*?)<\/p>/gs;
const changes = /<div class="change">(.*?)<\/div>/gs;

function homeLines(html: string): string[] {
  const articles = [...html.matchAll(/<article.*?<\/article>/gs)].map(([article]) =>
    partsOf(article, /<h2[^>]*>(.*?)<\/h2>/gs, headline, until, changes),
  );
  const none = [...html.matchAll(/<div class="none-current">(.*?)<\/div>/gs)].map(([, inner = ""]) => plain(inner));
  return [...articles, ...none];
}

function listItems(html: string): string[] {
  return [...html.matchAll(/<li class="[^"]*phase-.*?<\/li>/gs)].map(([item]) =>
    partsOf(
      item.replaceAll(/<div><dt>Issued<\/dt>.*?<\/div>/gs, ""),
      /<h3[^>]*>(.*?)<\/h3>/gs,
      headline,
      /<p class="phase">(.*?)<\/p>/gs,
      /<p>(.*?)<\/p>/gs,
      /<dt>(?!Ends)(.*?)<\/dt>/gs,
      /<p class="issued-in-error">(.*?)<\/p>/gs,
    ),
  );
}

async function pages(story: Story, realm: Realm): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const [name, { slug }] of story.advisories) {
    const answer = await fetch(`${story.baseUrl}${realm}/advisories/${slug}`);
    if (answer.status === 404) continue;
    const html = await answer.text();
    const banner = /<div class="phase-banner">(.*?)<\/div>/gs;
    found[name] = withNames(story, partsOf(html, /<h1[^>]*>(.*?)<\/h1>/gs, headline, until, banner, changes));
  }
  return found;
}

/**
 * Fetches every message that the machine feed names. A message never changes once it was sent, so each must be what it was when the
 * story saw it first. Tells of the newest what it is, what it refers to, and its headline.
 */
async function capFiles(story: Story, entries: readonly Json[]): Promise<string> {
  const said: string[] = [];
  for (const { id } of entries) {
    const xml = await story.fetchText(new URL(id).pathname);
    expect(story.firstSeen(id, xml)).toBe(xml);
    const { alert } = parsed(xml);
    const references = (alert.references ?? "").split(" ").flatMap((triple: string) => triple.split(",")[1] ?? []);
    const of = references.length > 0 ? ` of ${references.map(story.named).sort().join(", ")}` : "";
    said.push(line(`${alert.identifier} ${alert.msgType}${of}: ${listed(alert.info)[0].headline}`));
  }
  return said[0] ?? "none";
}

async function signage(story: Story, realm: Realm): Promise<string> {
  const answer = await fetch(`${story.baseUrl}${realm}/cap/current.xml`);
  if (answer.status === 204) return "204";
  return parsed(await answer.text()).alert.identifier;
}

async function ntasLists(story: Story, realm: Realm): Promise<Outputs["ntas"]> {
  const list = async (path: string, address: "@href" | "@link") => {
    const { alerts } = parsed(await story.fetchText(`${realm}${path}`));
    return listed(alerts.alert).map((alert) => {
      const [slug = ""] = /[^/]+?(?=(\.xml)?$)/.exec(alert[address]) ?? [];
      return withNames(story, `${alert["@type"]} ${slug}`);
    });
  };
  return {
    "1.1": await list("/ntas/1.1/alerts.xml", "@href"),
    "1.1 whole": await list("/ntas/1.1/feed.xml", "@link"),
    "1.0": await list("/ntas/1.0/alerts.xml", "@link"),
    "1.0 whole": await list("/ntas/1.0/feed.xml", "@link"),
  };
}
