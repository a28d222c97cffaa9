/** CAP of another system becomes a draft and nothing more; hostile XML is refused at once and opens nothing. */
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it } from "vitest";
import { processorMs } from "../support/processor-time.ts";
import type { Json } from "../support/service.ts";
import { aText, type Desk, desk, rowCounts } from "./support.ts";

const capType = "application/cap+xml";

async function send(
  office: Desk,
  xml: string,
  headers: Record<string, string> = {},
): Promise<{ status: number; json: Json }> {
  const response = await office.app.request("/api/v1/cap", {
    method: "POST",
    headers: { authorization: `Bearer ${office.author}`, "content-type": capType, ...headers },
    body: xml,
  });
  return { status: response.status, json: await response.json() };
}

async function contentOf(office: Desk, id: string): Promise<Json> {
  return (await office.call("GET", `/api/v1/advisories/${id}`, office.author)).json.draft.content;
}

/** As another system writes it: with a prefix, a SAME code for equipment, line breaks of its own. */
const foreign = `<?xml version="1.0" encoding="UTF-8"?>
<cap:alert xmlns:cap="urn:oasis:names:tc:emergency:cap:1.2">
  <cap:identifier>X-1</cap:identifier><cap:sender>other@example.org</cap:sender><cap:sent>2026-11-22T12:00:00-05:00</cap:sent>
  <cap:status>Actual</cap:status><cap:msgType>Alert</cap:msgType><cap:scope>Public</cap:scope><cap:code>IPAWSv1.0</cap:code>
  <cap:info>
    <cap:language>en-US</cap:language><cap:category>Security</cap:category><cap:event>Terrorism</cap:event>
    <cap:responseType>Avoid</cap:responseType>
    <cap:urgency>Immediate</cap:urgency><cap:severity>Extreme</cap:severity><cap:certainty>Observed</cap:certainty>
    <cap:eventCode><cap:valueName>SAME</cap:valueName><cap:value>CDW</cap:value></cap:eventCode>
    <cap:expires>2026-11-23T12:00:00-05:00</cap:expires>
    <cap:headline>Attack at the harbor &amp; the ferry</cap:headline>
    <cap:description>First paragraph, with *marks* and a_b.

Second paragraph.

What is closed
The harbor and <![CDATA[<all> ferries.]]></cap:description>
    <cap:instruction>Stay away.</cap:instruction>
    <cap:parameter><cap:valueName>CMAMtext</cap:valueName><cap:value>Stay away</cap:value></cap:parameter>
    <cap:resource><cap:resourceDesc>Map</cap:resourceDesc><cap:mimeType>text/html</cap:mimeType><cap:uri>https://www.example.gov/map</cap:uri></cap:resource>
    <cap:area><cap:areaDesc>The harbor</cap:areaDesc><cap:polygon>40,-74 41,-74 41,-73 40,-74</cap:polygon>
      <cap:geocode><cap:valueName>SAME</cap:valueName><cap:value>136061</cap:value></cap:geocode>
      <cap:geocode><cap:valueName>UGC</cap:valueName><cap:value>NYZ072</cap:value></cap:geocode></cap:area>
  </cap:info>
</cap:alert>`;

