/* The page of last read advisories: says how old it is, takes what ended out of effect in that second, and goes as soon as it can. */
const age = document.querySelector("[data-age]");
const steps = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
];

function sayAge() {
  const passed = Math.max(0, Date.now() - Number(age.dataset.age));
  const [unit, length] = steps.find(([, one]) => passed >= one) ?? ["minute", 60_000];
  const words = new Intl.RelativeTimeFormat(document.documentElement.lang, { numeric: "always" });
  age.textContent = `(${words.format(-Math.floor(passed / length), unit)})`;
}

function markEnded() {
  for (const advisory of document.querySelectorAll("[data-stands]"))
    advisory.dataset.stands = String(Date.now() < Number(advisory.dataset.endsAt));
}

sayAge();
markEnded();
setInterval(sayAge, 10_000);
setInterval(markEnded, 1_000);
addEventListener("online", () => location.reload());
