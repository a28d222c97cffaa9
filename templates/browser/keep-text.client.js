/*
 * The form of an advisory never loses what was typed. It is kept in this browser at once, and a few seconds later saved as the draft,
 * over the text it was made from and no other. Another editor's change stops the saving and is shown. A session that ended stops
 * nothing but the saving: it goes on after the next sign-in, in this tab or, from what was kept, in another.
 */
const form = document.querySelector("form[data-keep]");
const line = form.querySelector(".keeping");
const { editor } = document.body.dataset;
const saveAfterMs = 4_000;
const retryAfterMs = 10_000;

let path = form.dataset.keep;
let isSavingByItself = form.dataset.autosave !== undefined;
let saving = null;
let timer;

/** What a person typed, without what the page adds. */
function fieldsNow() {
  return [...new FormData(form)].filter(([name]) => !["command", "contentHash", "do"].includes(name));
}
const textOf = (fields) =>
  new URLSearchParams(fields.map(([name, value]) => [name, value.replaceAll("\r\n", "\n")])).toString();
const typed = () => textOf(fieldsNow());
let lastSaved = form.dataset.typed === undefined ? typed() : "";

function say(words) {
  if (line.textContent !== words) line.textContent = words;
}

const keyOf = (place) => `kept-text:${editor}:${place}`;

function keep(isSent = false) {
  try {
    const kept = {
      editor,
      path,
      at: Date.now(),
      isSent,
      title: form.elements["en.headline"].value,
      contentHash: form.elements.contentHash?.value,
      fields: fieldsNow(),
    };
    localStorage.setItem(keyOf(path), JSON.stringify(kept));
    return true;
  } catch {
    return false;
  }
}

function forget() {
  try {
    localStorage.removeItem(keyOf(path));
  } catch {
    // What could not be stored need not be removed.
  }
}

function hidden(name, value) {
  const field =
    form.elements[name] ?? form.appendChild(Object.assign(document.createElement("input"), { type: "hidden", name }));
  field.value = value;
}

/** A new text has become a draft: from now on this form changes that draft, also after a reload. */
function follow({ contentHash, action, leave }) {
  hidden("contentHash", contentHash);
  if (new URL(form.action).pathname === action) return;
  forget();
  form.action = action;
  path = action;
  history.replaceState(null, "", action);
  const link = form.querySelector("[data-leave]");
  link.href = leave;
}

const clockTime = () =>
  new Date().toLocaleTimeString("en-US", { hour: "numeric", minute: "2-digit", second: "2-digit" });

function stop(reason) {
  isSavingByItself = false;
  keep();
  say(`${reason}. Nothing of it was overwritten, and yours is kept in this browser.`);
  if (line.nextElementSibling?.dataset.compare !== undefined) return;
  const compare = document.createElement("button");
  Object.assign(compare, { type: "submit", name: "do", value: "save", textContent: "Show both texts" });
  compare.dataset.compare = "";
  line.after(compare);
}

async function send(body, isLeaving) {
  const hash = form.elements.contentHash?.value;
  return fetch(form.action, {
    method: "POST",
    headers: { Accept: "application/json", ...(hash ? { "If-Match": `"${hash}"` } : {}) },
    body,
    keepalive: isLeaving && String(body).length < 60_000,
    signal: AbortSignal.timeout(20_000),
  });
}

async function save(isLeaving = false) {
  clearTimeout(timer);
  const text = typed();
  if (!isSavingByItself || saving || text === lastSaved) return;
  const body = new URLSearchParams([...new FormData(form)]);
  body.set("do", "autosave");
  saving = send(body, isLeaving);
  try {
    const answer = await saving;
    const { reason, ...saved } = answer.headers.get("content-type")?.includes("json") ? await answer.json() : {};
    if (answer.ok) {
      lastSaved = text;
      follow(saved);
      if (typed() === text) forget();
      form.querySelector("[data-leave]").textContent = "Leave: the draft is saved";
      say(`The draft is saved (${clockTime()}).`);
    } else if (answer.status === 401) {
      say(
        "You are signed out. What you wrote is kept in this browser. Sign in again in another tab: this page then goes on.",
      );
    } else if (answer.status === 412 || answer.status === 409) {
      stop(reason);
    } else if (answer.status === 422) {
      lastSaved = text;
      say(`Kept in this browser. It becomes a draft once it is whole – ${reason}.`);
    } else {
      say(`Kept in this browser; it could not be saved${reason ? `: ${reason}` : ""}. It is tried again.`);
    }
  } catch {
    say("Kept in this browser: the service cannot be reached. It is tried again.");
  } finally {
    saving = null;
    if (isSavingByItself && typed() !== lastSaved) timer = setTimeout(save, retryAfterMs);
  }
}

form.addEventListener("input", () => {
  if (!keep()) say("This browser keeps nothing: save the draft often.");
  clearTimeout(timer);
  timer = setTimeout(save, saveAfterMs);
});
addEventListener("focus", () => save());
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") save(true);
});

/** A person's own saving waits for the one under way: it would meet its own change otherwise. */
form.addEventListener("submit", async (event) => {
  const { submitter } = event;
  if (saving) {
    event.preventDefault();
    await saving.catch(() => {});
    setTimeout(() => form.requestSubmit(submitter));
    return;
  }
  clearTimeout(timer);
  isSavingByItself = false;
  keep(submitter?.value === "save");
});
form.querySelector("[data-leave]").addEventListener("click", () => {
  isSavingByItself = false;
  forget();
});

/** Sends what was kept through the service, which shows it in the form again; nothing is saved by that. */
function bringBack(kept) {
  const again = document.createElement("form");
  again.method = "post";
  again.action = form.action;
  const command = ["command", form.elements.command.value];
  const hash = kept.contentHash ? [["contentHash", kept.contentHash]] : [];
  for (const [name, value] of [...kept.fields, command, ...hash, ["do", "bring-back"]]) {
    const field = document.createElement("textarea");
    Object.assign(field, { name, value, hidden: true });
    again.append(field);
  }
  document.body.append(again);
  again.submit();
}

function offer(kept) {
  const panel = document.createElement("section");
  panel.className = "panel kept-text";
  const words = document.createElement("p");
  words.textContent = `This browser kept a text of ${new Date(kept.at).toLocaleString("en-US")} that was not saved.`;
  const take = Object.assign(document.createElement("button"), { type: "button", textContent: "Bring it back" });
  const drop = Object.assign(document.createElement("button"), { type: "button", textContent: "Throw it away" });
  drop.className = "secondary";
  take.addEventListener("click", () => bringBack(kept));
  drop.addEventListener("click", () => {
    forget();
    panel.remove();
  });
  const buttons = document.createElement("div");
  buttons.className = "buttons";
  buttons.append(take, drop);
  panel.append(words, buttons);
  form.before(panel);
}

try {
  const kept = JSON.parse(localStorage.getItem(keyOf(path)) ?? "null");
  if (form.dataset.typed !== undefined) {
    keep();
    timer = setTimeout(save, saveAfterMs);
  } else if (kept && textOf(kept.fields) !== typed()) offer(kept);
  else if (kept) forget();
} catch {
  // Nothing was kept, or nothing that can be read.
}
