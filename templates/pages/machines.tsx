/** For integrators: every address with a command that can be copied, how often to ask, and the terms. */
import { type Frame, Page, wordsOf } from "../layout.tsx";
import { type MachineAddress, machineAddresses } from "../messages/page-texts.ts";
import { TextSections } from "../parts/text-sections.tsx";

export interface MachinesPageProps {
  readonly frame: Frame;
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
  openapi: ["/api/openapi.json", "/api"],
};

/** What the command needs beside the address: only the hub is not read, but asked. */
function argumentsFor(name: MachineAddress, baseUrl: string): string {
  if (name !== "websub") return "";
  const fields = [
    "hub.mode=subscribe",
    "hub.callback=https://reader.example.org/websub",
    `hub.topic=${baseUrl}/feeds/advisories.atom`,
  ];
  return fields.map((field) => ` \\\n  -d '${field}'`).join("");
}

export function MachinesPage({ frame }: MachinesPageProps) {
  const { machines } = wordsOf(frame).pages;
  const { baseUrl } = frame.site;
  return (
    <Page frame={frame} title={machines.title} description={machines.intro}>
      <h1>{machines.title}</h1>
      <p class="intro">{machines.intro}</p>
      <section>
        <h2>{machines.addressesTitle}</h2>
        {machineAddresses.map((name) => (
          <section>
            <h3>{machines.addresses[name].title}</h3>
            <p>{machines.addresses[name].text}</p>
            <ul class="addresses">
              {paths[name].map((path) => (
                <li>{name === "websub" ? `${baseUrl}${path}` : <a href={path}>{`${baseUrl}${path}`}</a>}</li>
              ))}
            </ul>
            <p class="try-it">{machines.tryIt}</p>
            <pre tabindex={0}>
              <code>{`curl -i '${baseUrl}${paths[name][0]}'${argumentsFor(name, baseUrl)}`}</code>
            </pre>
          </section>
        ))}
      </section>
      <TextSections sections={machines.sections} />
    </Page>
  );
}
