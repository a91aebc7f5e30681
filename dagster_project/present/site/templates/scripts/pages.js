// What every page shares: numbers, the choice of a year, and tables that open when a page is printed.
"use strict";

const language = document.documentElement.lang;
// As the tables round: half up after eight decimals, so that 2.25 in floating point does not become 2.2.
const rounded = (value, decimals) => {
  const factor = 10 ** decimals;
  return Math.floor(Number((Math.abs(value) * factor).toFixed(7)) + 0.5) / factor * Math.sign(value);
};
const written = (value, decimals = 1) =>
  new Intl.NumberFormat(language, { minimumFractionDigits: decimals, maximumFractionDigits: decimals })
    .format(Math.abs(rounded(value, decimals)));
const writtenChange = (value) => {
  const sign = rounded(value, 2) === 0 ? "±" : value > 0 ? "+" : "−";
  return sign + written(value, 2);
};

// The choices of a page stand behind # in its address, so that it can be sent and Back finds them again.
const choices = () => new URLSearchParams(window.location.hash.slice(1));
function keepChoices(values) {
  const kept = new URLSearchParams(Object.entries(values).filter(([, value]) => value));
  window.location.replace(`#${kept}`);
}

// Loads a file of data that a page needs later: pages must work from a file share, where nothing is fetched.
function loadScript(address) {
  return new Promise((done, failed) => {
    const script = document.createElement("script");
    script.src = address;
    script.onload = done;
    script.onerror = failed;
    document.head.append(script);
  });
}

for (const form of document.querySelectorAll("form.years")) {
  const select = form.querySelector("select");
  // Firefox keeps what was chosen; the page says which year it shows.
  window.addEventListener("pageshow", () => { select.value = form.dataset.year; });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    window.location.href = `${form.dataset.folder}${select.value}.html`;
  });
}

const folded = () => document.querySelectorAll("main details:not([open])");
window.addEventListener("beforeprint", () => folded().forEach((part) => { part.open = true; part.dataset.folded = ""; }));
window.addEventListener("afterprint", () =>
  document.querySelectorAll("details[data-folded]").forEach((part) => { part.open = false; delete part.dataset.folded; }));
for (const button of document.querySelectorAll("button.print")) button.addEventListener("click", () => window.print());
