import { describe, expect, it } from "vitest";
import { desk } from "./support.ts";

describe("the page for machines", () => {
  it.each(["en", "es"])("shows commands that work as they stand (%s)", async (language) => {
    const office = await desk({ isUnlimited: false });
    await office.publish();
    const page = await (await office.get("/machines", { "accept-language": language })).text();
    const commands = [...page.matchAll(/<code>(curl [^<]*)<\/code>/g)].map(([, command = ""]) =>
      command.replaceAll("&#39;", "'").replaceAll("&amp;", "&"),
    );
    expect(commands.length).toBeGreaterThan(15);
    for (const command of commands) {
      const { pathname, search } = new URL(/'(http:[^']+)'/.exec(command)?.[1] ?? "");
      if (pathname === "/websub") {
        const fields = [...command.matchAll(/-d '([^']+)'/g)].map(([, field = ""]) => field).join("&");
        const answer = await office.app.request(pathname, { method: "POST", body: new URLSearchParams(fields) });
        expect([answer.status, await answer.text()], command).toEqual([202, "The callback will be asked.\n"]);
        continue;
      }
      const accept = /-H 'Accept: ([^']+)'/.exec(command)?.[1];
      const [{ slug }] = (await office.call("GET", "/api/v1/advisories")).json.advisories;
      const path = decodeURIComponent(pathname).replace("{slug}", slug);
      const answer = await office.get(`${path}${search}`, accept ? { accept } : {});
      expect(answer.status, command).toBe(200);
      await answer.body?.cancel();
    }
  });

  it("names every kind of client with how often to ask and how to check", async () => {
    const page = await (await (await desk()).get("/machines")).text();
    for (const client of ["Signs", "aggregators", "Fusion centers", "News readers", "Apps", "Websites", "Partners"])
      expect(page).toMatch(new RegExp(`<h3>[^<]*${client}`));
    expect(page.match(/<dt>How often<\/dt>/g)).toHaveLength(7);
    expect(page, "no PNG where the platform cannot draw").not.toContain("/badge.png");
    for (const path of ["/badge.svg", ".pdf", ".txt", "/display", "/calendar.ics"]) expect(page).toContain(path);
  });
});
