/** The public addresses as delivery reads them: the very bytes that a GET gives at this moment. */
import type { PublicReader, Site } from "../domain/ports.ts";
import { messageByIdentifier } from "../store/advisories.ts";
import type { Database } from "../store/database.ts";
import { publicJson } from "./advisory-json.ts";
import { feeds } from "./feeds.ts";
import { hasCapFile, type ReadView } from "./view.ts";

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
      if (![view.actual, view.rehearsal].some((realm) => hasCapFile(realm, identifier))) return null;
      const message = await messageByIdentifier(database, identifier);
      return message && view.xmlOf(message);
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
