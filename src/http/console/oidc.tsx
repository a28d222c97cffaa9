/**
 * Signing in at the agency's identity provider: OpenID Connect, authorization code with PKCE (RFC 7636), state and nonce. It says who
 * somebody is; whether they are an editor is decided here, and it never makes an account. State, nonce and verifier are all made of one
 * secret in the browser's cookie, so that strangers make us write nothing down.
 */
import { type Context, Hono } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import * as client from "openid-client";
import { ProviderPage, type ProviderTrouble } from "../../../templates/console/provider.tsx";
import { signInByIdentity } from "../../actions/sessions.ts";
import { errorPage, frameFor, privatePage } from "../page-answer.tsx";
import { cookieName, page } from "./session.tsx";
import { giveSession, type SigningInDependencies } from "./signing-in.tsx";

export interface OidcSettings {
  readonly issuer: string;
  readonly clientId: string;
  /** Absent: a public client, which PKCE alone protects. */
  readonly clientSecret?: string;
  /** One of these `acr` values must be in the ID token; none: any will do. */
  readonly acr: readonly string[];
  /** All of these `amr` values must be. */
  readonly amr: readonly string[];
}

export interface OidcDependencies extends SigningInDependencies {
  readonly oidc?: OidcSettings;
}

const begunCookie = "__Host-oidc";
const longestWayMs = 10 * 60_000;
const providerTimeoutSeconds = 5;
/** A provider that is down is not asked again by every click. */
const retryAfterMs = 5_000;

export function oidcPages(dependencies: OidcDependencies): Hono {
  const { site, clock, oidc, digest, newId, log, signInLimit } = dependencies;
  const routes = new Hono();
  if (!oidc) return routes;
  const redirectUri = `${site.baseUrl}/console/oidc/callback`;
  const provider = providerReader(oidc, dependencies);
  const partsOf = (begun: string) => ({
    state: digest(`state ${begun}`),
    nonce: digest(`nonce ${begun}`),
    verifier: digest(`verifier ${begun}`),
  });
  const trouble = (context: Context, what: ProviderTrouble, error?: unknown) => {
    if (error) log.warn({ reason: reasonOf(error) }, `signing in by the identity provider failed: ${what}`);
    const made = <ProviderPage frame={frameFor(context, site, clock.now())} trouble={what} />;
    return page(context, made, what === "down" ? 503 : 403);
  };

  routes.get("/oidc", async (context) => {
    const wait = signInLimit(context);
    if (wait !== null)
      return errorPage(context, site, clock.now(), { type: "too-many-requests", retryAfterSeconds: wait });
    const begun = `${clock.now()}-${newId()}${newId()}`;
    const { state, nonce, verifier } = partsOf(begun);
    try {
      const target = client.buildAuthorizationUrl(await provider(), {
        redirect_uri: redirectUri,
        scope: "openid email",
        state,
        nonce,
        code_challenge: await client.calculatePKCECodeChallenge(verifier),
        code_challenge_method: "S256",
        ...(oidc.acr.length > 0 ? { acr_values: oidc.acr.join(" ") } : {}),
      });
      // Lax: the provider's page leads back here from another site.
      setCookie(context, begunCookie, begun, {
        path: "/",
        secure: true,
        httpOnly: true,
        sameSite: "Lax",
        maxAge: longestWayMs / 1_000,
      });
      return context.redirect(target.href, 302);
    } catch (error) {
      return trouble(context, "down", error);
    }
  });

  routes.get("/oidc/callback", async (context) => {
    const begun = getCookie(context, begunCookie) ?? "";
    deleteCookie(context, begunCookie, { path: "/", secure: true });
    const begunAt = Number(begun.split("-")[0]);
    if (begun === "" || !(clock.now() < begunAt + longestWayMs)) return trouble(context, "cancelled");
    const { state, nonce, verifier } = partsOf(begun);
    let who: Awaited<ReturnType<typeof identityOf>>;
    try {
      const address = new URL(redirectUri + new URL(context.req.url).search);
      who = await identityOf(await provider(), address, { state, nonce, verifier });
    } catch (error) {
      return trouble(context, troubleOf(error), error);
    }
    if (!isStrongEnough(oidc, who)) return trouble(context, "weak");
    const signedIn = await signInByIdentity(dependencies, who, getCookie(context, cookieName));
    if (!signedIn.ok) return trouble(context, "unknown");
    giveSession(context, signedIn.value);
    // A redirect would still count as coming from the provider's site, and carry no strict cookie: this page goes on by itself.
    return privatePage(context, <ProviderPage frame={frameFor(context, site, clock.now())} />);
  });
  return routes;
}

