/*
 * Notifications in this browser: asked for only after a click on the button, with the choices of the form on the page.
 * What is possible, and what came of it, is said in the words that the page carries in its data attributes.
 */
const section = document.querySelector("[data-push]");

function words(name) {
  return section.dataset[name];
}

function say(text) {
  section.querySelector("[data-push-result]").textContent = text;
}

function showButtons(isOn) {
  section.querySelector("[data-push-start]").hidden = isOn;
  section.querySelector("[data-push-stop]").hidden = !isOn;
}

/** Base64url to bytes, as `applicationServerKey` wants it. */
function bytesOf(base64url) {
  const text = atob(base64url.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

function chosenPreferences() {
  const form = new FormData(document.querySelector("form[data-preferences]"));
  const counties = String(form.get("counties") ?? "").split(/[\s,;]+/);
  return {
    language: String(form.get("language")),
    kinds: form.getAll("kinds"),
    areas: [...form.getAll("areas"), ...counties.filter((code) => code !== "")],
    sectors: form.getAll("sectors"),
  };
}

/** A subscription that was made with another key cannot get our messages: it is made anew. */
async function subscriptionOf(registration) {
  const applicationServerKey = bytesOf(words("vapidPublicKey"));
  const existing = await registration.pushManager.getSubscription();
  const key = existing?.options.applicationServerKey;
  const isOurs = key && new Uint8Array(key).join() === applicationServerKey.join();
  if (existing && isOurs) return existing;
  await existing?.unsubscribe();
  return registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey });
}

async function start() {
  const permission = await Notification.requestPermission();
  if (permission !== "granted") return say(words("denied"));
  say(words("working"));
  await navigator.serviceWorker.register("/service-worker.js");
  const registration = await navigator.serviceWorker.ready;
  const subscription = await subscriptionOf(registration);
  const answer = await fetch("/api/v1/subscriptions", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ channel: "push", subscription, ...chosenPreferences() }),
  });
  if (!answer.ok) return say(await reasonOf(answer));
  say(words("done"));
  showButtons(true);
  const { manageUrl } = await answer.json().catch(() => ({}));
  if (manageUrl) linkTo(manageUrl);
}

/** A refusal comes as problem+json, whose detail is meant for people. */
async function reasonOf(answer) {
  const problem = await answer.json().catch(() => ({}));
  return problem.detail ? `${words("failed")} (${problem.detail})` : words("failed");
}

function linkTo(address) {
  const link = document.createElement("a");
  link.href = new URL(address, location.origin).href;
  link.textContent = words("manage");
  section.querySelector("[data-push-result]").append(" ", link);
}

async function stop() {
  const registration = await navigator.serviceWorker.getRegistration("/");
  const subscription = await registration?.pushManager.getSubscription();
  await subscription?.unsubscribe();
  say(words("stopped"));
  showButtons(false);
}

/** One click at a time; whatever goes wrong is said. */
function onClick(selector, act) {
  const button = section.querySelector(selector);
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      await act();
    } catch {
      say(words("failed"));
    }
    button.disabled = false;
  });
}

async function isOn() {
  const registration = await navigator.serviceWorker.getRegistration("/");
  const subscription = await registration?.pushManager.getSubscription();
  return Boolean(subscription) && Notification.permission === "granted";
}

async function prepare() {
  const off = section.querySelector("[data-push-off]");
  const isSupported = "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;
  if (!isSupported) {
    const isApplePhone = /iPhone|iPad/.test(navigator.userAgent) || navigator.standalone === false;
    off.textContent = isApplePhone ? words("iphone") : words("unsupported");
    return;
  }
  off.hidden = true;
  onClick("[data-push-start]", start);
  onClick("[data-push-stop]", stop);
  showButtons(await isOn());
}

if (section) prepare();
