/** For integrators: every address with a command that can be copied, how often to ask, and the terms. */
import { type Frame, Page, wordsOf } from "../layout.tsx";
import { type MachineAddress, type MachineClient, machineAddresses, machineClients } from "../messages/page-texts.ts";
import { TextSections } from "../parts/text-sections.tsx";

export interface MachinesPageProps {
  readonly frame: Frame;
  /** Whether this platform can draw the badge as a PNG. */
  readonly canDraw: boolean;
}

const paths: Record<MachineAddress, readonly [string, ...string[]]> = {
  feeds: ["/feeds/advisories.rss", "/feeds/advisories.atom", "/feeds/advisories.json"],
  capFeed: ["/cap/feed.atom"],
  capCurrent: ["/cap/current.xml"],
  certificate: ["/cap/certificate.pem"],
  ntasAlerts: ["/ntas/1.1/alerts.xml"],
  ntasFeed: ["/ntas/1.1/feed.xml"],
  api: ["/api/v1/advisories"],
  events: ["/api/v1/events"],
  websub: ["/websub"],
  taxii: ["/taxii2/"],
  sheets: ["/advisories/{slug}.txt", "/advisories/{slug}.pdf"],
  pictures: ["/embed", "/badge.svg", "/badge.png", "/display", "/calendar.ics"],
  openapi: ["/api/openapi.json", "/api"],
};

/** With which address each kind of client begins, and the command that shows it. */
const beginnings: Record<MachineClient, readonly [path: string, ask: (baseUrl: string) => string]> = {
  signage: ["/cap/current.xml", (baseUrl) => `curl -i '${baseUrl}/cap/current.xml?area=NY'`],
  aggregator: ["/cap/feed.atom", (baseUrl) => `curl -i '${baseUrl}/cap/feed.atom'`],
  fusion: [
    "/taxii2/",
    (baseUrl) =>
      `curl -i -H 'Accept: application/taxii+json;version=2.1' \\\n  '${baseUrl}/taxii2/api/collections/advisories/objects/?added_after=2026-01-01T00:00:00Z'`,
  ],
  reader: ["/feeds/advisories.atom", (baseUrl) => `curl -i '${baseUrl}/feeds/advisories.atom?area=NY&lang=es'`],
  app: ["/api/v1/status.json", (baseUrl) => `curl -i '${baseUrl}/api/v1/advisories?phase=active'`],
  embedder: ["/badge.svg", (baseUrl) => `curl -i '${baseUrl}/badge.svg'`],
  partner: ["/websub", (baseUrl) => `curl -i '${baseUrl}/websub'${hubFields(baseUrl)}`],
};

/** The hub is not read, but asked. */
function hubFields(baseUrl: string): string {
  const fields = [
    "hub.mode=subscribe",
    "hub.callback=https://reader.example.org/websub",
    `hub.topic=${baseUrl}/feeds/advisories.atom`,
  ];
  return fields.map((field) => ` \\\n  -d '${field}'`).join("");
}

function shown(all: readonly string[], canDraw: boolean): readonly string[] {
  return all.filter((path) => canDraw || path !== "/badge.png");
}

/** The hub takes only POST, and a pattern is no address. */
function isRead(path: string): boolean {
  return path !== "/websub" && !path.includes("{");
}

export function MachinesPage({ frame, canDraw }: MachinesPageProps) {
  const { machines } = wordsOf(frame).pages;
  const { baseUrl } = frame.site;
  return (
    <Page frame={frame} title={machines.title} description={machines.intro}>
      <h1>{machines.title}</h1>
      <p class="intro">{machines.intro}</p>
      <section>
        <h2>{machines.clientsTitle}</h2>
        <p>{machines.clientsIntro}</p>
        {machineClients.map((name) => (
          <Client frame={frame} name={name} />
        ))}
      </section>
      <section>
        <h2>{machines.addressesTitle}</h2>
        {machineAddresses.map((name) => (
          <section>
            <h3>{machines.addresses[name].title}</h3>
            <p>{machines.addresses[name].text}</p>
            <ul class="addresses">
              {shown(paths[name], canDraw).map((path) => (
                <li>{isRead(path) ? <a href={path}>{`${baseUrl}${path}`}</a> : `${baseUrl}${path}`}</li>
              ))}
            </ul>
            <p class="try-it">{machines.tryIt}</p>
            <pre tabindex={0}>
              <code>{`curl -i '${baseUrl}${paths[name][0]}'${name === "websub" ? hubFields(baseUrl) : ""}`}</code>
            </pre>
          </section>
        ))}
      </section>
      <TextSections sections={machines.sections} />
    </Page>
  );
}

function Client({ frame, name }: { frame: Frame; name: MachineClient }) {
  const { machines } = wordsOf(frame).pages;
  const { baseUrl } = frame.site;
  const [path, ask] = beginnings[name];
  const { title, howOften, howToCheck } = machines.clients[name];
  return (
    <section>
      <h3>{title}</h3>
      <p>{isRead(path) ? <a href={path}>{`${baseUrl}${path}`}</a> : `${baseUrl}${path}`}</p>
      <pre tabindex={0}>
        <code>{ask(baseUrl)}</code>
      </pre>
      <dl class="facts">
        <div>
          <dt>{machines.howOften}</dt>
          <dd>{howOften}</dd>
        </div>
        <div>
          <dt>{machines.howToCheck}</dt>
          <dd>{howToCheck}</dd>
        </div>
      </dl>
    </section>
  );
}
