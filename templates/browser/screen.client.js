/*
 * Keeps a screen or a framed widget true: looks again, and where that fails says since when what it shows may be out of date and goes
 * grey. What has ended by this device's clock is marked at once, also without a connection.
 */
const lookEveryMilliseconds = 30_000;
const answerWithinMilliseconds = 20_000;
const stale = document.querySelector("[data-stale]");

function markEnded() {
  for (const advisory of document.querySelectorAll("[data-ends-at]")) {
    const hasEnded = Date.now() >= Number(advisory.dataset.endsAt);
    advisory.classList.toggle("has-ended", hasEnded);
    advisory.querySelector("[data-end-passed]").hidden = !hasEnded;
  }
}

function showStale(isStale) {
  stale.hidden = !isStale;
  document.body.classList.toggle("is-stale", isStale);
}

function takeOver(page) {
  const fresh = page.querySelector("[data-live]");
  const lastSuccess = page.querySelector("[data-last-success]");
  if (!fresh || !lastSuccess) throw new Error("the answer is not this page");
  document.querySelector("[data-live]").replaceWith(document.adoptNode(fresh));
  document.querySelector("[data-last-success]").textContent = lastSuccess.textContent;
}

async function look() {
  try {
    const signal = AbortSignal.timeout(answerWithinMilliseconds);
    const answer = await fetch(location.href, { cache: "no-cache", signal });
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    takeOver(new DOMParser().parseFromString(await answer.text(), "text/html"));
    showStale(false);
  } catch {
    showStale(true);
  }
  markEnded();
}

// A widget that was framed an hour ago and comes back to life must not show that hour as now.
let lookedAt = Date.now();
function lookIfDue() {
  markEnded();
  if (Date.now() - lookedAt < lookEveryMilliseconds) return;
  lookedAt = Date.now();
  look();
}

markEnded();
setInterval(lookIfDue, 1_000);
addEventListener("online", look);
addEventListener("offline", () => showStale(true));
document.addEventListener("visibilitychange", lookIfDue);
