/** The public addresses as delivery reads them: the very bytes that a GET gives at this moment. */
import type { PublicReader, Site } from "../domain/ports.ts";
import type { Database } from "../store/database.ts";
import { publicJson } from "./advisory-json.ts";
import { feeds } from "./feeds.ts";
import { capFile, type ReadView } from "./view.ts";

export function publicReader(database: Database, site: Site, readView: ReadView): PublicReader {
  const publicFeeds = feeds({ database, site, readView }, "");
  // What cannot be read is delivery's to report, as for the other two.
  publicFeeds.onError((error) => {
    throw error;
  });
  return {
    async advisory(id) {
      const { view } = await readView();
      for (const realm of [view.actual, view.rehearsal]) {
        const advisory = realm.advisories.find((one) => one.id === id);
        if (advisory) return publicJson(advisory, realm, site);
      }
      return null;
    },
    async capMessage(identifier) {
      const { view } = await readView();
      for (const realm of [view.actual, view.rehearsal]) {
        const message = await capFile(database, realm, identifier);
        if (message) return view.xmlOf(message);
      }
      return null;
    },
    async topic(path) {
      const answer = await publicFeeds.request(path);
      if (answer.status !== 200) return null;
      return {
        type: answer.headers.get("content-type") ?? "application/octet-stream",
        body: new Uint8Array(await answer.arrayBuffer()),
        link: answer.headers.get("link") ?? "",
      };
    },
  };
}
