/** Settings from the environment: every one has a default that starts, and all problems are reported at once. */
import { createPrivateKey, createPublicKey, type KeyObject, X509Certificate } from "node:crypto";
import { isIP } from "node:net";
import { z } from "zod";
import { parsePushAddress } from "./channels/push-subscription.ts";
import { mailAddressFault } from "./domain/mail-address.ts";
import type { Agency } from "./domain/ports.ts";
import { messageOf } from "./domain/thrown.ts";

/** An address, or a network with as many bits as its addresses have at the most. */
function isNetwork(text: string): boolean {
  const [address = "", bits = "0", ...rest] = text.split("/");
  const longest = isIP(address) === 4 ? 32 : 128;
  return isIP(address) !== 0 && rest.length === 0 && /^\d{1,3}$/.test(bits) && Number(bits) <= longest;
}

/** What DKIM can sign with (RFC 6376 §3.2, RFC 8463). */
function isDkimKey(pem: string): boolean {
  try {
    return ["rsa", "ed25519"].includes(createPrivateKey(pem).asymmetricKeyType ?? "");
  } catch {
    return false;
  }
}

/** `host` or `host:port`. An address by number would go around the check of what a name resolves to: only loopback may be one. */
function isServiceHost(text: string): boolean {
  const { host = "", port = "443" } = /^(?<host>[a-z0-9.-]+)(?::(?<port>\d{1,5}))?$/i.exec(text)?.groups ?? {};
  if (!URL.canParse(`https://${host}`) || Number(port) > 65_535 || Number(port) < 1) return false;
  const { hostname } = new URL(`https://${host}`);
  return isIP(hostname) === 0 ? hostname === host.toLowerCase() : /^127(\.\d{1,3}){3}$/.test(host);
}

/** Tokens must not travel unencrypted, but on this machine nobody listens in. */
function isIssuer(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, search, hash } = new URL(text);
  const isLoopback = hostname === "localhost" || hostname === "[::1]" || /^127(\.\d+){3}$/.test(hostname);
  return (protocol === "https:" || (protocol === "http:" && isLoopback)) && search === "" && hash === "";
}

const hostName = /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i;

const optionalFlag = z
  .enum(["true", "false", "on", "off", "1", "0"])
  .optional()
  .transform((text) => (text === undefined ? undefined : ["true", "on", "1"].includes(text)));

const flag = (byDefault: boolean) => optionalFlag.transform((value) => value ?? byDefault);

const list = z
  .string()
  .default("")
  .transform((text) => text.split(/[\s,]+/).filter((item) => item !== ""));

const wholeNumber = (least: number, most: number, byDefault: number) =>
  z
    .string()
    .default(String(byDefault))
    .refine((text) => /^\d+$/.test(text) && Number(text) >= least && Number(text) <= most, {
      error: `must be a whole number from ${least} to ${most}`,
    })
    .transform(Number);

/** A mail address, or an https address without a name and password in it, to which JSON is posted. */
function isToldAddress(text: string): boolean {
  if (!/^https?:/.test(text)) return mailAddressFault(text) === null;
  if (!URL.canParse(text)) return false;
  const { protocol, username, password } = new URL(text);
  return protocol === "https:" && username === "" && password === "";
}

const toldAddresses = list.refine((addresses) => addresses.every(isToldAddress), {
  error: "must hold mail addresses and https addresses, separated by commas or spaces",
});

const serviceHosts = list.refine((hosts) => hosts.every(isServiceHost), {
  error:
    "must hold names of hosts, as host or host:port; an address by number may only be loopback, such as 127.0.0.1:9443",
});

/** PEM, where a line feed may be written as `\\n`, since many ways of setting a variable allow only one line. */
const pem = z.string().transform((text) => `${text.replaceAll("\\n", "\n").trim()}\n`);

const httpsAddress = z
  .string()
  .regex(/^https:\/\/\S+$/, { error: "must be an https:// address" })
  .refine((text) => URL.canParse(text), { error: "must be an https:// address" })
  .optional();

