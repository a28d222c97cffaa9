import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { busyOffice } from "./busy-office.ts";

test("a page of the console is compressed for our own pages and the editor, kept by nobody, and plain for whoever else asks", async () => {
  const office = await busyOffice();
  const paths = ["/console", "/console/new?kind=imminent&status=actual", "/console/audit"];
  for (const path of paths) {
    const ask = (site: string | undefined, encoding: string) =>
      office.get(path, {
        cookie: office.cookie,
        "accept-encoding": encoding,
        ...(site === undefined ? {} : { "sec-fetch-site": site }),
      });
    const bytes = async (answer: Response) => new Uint8Array(await answer.arrayBuffer());
    for (const site of ["cross-site", "same-site", undefined]) {
      const answer = await ask(site, "gzip, br");
      expect([site, answer.status, answer.headers.get("content-encoding")]).toEqual([site, 200, null]);
      expect((await bytes(answer)).byteLength).toBeGreaterThan(2_000);
    }
    for (const [encoding, open] of [
      ["gzip", gunzipSync],
      ["br", brotliDecompressSync],
    ] as const) {
      const answer = await ask("same-origin", encoding);
      expect(answer.headers.get("content-encoding")).toBe(encoding);
      expect(answer.headers.get("cache-control")).toBe("no-store");
      expect(answer.headers.get("vary")).toContain("Sec-Fetch-Site");
      expect(answer.headers.get("content-security-policy")).toContain("default-src 'none'");
      const sent = await bytes(answer);
      expect(sent.byteLength, path).toBeLessThan(100_000);
      expect(open(sent).toString()).toMatch(/^<!doctype html>[\s\S]+<\/html>\s*$/);
    }
    expect((await ask("same-origin", "identity")).headers.get("content-encoding")).toBeNull();
  }
});

test("styles, scripts and the service worker are compressed, and are the same text", async () => {
  const office = await busyOffice();
  const page = await (await office.get("/")).text();
  const desk = await (await office.get("/console", { cookie: office.cookie })).text();
  const paths = [...`${page}${desk}`.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)].map(([, path = ""]) => path);
  expect(paths.length).toBeGreaterThan(3);
  for (const path of [...new Set(paths), "/service-worker.js"]) {
    const plain = await (await office.get(path)).text();
    if (plain.length < 512) continue;
    const answer = await office.get(path, { "accept-encoding": "br" });
    expect([path, answer.headers.get("content-encoding")]).toEqual([path, "br"]);
    expect(answer.headers.get("vary")).toContain("Accept-Encoding");
    expect(brotliDecompressSync(new Uint8Array(await answer.arrayBuffer())).toString()).toBe(plain);
  }
});
