import { describe, expect, test } from "vitest";
import { mailAddressFault, mailboxOf, normalMailAddress } from "../../src/domain/mail-address.ts";

const local64 = "a".repeat(64);

describe("mail addresses", () => {
  test.each([
    "reader@example.org",
    "first.last+ntas@mail.example.org",
    "o'brien@example.org",
    "READER@Example.ORG",
    "reader@bücher.example",
    "reader@xn--bcher-kva.example",
    `${local64}@example.org`,
    "!#$%&'*+-/=?^_`{|}~@example.org",
  ])("%s is taken", (address) => expect(mailAddressFault(address)).toBeNull());

  test.each([
    ["", /form/],
    ["reader", /form/],
    ["@example.org", /form/],
    ["reader@", /form/],
    ["a@b@example.org", /more than one/],
    ["reader@localhost", /without a dot/],
    ["reader@127.0.0.1", /number/],
    ["reader@2130706433", /number/],
    ["reader@0x7f.0.0.1", /number/],
    ["reader@[127.0.0.1]", /bracket/],
    ["reader@[IPv6:::1]", /bracket/],
    ['"quoted"@example.org', /quote/],
    ["reader(comment)@example.org", /comment/],
    ["<reader@example.org>", /bracket/],
    ["reader@example.org,other@example.org", /comma/],
    ["reader@example.org;other@example.org", /comma/],
    ["reader @example.org", /space/],
    ["reader\u00a0@example.org", /space/],
    ["reader@exa mple.org", /space/],
    ["reader@example.org\r\nBcc: other@example.org", /control/],
    ["reader@example.org\n", /control/],
    ["reader\u0000@example.org", /control/],
    ["reader\u2028@example.org", /line break/],
    ["reader\u0085@example.org", /control/],
    ["\ud800@example.org", /surrogate/],
    ["lesér@example.org", /SMTPUTF8/],
    [`${local64}a@example.org`, /64/],
    [`reader@${"a".repeat(63)}.${"b".repeat(63)}.${"c".repeat(63)}.${"d".repeat(63)}.org`, /254/],
    ["reader@-example.org", /cannot exist/],
    ["reader@example..org", /cannot exist/],
    ["reader@example.org.", /cannot exist/],
    ["reader@exa_mple.org", /cannot exist/],
    ["reader@example.123", /cannot exist|number/],
    ["reader@exam%70le.org", /cannot exist/],
    ["reader@example.org/path", /cannot exist/],
    ["reader@example.org?x", /cannot exist/],
    [".reader@example.org", /dot/],
    ["rea..der@example.org", /dot/],
    ["reader.@example.org", /dot/],
  ])("%j is refused with a reason", (address, reason) => expect(mailAddressFault(address)).toMatch(reason));

  test("one address has one stored form", () => {
    expect(normalMailAddress(" Reader@BÜCHER.example ")).toBe("Reader@xn--bcher-kva.example");
    expect(normalMailAddress("reader@Example.ORG")).toBe("reader@example.org");
  });
});

test.each([
  ["reader@example.org", "reader@example.org"],
  ["Reader+news@example.org", "reader@example.org"],
  ["r.e.a.d.e.r+1@gmail.com", "reader@gmail.com"],
  ["reader@googlemail.com", "reader@gmail.com"],
  ["first.last@example.org", "first.last@example.org"],
  ["+tag@example.org", "+tag@example.org"],
])("%s is counted as mail to %s", (address, mailbox) => expect(mailboxOf(address)).toBe(mailbox));
