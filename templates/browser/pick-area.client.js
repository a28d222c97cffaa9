/* The map and the search for counties: both only fill in the list and the lines of the form, which remain what counts. */
const map = document.querySelector("[data-pick-map]");
const { form } = map;
const states = [...map.querySelectorAll("[data-area]")];
const boxOf = (state) => form.querySelector(`input[name="states"][value="${state.dataset.area}"]`);

function changed(control) {
  control.dispatchEvent(new Event("input", { bubbles: true }));
}

function chooseAreas() {
  form.querySelector('input[name="scope"][value="areas"]').checked = true;
}

function show() {
  const chosen = states.filter((state) => boxOf(state).checked);
  for (const state of states) state.setAttribute("aria-checked", String(boxOf(state).checked));
  map.querySelector("[role=status]").textContent =
    chosen.length === 0 ? "" : `Chosen: ${chosen.map((state) => state.getAttribute("aria-label")).join(", ")}`;
}

function toggle(state) {
  const box = boxOf(state);
  box.checked = !box.checked;
  if (box.checked) chooseAreas();
  show();
  changed(box);
}

function stepTo(state) {
  for (const one of states) one.setAttribute("tabindex", one === state ? "0" : "-1");
  state.focus();
}

const steps = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
for (const [index, state] of states.entries()) {
  state.addEventListener("click", () => {
    stepTo(state);
    toggle(state);
  });
  state.addEventListener("keydown", (event) => {
    if (event.key === " " || event.key === "Enter") toggle(state);
    else if (event.key === "Home") stepTo(states[0]);
    else if (event.key === "End") stepTo(states.at(-1));
    else if (steps[event.key]) stepTo(states.at((index + steps[event.key]) % states.length));
    else return;
    event.preventDefault();
  });
}
form.addEventListener("change", (event) => {
  if (event.target.name === "states" && event.target.checked) chooseAreas();
  show();
});
map.hidden = false;
show();

const search = document.querySelector("[data-county-search]");
const input = search.querySelector("input");
const found = search.querySelector("ul");
const line = search.querySelector("[role=status]");
const counties = form.elements.counties;
let asked = 0;

async function find() {
  const mine = ++asked;
  if (input.value.trim().length < 2) return found.replaceChildren();
  const answer = await fetch(`/console/counties.json?q=${encodeURIComponent(input.value)}`);
  if (mine !== asked || !answer.ok) return;
  const { counties: list } = await answer.json();
  line.textContent = list.length === 0 ? "No county is called that." : "";
  found.replaceChildren(
    ...list.map(({ fips, name }) => {
      const button = document.createElement("button");
      Object.assign(button, { type: "button", className: "secondary", textContent: `Add ${name}` });
      button.dataset.fips = fips;
      button.addEventListener("click", () => add(name));
      const item = document.createElement("li");
      item.append(button);
      return item;
    }),
  );
}

function add(name) {
  const lines = counties.value.split("\n").filter((one) => one.trim() !== "");
  if (!lines.includes(name)) counties.value = [...lines, name].join("\n");
  chooseAreas();
  line.textContent = `${name} is in the list.`;
  changed(counties);
}

let timer;
input.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(() => find().catch(() => {}), 200);
});
input.addEventListener("keydown", (event) => {
  // Enter would save the draft.
  if (event.key !== "Enter") return;
  event.preventDefault();
  find().catch(() => {});
});
