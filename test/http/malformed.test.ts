/**
 * Malformed requests by chance, over every address and method: whatever comes, the answer is an expected one, given soon, and shows
 * nothing of the inside. `MALFORMED_RUNS=2000` makes so many to each address by itself, and says which took longest.
 */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Desk, desk } from "./support.ts";

const methods = ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"];
const runsInAll = 2_000;
const runsEach = Number(process.env.MALFORMED_RUNS ?? 0);
const longestMilliseconds = 1_000;

const oddParts = [
  "%00",
  "%ff",
  "%e2%80%ae",
  "%ed%a0%80",
  "%",
  "%2",
  "%2e%2e%2f",
  "..",
  ".",
  "",
  "a".repeat(8_000),
  "ünï",
  "日本",
  "🚨",
  "%0d%0aSet-Cookie:x=1",
  "__proto__",
  "constructor",
  "-1",
  "1e99",
  "NaN",
  "'; drop table audit; --",
  "<script>",
  "{{x}}",
  "%252e",
  "*",
  ":id",
  "x.xml",
  "\\",
  "@",
  ";a=b",
];
const oddQueries = [
  "",
  "?",
  "?&&&",
  "?lang=en-12-34",
  "?lang=x-",
  "?lang=es",
  "?lang=EN-us-posix-xx",
  "?lang=zz-ZZZZZZZZ-ZZ",
  "?kind=imminent,imminent&kind=%00",
  "?area=NY,36061",
  "?area=__proto__",
  "?sector=constructor",
  `?${"a=1&".repeat(2_000)}`,
  "?%ff=%ff",
  "?advisory=%00",
  "?__proto__=1",
];

const part = fc.oneof(fc.constantFrom(...oddParts), fc.string({ unit: "binary", maxLength: 30 }).map(encodeURI_));
function encodeURI_(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}

const value = fc.oneof(
  fc.constantFrom(
    ...["*/*", "text/html", "br;q=x", "gzip", "*", '"', 'W/""', "Bearer x", "null", "0", "-1", "a".repeat(5_000)],
  ),
  fc.string({ unit: "grapheme-ascii", maxLength: 40 }).map((text) => text.trim()),
);
const headers = fc.dictionary(
  fc.constantFrom(
    "accept",
    "accept-encoding",
    "accept-language",
    "authorization",
    "content-encoding",
    "content-length",
    "content-type",
    "cookie",
    "idempotency-key",
    "if-match",
    "if-modified-since",
    "if-none-match",
    "origin",
    "range",
    "sec-fetch-site",
    "transfer-encoding",
    "x-forwarded-for",
  ),
  value,
  { maxKeys: 5 },
);

const body = fc.oneof(
  fc.constant(null),
  fc.json({ maxDepth: 4, noUnicodeString: false }),
  fc.uint8Array({ maxLength: 200 }),
  fc
    .array(
      fc.constantFrom(
        "<alert xmlns='urn:oasis:names:tc:emergency:cap:1.2'>",
        "<info>",
        "</info>",
        "</alert>",
        "<!--",
        "&#0;",
        "<![CDATA[",
        "x",
      ),
    )
    .map((parts) => parts.join("")),
  fc.constantFrom("{", "[]", "null", '"x"', "[".repeat(20_000), '{"__proto__":{}}', `"${"\\ud800".repeat(50)}"`),
  fc
    .record({ channel: fc.constantFrom("email", "push"), address: fc.string(), subscription: fc.anything() })
    .map(safeJson),
  fc
    .record({ kind: fc.anything(), languages: fc.anything(), scope: fc.anything(), sunsetAt: fc.anything() })
    .map(safeJson),
  fc
    .record({ name: fc.anything(), url: fc.webUrl(), contact: fc.anything(), auth: fc.anything(), format: fc.string() })
    .map(safeJson),
  fc
    .record({ mode: fc.constantFrom("subscribe", "unsubscribe", "%"), callback: fc.webUrl(), topic: fc.string() })
    .chain((fields) => fc.string().map((odd) => ({ ...fields, lease_seconds: odd, secret: odd })))
    .map((fields) =>
      Object.entries(fields)
        .map(([name, text]) => `hub.${name}=${encodeURI_(text)}`)
        .join("&"),
    ),
  fc
    .dictionary(fc.constantFrom("address", "kinds", "areas", "counties", "language"), fc.string())
    .map((fields) =>
      new URLSearchParams(
        Object.entries(fields).map(([name, text]): [string, string] => [name, text.toWellFormed()]),
      ).toString(),
    ),
);
function safeJson(given: unknown): string {
  return JSON.stringify(given, (_, member) => (typeof member === "bigint" ? String(member) : member)) ?? "null";
}