describe("a CAP message that comes in", () => {
  it("of our own comes back as the content that it was made from", async () => {
    const office = await desk();
    const given = {
      kind: "imminent",
      scope: { areas: ["34017", "NY"] },
      sectors: ["energy", "mass-transit"],
      codes: { responseType: "Avoid", certainty: "observed" },
      languages: {
        en: aText({
          summary: "One thing.\n\nAnother.",
          sections: [
            { heading: "Details", body: "Stations may close.\n\nTrains too." },
            { heading: "Until when", body: "- today\n- tomorrow" },
          ],
          measures: {
            individuals: "Leave.\n\nThen call.",
            government: "Watch.",
            responders: "Ready.",
            privateSector: "Look.",
          },
          howToHelp: "Say it.",
          bePrepared: "Plan.",
          stayInformed: "Read.",
          context: { whatWeKnow: "Much.", confidence: "High." },
          placeText: "Between Newark and New York",
        }),
        es: aText({
          headline: "Amenaza",
          sections: [{ heading: "Detalles", body: "Uno." }],
          context: { whatWeKnow: "Mucho.", confidence: "Alta." },
        }),
      },
      partnerContact: "Duty desk",
    };
    for (const status of ["actual", "exercise", "test"]) {
      const { identifier } = await office.publish({ ...given, status });
      const prefix = status === "actual" ? "" : "/exercise";
      const xml = await (await office.get(`${prefix}/cap/${identifier}.xml`)).text();
      const { status: answered, json } = await send(office, xml);
      expect(answered, JSON.stringify(json)).toBe(201);
      expect(json).toMatchObject({
        stage: "draft",
        notTaken: expect.arrayContaining(["identifier", "Signature", "polygon"]),
      });
      const { liveLikeCodes: _, ...codes } = (await contentOf(office, json.id)).codes ?? {};
      const content = { ...(await contentOf(office, json.id)), codes };
      const { codes: asked, languages, ...rest } = given;
      expect(content).toMatchObject({ ...rest, status, sunsetAt: "2026-12-01T17:00:00-05:00" });
      if (status === "actual") expect(content.codes).toEqual(asked);
      expect(content.languages.en).toEqual(languages.en);
      expect(content.languages.es).toMatchObject({ headline: "Amenaza", sections: languages.es.sections });
      expect(content.resources).toEqual([{ title: "What to do", url: "https://www.example.gov/what-to-do" }]);
    }
  });

  it("of another system keeps every word, and says what a draft does not hold", async () => {
    const office = await desk();
    const { status, json } = await send(office, foreign);
    expect(status, JSON.stringify(json)).toBe(201);
    expect(json.notTaken).toEqual(expect.arrayContaining(["code", "eventCode SAME", "parameter CMAMtext", "polygon"]));
    expect(await contentOf(office, json.id)).toMatchObject({
      kind: "imminent",
      status: "actual",
      scope: { areas: ["36061"] },
      codes: { responseType: "Avoid", certainty: "observed" },
      languages: {
        en: {
          headline: "Attack at the harbor & the ferry",
          summary: "First paragraph, with \\*marks\\* and a\\_b.\n\nSecond paragraph.",
          sections: [{ heading: "What is closed", body: "The harbor and \\<all> ferries." }],
          measures: { individuals: "Stay away." },
          placeText: "The harbor",
        },
      },
      resources: [{ title: "Map", url: "https://www.example.gov/map" }],
    });
  });

  it("waits for a second person like any other draft", async () => {
    const office = await desk();
    const { json } = await send(office, foreign.replace("<all>", "all"));
    expect((await office.call("GET", "/api/v1/advisories")).json.advisories).toEqual([]);
    const submitted = await office.call("POST", `/api/v1/advisories/${json.id}/submit`, office.author);
    expect(submitted.status).toBe(200);
    const { contentHash } = submitted.json;
    expect(
      (await office.call("POST", `/api/v1/advisories/${json.id}/approve`, office.author, { contentHash })).status,
    ).toBe(403);
    expect(
      (await office.call("POST", `/api/v1/advisories/${json.id}/approve`, office.approver, { contentHash })).status,
    ).toBe(200);
  });

  it("makes one draft, however often it is sent with one Idempotency-Key", async () => {
    const office = await desk();
    const [one, other] = [
      await send(office, foreign, { "idempotency-key": "k" }),
      await send(office, foreign, { "idempotency-key": "k" }),
    ];
    expect(other.json.id).toBe(one.json.id);
  });

  it("is taken from authors only", async () => {
    const office = await desk();
    expect((await send(office, foreign, { authorization: "" })).status).toBe(401);
    expect((await send(office, foreign, { authorization: `Bearer ${office.approver}` })).status).toBe(403);
  });
});

