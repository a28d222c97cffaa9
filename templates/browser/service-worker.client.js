/*
 * Shows what is pushed. Every push shows something, since browsers punish silent ones, and a notification lies in the tray longer
 * than an advisory may stand: whenever this wakes, it closes those whose end has passed. Fetches nothing and keeps nothing.
 */
const unreadable = {
  en: ["Terrorism advisories", "There is news. Open the site to read what is in effect."],
  es: ["Avisos sobre terrorismo", "Hay novedades. Abra el sitio para leer qué está vigente."],
};
const ended = { en: "Ended", es: "Terminado" };

function inReadersLanguage(words) {
  return words[navigator.language.slice(0, 2)] ?? words.en;
}

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

async function closeEnded() {
  for (const notification of await self.registration.getNotifications()) {
    const endsAt = momentOf(notification.data?.endsAt ?? null);
    if (endsAt !== null && endsAt <= Date.now()) notification.close();
  }
}

function show(payload) {
  if (!payload) {
    const [title, body] = inReadersLanguage(unreadable);
    return self.registration.showNotification(title, { body, tag: "unreadable", data: { navigate: "/" } });
  }
  const { title, body = "", navigate, tag, lang, dir } = payload.notification;
  const endsAt = momentOf(payload.endsAt ?? null);
  // An end and a correction say so themselves; a warning that comes too late does not know that it is late.
  const isLate = (payload.phase ?? "active") === "active" && endsAt !== null && endsAt <= Date.now();
  return self.registration.showNotification(isLate ? `${inReadersLanguage(ended)}: ${title}` : title, {
    body,
    ...(tag ? { tag, renotify: true } : {}),
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

self.addEventListener("install", () => self.skipWaiting());

self.addEventListener("activate", (event) => {
  event.waitUntil(Promise.all([self.clients.claim(), closeEnded()]));
});

self.addEventListener("push", (event) => {
  const payload = event.data ? readPayload(event.data) : null;
  // Closed first: what is over when it arrives is shown until the next time.
  event.waitUntil(closeEnded().then(() => show(payload)));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(Promise.all([open(event.notification.data?.navigate), closeEnded()]));
});
