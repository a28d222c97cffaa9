/** The IPAWS form: told before an approval, fetched by editors only, and at no address that readers have. */
import { describe, expect, it } from "vitest";
import { atConsole } from "../support/console.ts";
import { hasSchemas, schemaFaults } from "../support/schemas.ts";
import { aBody, aText, type Desk, desk } from "./support.ts";

const imminent = { kind: "imminent", codes: { responseType: "Avoid" } };

async function form(
  office: Desk,
  id: string,
  query = "",
  token = office.author,
): Promise<{ status: number; xml: string }> {
  const response = await office.get(`/api/v1/advisories/${id}/ipaws.xml${query}`, { authorization: `Bearer ${token}` });
  return { status: response.status, xml: await response.text() };
}

function value(xml: string, name: string): string[] {
  return [...xml.matchAll(new RegExp(`<valueName>${name}</valueName>\\s*<value>([^<]*)`, "g"))].map(
    (one) => one[1] ?? "",
  );
}

function elementOf(xml: string, name: string): string {
  return new RegExp(`<${name}>([^<]*)`).exec(xml)?.[1] ?? "";
}

it("there is none of a text that changed on the disk; what was sent before can be cancelled", async () => {
  const office = await desk();
  const { id } = await office.publish(imminent);
  office.database.sqlite.exec("update revisions set body = replace(body, 'passenger rail', 'passenger sail')");
  const refused = await form(office, id);
  expect(refused.status).toBe(409);
  expect(refused.xml).toContain("not the text that was approved");
  expect((await form(office, id, "?form=cancel")).status).toBe(200);
});

describe("whether there is a form", () => {
  it("is said at submission and at approval, and stops neither", async () => {
    const office = await desk();
    const { id } = await office.draft();
    const submitted = await office.call("POST", `/api/v1/advisories/${id}/submit`, office.author);
    expect(submitted).toMatchObject({ status: 200, json: { ipaws: { form: "ok" } } });
    const { contentHash } = submitted.json;
    const approved = await office.call("POST", `/api/v1/advisories/${id}/approve`, office.approver, { contentHash });
    expect(approved).toMatchObject({ status: 200, json: { stage: "published", ipaws: { form: "ok" } } });
  });

  it("is said with the reasons where there is none, and the advisory is published all the same", async () => {
    const office = await desk();
    const cases = [
      [{ kind: "bulletin" }, /Bulletin/],
      [{ status: "exercise" }, /exercises and tests/],
      [{ languages: { en: aText({ headline: "Threat near 東京 Street" }) } }, /東 京/],
      [
        {
          scope: {
            areas: [
              1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31, 33, 35, 37, 39, 41, 43, 45, 47, 49, 51, 53, 55,
              57, 59, 61, 63,
            ].map((county) => `010${String(county).padStart(2, "0")}`),
          },
        },
        /32 places/,
      ],
    ] as const;
    for (const [given, reason] of cases) {
      const { ipaws, stage } = await office.publish(given);
      expect(stage).toBe("published");
      expect(ipaws).toMatchObject({ form: "not", because: [expect.stringMatching(reason)] });
    }
  });

  it("is shown on the approval screen, in the words that promise nothing", async () => {
    const office = await desk();
    const { slug } = await office.submitted();
    const console = await atConsole(office, "reviewer@example.org", "approver");
    const { html } = await console.get(`/console/advisories/${slug}/approve`);
    expect(html).toMatch(/Form checked; sending needs FEMA’s authorization/);
  });
});

