/*
 * Keeps an open home page true: looks again each minute, says when it cannot, and marks what ended by this device's clock,
 * also without a connection. An Imminent Alert that arrives while the page is read is announced; nothing else interrupts.
 */
const lookEveryMilliseconds = 60_000;
const stale = document.querySelector("[data-stale]");

function liveRegion(root) {
  return root.querySelector("[data-live]");
}

function advisoryIds(root, kind) {
  const found = root.querySelectorAll(`[data-advisory][data-kind="${kind}"]`);
  return new Set([...found].map((advisory) => advisory.dataset.advisory));
}

function markEnded() {
  for (const advisory of document.querySelectorAll("[data-ends-at]")) {
    const hasEnded = Date.now() >= Number(advisory.dataset.endsAt);
    advisory.classList.toggle("has-ended", hasEnded);
    const words = advisory.querySelector("[data-end-passed]");
    if (words) words.hidden = !hasEnded;
  }
}

/** The minute of the page and the words that stand, without the time at which they were read. */
function wordsOf(live) {
  const copy = live.cloneNode(true);
  for (const changing of copy.querySelectorAll(".as-of, [data-end-passed]")) changing.remove();
  for (const advisory of copy.querySelectorAll(".has-ended")) advisory.classList.remove("has-ended");
  return copy.textContent + [...copy.querySelectorAll("a")].map((link) => link.getAttribute("href")).join(" ");
}

function announce(words) {
  const alert = document.createElement("p");
  alert.setAttribute("role", "alert");
  alert.className = "stale";
  document.querySelector("main").prepend(alert);
  // The text comes after the element: assistive technology speaks what changes inside an alert.
  setTimeout(() => {
    alert.textContent = words;
  }, 100);
}

/** Whoever reads a link keeps it, if it is still there. */
function replaceKeepingFocus(live, fresh) {
  const href = live.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
  live.replaceWith(fresh);
  if (href) [...fresh.querySelectorAll("a")].find((link) => link.getAttribute("href") === href)?.focus();
}

function takeOver(page) {
  const live = liveRegion(document);
  const fresh = liveRegion(page);
  if (!live || !fresh) throw new Error("the answer is not the home page");
  const knownAlerts = advisoryIds(live, "imminent");
  const hasNewAlert = [...advisoryIds(fresh, "imminent")].some((id) => !knownAlerts.has(id));
  if (wordsOf(live) === wordsOf(fresh)) {
    live.querySelector(".as-of")?.replaceWith(document.adoptNode(fresh.querySelector(".as-of")));
  } else {
    replaceKeepingFocus(live, document.adoptNode(fresh));
    document.title = page.title;
  }
  if (hasNewAlert) announce(fresh.dataset.newImminent);
  const lastSuccess = page.querySelector("[data-last-success]");
  if (lastSuccess) document.querySelector("[data-last-success]").textContent = lastSuccess.textContent;
  const footer = page.querySelector("[data-as-of]");
  if (footer) document.querySelector("[data-as-of]").replaceWith(document.adoptNode(footer));
}

async function look() {
  try {
    const answer = await fetch(location.href, { cache: "no-cache", signal: AbortSignal.timeout(20_000) });
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    takeOver(new DOMParser().parseFromString(await answer.text(), "text/html"));
    stale.hidden = true;
  } catch {
    stale.hidden = false;
  }
  markEnded();
}

markEnded();
setInterval(markEnded, 1_000);
setInterval(look, lookEveryMilliseconds);
addEventListener("online", look);
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") look();
});
// A page from the browser's back-and-forward cache may be hours old.
addEventListener("pageshow", (event) => {
  if (event.persisted) look();
});
