/** Requests as no honest client makes them, by chance from a seed, as the bytes that go onto the wire. */
import type { Chance } from "../simulator/chance.ts";

export interface Endpoint {
  /** `other`: any that the address does not take. */
  readonly method: string;
  /** As the routes name it: `/advisories/:slug`. */
  readonly path: string;
}

/** What makes a request get further than the first check. */
export interface Insight {
  /** Right values for the parameters of paths. */
  readonly names: readonly string[];
  readonly tokens: readonly string[];
  /** The body of a whole advisory. */
  readonly content: Readonly<Record<string, unknown>>;
}

export interface Malformed {
  readonly bytes: Buffer;
  readonly isHead: boolean;
  /** False: its body never becomes as long as its head says. */
  readonly isWhole: boolean;
}

const odd = [
  ...[
    "",
    "0",
    "-1",
    "1e99",
    "NaN",
    "null",
    "undefined",
    "true",
    "*",
    ".",
    "..",
    "%",
    "%2",
    "%zz",
    "%00",
    "%ff",
    "\\",
    "@",
  ],
  ...[
    "%ed%a0%80",
    "%c0%af",
    "%e2%80%ae",
    "%0d%0aSet-Cookie:x=1",
    "%2e%2e%2f%2e%2e%2fetc%2fpasswd",
    "%252e%252e",
    "..;/",
  ],
  ...["__proto__", "constructor", "toString", "'; drop table audit; --", "' or 1=1", "<script>alert(1)</script>"],
  ...[
    "{{x}}",
    ":id",
    "x.xml",
    ".xml",
    "a".repeat(300),
    "a".repeat(9_000),
    "9".repeat(400),
    "🚨",
    "ünï",
    "日本",
    "\u202e",
  ],
  ...["NY", "NY,NY,,", "00000", "36061x", "2026-13-45T99:99:99Z", "2026-11-22T17:00:00.000Z", "275760-09-13T00:00:00Z"],
];

const queryNames = [
  ...[
    "kind",
    "area",
    "sector",
    "phase",
    "lang",
    "fields",
    "cursor",
    "limit",
    "page",
    "advisory",
    "code",
    "status",
    "said",
  ],
  ...[
    "added_after",
    "next",
    "match[id]",
    "match[type]",
    "match[version]",
    "match[spec_version]",
    "match[",
    "from",
    "to",
  ],
  ...["__proto__", "constructor", "hub.mode", "KIND", "kind[]", "%00", "%ff", "é"],
];
const queryValues = [
  ...[
    "bulletin",
    "imminent,imminent",
    "es",
    "en-12-34",
    "zz-ZZZZZZZZ-ZZ",
    "active",
    "scheduled",
    "id,slug",
    "id,,id",
    "*",
  ],
  ...[
    "NY",
    "NY,36061",
    "US",
    "mass-transit",
    "last",
    "first",
    "all",
    "report",
    "2.1",
    "1",
    "100",
    "0",
    "1000000000000",
  ],
  ...["bnVsbA", "eyJpZCI6bnVsbH0", "W10=", "!!!!"],
];

