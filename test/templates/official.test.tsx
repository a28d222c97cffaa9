import { expect, test } from "vitest";
import { AboutPage } from "../../templates/pages/about.tsx";
import { ReportPage } from "../../templates/pages/report.tsx";
import { SubscribePage } from "../../templates/pages/subscribe.tsx";
import { emptyPreferences } from "../../templates/parts/forms.tsx";
import { frameAt, morning, visible } from "./support.ts";

const agency = { name: "Department of Examples", url: "https://example.gov/", foiaUrl: "https://example.gov/foia" };
const site = { name: "Advisories", baseUrl: "https://alerts.example.gov", official: true, demo: false, agency };
const about = (given: Parameters<typeof frameAt>[1]) =>
  (<AboutPage frame={frameAt(morning, given)} lastAct={null} />).toString() as string;

test("an official site has the government banner and the agency's identifier, and no mark that it is not official", () => {
  const html = about({ site });
  expect(visible(html)).toContain("An official website of the United States government Here’s how you know");
  expect(visible(html)).toContain("An official website of the Department of Examples");
  expect(html).toContain('href="https://example.gov/foia"');
  expect(html).toContain('href="https://www.usa.gov/"');
  expect(html).not.toContain("No FEAR");
  expect(html).not.toContain("Not an official source");
});

test("a site that is not official has neither, whatever agency its settings name", () => {
  const html = about({ site: { ...site, official: false } });
  expect(html).not.toContain("usa-banner");
  expect(html).not.toContain("Department of Examples");
  expect(html).toContain("Not an official source");
});

test("an exercise of an official site bears no government banner", () => {
  expect(about({ site, prefix: "/exercise" })).not.toContain("usa-banner");
});

test("the banner speaks of .gov only where the site is one", () => {
  const html = about({ site: { ...site, baseUrl: "https://alerts.example.org" } });
  expect(visible(html)).toContain("An official website of the United States government");
  expect(html).not.toContain("belongs to an official government organization");
});

test("both are in Spanish for readers of Spanish", () => {
  const html = about({ site, language: "es" });
  expect(visible(html)).toContain("Un sitio oficial del Gobierno de Estados Unidos");
  expect(html).toContain('href="https://www.usa.gov/es/"');
});

test("a Privacy Act notice stands before the button that gives the address away", () => {
  const given = { frame: frameAt(morning), values: { ...emptyPreferences("en"), address: "" }, problems: [] };
  const html = String(<SubscribePage {...given} privacyActNotice={"Authority: <law>.\n\nPurpose."} />);
  expect(html).toContain('<p lang="en">Authority: &lt;law&gt;.</p><p lang="en">Purpose.</p>');
  expect(html.indexOf("Authority")).toBeLessThan(html.indexOf('<button type="submit">'));
  expect(String(<SubscribePage {...given} />)).not.toContain("Privacy Act");
});

test("the report page has no number but 9-1-1 until an operator gives some, and then those by state", () => {
  const bare = String(<ReportPage frame={frameAt(morning)} />);
  expect(bare.match(/href="tel:[^"]*"/g)).toEqual(['href="tel:911"']);
  const offices = [
    { state: "NY", name: "Center", phones: ["518-555-0100 x12"], email: "tips@example.gov", note: "Day and night" },
    { state: "AL", name: "Bureau", phones: [], url: "https://example.gov/tips" },
  ];
  const html = String(<ReportPage frame={frameAt(morning)} offices={offices} />);
  expect(html).toContain('<a href="tel:5185550100;ext=12">518-555-0100 x12</a>');
  expect(html.indexOf('id="state-AL"')).toBeLessThan(html.indexOf('id="state-NY"'));
});
