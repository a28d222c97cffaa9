/* Keeps the numbers of an advisory's messages up to date while some are on their way; without it the page is loaded again by hand. */
const lookAfterMs = 2_000;

async function look() {
  const shown = document.querySelector("[data-progress]");
  if (!shown || shown.dataset.progress === "done") return;
  try {
    const answer = await fetch(location.pathname, { headers: { Accept: "text/html" } });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("[data-progress]");
    if (fresh && !shown.contains(document.activeElement)) shown.replaceWith(document.adoptNode(fresh));
  } catch {
    // It is looked at again.
  }
  setTimeout(look, lookAfterMs);
}

setTimeout(look, lookAfterMs);