const headerValues: Readonly<Record<string, readonly string[]>> = {
  Accept: [
    ...[
      "*/*",
      "text/html",
      "application/json;q=x",
      "application/geo+json",
      "image/*;q=0",
      ",,,",
      ";",
      "a/b/c",
      "*/html",
    ],
    ...["application/taxii+json;version=2.0", "text/html;q=1.0001", "application/json".padEnd(4_000, ",text/html")],
  ],
  "Accept-Encoding": ["gzip", "br;q=x", "*;q=0", "identity;q=0", "br;q=0.5, gzip;q=1e3", "\u0001", ",", "compress"],
  "Accept-Language": ["es", "es-", "*", "xx-XX;q=9", "en;q=0", "a".repeat(3_000), ";;;", "zh-Hant-".repeat(200)],
  Authorization: [
    "Bearer",
    "Bearer ",
    "Basic %%%",
    "Bearer x y",
    "bearer \u00ff",
    `Bearer ${"a".repeat(5_000)}`,
    "Negotiate",
  ],
  Cookie: [
    "__Host-session",
    "__Host-session=",
    "a=b;;;=",
    `__Host-session=${"x".repeat(4_000)}`,
    "__Host-session=%00",
    ";",
  ],
  "Content-Encoding": ["gzip", "br", "deflate, gzip", "identity", "x"],
  Expect: ["100-continue", "200-ok", ""],
  "If-None-Match": ["*", '"', 'W/""', '"a","b",', "a".repeat(5_000), '"\u00ff"', ","],
  "If-Match": ["*", '"x"', "W/", "", '"a","b"'],
  "If-Modified-Since": ["yesterday", "Thu, 99 Nov 2026 99:99:99 GMT", "0", "Sun, 22 Nov 2026 17:00:00 GMT", "1e999"],
  Range: [
    "bytes=0-0",
    "bytes=-1",
    "bytes=9-1",
    "bytes=0-,0-,0-",
    "lines=1",
    `bytes=${"0-1,".repeat(900)}0-1`,
    "bytes=x",
  ],
  "If-Range": ['"x"', "never"],
  "Idempotency-Key": ["", "a".repeat(300), "\u00ff", "key", "k k"],
  "Last-Event-ID": ["", "-1", "NaN", "1e309", "a".repeat(4_000), "\u00e9", "0"],
  Origin: ["null", "https://evil.example", "https://", "file://", "http://localhost:1"],
  "Sec-Fetch-Site": ["cross-site", "same-origin", "none", "x"],
  "X-Forwarded-For": ["1.2.3.4", "::ffff:1", ",,,", "a".repeat(2_000), "127.0.0.1"],
  "X-Forwarded-Proto": ["https", "gopher"],
  Connection: ["close", "upgrade", "keep-alive, x", "content-length"],
  Upgrade: ["websocket", "h2c", "TLS/9"],
  TE: ["trailers", "gzip;q=x"],
  "Content-Type": [
    "",
    "/",
    "text/plain",
    "multipart/form-data",
    "application/json; charset=utf-16",
    "application/json;charset=",
  ],
};

/** Lines that are no header, or one that must not come twice. */
const oddLines = [
  ...[
    "NoColon",
    ": empty",
    " folded: x",
    "Bad Name: x",
    "Name\u0000: x",
    "X: a\u0000b",
    "X: a\rb",
    "\u00ff: x",
    "Host: evil.example",
  ],
  ...["Content-Length: 5", "Content-Length: -1", "Content-Length: 1e9", "Content-Length: 99999999999999999999"],
  ...[
    "Transfer-Encoding: chunked",
    "Transfer-Encoding: gzip, chunked",
    "Transfer-Encoding: x",
    `X: ${"a".repeat(20_000)}`,
  ],
];

const hosts = ["", "localhost:99999", "a b", "user@localhost", "[::1", "..", "localhost/x", "\u00ff", "a".repeat(400)];
const contentTypes = [
  ...[
    "application/json",
    "application/json; charset=utf-8",
    "application/vnd.x+json",
    "application/cap+xml",
    "text/xml",
  ],
  ...["application/x-www-form-urlencoded", "message/rfc822"],
];

const bytesOfNoText = [
  Buffer.from([0x80]),
  Buffer.from([0xed, 0xa0, 0x80]),
  Buffer.from([0xc0, 0xaf]),
  Buffer.from([0xff, 0xfe, 0x00]),
  Buffer.from([0x00]),
];