describe("a wrong CAP message", () => {
  const cases: readonly (readonly [string, (xml: string) => string, string])[] = [
    ["an Update", (xml) => xml.replace("Alert</cap:msgType>", "Update</cap:msgType>"), "alert.msgType"],
    ["a restricted one", (xml) => xml.replace(">Public<", ">Restricted<"), "alert.scope"],
    [
      "one with a restriction",
      (xml) => xml.replace("<cap:code>", "<cap:restriction>police</cap:restriction><cap:code>"),
      "alert.restriction",
    ],
    [
      "one for addresses",
      (xml) => xml.replace("<cap:code>", "<cap:addresses>a b</cap:addresses><cap:code>"),
      "alert.addresses",
    ],
    ["a draft", (xml) => xml.replace(">Actual<", ">Draft<"), "alert.status"],
    ["no headline", (xml) => xml.replace(/<cap:headline>.*?<\/cap:headline>/, ""), "alert.info[0].headline"],
    ["a headline that is too long", (xml) => xml.replace("Attack at", "x".repeat(200)), "alert.info[0].headline"],
    ["no measure", (xml) => xml.replace(/<cap:instruction>.*?<\/cap:instruction>/, ""), "alert.info[0].instruction"],
    ["an end that has passed", (xml) => xml.replace("2026-11-23T", "2026-11-21T"), "alert.info[0].expires"],
    [
      "a time without an offset",
      (xml) => xml.replace("2026-11-23T12:00:00-05:00", "2026-11-23T12:00:00"),
      "alert.info[0].expires",
    ],
    ["no time", (xml) => xml.replace(/<cap:expires>.*?<\/cap:expires>/, ""), "alert.info[0].expires"],
    ["a county that is none", (xml) => xml.replace("136061", "036999"), "alert.info[0].area"],
    [
      "polygons alone",
      (xml) =>
        xml.replace(
          "<cap:valueName>SAME</cap:valueName><cap:value>136061",
          "<cap:valueName>X</cap:valueName><cap:value>1",
        ),
      "alert.info[0].area",
    ],
    ["weather", (xml) => xml.replace(">Security<", ">Met<"), "alert.info[0].category"],
    ["codes of no kind of advisory", (xml) => xml.replace(">Extreme<", ">Minor<"), "alert.info[0].eventCode"],
    ["all clear", (xml) => xml.replace(">Avoid<", ">AllClear<"), "alert.info[0].responseType"],
    [
      "an element of no CAP",
      (xml) => xml.replace("<cap:info>", "<cap:info><cap:color>red</cap:color>"),
      "alert.info[0].color",
    ],
    ["one language twice", (xml) => xml.replace(/(<cap:info>[\s\S]*<\/cap:info>)/, "$1$1"), "alert.info[1].language"],
    ["CAP 1.1", (xml) => xml.replace("cap:1.2", "cap:1.1"), "alert"],
    ["no info", (xml) => xml.replace(/<cap:info>[\s\S]*<\/cap:info>/, ""), "alert.info"],
    ["an http address", (xml) => xml.replace("https://www", "http://www"), "alert.info[0].resource"],
    [
      "a script in its words",
      (xml) => xml.replace("Stay away.", "See javascript:alert(1)"),
      "alert.info[0].instruction",
    ],
    ["a direction override", (xml) => xml.replace("harbor &amp;", "&#x202e;harbor"), "alert.info[0].headline"],
    ["FOUO in a note", (xml) => xml.replace("<cap:info>", "<cap:note>FOUO</cap:note><cap:info>"), "alert.note"],
    ["TLP:AMBER in its words", (xml) => xml.replace("Second", "TLP:AMBER Second"), "alert.info[0].description"],
    [
      "a marking in a place of equipment",
      (xml) => xml.replace(">Stay away<", ">LES<"),
      "alert.info[0].parameter.value",
    ],
    [
      "a marking in a comment",
      (xml) => xml.replace("<cap:info>", "<!-- For Official Use Only --><cap:info>"),
      "comment",
    ],
  ];
  it.each(cases)("(%s) is refused with the field that is wrong, by CAP's names", async (_, change, path) => {
    const office = await desk();
    const before = rowCounts(office);
    const { status, json } = await send(office, change(foreign));
    expect(status, JSON.stringify(json)).toBe(400);
    expect(json.problems.map((problem: Json) => problem.path)).toContain(path);
    expect(rowCounts(office)).toEqual(before);
  });

  it("is refused for its type, its size and its encoding before it is read", async () => {
    const office = await desk();
    expect((await send(office, foreign, { "content-type": "application/json" })).status).toBe(415);
    expect((await send(office, `${foreign}${" ".repeat(300_000)}`)).status).toBe(413);
    expect((await send(office, foreign.replace("UTF-8", "UTF-16"))).status).toBe(400);
  });
});

