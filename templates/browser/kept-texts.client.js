/*
 * Texts that this browser keeps because they are not saved yet: listed on the console's first page, forgotten once they are
 * saved, and thrown away at sign-out. keep-text.client.js writes them.
 */
const prefix = "kept-text:";
const longestKept = 7 * 86_400_000;
const { editor } = document.body.dataset;

function keptTexts() {
  return Object.keys(localStorage)
    .filter((key) => key.startsWith(prefix))
    .flatMap((key) => {
      try {
        return [{ key, ...JSON.parse(localStorage.getItem(key)) }];
      } catch {
        return [];
      }
    });
}

function forget(which) {
  for (const kept of keptTexts().filter(which)) localStorage.removeItem(kept.key);
}

function listThem(kept) {
  if (kept.length === 0 || location.pathname !== "/console") return;
  const panel = document.createElement("section");
  panel.className = "panel";
  const title = document.createElement("h2");
  title.textContent = "In this browser only, not saved yet";
  const list = document.createElement("ul");
  for (const { path, title: words, at } of kept) {
    const link = document.createElement("a");
    link.href = path;
    link.textContent = words || "A text without a headline";
    const item = document.createElement("li");
    item.append(link, ` (typed ${new Date(at).toLocaleString("en-US")})`);
    list.append(item);
  }
  panel.append(title, list);
  document.querySelector("main h1")?.after(panel);
}

try {
  const isSaved = new URLSearchParams(location.search).get("saved") === "1";
  forget(({ at }) => Date.now() - at > longestKept);
  if (isSaved) forget((kept) => kept.editor === editor && kept.isSent);
  listThem(keptTexts().filter((kept) => kept.editor === editor));
  const signOut = document.querySelector("form.sign-out");
  signOut?.addEventListener("submit", (event) => {
    const own = keptTexts().filter((kept) => kept.editor === editor);
    if (own.length > 0 && !confirm(signOut.dataset.warning)) event.preventDefault();
    else forget((kept) => kept.editor === editor);
  });
} catch {
  // A browser that stores nothing keeps nothing.
}
