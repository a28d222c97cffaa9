/**
 * An agency's identity provider: npm's oidc-provider in a process of its own. Prints its issuer once it listens. Whoever signs in under
 * the name of a fault is given a token with that fault, and everybody else a right one.
 */
import { generateKeyPairSync, sign } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import Provider from "oidc-provider";
import { type TokenFault, tokenFaults } from "./oidc-provider.ts";

const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const key = { ...privateKey.export({ format: "jwk" }), kid: "k", alg: "RS256", use: "sig" };

type Claims = Record<string, unknown> & { iat: number; exp: number };

const lies: Record<TokenFault, (claims: Claims) => Claims> = {
  "wrong-issuer": (claims) => ({ ...claims, iss: "https://evil.example" }),
  "wrong-audience": (claims) => ({ ...claims, aud: "somebody-else" }),
  "wrong-nonce": (claims) => ({ ...claims, nonce: "of another browser" }),
  expired: (claims) => ({ ...claims, iat: claims.iat - 9_000, exp: claims.exp - 9_000 }),
  unsigned: (claims) => claims,
};

function withFault(token: string, fault: TokenFault): string {
  const [, claims = ""] = token.split(".");
  const part = (json: unknown) => Buffer.from(JSON.stringify(json)).toString("base64url");
  const told = part(lies[fault](JSON.parse(Buffer.from(claims, "base64url").toString())));
  if (fault === "unsigned") return `${part({ alg: "none" })}.${told}.`;
  const matter = `${part({ alg: "RS256", kid: "k" })}.${told}`;
  return `${matter}.${sign("sha256", Buffer.from(matter), privateKey).toString("base64url")}`;
}

function faultOf(token: string): TokenFault | undefined {
  const { sub } = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());
  return tokenFaults.find((fault) => fault === sub);
}

const server = createServer();
server.listen(0, "127.0.0.1", () => {
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: "ntas",
        client_secret: "secret",
        redirect_uris: [process.argv[2] ?? ""],
      },
    ],
    jwks: { keys: [key] },
    cookies: { keys: ["of this test"] },
    claims: { openid: ["sub"], email: ["email", "email_verified"] },
    findAccount: (_context, id) => ({
      accountId: id,
      claims: async () => ({ sub: id, email: "ana@example.org", email_verified: true }),
    }),
    pkce: { required: () => true },
    features: { devInteractions: { enabled: true } },
  });
  provider.use(async (context, next) => {
    await next();
    const answer = context.body as { id_token?: string } | undefined;
    if (context.path !== "/token" || answer?.id_token === undefined) return;
    const fault = faultOf(answer.id_token);
    if (fault) context.body = { ...answer, id_token: withFault(answer.id_token, fault) };
  });
  server.on("request", provider.callback());
  process.stdout.write(`${issuer}\n`);
});