const contentType = fc.constantFrom(
  "application/json",
  "application/json; charset=utf-8",
  "application/x-www-form-urlencoded",
  "text/plain",
  "application/cap+xml",
  "multipart/form-data",
  "application/json;charset=",
);

/** The addresses of the service, with their parameters left open. */
function addresses({ app }: Desk): string[] {
  const routes = app.routes
    .filter(({ method }) => method !== "ALL")
    .map(({ path }) => path.replaceAll(/\{.*?\}(?=\/|$)/g, ""));
  return [...new Set([...routes, "/", "/nowhere", "//", "/console/../api", "/api/v1/%2e%2e/x", "/exercise/exercise/"])];
}

function requestOf(office: Desk, known: readonly string[]) {
  return fc
    .record({
      route: fc.constantFrom(...known),
      fill: fc.array(part, { minLength: 2, maxLength: 2 }),
      method: fc.constantFrom(...methods),
      query: fc.constantFrom(...oddQueries),
      prefix: fc.constantFrom("", "", "", "/", "//", "/exercise", "/%2f"),
      suffix: fc.constantFrom("", "", "", "/", "//", "/x", "%00"),
      token: fc.constantFrom(undefined, office.author, office.approver, office.both, office.admin),
      headers,
      body,
      contentType: fc.option(contentType),
    })
    .map(({ route, fill, query, prefix, suffix, token, body: sent, contentType: type, ...rest }) => {
      const [one = "", other = ""] = fill;
      const filled = route.replace(/:\w+/, () => one).replace(/:\w+/, () => other);
      const hasBody = rest.method !== "GET" && rest.method !== "HEAD";
      return {
        ...rest,
        address: `http://localhost:8080${prefix}${filled}${suffix}${query}`,
        headers: {
          ...rest.headers,
          ...(token ? { authorization: `Bearer ${token}` } : {}),
          ...(type ? { "content-type": type } : {}),
        },
        body: hasBody ? sent : null,
      };
    });
}

/** What would show the inside: stack traces, file names, SQL, names of libraries. */
const inside = /\bat [\w.<>]+ \(|node_modules|\.tsx?:\d|SQLITE|SqliteError|drizzle|ZodError|\/src\//;

describe("malformed requests", () => {
  const name = runsEach > 0 ? `${runsEach} to each address` : `${runsInAll} over all addresses`;
  const timeout = runsEach > 0 ? 7_200_000 : 300_000;
  test(`of ${name} none is a defect, none takes long, none shows the inside`, { timeout }, async () => {
    const office = await desk();
    await office.publish();
    await office.submitted();
    const errors: unknown[] = [];
    Object.assign(office.dependencies.log, { error: (...entry: unknown[]) => errors.push(entry) });
    const all = addresses(office);
    const slowest = { milliseconds: 0, request: "" };
    for (const known of runsEach > 0 ? all.map((one) => [one]) : [all])
      await fc.assert(
        fc.asyncProperty(requestOf(office, known), async ({ address, method, headers: sent, body: content }) => {
          let request: Request;
          try {
            request = new Request(address, {
              method,
              headers: sent,
              body: content as NonNullable<RequestInit["body"]> | null,
            });
          } catch {
            return; // Not even a request: it reaches no server.
          }
          const startedAt = performance.now();
          const response = await office.app.fetch(request);
          const text = await response.text();
          const milliseconds = performance.now() - startedAt;
          if (milliseconds > slowest.milliseconds)
            Object.assign(slowest, { milliseconds, request: `${method} ${address.slice(0, 120)}` });
          expect(milliseconds).toBeLessThan(longestMilliseconds);
          expect(response.status, text.slice(0, 300)).toBeLessThan(500);
          expect(text).not.toMatch(inside);
          for (const [name, written] of response.headers) expect(`${name}: ${written}`).not.toMatch(inside);
          expect(response.headers.get("set-cookie") ?? "").not.toMatch(/x=1/);
          expect(response.headers.get("content-security-policy")).toMatch(/default-src 'none'/);
          expect(response.headers.get("x-content-type-options")).toBe("nosniff");
          if (response.status >= 400 && method !== "HEAD") expect(text).not.toBe("");
        }),
        { numRuns: runsEach > 0 ? runsEach : runsInAll },
      );
    if (runsEach > 0)
      console.info(`${all.length} addresses; slowest ${slowest.milliseconds.toFixed(1)} ms: ${slowest.request}`);
    expect(errors).toEqual([]);
    const health = await office.get("/");
    expect(health.status).toBe(200);
  });
});
