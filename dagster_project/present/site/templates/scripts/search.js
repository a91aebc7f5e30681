// The search for a municipality on every page.
"use strict";

const plain = (text) => text.toLocaleLowerCase("sv").normalize("NFD").replace(/\p{M}/gu, "");
const lower = (text) => text.toLocaleLowerCase("sv");
const MOST_FOUND = 10;
const MOST_SUGGESTED = 3;

// "Falu kommun" -> "falu", "Göteborgs stad" -> "göteborgs": names as people write them.
const asked = (text) =>
  lower(text).trim().replace(/\s+/g, " ").replace(/ (kommuns?|stads?|municipality)$/, "");

// The steps from one word to another: a letter more, less or other is a step.
function distance(one, other) {
  let row = [...other].map((_, i) => i + 1);
  [...one].forEach((letter, i) => {
    let corner = i;
    let left = i + 1;
    row = row.map((above, j) => {
      left = Math.min(above + 1, left + 1, corner + (letter === other[j] ? 0 : 1));
      corner = above;
      return left;
    });
  });
  return row[row.length - 1];
}

// Returns the municipalities that a text names by name, former name or code.
function findMunicipalities(text) {
  const query = asked(text);
  if (/^\d{2,4}$/.test(query)) return window.municipalities.filter(([code]) => code.startsWith(query)).slice(0, MOST_FOUND);
  if (query.length < 2) return [];
  const genitive = query.replace(/s$/, "");
  for (const [wanted, fold] of [[query, lower], [genitive, lower], [plain(query), plain], [plain(genitive), plain]]) {
    const begins = (known) => {
      const words = fold(known).split(/[ -]/);
      return words.some((_, i) => words.slice(i).join(" ").startsWith(wanted.replace(/-/g, " ")));
    };
    const found = window.municipalities.filter(([, name, former]) => [name, ...former].some(begins));
    const isFirst = ([, name]) => fold(name).startsWith(wanted);
    if (found.length) return found.sort((a, b) => isFirst(b) - isFirst(a)).slice(0, MOST_FOUND);
  }
  return [];
}

// Returns those whose names are almost what was typed.
function suggestMunicipalities(text) {
  const query = plain(asked(text));
  if (query.length < 3 || /\d/.test(query)) return [];
  const most = Math.max(1, Math.floor(query.length / 3));
  return window.municipalities
    .map((place) => [place, Math.min(...[place[1], ...place[2]].map((name) => distance(query, plain(name))))])
    .filter(([, steps]) => steps <= most)
    .sort((a, b) => a[1] - b[1])
    .slice(0, MOST_SUGGESTED)
    .map(([place]) => place);
}

// Lets a form's input choose a municipality; `take` is given its code.
function startChooser(form, take) {
  const input = form.querySelector("input");
  const popup = form.querySelector(".popup");
  const list = form.querySelector("ul");
  const status = form.querySelector("[role=status]");
  const words = form.dataset;
  let chosen = -1;

  const show = (isShown) => {
    popup.hidden = !isShown;
    input.setAttribute("aria-expanded", isShown && list.children.length > 0);
    if (!isShown) input.removeAttribute("aria-activedescendant");
  };
  const open = (code) => { show(false); take(code); };
  const choose = (index) => {
    const options = [...list.children];
    chosen = options.length ? (index + options.length) % options.length : -1;
    options.forEach((option, i) => option.setAttribute("aria-selected", i === chosen));
    if (chosen < 0) input.removeAttribute("aria-activedescendant");
    else {
      input.setAttribute("aria-activedescendant", options[chosen].id);
      options[chosen].scrollIntoView({ block: "nearest" });
    }
  };
  const optionOf = ([code, name]) => {
    const option = document.createElement("li");
    option.id = `${list.id}-${code}`;
    option.dataset.code = code;
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    option.textContent = name;
    // Before the box loses its focus and the list closes.
    option.addEventListener("mousedown", (event) => { event.preventDefault(); open(code); });
    return option;
  };
  const message = (n, isAsking, isSuggestion) => {
    if (!isAsking) return "";
    if (isSuggestion) return `${words.none} ${n ? words.suggestion : ""}`.trim();
    return (n === 1 ? words.foundOne : words.found).replace("{n}", n);
  };
  const find = () => {
    const isAsking = asked(input.value).length >= 2;
    const found = findMunicipalities(input.value);
    const isSuggestion = isAsking && !found.length;
    const shown = isSuggestion ? suggestMunicipalities(input.value) : found;
    list.replaceChildren(...shown.map(optionOf));
    list.hidden = !shown.length;
    chosen = -1;
    input.removeAttribute("aria-activedescendant");
    status.textContent = message(shown.length, isAsking, isSuggestion);
    status.classList.toggle("unseen", !isSuggestion);
    input.setAttribute("aria-invalid", isSuggestion);
    show(isAsking);
  };
  const submit = () => {
    const options = [...list.children];
    // What a misspelt name may mean is chosen before it is opened.
    const isGuess = input.getAttribute("aria-invalid") === "true";
    const exact = options.findIndex((option) => plain(option.textContent) === plain(asked(input.value)));
    const taken = options[chosen] || options[exact] || (options.length === 1 && !isGuess ? options[0] : null);
    if (taken) open(taken.dataset.code);
    else choose(0);
  };

  input.addEventListener("input", find);
  input.addEventListener("focus", () => { if (input.value) find(); });
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      choose(chosen < 0 && event.key === "ArrowUp" ? -1 : chosen + (event.key === "ArrowDown" ? 1 : -1));
    } else if (event.key === "Escape") show(false);
  });
  input.addEventListener("blur", () => show(false));
  form.addEventListener("submit", (event) => { event.preventDefault(); submit(); });
}

const search = document.querySelector(".bar .search");
startChooser(search, (code) => { window.location.href = `${search.dataset.municipality}${code}.html`; });
