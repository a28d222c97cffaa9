/** What an operator meets at the very first start, at a wrong one, and at the end. */
import { cpSync, existsSync, readdirSync, readFileSync, statSync, watch, writeFileSync } from "node:fs";
import { join } from "node:path";
import PostalMime from "postal-mime";
import { afterEach, describe, expect, it } from "vitest";
import { eventually, newProcess, runToItsEnd, type ServiceProcess, type Surroundings } from "../../support/process.ts";

const started: ServiceProcess[] = [];
afterEach(async () => {
  await Promise.all(started.splice(0).map((service) => service.dispose()));
});

async function aService(surroundings: Surroundings = {}): Promise<ServiceProcess> {
  const service = await newProcess(surroundings);
  started.push(service);
  return service;
}

async function aTwinOf(service: ServiceProcess): Promise<ServiceProcess> {
  const twin = await service.twin();
  started.unshift(twin);
  return twin;
}

/** The one-time sign-in links that a service printed, as paths. */
function signInLinks(service: ServiceProcess): string[] {
  const links = service.output().matchAll(/^Sign-in link for .*: (http\S+)$/gm);
  return [...links].map(([, link = ""]) => link);
}

/** A request as a browser sends it that types an address or presses a button on the service's own page. */
function browse(url: string, method: "GET" | "POST" = "GET", cookie?: string): Promise<Response> {
  const headers = { "sec-fetch-site": method === "GET" ? "none" : "same-origin", ...(cookie ? { cookie } : {}) };
  return fetch(url, { method, headers, redirect: "manual" });
}

