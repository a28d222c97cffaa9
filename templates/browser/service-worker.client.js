/*
 * Three things that a page cannot do. It shows what is pushed: every push shows something, since browsers punish silent ones, and it
 * closes what has ended, since a notification lies in the tray longer than an advisory may stand. It keeps the subscription alive: on
 * each visit, and when the browser changes it. And it keeps the page of last read advisories, for when there is no connection: whoever
 * gets that page sees its age, and nothing in it as current whose end has passed.
 */
/** A connection that takes longer is none, where something can be shown instead. */
const answerWithinMilliseconds = 15_000;
const renewEveryMilliseconds = 86_400_000;

/** `self.words`, by language, is put before this file where it is served. */
function words() {
  return self.words[navigator.language.split("-")[0]] ?? self.words.en;
}

// What is pushed.

/** Milliseconds, from a number or an ISO 8601 text; `null` where there is no end. */
function momentOf(value) {
  const at = typeof value === "string" ? Date.parse(value) : value;
  return Number.isFinite(at) ? at : null;
}

/** Only pages of this site are opened. */
function pageOf(navigate) {
  const home = new URL("/", self.location.origin).href;
  if (typeof navigate !== "string" || !URL.canParse(navigate, home)) return home;
  const address = new URL(navigate, home);
  return address.origin === self.location.origin ? address.href : home;
}

function readPayload(data) {
  try {
    const payload = data.json();
    return typeof payload?.notification?.title === "string" ? payload : null;
  } catch {
    return null;
  }
}

let lastAtTray = Promise.resolve();

/** Chromium forgets what is being shown while the tray is read, and what it forgot is never closed: so one after the other. */
function atTray(work) {
  lastAtTray = lastAtTray.catch(() => {}).then(work);
  return lastAtTray;
}

async function closeEnded() {
  for (const notification of await self.registration.getNotifications()) {
    const endsAt = momentOf(notification.data?.endsAt ?? null);
    if (endsAt !== null && endsAt <= Date.now()) notification.close();
  }
}

function show(payload) {
  if (!payload) {
    const { title, body } = words().unreadable;
    return self.registration.showNotification(title, { body, tag: "unreadable", data: { navigate: "/" } });
  }
  const { title, body = "", navigate, tag, lang, dir, silent = false } = payload.notification;
  const endsAt = momentOf(payload.endsAt ?? null);
  // An end and a correction say so themselves; a warning that comes too late does not know that it is late.
  const isLate = (payload.phase ?? "active") === "active" && endsAt !== null && endsAt <= Date.now();
  return self.registration.showNotification(isLate ? `${words().ended}: ${title}` : title, {
    body,
    ...(silent ? { silent } : {}),
    ...(tag ? { tag, renotify: !silent } : {}),
    ...(lang ? { lang } : {}),
    ...(dir ? { dir } : {}),
    // A correction stays until its reader puts it away, or until the next word on the same warning takes its place.
    data: { navigate, endsAt: payload.phase === "withdrawn" ? null : endsAt },
  });
}

async function open(navigate) {
  const address = pageOf(navigate);
  const pages = await self.clients.matchAll({ type: "window" });
  const page = pages.find((one) => one.url === address);
  return page ? page.focus() : self.clients.openWindow(address);
}

// The subscription. A browser has one, for two uses: warnings to its reader, and what waits for an editor. What it knows of each is kept
// under an address that no server has.

const uses = {
  reader: {
    kept: "/kept/subscription",
    begin: "/api/v1/subscriptions",
    request: (subscription, choices) => ({ channel: "push", subscription, ...choices }),
    addressOf: (manageUrl) => `/api/v1${manageUrl}`,
  },
  editor: {
    kept: "/kept/editor",
    begin: "/console/account/browsers",
    request: (subscription) => ({ subscription }),
    addressOf: (manageUrl) => manageUrl,
  },
};

async function kept(use) {
  const answer = await (await caches.open("subscription")).match(uses[use].kept);
  return answer ? answer.json() : null;
}

async function keep(use, manageUrl, subscription) {
  const known = { manageUrl, told: JSON.stringify(subscription), at: Date.now() };
  await (await caches.open("subscription")).put(uses[use].kept, new Response(JSON.stringify(known)));
}

/** The browser's own subscription goes with the last of its uses. */
async function forget(use) {
  const cache = await caches.open("subscription");
  await cache.delete(uses[use].kept);
  if ((await cache.keys()).length > 0) return;
  const subscription = await self.registration.pushManager.getSubscription();
  await subscription?.unsubscribe();
}