describe("the files", () => {
  it("are for editors only", async () => {
    const office = await desk();
    const { id, slug } = await office.publish(imminent);
    for (const address of [`/api/v1/advisories/${id}/ipaws.xml`, `/console/advisories/${slug}/ipaws.xml`]) {
      const response = await office.get(address);
      expect(response.status).toBe(401);
      expect(await response.text()).not.toContain("IPAWSv1.0");
    }
    for (const address of [`/advisories/${slug}/ipaws.xml`, `/cap/${slug}-ipaws-1.xml`])
      expect((await office.get(address)).status).toBe(404);
  });

  it("are right by the profile's schema, with one SAME code, the places and what phones show", async () => {
    const office = await desk();
    const { id } = await office.publish(imminent);
    const alert = await form(office, id);
    expect(alert.status).toBe(200);
    expect(value(alert.xml, "SAME")).toEqual(["CEM", "034017", "036000"]);
    expect(value(alert.xml, "CMAMtext")).toEqual([
      "IMMINENT terrorism alert: this area til 5:00 PM EST 12/1. Avoid the area.",
    ]);
    expect(value(alert.xml, "EAS-ORG")).toEqual(["CIV"]);
    expect(elementOf(alert.xml, "code")).toBe("IPAWSv1.0");
    expect(value(alert.xml, "NTAS")).toEqual([]);
    if (!hasSchemas()) return;
    for (const query of ["", "?form=cancel", "?form=correction"]) {
      const { xml } = await form(office, id, query);
      expect(await schemaFaults(xml, "capv1.2-ipaws-profile-v1.0-pr02.xsd"), query).toEqual([]);
      expect(await schemaFaults(xml, "CAP-v1.2.xsd"), query).toEqual([]);
    }
  });

  it("count for a day at most, are the same at each asking, and a longer warning has a new one each day", async () => {
    const office = await desk();
    const { id } = await office.publish(imminent);
    const first = await form(office, id);
    office.clock.advance("23h");
    expect((await form(office, id)).xml).toBe(first.xml);
    expect(elementOf(first.xml, "expires")).toBe("2026-11-23T12:00:00-05:00");
    expect(elementOf(first.xml, "note")).toMatch(/send it again after 2026-11-23T12:00:00-05:00/);
    office.clock.advance("2h");
    const second = await form(office, id);
    expect(elementOf(second.xml, "identifier")).not.toBe(elementOf(first.xml, "identifier"));
    expect(elementOf(second.xml, "sent")).toBe("2026-11-23T12:00:00-05:00");
  });

  it("take back what was sent by a Cancel with the same code and a correction that reaches phones, also after the retraction", async () => {
    const office = await desk();
    const { id } = await office.publish(imminent);
    const cdw = "event=CDW&confirm=attack-imminent-or-under-way";
    const alert = await form(office, id, `?${cdw}`);
    expect(value(alert.xml, "SAME")[0]).toBe("CDW");
    office.clock.advance("10m");
    await office.call("POST", `/api/v1/advisories/${id}/retract`, office.author, { then: "end" });
    office.clock.advance("1m");
    expect((await form(office, id)).status).toBe(409);
    const cancel = await form(office, id, `?form=cancel&${cdw}`);
    expect(value(cancel.xml, "SAME")[0]).toBe("CDW");
    expect(elementOf(cancel.xml, "msgType")).toBe("Cancel");
    const triple = ["sender", "identifier", "sent"].map((name) => elementOf(alert.xml, name)).join(",");
    expect(elementOf(cancel.xml, "references")).toBe(triple);
    const correction = await form(office, id, "?form=correction");
    expect(elementOf(correction.xml, "msgType")).toBe("Alert");
    expect(["urgency", "severity", "certainty"].map((name) => elementOf(correction.xml, name))).toEqual([
      "Immediate",
      "Severe",
      "Observed",
    ]);
    expect(value(correction.xml, "CMAMtext")[0]).toMatch(/issued in error/);
    expect(correction.xml).not.toContain(aText().headline);
    office.clock.advance("2d");
    expect((await form(office, id, "?form=cancel")).status).toBe(409);
  });

  it("carry CDW only when an attack is confirmed, and only for an Imminent Alert", async () => {
    const office = await desk();
    const { id } = await office.publish(imminent);
    const elevated = await office.publish();
    expect((await form(office, id, "?event=CDW")).status).toBe(400);
    const confirmed = "?event=CDW&confirm=attack-imminent-or-under-way";
    expect((await form(office, elevated.id, confirmed)).status).toBe(409);
    expect((await form(office, id, confirmed)).status).toBe(200);
  });

  it("refuse parameters they do not know", async () => {
    const office = await desk();
    const { id } = await office.publish(imminent);
    for (const query of [
      "?form=x",
      "?event=EAN",
      "?revision=0",
      "?revision=__proto__",
      "?x=1",
      "?form=alert&form=cancel",
    ])
      expect((await form(office, id, query)).status, query).toBe(400);
    expect((await form(office, id, "?revision=9")).status).toBe(404);
    expect((await form(office, "nothing")).status).toBe(404);
  });

  it("show phones no more than they take, whatever the places and languages", async () => {
    const office = await desk();
    const long = aText({
      headline: "Á".repeat(160),
      measures: { individuals: "ñandú — “cité” ".repeat(60) },
      placeText: "ó".repeat(200),
    });
    for (const responseType of ["Shelter", "Evacuate", "Prepare", "Execute", "Avoid", "Monitor"]) {
      for (const kind of ["elevated", "imminent"]) {
        const body = aBody({ kind, codes: { responseType }, languages: { en: long, es: long } });
        const { id } = await office.publish(body);
        for (const query of ["", "?form=correction"]) {
          const { xml } = await form(office, id, query);
          expect(value(xml, "CMAMtext")).toHaveLength(2);
          for (const text of value(xml, "CMAMtext")) expect(text.length, text).toBeLessThanOrEqual(90);
          for (const text of value(xml, "CMAMlongtext")) expect(text.length, text).toBeLessThanOrEqual(360);
        }
      }
    }
  });
});