const limit = 256 * 1024;
const bodies: readonly ((chance: Chance, insight: Insight) => string)[] = [
  () => "",
  (chance) =>
    chance.of([
      "{",
      "[]",
      "null",
      '"x"',
      "1e999",
      "{}{}",
      "/**/{}",
      '{"__proto__":{"isAdmin":true}}',
      "\ufeff",
      "\u0000",
    ]),
  (chance) => "[".repeat(chance.between(1, 60_000)),
  (chance) => `${'{"a":'.repeat(20_000)}1${"}".repeat(chance.between(0, 20_000))}`,
  (chance) => " ".repeat(limit + chance.between(-1, 2)),
  (chance, { content }) => JSON.stringify(spoiled(chance, content)),
  (chance, { content }) =>
    JSON.stringify({ change: "update", note: chance.of(odd), content: spoiled(chance, content) }),
  (chance) => JSON.stringify({ contentHash: chance.of(odd), then: chance.of(odd), reason: chance.of(odd) }),
  (chance) =>
    JSON.stringify({
      channel: chance.of(["email", "push", "fax"]),
      address: chance.of([...odd, "a@example.org"]),
      subscription: {
        endpoint: chance.of([...odd, "https://fcm.googleapis.com/x"]),
        keys: { p256dh: chance.of(odd), auth: "" },
      },
      kinds: chance.of<unknown>([[], ["imminent"], "x", [null], {}]),
      areas: chance.of<unknown>([["NY"], [1], "NY", Array(3_000).fill("NY")]),
    }),
  (chance) =>
    JSON.stringify({
      name: chance.of(odd),
      contact: chance.of([...odd, "a@example.org"]),
      url: chance.of([
        "https://10.0.0.1/",
        "https://example.org:81/",
        "http://x",
        "https://0x7f.1/",
        "javascript:1",
        ...odd,
      ]),
      auth: chance.of<unknown>([null, { type: "basic" }, { type: "header", name: "Host", value: "x" }]),
    }),
  (chance) => {
    const tags = [
      "<alert xmlns='urn:oasis:names:tc:emergency:cap:1.2'>",
      "<info>",
      "</info>",
      "</alert>",
      "<!--",
      "&#0;",
      "&lol;",
    ];
    const rest = [
      "<![CDATA[",
      "<!DOCTYPE a [<!ENTITY lol SYSTEM 'file:///etc/passwd'>]>",
      "<a ".repeat(5_000),
      "x",
      "<polygon>1,1",
    ];
    return Array.from({ length: chance.between(1, 40) }, () => chance.of([...tags, ...rest])).join("");
  },
  (chance) =>
    ["mode", "callback", "topic", "lease_seconds", "secret", "mode"]
      .map((name) => `hub.${name}=${encoded(chance.of(["subscribe", "https://example.org/", "-1", "9e9", ...odd]))}`)
      .join("&"),
  (chance) =>
    ["address", "kinds", "areas", "counties", "language", "address", "do", "command", "%00", "code"]
      .filter(() => chance.is(0.6))
      .map((name) => `${name}=${encoded(chance.of([...odd, "NY", "imminent", "a@example.org"]))}`)
      .join("&"),
  (chance) => "a=1&".repeat(chance.between(1, 20_000)),
  (chance) => `Content-Type: multipart/report; boundary=${chance.of(odd)}\r\n\r\n--x\r\n${chance.of(odd)}`,
  (chance) => `"${"\\ud800".repeat(chance.between(1, 500))}"`,
];

/** One value anywhere inside is another one. */
function spoiled(chance: Chance, content: unknown): unknown {
  if (typeof content !== "object" || content === null || chance.is(0.15))
    return chance.of<unknown>([
      null,
      0,
      -1,
      "",
      [],
      {},
      true,
      1e308,
      "a".repeat(5_000),
      "\u0000",
      "\ud800",
      "NY",
      ["NY"],
      ...odd,
    ]);
  const names = Object.keys(content);
  if (names.length === 0 || chance.is(0.1)) return { ...content, [chance.of(odd)]: chance.of(odd) };
  const name = chance.of(names);
  const value = (content as Record<string, unknown>)[name];
  const changed = { ...content, [name]: spoiled(chance, value) };
  return Array.isArray(content) ? Object.values(changed) : changed;
}

/** Percent-encoded, or as it is: then no client would send it. */
function encoded(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}

const otherMethods = [
  "PUT",
  "DELETE",
  "PATCH",
  "OPTIONS",
  "POST",
  "TRACE",
  "PROPFIND",
  "LOCK",
  "get",
  "FOO",
  "",
  "G ET",
  "QUERY",
];