describe("hostile XML", () => {
  const root = '<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">';
  const laughs = Array.from({ length: 20 }, (_, level) => `<!ENTITY e${level + 1} "${`&e${level};`.repeat(10)}">`).join(
    "",
  );
  const bombs = (address: string): Record<string, string> => ({
    "a billion laughs": `<!DOCTYPE alert [<!ENTITY e0 "ha">${laughs}]>${root}&e20;</alert>`,
    "a file from outside": `<!DOCTYPE alert [<!ENTITY x SYSTEM "file:///etc/passwd">]>${root}&x;</alert>`,
    "an entity of another server": `<!DOCTYPE alert [<!ENTITY x SYSTEM "${address}">]>${root}&x;</alert>`,
    "a parameter entity": `<!DOCTYPE alert [<!ENTITY % x SYSTEM "${address}"> %x;]>${root}</alert>`,
    "a DTD of another server": `<!DOCTYPE alert SYSTEM "${address}">${root}</alert>`,
    "an empty document type": `<!DOCTYPE alert>${root}</alert>`,
    "a stylesheet": `<?xml-stylesheet href="${address}"?>${root}</alert>`,
    "an inclusion": `${root}<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="${address}"/></alert>`,
    "10,000 levels": "<a>".repeat(10_000) + "</a>".repeat(10_000),
    "a huge attribute": `<alert x="${"y".repeat(240_000)}"/>`,
    "20,000 attributes": `<alert ${Array.from({ length: 20_000 }, (_, index) => `x${index}=""`).join(" ")}/>`,
    "a huge name": `<${"y".repeat(240_000)}/>`,
    "a huge document type": `<!DOCTYPE alert [${'<!ENTITY a "xxxxxxxx">'.repeat(10_000)}]>${root}</alert>`,
    "a huge comment": `<!--${"-x".repeat(120_000)}-->${root}</alert>`,
    "60,000 elements": `${root}${"<b/>".repeat(60_000)}</alert>`,
    "brackets without an end": `${root}<![CDATA[${"]".repeat(240_000)}`,
    "an entity without an end": `${root}&${"y".repeat(240_000)}`,
    "references to forbidden characters": `${root}&#0;&#xFFFE;</alert>`,
    "a forbidden character": `${root}\u0001</alert>`,
    "an entity of HTML": `${root}&nbsp;</alert>`,
    "two roots": `${root}</alert>${root}</alert>`,
    "one attribute twice": '<alert x="1" x="2"/>',
    "a prefix that is declared nowhere": "<cap:alert/>",
    "names of objects": '<__proto__ xmlns:__proto__="x"/>',
    nothing: "",
    "no XML": "{}",
  });

  it("is refused as a bad request, at once, and opens no connection", async () => {
    let asked = 0;
    const server = createServer((_, response) => {
      asked++;
      response.end("<!ENTITY y 'z'>");
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const office = await desk();
    const before = rowCounts(office);
    try {
      const all = bombs(`http://127.0.0.1:${(server.address() as AddressInfo).port}/x`);
      for (const [name, xml] of Object.entries(all)) {
        const refusing = async () => {
          const { status, json } = await send(office, xml);
          expect(status, `${name}: ${JSON.stringify(json)}`).toBe(400);
          expect(json.type, name).toMatch(/^\/api#(malformed-xml|invalid-content)$/);
          expect(JSON.stringify(json)).not.toMatch(/root:|node_modules/);
        };
        // Far more than the 50 ms that it may take: what grows by the square takes seconds.
        expect(await processorMs(refusing), name).toBeLessThan(500);
      }
      expect(asked).toBe(0);
      expect(rowCounts(office)).toEqual(before);
    } finally {
      server.close();
    }
  });

  it("of our own messages is none: each golden one is read, or refused for what it is", async () => {
    const office = await desk({ start: "2026-11-20T10:00:00-05:00" });
    for (const [name, status] of [
      ["alert", 201],
      ["bulletin-nationwide", 201],
      ["exercise", 201],
      ["update", 400],
      ["withdrawal", 400],
    ] as const) {
      const xml = readFileSync(new URL(`../golden/cap/${name}.xml`, import.meta.url), "utf8");
      expect((await send(office, xml)).status, name).toBe(status);
    }
  });
});
