/** Eastern time: never guessed, always with its zone. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  easternDate,
  easternDateTime,
  easternIso,
  easternOffsetMinutes,
  easternParts,
  easternTime,
  easternZone,
  readEastern,
  readIso,
} from "../../src/domain/eastern.ts";

const utc = (text: string) => Date.parse(text);

describe("reading a time of day on an Eastern wall", () => {
  test.each([
    ["2026-01-15T12:00", "2026-01-15T17:00:00Z"],
    ["2026-07-15T12:00", "2026-07-15T16:00:00Z"],
    ["2026-07-15T12:00:30", "2026-07-15T16:00:30Z"],
    ["2026-07-15", "2026-07-15T04:00:00Z"],
    ["2026-12-31T23:59", "2027-01-01T04:59:00Z"],
    ["2027-01-01T00:00", "2027-01-01T05:00:00Z"],
    ["2028-02-29T00:00", "2028-02-29T05:00:00Z"],
    ["2026-03-08T01:59:59", "2026-03-08T06:59:59Z"],
    ["2026-03-08T03:00", "2026-03-08T07:00:00Z"],
    ["2026-11-01T00:59:59", "2026-11-01T04:59:59Z"],
    ["2026-11-01T02:00", "2026-11-01T07:00:00Z"],
  ])("%s is one moment", (text, moment) => {
    expect(readEastern(text)).toEqual({ type: "moment", at: utc(moment) });
  });

  test.each(["2026-11-01T01:00", "2026-11-01T01:30", "2026-11-01T01:59:59", "2025-11-02T01:30"])(
    "%s exists twice: both are given back, the earlier (EDT) first",
    (text) => {
      const reading = readEastern(text);
      if (reading?.type !== "twice") throw new Error(`read as ${reading?.type}`);
      const [first, second] = reading.at;
      expect(second - first).toBe(3_600_000);
      expect([easternZone(first), easternZone(second)]).toEqual(["EDT", "EST"]);
      for (const moment of reading.at) expect(easternIso(moment).slice(0, text.length)).toBe(text);
    },
  );

  test.each(["2026-03-08T02:00", "2026-03-08T02:30", "2026-03-08T02:59:59", "2027-03-14T02:30"])(
    "%s does not exist: an hour before and an hour after the jump are offered",
    (text) => {
      const reading = readEastern(text);
      if (reading?.type !== "missing") throw new Error(`read as ${reading?.type}`);
      const hours = reading.at.map((moment) => easternParts(moment).hour);
      expect(hours).toEqual([1, 3]);
      expect(reading.at.map(easternZone)).toEqual(["EST", "EDT"]);
    },
  );

  test.each([
    "",
    "tomorrow",
    "2026-02-29",
    "2026-02-30T10:00",
    "2026-13-01",
    "2026-00-10",
    "2026-01-00",
    "2026-01-15T24:00",
    "2026-01-15T12:60",
    "2026-01-15T12:00:60",
    "2026-01-15T12",
    "2026-1-15T12:00",
    "2026-01-15 12:00",
    "2026-01-15T12:00Z",
    "2026-01-15T12:00-05:00",
    "0026-01-15T12:00",
  ])("%j is not a date", (text) => {
    expect(readEastern(text)).toBeNull();
  });

  test("every moment is found again by what the wall says at it", () => {
    const years = fc.integer({ min: utc("2015-01-01T00:00:00Z") / 1000, max: utc("2045-01-01T00:00:00Z") / 1000 });
    fc.assert(
      fc.property(years, (seconds) => {
        const moment = seconds * 1000;
        const reading = readEastern(easternIso(moment).slice(0, 19));
        const found = reading?.type === "moment" ? [reading.at] : reading?.at;
        expect(reading?.type).not.toBe("missing");
        expect(found).toContain(moment);
        expect(readIso(easternIso(moment))).toBe(moment);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe("saying a moment", () => {
  const winter = utc("2026-12-01T22:00:00Z");
  const summer = utc("2026-07-04T16:30:00Z");

  test("with the zone beside the hour and the day beside both", () => {
    expect(easternDateTime(winter)).toBe("5:00 PM EST, Tuesday, December 1, 2026");
    expect(easternDateTime(summer)).toBe("12:30 PM EDT, Saturday, July 4, 2026");
  });

  test("ISO 8601 with the offset of that moment, whole seconds", () => {
    expect(easternIso(winter)).toBe("2026-12-01T17:00:00-05:00");
    expect(easternIso(summer + 999)).toBe("2026-07-04T12:30:00-04:00");
    expect([easternOffsetMinutes(winter), easternOffsetMinutes(summer + 999)]).toEqual([-300, -240]);
  });

  test("across the year's end and at midnight the Eastern day, not that of UTC", () => {
    expect(easternDateTime(utc("2027-01-01T04:59:59Z"))).toBe("11:59 PM EST, Thursday, December 31, 2026");
    expect(easternDateTime(utc("2027-01-01T05:00:00Z"))).toBe("12:00 AM EST, Friday, January 1, 2027");
    expect(easternIso(utc("2027-01-01T05:00:00Z"))).toBe("2027-01-01T00:00:00-05:00");
  });

  test("on both sides of a change of clocks", () => {
    expect(easternTime(utc("2026-03-08T06:59:00Z"))).toBe("1:59 AM EST");
    expect(easternTime(utc("2026-03-08T07:00:00Z"))).toBe("3:00 AM EDT");
    expect(easternTime(utc("2026-11-01T05:59:00Z"))).toBe("1:59 AM EDT");
    expect(easternTime(utc("2026-11-01T06:00:00Z"))).toBe("1:00 AM EST");
  });

  test("in another language with the same zone letters, and no narrow blanks that a mail reader shows as boxes", () => {
    expect(easternDate(winter, "es")).toBe("martes, 1 de diciembre de 2026");
    expect(easternTime(winter, "es")).toMatch(/17:00 EST$/);
    for (const language of ["en-US", "es", "fr", "vi", "ar"])
      expect(easternDateTime(winter, language)).not.toContain("\u202f");
  });
});

describe("reading ISO 8601", () => {
  test.each([
    ["2026-12-01T17:00:00-05:00", "2026-12-01T22:00:00Z"],
    ["2026-12-01T22:00:00Z", "2026-12-01T22:00:00Z"],
    ["2026-12-01T22:00Z", "2026-12-01T22:00:00Z"],
    ["2026-12-01T22:00:00.250Z", "2026-12-01T22:00:00.250Z"],
    ["2026-12-02T03:30:00+05:30", "2026-12-01T22:00:00Z"],
    ["2028-02-29T00:00:00Z", "2028-02-29T00:00:00Z"],
  ])("%s", (text, moment) => {
    expect(readIso(text)).toBe(utc(moment));
  });

  test.each([
    "2026-12-01",
    "2026-12-01T17:00:00",
    "2026-12-01 17:00:00Z",
    "2026-12-01T24:00:00Z",
    "2026-12-01T23:59:60Z",
    "2026-12-01T17:60:00Z",
    "2026-02-29T00:00:00Z",
    "2026-04-31T00:00:00-04:00",
    "2026-12-01T17:00:00-0500",
    "2026-12-01T17:00:00+24:00",
    "2026-12-01T17:00:00+05:60",
    "2026-12-01T17:00:00-99:99",
    "2026-12-01T17:00:00 EST",
    "+002026-12-01T17:00:00Z",
    "1",
    "",
  ])("%j is refused", (text) => {
    expect(readIso(text)).toBeNull();
  });
});
