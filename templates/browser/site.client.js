/* On each visit the service worker keeps the last read advisories for when there is no connection, and renews a lost subscription. */
async function visit() {
  await navigator.serviceWorker.register("/service-worker.js");
  const { active } = await navigator.serviceWorker.ready;
  active.postMessage({ type: "visit", language: document.documentElement.lang });
}

// Not before the page itself is there: on a slow line nothing may stand in its way.
if ("serviceWorker" in navigator) {
  if (document.readyState === "complete") visit().catch(() => {});
  else addEventListener("load", () => visit().catch(() => {}));
}