export function malformedRequest(
  chance: Chance,
  { method: given, path }: Endpoint,
  insight: Insight,
  host: string,
): Malformed {
  const method = given === "other" ? chance.of(otherMethods) : given;
  const isHead = method === "HEAD";
  const filled = path.replace(/:\w+/g, () =>
    chance.is(0.6) ? chance.of(insight.names) : maybeEncoded(chance, chance.of(odd)),
  );
  const prefix = chance.is(0.05)
    ? chance.of(["/", "//", "/%2f", "http://evil.example", "/exercise", "*", "/x/.."])
    : "";
  const suffix = chance.is(0.08) ? chance.of(["/", "//", "/x", "%00", ";a=b", ".", "#x", " "]) : "";
  const version = chance.is(0.02) ? chance.of(["HTTP/1.0", "HTTP/9.9", "HTTP/2", "HTP/1.1", ""]) : "HTTP/1.1";
  const lines = [`${method} ${prefix}${filled}${suffix}${query(chance)} ${version}`];
  if (chance.is(0.95)) lines.push(`Host: ${chance.is(0.95) ? host : chance.of(hosts)}`);
  if (insight.tokens.length > 0 && chance.is(0.3)) lines.push(`Authorization: Bearer ${chance.of(insight.tokens)}`);
  for (let count = chance.between(0, 4); count > 0; count--) {
    const name = chance.of(Object.keys(headerValues));
    lines.push(`${name}: ${chance.of(headerValues[name] ?? [])}`);
  }
  if (chance.is(0.06)) lines.push(chance.of(oddLines));
  if (chance.is(0.01)) lines.push(...Array.from({ length: 3_000 }, (_, number) => `X-${number}: x`));
  // A reader that sends a body is as odd as a writer that sends none.
  const body = given === "GET" || isHead ? (chance.is(0.05) ? bodyOf(chance, insight) : null) : bodyOf(chance, insight);
  const framed = body === null ? { head: [], body: Buffer.alloc(0), isWhole: true } : framing(chance, body);
  const head = Buffer.from([...lines, ...framed.head, "", ""].join("\r\n"), chance.is(0.5) ? "utf8" : "latin1");
  return {
    bytes: Buffer.concat([head, framed.body]),
    isHead,
    isWhole: framed.isWhole && !/^(Content-Length|Transfer-Encoding)/m.test(lines.slice(2).join("\n")),
  };
}

function maybeEncoded(chance: Chance, text: string): string {
  return chance.is(0.7) ? text.replaceAll(/[\s?#]/g, encoded) : encoded(text);
}

function query(chance: Chance): string {
  if (chance.is(0.3)) return "";
  if (chance.is(0.05))
    return chance.of(["?", "?&&&", `?${"a=1&".repeat(2_000)}`, "?=", "?%", "?a=%ff", `?${"x".repeat(15_000)}`]);
  const pairs = Array.from({ length: chance.between(1, 4) }, () => {
    const value = chance.is(0.6) ? chance.of(queryValues) : maybeEncoded(chance, chance.of(odd));
    return `${chance.of(queryNames)}${chance.is(0.9) ? `=${value}` : ""}`;
  });
  // The same parameter twice.
  return `?${[...pairs, ...(chance.is(0.2) ? pairs.slice(0, 1) : [])].join("&")}`;
}

function bodyOf(chance: Chance, insight: Insight): Buffer {
  const text = Buffer.from(chance.of(bodies)(chance, insight), "utf8");
  if (!chance.is(0.15)) return text;
  const at = chance.between(0, text.length);
  return Buffer.concat([text.subarray(0, at), chance.of(bytesOfNoText), text.subarray(at)]);
}

function framing(chance: Chance, body: Buffer): { head: string[]; body: Buffer; isWhole: boolean } {
  const type = chance.is(0.9) ? [`Content-Type: ${chance.of(contentTypes)}`] : [];
  const length = (count: number | string) => [...type, `Content-Length: ${count}`];
  const kind = chance.next();
  if (kind < 0.8) return { head: length(body.length), body, isWhole: true };
  if (kind < 0.86) {
    const chunk = `${body.length.toString(16)}\r\n`;
    const whole =
      body.length === 0 ? [Buffer.from("0\r\n\r\n")] : [Buffer.from(chunk), body, Buffer.from("\r\n0\r\n\r\n")];
    return { head: [...type, "Transfer-Encoding: chunked"], body: Buffer.concat(whole), isWhole: true };
  }
  if (kind < 0.9)
    return {
      head: [...type, "Transfer-Encoding: chunked"],
      body: Buffer.concat([Buffer.from("zz\r\n"), body]),
      isWhole: false,
    };
  if (kind < 0.93) return { head: length(body.length + chance.between(1, 1_000)), body, isWhole: false };
  if (kind < 0.96) return { head: length(Math.max(0, body.length - 5)), body, isWhole: true };
  if (kind < 0.98) return { head: [...length(body.length), "Transfer-Encoding: chunked"], body, isWhole: false };
  // It says how long it is, and it is far too long: refused before it is read.
  return { head: length(10_000_000_000), body: Buffer.alloc(0), isWhole: false };
}
