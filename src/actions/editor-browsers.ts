/**
 * Notifications for editors: turned on in a browser, moved when the browser changes its endpoint, and ended. The browser keeps a secret,
 * of which only the hash is kept here, so that its service worker can move or end them also while nobody is signed in.
 */
import { accepted, type Result, refused } from "../domain/refusal.ts";
import {
  deleteEditorBrowser,
  editorBrowserByHash,
  editorBrowsersOf,
  moveEditorBrowser,
  putEditorBrowser,
} from "../store/editor-browsers.ts";
import { type EditorRecord, editorById } from "../store/editors.ts";
import { commit } from "./commit.ts";
import type { Dependencies } from "./dependencies.ts";
import { addressKeyOf, type PushSignUp } from "./sign-up.ts";

/** More than anybody uses: the oldest gives way, mostly one that is no longer there. */
export const mostBrowsers = 10;

type Subscription = PushSignUp["subscription"];

function placeOf(dependencies: Dependencies, { endpoint, keys }: Subscription) {
  return {
    address: JSON.stringify({ endpoint, keys }),
    addressKey: addressKeyOf(dependencies, "push", endpoint),
  };
}

/** Gives the secret that the browser keeps. */
export async function notifyInBrowser(
  dependencies: Dependencies,
  editor: Pick<EditorRecord, "id">,
  subscription: Subscription,
): Promise<Result<string>> {
  const { database, clock, digest, newId } = dependencies;
  const secret = newId() + newId();
  const turnedOn = await commit(dependencies, newId(), async () => {
    const present = await editorById(database, editor.id);
    if (!present || present.disabledAt !== undefined) return refused({ type: "editor-disabled" });
    const place = placeOf(dependencies, subscription);
    const others = (await editorBrowsersOf(database, editor.id)).filter((one) => one.addressKey !== place.addressKey);
    const tooMany = others.slice(0, Math.max(0, others.length - mostBrowsers + 1));
    return accepted({
      writes: [
        ...tooMany.map(({ hash }) => deleteEditorBrowser(database, hash)),
        putEditorBrowser(database, { hash: digest(secret), editorId: editor.id, createdAt: clock.now(), ...place }),
      ],
      entry: { actor: editor.id, action: "notifications:on", isPublic: false, detail: { editor: editor.id } },
    });
  });
  return turnedOn.ok ? accepted(secret) : turnedOn;
}

/** Told by the browser's service worker: not an act of its editor, and so not in the audit. */
export async function moveBrowser(
  dependencies: Dependencies,
  secret: string,
  subscription: Subscription,
): Promise<Result<null>> {
  const { database, digest } = dependencies;
  const hash = digest(secret);
  if (!(await editorBrowserByHash(database, hash))) return refused({ type: "gone", what: "browser" });
  await database.atomically(moveEditorBrowser(database, hash, placeOf(dependencies, subscription)));
  return accepted(null);
}

/** By the browser's own secret. Again changes nothing and is a success. */
export function leaveBrowser(dependencies: Dependencies, secret: string): Promise<Result<null>> {
  return turnOff(dependencies, dependencies.digest(secret));
}

/** From a list of one's own. */
export function removeBrowser(
  dependencies: Dependencies,
  editor: Pick<EditorRecord, "id">,
  hash: string,
): Promise<Result<null>> {
  return turnOff(dependencies, hash, editor.id);
}

async function turnOff(dependencies: Dependencies, hash: string, only?: string): Promise<Result<null>> {
  const { database, newId } = dependencies;
  const browser = await editorBrowserByHash(database, hash);
  if (!browser || (only !== undefined && browser.editorId !== only)) return accepted(null);
  const { editorId } = browser;
  const turnedOff = await commit(dependencies, newId(), async () =>
    accepted({
      writes: [deleteEditorBrowser(database, hash)],
      entry: { actor: editorId, action: "notifications:off", isPublic: false, detail: { editor: editorId } },
    }),
  );
  return turnedOff.ok ? accepted(null) : turnedOff;
}