describe("the first start", () => {
  it("prints two sign-in links, for an author and for an approver, and a later start prints none", async () => {
    const service = await aService();
    await service.start();
    await eventually("two links", () => signInLinks(service).length === 2);
    expect(service.output()).toMatch(/Sign-in link for the first author .*\/console\/sign-in\//);
    expect(service.output()).toMatch(/Sign-in link for the first approver .*\/console\/sign-in\//);
    for (const link of signInLinks(service)) expect(link).toContain(`${service.baseUrl}/console/sign-in/`);

    await service.stop();
    await service.start();
    await service.stop();
    expect(signInLinks(service)).toHaveLength(2);
  });

  it("refuses a false link when it is opened", async () => {
    const service = await aService();
    await service.start();
    const [link = ""] = await eventually("the links", () => signInLinks(service).length === 2 && signInLinks(service));
    const falseLink = `${link.slice(0, -1)}${link.endsWith("A") ? "B" : "A"}`;
    for (const wrong of [falseLink, link.slice(0, -1), `${service.baseUrl}/console/sign-in/x`]) {
      const answer = await browse(wrong);
      expect(answer.status).toBe(410);
      expect(await answer.text()).not.toContain("<form");
      expect((await browse(wrong, "POST")).status).toBe(410);
    }
  });

  it("signs in once, by the button and not by opening the link, and leads to the console", async () => {
    const service = await aService();
    await service.start();
    const [link = ""] = await eventually("the links", () => signInLinks(service).length === 2 && signInLinks(service));
    for (let opened = 0; opened < 3; opened++) {
      const page = await browse(link);
      expect(page.status).toBe(200);
      expect(page.headers.get("set-cookie")).toBeNull();
      expect(await page.text()).toContain("<form");
    }

    const signedIn = await browse(link, "POST");
    expect(signedIn.status).toBe(303);
    expect(signedIn.headers.get("location")).toBe("/console");
    const [cookie = "", ...attributes] = (signedIn.headers.get("set-cookie") ?? "").split("; ");
    expect(attributes).toEqual(expect.arrayContaining(["Secure", "HttpOnly", "SameSite=Strict", "Path=/"]));
    const console = await browse(`${service.baseUrl}/console`, "GET", cookie);
    expect(console.status).toBe(200);
    expect(await console.text()).toContain("First author");

    const again = await browse(link);
    expect(again.status).toBe(410);
    expect(await again.text()).not.toContain("<form");
    const twice = await browse(link, "POST");
    expect(twice.status).toBe(410);
    expect(twice.headers.get("set-cookie")).toBeNull();
    expect((await browse(`${service.baseUrl}/console`)).status).toBe(401);
  });

  it("with a hundred presses of the button at once signs in one", async () => {
    const service = await aService();
    await service.start();
    const [link = ""] = await eventually("the links", () => signInLinks(service).length === 2 && signInLinks(service));
    const answers = await Promise.all(Array.from({ length: 100 }, () => browse(link, "POST")));
    expect(answers.filter(({ status }) => status === 303)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 410)).toHaveLength(99);
  });
});

describe("wrong settings", () => {
  it("stop the start, with every problem listed at once and nothing written", async () => {
    const dataFolder = join((await aService()).dataFolder, "not-made");
    const { code, said } = await runToItsEnd({
      DATA_DIR: dataFolder,
      PORT: "eighty",
      BASE_URL: "alerts.example.gov",
      SENDER_ID: "two words",
      SMTP_URL: "mail.example.gov",
      VAPID_SUBJECT: "nobody",
      LOG_LEVEL: "loud",
    });
    expect(code).toBe(2);
    for (const name of ["PORT", "BASE_URL", "SENDER_ID", "SMTP_URL", "VAPID_SUBJECT", "LOG_LEVEL"]) {
      expect(said).toMatch(new RegExp(`^ +${name} \\S`, "m"));
    }
    expect(said).toContain("nothing was started");
    expect(existsSync(dataFolder)).toBe(false);
  });

  it("a port that is taken is named and the start ends; the next start prints the links", async () => {
    const service = await aService();
    await service.start();
    const other = await aService();
    const { code, said } = await runToItsEnd({ DATA_DIR: other.dataFolder, PORT: new URL(service.baseUrl).port });
    expect(code).toBe(1);
    expect(said).toContain(`Cannot listen on port ${new URL(service.baseUrl).port}`);
    expect(said).not.toContain("/console/sign-in/");
    await other.start();
    await eventually("two links", () => signInLinks(other).length === 2);
  });
});

describe("behind a proxy", () => {
  it("a connection that rests is kept longer than a proxy keeps it, and nobody else's", async () => {
    for (const [proxies, timeout] of [
      ["127.0.0.1", "timeout=75"],
      ["", "timeout=5"],
    ] as const) {
      const service = await aService({ settings: { TRUSTED_PROXIES: proxies } });
      await service.start();
      // The second time it is an answer that was kept.
      for (let time = 0; time < 2; time++) {
        const answer = await fetch(`${service.baseUrl}/feeds/advisories.rss`);
        expect(answer.headers.get("keep-alive")).toBe(timeout);
      }
    }
  });
});

describe("the end", () => {
  it("comes cleanly on SIGTERM, also in the moment after the start and while somebody reads", async () => {
    const service = await aService();
    await service.start();
    expect(await service.stop()).toBe(0);
    for (let round = 0; round < 2; round++) {
      await service.start();
      const reading = Promise.all(Array.from({ length: 20 }, () => fetch(service.baseUrl).catch(() => null)));
      expect(await service.stop()).toBe(0);
      await reading;
    }
    expect(service.output()).not.toMatch(/"level":(50|60)/);
  });
});

describe("two processes on one data folder", () => {
  it("start at once, empty as it is, without an error, and both know what either writes", async () => {
    let one = await aService();
    let other = one;
    for (let round = 0; round < 4; round++) {
      one = await aService();
      other = await aTwinOf(one);
      await Promise.all([one.start(), other.start()]);
      await eventually("two links", () => signInLinks(one).length + signInLinks(other).length >= 2);
      if (round < 3) expect(await Promise.all([one.stop(), other.stop()])).toEqual([0, 0]);
      for (const { output } of [one, other]) expect(output()).not.toMatch(/"level":(50|60)|Error/);
    }
    await Promise.all([
      one.ntas("editor", "add", "--email", "a@example.gov", "--name", "A", "--role", "author"),
      other.ntas("editor", "add", "--email", "b@example.gov", "--name", "B", "--role", "approver"),
    ]);
    const tokens = await Promise.all([
      other.ntas("token", "--email", "a@example.gov"),
      one.ntas("token", "--email", "b@example.gov"),
    ]);
    for (const { baseUrl } of [one, other]) {
      for (const token of tokens) {
        const answer = await fetch(`${baseUrl}/api/v1/drafts`, { headers: { authorization: `Bearer ${token}` } });
        expect(answer.status).toBe(200);
      }
    }
    const links = [...signInLinks(one), ...signInLinks(other)];
    expect(links.length).toBeGreaterThanOrEqual(2);
    for (const link of links) expect((await browse(link)).status).toBe(200);
    // What the command line was given wrongly, it refuses, and does nothing.
    await expect(one.ntas("clock", "release", "tomorrow")).rejects.toThrow("does not take “tomorrow”");
    await expect(one.ntas("rotate-signing", "soon")).rejects.toThrow("rotate-signing [now]");
    expect(await one.ntas("--help")).not.toMatch(/^[<=>]{7}/m);
    expect(await one.ntas("verify-audit")).toContain("is whole");
    expect(await Promise.all([one.stop(), other.stop()])).toEqual([0, 0]);
    for (const { output } of [one, other]) expect(output()).not.toMatch(/"level":(50|60)|Error/);
  });
});

describe("a backup", () => {
  it("has its name only when it is whole, and is its owner's alone; what a stopped one left is in nobody's way", async () => {
    const service = await aService();
    const file = join(service.dataFolder, "copy.sqlite");
    await service.ntas("editor", "add", "--email", "a@example.gov", "--name", "A", "--role", "author");
    writeFileSync(`${file}-writing`, "half a copy");
    await service.ntas("backup", file);
    expect(statSync(file).mode & 0o077).toBe(0);
    expect(existsSync(`${file}-writing`)).toBe(false);
  });
});

describe("a restore", () => {
  it("from a wrong file leaves the folder as it was, so that the right file can follow", async () => {
    const [source, service] = [await aService(), await aService()];
    await source.ntas("editor", "add", "--email", "a@example.gov", "--name", "A", "--role", "author");
    const [wrong, right] = [join(source.dataFolder, "wrong.txt"), join(source.dataFolder, "right.sqlite")];
    writeFileSync(wrong, "not a database ".repeat(100));
    await source.ntas("backup", right);
    cpSync(join(source.dataFolder, "keys"), join(service.dataFolder, "keys"), { recursive: true });
    await expect(service.ntas("restore", wrong)).rejects.toThrow("nothing was restored");
    // With keys and without a database it says so in a sentence.
    await expect(service.ntas("status")).rejects.toThrow(/^Command failed: .*\n\S* has the keys of a service/);
    expect(await service.ntas("restore", right)).toContain("The audit chain is whole");
  });
});

describe("without a mail server", () => {
  it("each mail becomes a file that is whole from the moment it can be seen, and the console shows it", async () => {
    const service = await aService();
    await service.start();
    const folder = join(service.dataFolder, "mail");
    const address = (number: number) => `reader-${number}@example.org`;
    const signUp = (number: number) =>
      fetch(`${service.baseUrl}/api/v1/subscriptions`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ channel: "email", address: address(number) }),
      });
    expect((await signUp(0)).status).toBe(202);
    await eventually("the mail folder", () => existsSync(folder));
    const seen = new Map<string, string>();
    const watcher = watch(folder, () => {
      for (const name of readdirSync(folder)) if (!seen.has(name)) seen.set(name, contentOf(join(folder, name)));
    });
    for (let number = 1; number < 30; number++) expect((await signUp(number)).status).toBe(202);
    const files = () => readdirSync(folder).filter((name) => name.endsWith(".eml"));
    await eventually("thirty mails", () => files().length === 30);
    watcher.close();
    for (const [name, content] of seen) {
      // What is being written has another name: nobody who looks for mails can see half of one.
      expect(name).toMatch(/^[0-9a-f]{32}\.eml$|^\..*\.tmp$/);
      if (name.endsWith(".eml")) expect(content.trimEnd()).toMatch(/\r\n--[^\r\n]+--$/);
    }

    const mails = await Promise.all(files().map((name) => PostalMime.parse(readFileSync(join(folder, name)))));
    const recipients = mails.map((mail) => mail.to?.[0]?.address ?? "").sort();
    expect(recipients).toEqual(Array.from({ length: 30 }, (_, number) => address(number)).sort());
    for (const mail of mails) {
      expect(mail.subject).toMatch(/^Confirm your subscription/);
      expect(mail.text).toContain(`${service.baseUrl}/confirm/`);
      expect(mail.html).toContain("</html>");
    }

    const [link = ""] = signInLinks(service);
    const [cookie = ""] = ((await browse(link, "POST")).headers.get("set-cookie") ?? "").split("; ");
    const console = await (await browse(`${service.baseUrl}/console`, "GET", cookie)).text();
    expect(console).toContain(address(7));
    const [path = ""] = /\/console\/mails\/[0-9a-f]{32}\.eml/.exec(console) ?? [];
    const shown = await browse(`${service.baseUrl}${path}`, "GET", cookie);
    expect(shown.status).toBe(200);
    expect(await shown.text()).toMatch(/^To: reader-/m);
    expect((await browse(`${service.baseUrl}${path}`)).status).toBe(401);
  });
});

/** Empty where the file has gone again. */
function contentOf(path: string): string {
  try {
    return readFileSync(path, "latin1");
  } catch {
    return "";
  }
}