const schema = z.object({
  /** Absent: every address of the machine, IPv6 and IPv4. */
  HOST: z.string().optional(),
  PORT: wholeNumber(0, 65_535, 8080),
  DATA_DIR: z.string().min(1).default("data"),
  BASE_URL: z
    .string()
    .optional()
    .refine(
      (text) =>
        text === undefined || (/^https?:\/\/[^/?#\s]+\/?$/.test(text) && URL.canParse(text) && !text.includes("@")),
      {
        error: "must be an http(s) address without a path, such as https://alerts.example.gov",
      },
    )
    .transform((text) => text?.replace(/\/$/, "")),
  SITE_NAME: z
    .string()
    .trim()
    .min(1)
    .max(100)
    .regex(/^[^\u0000-\u001f\u007f\u2028\u2029]*$/, { error: "must be one line" })
    .default("Terrorism Advisories"),
  SENDER_ID: z
    .string()
    .regex(/^[^\s,<&]+$/, { error: "must have no white space, comma, < or & (CAP 1.2)" })
    .default("advisories@localhost"),
  SITE_OFFICIAL: flag(false),
  AGENCY_NAME: z
    .string()
    .trim()
    .min(1)
    .max(200)
    .regex(/^[^\u0000-\u001f\u007f\u2028\u2029]*$/, { error: "must be one line" })
    .optional(),
  AGENCY_URL: httpsAddress,
  AGENCY_ABOUT_URL: httpsAddress,
  AGENCY_ACCESSIBILITY_URL: httpsAddress,
  AGENCY_FOIA_URL: httpsAddress,
  AGENCY_NO_FEAR_URL: httpsAddress,
  AGENCY_PRIVACY_URL: httpsAddress,
  /** The text, or `file:` and the path of a text file. */
  PRIVACY_ACT_NOTICE: z
    .string()
    .max(20_000)
    .transform((text) => text.replaceAll("\\n", "\n"))
    .optional(),
  /** The path of a CSV file. */
  REPORT_DIRECTORY: z.string().optional(),
  TRUSTED_PROXIES: list.refine((proxies) => proxies.every(isNetwork), {
    error: "must hold addresses or networks, such as 127.0.0.1 or 10.0.0.0/8",
  }),
  SECURITY_CONTACT: z
    .string()
    .optional()
    .refine((text) => text === undefined || /^(mailto:|https:\/\/|tel:)\S+$/.test(text), {
      error: "must begin with mailto:, https:// or tel:",
    }),
  SMTP_URL: z
    .string()
    .optional()
    .refine((text) => text === undefined || (/^smtps?:\/\/\S+$/.test(text) && URL.canParse(text)), {
      error: "must be smtp://host:port or smtps://user:password@host:port",
    }),
  MAIL_FROM: z
    .string()
    .max(300)
    .regex(/^(?:[^<>@\u0000-\u001f\u007f\u2028\u2029]*<[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/, {
      error: "must be name@domain or Name <name@domain>, in one line",
    })
    .default("Terrorism Advisories <advisories@localhost>"),
  BOUNCE_ADDRESS: z
    .string()
    .refine((text) => mailAddressFault(text) === null && /^[a-z0-9.-]{1,17}@/i.test(text), {
      error: "must be name@domain with at most 17 letters, digits, dots and hyphens before the @",
    })
    .optional(),
  BOUNCE_DIR: z.string().optional(),
  BOUNCE_KEY: z.string().min(16, { error: "must have at least 16 characters" }).optional(),
  MAIL_CONNECTIONS: wholeNumber(1, 200, 20),
  DKIM_DOMAIN: z.string().regex(hostName, { error: "must be a domain" }).optional(),
  DKIM_SELECTOR: list.refine((names) => names.every((name) => hostName.test(name)), {
    error: "must hold names of selectors, one for each key",
  }),
  /** One key, or several behind one another. */
  DKIM_KEY: z
    .string()
    .default("")
    .transform((text) => text.replaceAll("\\n", "\n").split(/(?<=-----END [A-Z ]+-----)\s*/))
    .transform((keys) => keys.filter((key) => key.trim() !== ""))
    .refine((keys) => keys.every(isDkimKey), {
      error: "must hold RSA or Ed25519 private keys in PEM (line ends may be written as \\n)",
    }),
  CAP_SIGNING_KEY: pem.optional(),
  CAP_SIGNING_CERT: pem.optional(),
  VAPID_SUBJECT: z
    .string()
    .regex(/^(mailto:\S+@\S+|https:\/\/\S+)$/, { error: "must be mailto:… or https://…" })
    .default("mailto:advisories@localhost.invalid"),
  PUSH_HOSTS: serviceHosts,
  WEBHOOK_HOSTS: serviceHosts,
  SIGN_UP_MAILS_PER_MINUTE: wholeNumber(1, 1_000_000, 1_000),
  SIGN_UP_MAILS_PER_DOMAIN: wholeNumber(1, 1_000_000, 100),
  RATE_LIMIT: z.enum(["on", "off"]).default("on"),
  /** Absent: on, but off on an official site. */
  API_APPROVE: optionalFlag,
  HEARTBEAT: flag(false),
  OIDC_ISSUER: z
    .string()
    .optional()
    .refine((text) => text === undefined || isIssuer(text), {
      error: "must be an https address (http only on this machine, for tests), as the provider writes it",
    }),
  OIDC_CLIENT_ID: z.string().optional(),
  OIDC_CLIENT_SECRET: z.string().optional(),
  OIDC_ACR: list,
  OIDC_AMR: list,
  SESSION_IDLE_MINUTES: wholeNumber(5, 24 * 60, 60),
  SESSION_HOURS: wholeNumber(1, 24 * 7, 12),
  ALARM_TO: toldAddresses,
  CANARY_TO: toldAddresses,
  /** A browser's PushSubscription as JSON. */
  CANARY_PUSH: z.string().trim().optional(),
  METRICS_KEY: z.string().min(16, { error: "must have at least 16 characters" }).optional(),
  DELIVERY_THREADS: wholeNumber(1, 16, 2),
  LOG_LEVEL: z.enum(["trace", "debug", "info", "warn", "error", "silent"]).default("info"),
});

export type Settings = Omit<z.output<typeof schema>, "BASE_URL" | "API_APPROVE"> & {
  readonly BASE_URL: string;
  readonly API_APPROVE: boolean;
};

export type ReadSettings =
  | { readonly ok: true; readonly settings: Settings }
  | { readonly ok: false; readonly problems: readonly string[] };

/** `BASE_URL` defaults to localhost: passkeys refuse IP addresses. */
export function readSettings(raw: Readonly<Record<string, string | undefined>>): ReadSettings {
  const given = Object.fromEntries(Object.entries(raw).filter(([, value]) => value !== undefined && value !== ""));
  const parsed = schema.safeParse(given);
  if (!parsed.success) {
    return { ok: false, problems: parsed.error.issues.map((issue) => `${issue.path.join(".")} ${issue.message}`) };
  }
  const { BASE_URL = `http://localhost:${parsed.data.PORT}`, ...rest } = parsed.data;
  const { DKIM_DOMAIN, DKIM_SELECTOR, DKIM_KEY } = rest;
  if ((DKIM_DOMAIN === undefined) !== (DKIM_KEY.length === 0) || DKIM_SELECTOR.length !== DKIM_KEY.length) {
    const together = "DKIM_DOMAIN, DKIM_SELECTOR and DKIM_KEY belong together: set all three or none";
    return { ok: false, problems: [`${together}, and as many selectors as keys`] };
  }
  if ((rest.AGENCY_NAME === undefined) !== (rest.AGENCY_URL === undefined))
    return { ok: false, problems: ["AGENCY_NAME and AGENCY_URL belong together: set both or none"] };
  const { OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET, OIDC_ACR, OIDC_AMR } = rest;
  if ((OIDC_ISSUER === undefined) !== (OIDC_CLIENT_ID === undefined)) {
    return { ok: false, problems: ["OIDC_ISSUER and OIDC_CLIENT_ID belong together: set both or none"] };
  }
  const isPartial = OIDC_CLIENT_SECRET !== undefined || OIDC_ACR.length > 0 || OIDC_AMR.length > 0;
  if (OIDC_ISSUER === undefined && isPartial) {
    return { ok: false, problems: ["OIDC_CLIENT_SECRET, OIDC_ACR and OIDC_AMR need OIDC_ISSUER and OIDC_CLIENT_ID"] };
  }
  const problem = signingProblem(rest.CAP_SIGNING_KEY, rest.CAP_SIGNING_CERT);
  if (problem !== null) return { ok: false, problems: [problem] };
  const browser = rest.CANARY_PUSH === undefined ? null : parsePushAddress(rest.CANARY_PUSH, rest.PUSH_HOSTS);
  if (browser?.ok === false) return { ok: false, problems: [`CANARY_PUSH: ${browser.reason}`] };
  return {
    ok: true,
    settings: { ...rest, BASE_URL, API_APPROVE: rest.API_APPROVE ?? !rest.SITE_OFFICIAL },
  };
}

/** The agency that the settings name. */
export function agencyOf(settings: Settings): Agency | undefined {
  const { AGENCY_NAME: name, AGENCY_URL: url } = settings;
  if (name === undefined || url === undefined) return undefined;
  const links = {
    aboutUrl: settings.AGENCY_ABOUT_URL,
    accessibilityUrl: settings.AGENCY_ACCESSIBILITY_URL,
    foiaUrl: settings.AGENCY_FOIA_URL,
    noFearUrl: settings.AGENCY_NO_FEAR_URL,
    privacyUrl: settings.AGENCY_PRIVACY_URL,
  };
  return { name, url, ...Object.fromEntries(Object.entries(links).filter(([, link]) => link !== undefined)) };
}

/** What is wrong with the pair that signs CAP messages. Readers of CAP refuse ECDSA. */
function signingProblem(key: string | undefined, certificate: string | undefined): string | null {
  if (key === undefined && certificate === undefined) return null;
  if (key === undefined || certificate === undefined)
    return "CAP_SIGNING_KEY and CAP_SIGNING_CERT belong together: set both or none";
  try {
    const parsed = createPrivateKey(key);
    if (parsed.asymmetricKeyType !== "rsa") return "CAP_SIGNING_KEY must be an RSA key";
    // Not by checkPrivateKey, which says no to every key on Workers.
    const spki = (of: KeyObject) => of.export({ type: "spki", format: "der" });
    if (!spki(createPublicKey(key)).equals(spki(new X509Certificate(certificate).publicKey)))
      return "CAP_SIGNING_CERT is not the certificate of CAP_SIGNING_KEY";
    return null;
  } catch (error) {
    return `CAP_SIGNING_KEY and CAP_SIGNING_CERT must be PEM: ${messageOf(error)}`;
  }
}
