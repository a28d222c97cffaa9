/* Says while an hour is typed how long it is until then, and asks which one is meant where the clocks go back or jump ahead. */
let asked = 0;

function choice(name, { value, label }) {
  const id = `choice-${name}-${value}`;
  const input = Object.assign(document.createElement("input"), { type: "radio", id, name, value });
  const words = Object.assign(document.createElement("label"), { htmlFor: id, textContent: label });
  const box = document.createElement("div");
  box.className = "choice";
  box.append(input, words);
  return box;
}

async function look(field, times, which) {
  const mine = ++asked;
  const value = (name) => times.querySelector(`[name="${field}.${name}"]`).value;
  const chosen = which.querySelector("input:checked")?.value ?? "";
  const query = new URLSearchParams({ date: value("date"), time: value("time"), which: chosen });
  const answer = await fetch(`/console/length.json?${query}`);
  if (!answer.ok || mine !== asked) return;
  const { words, reason, choices } = await answer.json();
  const line = field === "sunset" ? document.getElementById("sunset-in-words") : which.nextElementSibling;
  if (line) line.textContent = words && field === "sunset" ? `It ${words}` : (choices.length > 0 && reason) || "";
  if (choices.length > 0) which.replaceChildren(...choices.map((one) => choice(`${field}.which`, one)));
  else if (chosen === "") which.replaceChildren();
}

for (const times of document.querySelectorAll("[data-local-time]")) {
  const field = times.dataset.localTime;
  const which = document.getElementById(`field-${field}-which`);
  let timer;
  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(() => look(field, times, which).catch(() => {}), 250);
  };
  times.addEventListener("input", () => {
    // Another hour: what was answered about the one before counts no more.
    which.replaceChildren();
    soon();
  });
  which.addEventListener("change", soon);
}