function ask(method, path, body) {
  return fetch(path, { method, headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
}

/** Base64url to bytes, as `applicationServerKey` wants it. */
function bytesOf(base64url) {
  const text = atob(base64url.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

/** A subscription that was made with another key cannot get our messages: it is made anew. */
async function subscriptionHere() {
  const answer = await fetch("/api/v1/push-key");
  const applicationServerKey = bytesOf((await answer.json()).applicationServerKey);
  const { pushManager } = self.registration;
  const existing = await pushManager.getSubscription();
  const key = existing?.options.applicationServerKey;
  if (existing && key && new Uint8Array(key).join() === applicationServerKey.join()) return existing;
  await existing?.unsubscribe();
  return pushManager.subscribe({ userVisibleOnly: true, applicationServerKey });
}

/** A refusal comes as problem+json: its detail is meant for people, its problems name fields. */
async function subscribe(use, choices) {
  const { begin, request } = uses[use];
  const subscription = await subscriptionHere();
  const answer = await ask("POST", begin, request(subscription, choices));
  const { manageUrl, detail, problems } = await answer.json().catch(() => ({}));
  if (!answer.ok) return { detail, problems };
  await keep(use, manageUrl, subscription);
  return { manageUrl };
}

/** The server first: what it was not told goes on arriving while the browser's subscription serves another use. */
async function unsubscribe(use) {
  const known = await kept(use);
  if (known) {
    const answer = await ask("DELETE", uses[use].addressOf(known.manageUrl));
    if (!answer.ok && answer.status !== 404 && answer.status !== 410) throw new Error(`refused with ${answer.status}`);
  }
  await forget(use);
}

/** Browsers lose and change subscriptions without a word. Whoever left or took the permission back is not brought back. */
async function renewSubscription(use, isAskedAnew = false) {
  const known = await kept(use);
  if (!known || Notification.permission !== "granted") return;
  const subscription = await subscriptionHere();
  const isKnown =
    !isAskedAnew && known.told === JSON.stringify(subscription) && Date.now() - known.at < renewEveryMilliseconds;
  if (isKnown) return;
  const answer = await ask("PUT", uses[use].addressOf(known.manageUrl), { subscription });
  if (answer.ok) return keep(use, (await answer.json()).manageUrl, subscription);
  if (answer.status === 404 || answer.status === 410) await forget(use);
}

/** As the server knows it; without a connection as it was known last. */
async function isOn(use) {
  await renewSubscription(use, true).catch(() => {});
  return (await kept(use)) !== null;
}

/** One after the other: both ask for the browser's one subscription. */
async function renewSubscriptions() {
  await renewSubscription("reader");
  await renewSubscription("editor");
}

// The page of last read advisories.

const keptPage = "/offline";

async function keepPage(language) {
  const answer = await fetch(`${keptPage}?lang=${encodeURIComponent(language)}`, { cache: "no-cache" });
  if (!answer.ok) return;
  const html = await answer.text();
  const assets = [...html.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)].map(([, address]) => address);
  const cache = await caches.open("pages");
  const known = await cache.keys();
  await Promise.all(assets.map(async (address) => (await cache.match(address)) ?? cache.add(address)));
  // Without the header on its encoding: what is kept is text again.
  const headers = ["Content-Type", "Content-Security-Policy"].map((name) => [name, answer.headers.get(name) ?? ""]);
  await cache.put(keptPage, new Response(html, { headers }));
  const isStale = ({ url }) => ![keptPage, ...assets].includes(new URL(url).pathname);
  await Promise.all(known.filter(isStale).map((request) => cache.delete(request)));
}

/** What has ended by this device's clock is marked before the page is shown; its script goes on from there. */
async function pageFromBefore() {
  const kept = await (await caches.open("pages")).match(keptPage);
  if (!kept) return null;
  const html = (await kept.text()).replaceAll(/data-ends-at="(\d+)" data-stands="true"/g, (mark, endsAt) =>
    Number(endsAt) <= Date.now() ? mark.replace("true", "false") : mark,
  );
  return new Response(html, { headers: kept.headers });
}

async function answerNavigation(request) {
  const fromBefore = await pageFromBefore();
  const timeout = fromBefore ? { signal: AbortSignal.timeout(answerWithinMilliseconds) } : {};
  try {
    return await fetch(request, timeout);
  } catch (error) {
    if (fromBefore) return fromBefore;
    throw error;
  }
}

async function answerAsset(request) {
  return (await (await caches.open("pages")).match(request)) ?? fetch(request);
}

self.addEventListener("install", () => self.skipWaiting());

self.addEventListener("activate", (event) => {
  event.waitUntil(Promise.all([self.clients.claim(), atTray(closeEnded)]));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (request.mode === "navigate" && !pathname.startsWith("/console")) event.respondWith(answerNavigation(request));
  else if (pathname.startsWith("/assets/")) event.respondWith(answerAsset(request));
});

self.addEventListener("push", (event) => {
  const payload = event.data ? readPayload(event.data) : null;
  // Closed first: what is over when it arrives is shown until the next time.
  event.waitUntil(Promise.all([atTray(closeEnded), atTray(() => show(payload))]));
  event.waitUntil(keepPage(payload?.notification.lang ?? navigator.language).catch(() => {}));
});

self.addEventListener("pushsubscriptionchange", (event) => event.waitUntil(renewSubscriptions()));

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(Promise.all([open(event.notification.data?.navigate), atTray(closeEnded)]));
});

self.addEventListener("message", (event) => {
  const { type, language, use, choices } = event.data;
  const reply = (result) => event.ports[0]?.postMessage(result);
  const failed = () => reply({ failed: true });
  if (type === "visit")
    event.waitUntil(
      Promise.allSettled([atTray(closeEnded), keepPage(language), renewSubscriptions()]).then(() => reply({})),
    );
  if (type === "is-on") event.waitUntil(isOn(use).then((is) => reply({ isOn: is }), failed));
  if (type === "subscribe") event.waitUntil(subscribe(use, choices).then(reply, failed));
  if (type === "unsubscribe") event.waitUntil(unsubscribe(use).then(() => reply({}), failed));
});
