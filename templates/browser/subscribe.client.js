/*
 * Notifications in this browser: asked for only after a click on the button, of readers with the choices of the form on the page.
 * What is possible, and what came of it, is said in the words that the page carries in its data attributes.
 */
const section = document.querySelector("[data-push]");
/** `reader` or `editor`: who is told. */
const use = section?.dataset.push;

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

function chosenPreferences() {
  const preferences = document.querySelector("form[data-preferences]");
  if (!preferences) return {};
  const form = new FormData(preferences);
  const counties = String(form.get("counties") ?? "").split(/[\s,;]+/);
  return {
    language: String(form.get("language")),
    kinds: form.getAll("kinds"),
    areas: [...form.getAll("areas"), ...counties.filter((code) => code !== "")],
    sectors: form.getAll("sectors"),
  };
}

/** The service worker does it, since it also has to renew what was subscribed here. */
async function worker(request) {
  await navigator.serviceWorker.register("/service-worker.js");
  const { active } = await navigator.serviceWorker.ready;
  const { port1, port2 } = new MessageChannel();
  const answer = new Promise((resolve) => {
    port1.onmessage = ({ data }) => resolve(data);
  });
  active.postMessage({ ...request, use }, [port2]);
  return answer;
}

/** Of all choices only counties are typed, and can be wrong: `$.areas[1]`. */
function wrongCounties(problems = [], { areas = [] }) {
  return problems.flatMap(({ path }) => areas[path.match(/^\$\.areas\[(\d+)\]$/)?.[1]] ?? []);
}

async function start() {
  const permission = await Notification.requestPermission();
  if (permission !== "granted") return say(words("denied"));
  say(words("working"));
  const choices = chosenPreferences();
  const { manageUrl, detail, problems } = await worker({ type: "subscribe", choices });
  const wrong = wrongCounties(problems, choices);
  if (wrong.length > 0) return say(`${wrong.join(", ")}: ${words("counties")}`);
  if (!manageUrl) return say(detail ? `${words("failed")} (${detail})` : words("failed"));
  say(words("done"));
  showButtons(true);
  if (words("manage")) linkTo(manageUrl);
}

function linkTo(address) {
  const link = document.createElement("a");
  link.href = new URL(address, location.origin).href;
  link.textContent = words("manage");
  section.querySelector("[data-push-result]").append(" ", link);
}

async function stop() {
  const { failed } = await worker({ type: "unsubscribe" });
  if (failed) return say(words("failed"));
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
  if (!registration?.active || Notification.permission !== "granted") return false;
  return (await worker({ type: "is-on" })).isOn;
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