/** What the provider says of itself, asked at the first sign-in and kept for an hour. */
function providerReader(oidc: OidcSettings, { clock }: OidcDependencies): () => Promise<client.Configuration> {
  let known: { readonly asked: Promise<client.Configuration>; readonly until: number } | undefined;
  return () => {
    const now = clock.now();
    if (known && now < known.until) return known.asked;
    const issuer = new URL(oidc.issuer);
    const asked = client.discovery(
      issuer,
      oidc.clientId,
      undefined,
      oidc.clientSecret === undefined ? client.None() : client.ClientSecretBasic(oidc.clientSecret),
      {
        timeout: providerTimeoutSeconds,
        // Signatures are checked also where the token came over TLS: a proxy in between is not the provider.
        execute: [
          client.enableNonRepudiationChecks,
          ...(issuer.protocol === "http:" ? [client.allowInsecureRequests] : []),
        ],
      },
    );
    known = { asked, until: now + 3_600_000 };
    asked.catch(() => {
      known = { asked, until: clock.now() + retryAfterMs };
    });
    return asked;
  };
}

interface Identity {
  /** Issuer and subject. */
  readonly identity: string;
  /** Only where the provider says that it is verified. */
  readonly verifiedEmail?: string;
  readonly acr?: unknown;
  readonly amr?: unknown;
}

/** Who came back. Throws where anything is not as it must be: issuer, audience, nonce, times, signature (OpenID Connect Core §3.1.3.7). */
async function identityOf(
  config: client.Configuration,
  address: URL,
  { state, nonce, verifier }: { state: string; nonce: string; verifier: string },
): Promise<Identity> {
  const tokens = await client.authorizationCodeGrant(config, address, {
    expectedState: state,
    expectedNonce: nonce,
    pkceCodeVerifier: verifier,
    idTokenExpected: true,
  });
  const claims = tokens.claims();
  if (!claims) throw new Error("there is no ID token");
  const { iss, sub, acr, amr } = claims;
  const mayAsk = claims.email === undefined && config.serverMetadata().userinfo_endpoint !== undefined;
  const about = mayAsk ? await client.fetchUserInfo(config, tokens.access_token, sub) : claims;
  const isVerified = typeof about.email === "string" && about.email_verified === true;
  return { identity: `${iss} ${sub}`, acr, amr, ...(isVerified ? { verifiedEmail: String(about.email) } : {}) };
}

function isStrongEnough(oidc: OidcSettings, { acr, amr }: Identity): boolean {
  const methods: unknown[] = Array.isArray(amr) ? amr : [];
  const isClassRight = oidc.acr.length === 0 || (typeof acr === "string" && oidc.acr.includes(acr));
  return isClassRight && oidc.amr.every((one) => methods.includes(one));
}

/** What the person is told: it is down, they cancelled, or what came is not to be trusted. */
function troubleOf(error: unknown): ProviderTrouble {
  if (error instanceof client.AuthorizationResponseError) return "cancelled";
  const { code, cause } = error as { code?: unknown; cause?: unknown };
  const isUnreachable =
    code === "OAUTH_TIMEOUT" ||
    error instanceof TypeError ||
    (cause instanceof TypeError && /fetch/.test(cause.message));
  if (isUnreachable) return "down";
  // By its field: on Node the global Response is the server library's, and what fetch answered is no instance of it.
  const status = (cause as { status?: unknown } | undefined)?.status ?? (error as { status?: unknown }).status;
  return typeof status === "number" && status >= 500 ? "down" : "invalid";
}

/** Names of errors only: a message may hold what somebody sent. */
function reasonOf(error: unknown): string {
  const { name, code } = error as { name?: string; code?: string };
  return [name, code].filter((one) => typeof one === "string").join(" ");
}
