/** The identity provider of `oidc-provider-process.ts`: started, and walked through as a browser does. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

export const tokenFaults = ["wrong-issuer", "wrong-audience", "wrong-nonce", "expired", "unsigned"] as const;
export type TokenFault = (typeof tokenFaults)[number];

export interface OidcProvider {
  readonly issuer: string;
  /** Signs in there under this name and agrees; gives the address that leads back. */
  signIn(authorizationUrl: string, name: string): Promise<URL>;
  stop(): Promise<void>;
}

export async function oidcProvider(redirectUri: string): Promise<OidcProvider> {
  const entry = fileURLToPath(new URL("./oidc-provider-process.ts", import.meta.url));
  const child = spawn(process.execPath, [entry, redirectUri], { stdio: ["ignore", "pipe", "inherit"] });
  const ended = once(child, "exit");
  const [issuer] = await Promise.race([
    once(createInterface(child.stdout), "line"),
    ended.then(([code]) => Promise.reject(new Error(`the identity provider ended with ${code}`))),
  ]);

  async function signIn(authorizationUrl: string, name: string): Promise<URL> {
    const jar = new Map<string, string>();
    const walk = async (where: string, form?: Record<string, string>): Promise<Response> => {
      const cookie = [...jar].map(([key, value]) => `${key}=${value}`).join("; ");
      const body = form ? { method: "POST", body: new URLSearchParams(form) } : {};
      const response = await fetch(where, { redirect: "manual", headers: { cookie }, ...body });
      for (const line of response.headers.getSetCookie()) {
        const [, key = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
        jar.set(key, value);
      }
      const next = response.headers.get("location");
      if (next?.startsWith(redirectUri)) return response;
      return next ? walk(new URL(next, where).href) : response;
    };
    const action = (html: string) => /action="([^"]+)"/.exec(html)?.[1] ?? "";
    const login = await (await walk(authorizationUrl)).text();
    const consent = await (await walk(action(login), { prompt: "login", login: name, password: "x" })).text();
    const back = await walk(action(consent), { prompt: "consent" });
    return new URL(back.headers.get("location") ?? "");
  }

  return {
    issuer: String(issuer),
    signIn,
    async stop() {
      child.kill();
      await ended;
    },
  };
}
