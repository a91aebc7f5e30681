// The search box on every page, and the map. Nothing is fetched: pages must work from a file share.
"use strict";

const plain = (text) => text.toLocaleLowerCase("sv").normalize("NFD").replace(/\p{M}/gu, "");

// "Falu kommun" -> "falu", "Göteborgs stad" -> "göteborgs": names as people write them.
const asked = (text) =>
  text.toLocaleLowerCase("sv").trim().replace(/\s+/g, " ").replace(/ (kommuns?|stads?|municipality)$/, "");

function findMunicipalities(text) {
  const query = asked(text);
  if (query.length < 2) return [];
  const tries = [[query, (name) => name.toLocaleLowerCase("sv")], [query.replace(/s$/, ""), (name) => name.toLocaleLowerCase("sv")], [plain(query), plain], [plain(query.replace(/s$/, "")), plain]];
  for (const [wanted, fold] of tries) {
    const found = window.municipalities.filter(([, name, former]) =>
      [name, ...former].some((known) => fold(known).split(/[ -]/).some((_, i, words) => words.slice(i).join(" ").startsWith(wanted.replace(/-/g, " ")))));
    if (found.length) return found.sort((a, b) => fold(b[1]).startsWith(wanted) - fold(a[1]).startsWith(wanted)).slice(0, 10);
  }
  return [];
}

function startSearch(form) {
  const input = form.querySelector("input");
  const list = form.querySelector("ul");
  const status = form.querySelector("[role=status]");
  let chosen = -1;
  const open = (code) => { window.location.href = `${form.dataset.municipality}${code}.html`; };
  const choose = (index) => {
    const options = [...list.children].filter((option) => option.dataset.code);
    chosen = options.length ? (index + options.length) % options.length : -1;
    options.forEach((option, i) => option.setAttribute("aria-selected", i === chosen));
    if (chosen < 0) input.removeAttribute("aria-activedescendant");
    else {
      input.setAttribute("aria-activedescendant", options[chosen].id);
      options[chosen].scrollIntoView({ block: "nearest" });
    }
  };
  const show = (isShown) => {
    list.hidden = !isShown;
    input.setAttribute("aria-expanded", isShown);
    if (!isShown) input.removeAttribute("aria-activedescendant");
  };
  input.addEventListener("input", () => {
    const found = findMunicipalities(input.value);
    list.replaceChildren(...found.map(([code, name]) => {
      const option = document.createElement("li");
      option.id = `option-${code}`;
      option.dataset.code = code;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      option.textContent = name;
      // Before the box loses its focus and the list closes.
      option.addEventListener("mousedown", (event) => { event.preventDefault(); open(code); });
      return option;
    }));
    chosen = -1;
    show(found.length > 0);
    const isAsking = asked(input.value).length >= 2;
    status.textContent = !isAsking ? "" : found.length ? `${found.length} ${form.dataset.found}` : form.dataset.none;
    input.setAttribute("aria-invalid", isAsking && !found.length);
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      choose(chosen < 0 && event.key === "ArrowUp" ? -1 : chosen + (event.key === "ArrowDown" ? 1 : -1));
    } else if (event.key === "Escape") show(false);
  });
  input.addEventListener("blur", () => show(false));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const option = list.children[Math.max(chosen, 0)];
    if (option) open(option.dataset.code);
  });
}

function startMap(map) {
  const form = document.getElementById("map-form");
  const measure = document.getElementById("map-measure");
  const year = document.getElementById("map-year");
  const pointed = document.getElementById("map-pointed");
  const links = [...map.querySelectorAll("a")];
  const number = new Intl.NumberFormat(document.documentElement.lang, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  // As the tables round: half up after eight decimals, so that 2.25 in floating point does not become 2.2.
  const written = (value) => number.format(Math.floor(Number((value * 10).toFixed(7)) + 0.5) / 10);

  const valueOf = (code) => {
    const scores = (window.mapData.scores[year.value] || {})[code];
    if (measure.value === "participation") return scores ? "answered" : null;
    return scores && scores[measure.value] !== undefined ? scores[measure.value] : null;
  };
  const wordsOf = (value) =>
    value === null ? form.dataset.none : value === "answered" ? form.dataset.answered : written(value);
  const stepOf = (value) =>
    value === null ? 0 : value === "answered" ? 5 : Math.min(6, Math.floor((value - 1) * 2) + 1);

  function draw() {
    const numbers = [];
    for (const link of links) {
      const code = link.id.slice(1);
      const value = valueOf(code);
      if (typeof value === "number") numbers.push(value);
      link.firstElementChild.setAttribute("class", `s${stepOf(value)}`);
      link.setAttribute("aria-label", `${window.mapData.names[code]}: ${wordsOf(value)}`);
      document.getElementById(`t${code}`).lastElementChild.textContent = wordsOf(value);
    }
    const legend = document.getElementById("map-legend");
    for (const element of [map, legend]) element.dataset.measure = measure.value;
    legend.querySelectorAll(".scored").forEach((item) => { item.hidden = measure.value === "participation"; });
    legend.querySelector(".taking-part").hidden = measure.value !== "participation";
    numbers.sort((a, b) => a - b);
    const middle = numbers.length / 2;
    document.getElementById("map-alt").textContent = !numbers.length ? "" : form.dataset.alt
      .replace("{n}", numbers.length).replace("{year}", year.value).replace("{lowest}", written(numbers[0]))
      .replace("{median}", written((numbers[Math.ceil(middle) - 1] + numbers[Math.floor(middle)]) / 2))
      .replace("{highest}", written(numbers[numbers.length - 1]));
  }

  const point = (link) => { pointed.textContent = link ? link.getAttribute("aria-label") : form.dataset.nothing; };
  const nearest = (from, dx, dy) => {
    const [x, y] = [Number(from.dataset.x), Number(from.dataset.y)];
    let best = null;
    let shortest = Infinity;
    for (const link of links) {
      const [ox, oy] = [Number(link.dataset.x) - x, Number(link.dataset.y) - y];
      const along = ox * dx + oy * dy;
      const aside = Math.abs(ox * dy) + Math.abs(oy * dx);
      if (along > 0.5 && along + 2 * aside < shortest) [best, shortest] = [link, along + 2 * aside];
    }
    return best;
  };
  // One stop for the Tab key; from there the arrows move. The table beside holds the same links.
  const stopAt = (link) => links.forEach((other) => other.setAttribute("tabindex", other === link ? 0 : -1));
  const ways = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  for (const link of links) {
    link.addEventListener("pointerenter", () => point(link));
    link.addEventListener("pointerleave", () => point(null));
    link.addEventListener("focus", () => { stopAt(link); point(link); });
    link.addEventListener("keydown", (event) => {
      const way = ways[event.key];
      if (!way) return;
      event.preventDefault();
      const next = nearest(link, ...way);
      if (next) next.focus();
    });
  }
  measure.addEventListener("change", draw);
  year.addEventListener("change", draw);
  form.addEventListener("submit", (event) => event.preventDefault());
  stopAt(links[0]);
  draw();
}

startSearch(document.querySelector(".search"));
const map = document.getElementById("map");
if (map) startMap(map);
