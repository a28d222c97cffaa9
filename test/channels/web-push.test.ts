import { describe, expect, test } from "vitest";
import { composePush } from "../../src/channels/web-push.ts";
import {
  elevated,
  ended,
  extended,
  issued,
  newWorld,
  noticeOf,
  restored,
  site,
  withdrawn,
} from "../support/notices.ts";
import { publish } from "../support/world.ts";

function shown(composed: { payload: string }): { title: string; body: string } {
  const { title, body } = JSON.parse(composed.payload).notification;
  return { title, body };
}

describe("what a notification shows", () => {
  test("an Imminent Alert is urgent, a Bulletin is not", () => {
    const of = (kind: "imminent" | "bulletin") => noticeOf(publish(newWorld(), "rail", elevated({ kind })), "rail");
    expect(composePush(of("imminent"), "en", site)).toMatchObject({ urgency: "high" });
    expect(composePush(of("bulletin"), "en", site)).toMatchObject({ urgency: "low" });
    expect(shown(composePush(of("imminent"), "en", site)).title).toMatch(/^IMMINENT ALERT: New York/);
  });

  test("an extension says so and shows the new end", () => {
    expect(shown(composePush(extended(), "en", site))).toMatchObject({
      title: expect.stringMatching(/^EXTENDED: Elevated Alert: /),
      body: expect.stringMatching(/^Until 5:00 PM EST, Tuesday, December 8, 2026\./),
    });
  });

  test("an end says when", () => {
    expect(shown(composePush(ended(), "en", site))).toMatchObject({
      title: expect.stringMatching(/^ENDED: Elevated Alert: /),
      body: "Ended 9:00 AM EST, Tuesday, November 3, 2026.",
    });
  });

  test("a correction replaces in fixed words and, where a text stands again, says what is in effect", () => {
    const withdrawal = shown(composePush(withdrawn(), "en", site));
    expect(withdrawal.title).toBe("Withdrawn: issued in error");
    expect(withdrawal.body).not.toContain("In effect now");
    expect(shown(composePush(restored(), "en", site)).body).toContain("In effect now: Elevated Alert: New York");
  });

  test("a reader of another language gets the English headline, and is told that it is English", () => {
    expect(shown(composePush(noticeOf(issued(), "rail"), "es", site))).toEqual({
      title: "Alerta elevada: New York; Hudson County, NJ",
      body: "Hasta: 5:00 p.m. EST, martes, 1 de diciembre de 2026. Texto en inglés: Credible threat to commuter rail",
    });
  });

  test("an exercise, a demonstration and a site that is not official say so", () => {
    const notice = noticeOf(issued({ status: "exercise" }), "rail");
    const { title, body } = shown(composePush(notice, "en", { ...site, demo: true, official: false }));
    expect(title).toMatch(/^EXERCISE: DEMONSTRATION: /);
    expect(body).toContain("Not an official source");
  });
});
