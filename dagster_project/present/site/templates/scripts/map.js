// The map: what it shows is chosen above it and kept in the address.
"use strict";

const MOST_ZOOM = 8;
const map = document.getElementById("map");
const form = document.getElementById("map-form");
const [measure, shown, year] = ["map-measure", "map-shown", "map-year"].map((id) => document.getElementById(id));
const pointed = document.getElementById("map-pointed");
const words = form.dataset;
const links = [...map.querySelectorAll("a[data-code]")];
const mains = links.filter((link) => link.id);
const names = Object.fromEntries(window.municipalities.map(([code, name]) => [code, name]));
const isOfWave = () => measure.value !== "participation";
const isChange = () => isOfWave() && shown.value === "change";

function valueOf(code) {
  const wave = window.waves[year.value];
  if (!isOfWave()) return wave.scores[code] ? "answered" : null;
  const values = (isChange() ? wave.changes : wave.scores)[code];
  const value = values ? values[wave.measures.indexOf(measure.value)] : null;
  return value === undefined ? null : value;
}

const wordsOf = (value) => {
  if (isOfWave() && !window.waves[year.value].measures.includes(measure.value)) return words.notAsked;
  if (value === null) return isChange() ? words.noChange : words.none;
  if (value === "answered") return words.answered;
  return isChange() ? writtenChange(value) : written(value);
};

// Values belong to the class of what is written, so that no class overlaps another.
function stepOf(value) {
  if (value === null) return 0;
  if (value === "answered") return 5;
  if (!isChange()) return Number(map.dataset.steps) && scoreStep(value);
  const moved = rounded(value, 1);
  const [small, large] = map.dataset.changes.split(" ").map(Number);
  return [-large, -small, small, large].reduce((step, bound, i) => step + (i < 2 ? moved > bound : moved >= bound), 1);
}
function scoreStep(value) {
  const [lowest, width, steps] = ["lowest", "width", "steps"].map((name) => Number(map.dataset[name]));
  return Math.min(steps, Math.floor((rounded(value, 1) - lowest) / width + 1e-9) + 1);
}

let pointedAt = null;
// Those in the inset are named by the same municipality on the map.
function point(place) {
  const link = place && mains.find((main) => main.dataset.code === place.dataset.code);
  pointedAt = link;
  links.forEach((other) => other.classList.toggle("at", Boolean(link) && other.dataset.code === link.dataset.code));
  pointed.textContent = link ? link.getAttribute("aria-label") : words.nothing;
  if (!link) return;
  const open = document.createElement("a");
  open.href = link.getAttribute("href");
  open.textContent = words.open;
  pointed.append(" ", open);
}

function describe(numbers) {
  if (!numbers.length || isChange()) return "";
  numbers.sort((a, b) => a - b);
  const middle = numbers.length / 2;
  return words.alt
    .replace("{n}", numbers.length).replace("{year}", year.value).replace("{lowest}", written(numbers[0]))
    .replace("{median}", written((numbers[Math.ceil(middle) - 1] + numbers[Math.floor(middle)]) / 2))
    .replace("{highest}", written(numbers[numbers.length - 1]));
}

function paint() {
  const numbers = [];
  for (const link of links) {
    const value = valueOf(link.dataset.code);
    if (typeof value === "number" && link.id) numbers.push(value);
    link.firstElementChild.setAttribute("class", `${isChange() ? "c" : "s"}${stepOf(value)}`);
    if (!link.id) continue;
    link.setAttribute("aria-label", `${names[link.dataset.code]}: ${wordsOf(value)}`);
    document.getElementById(`t${link.dataset.code}`).lastElementChild.textContent = wordsOf(value);
  }
  const kind = !isOfWave() ? "participation" : isChange() ? "change" : "score";
  for (const item of document.querySelectorAll("#map-legend li[data-kind]")) item.hidden = item.dataset.kind !== kind;
  // Hatched in every view: without an answer, without two to compare, or not asked that year.
  document.getElementById("map-without").textContent = wordsOf(null);
  const colours = isOfWave() ? measure.selectedOptions[0].dataset.colours : "participation";
  for (const element of [map, document.getElementById("map-legend")]) element.dataset.measure = colours;
  document.getElementById("map-alt").textContent = describe(numbers);
  document.getElementById("map-change-note").hidden = !isChange();
  shown.disabled = !isOfWave();
  const title = [measure.selectedOptions[0].textContent, isChange() ? shown.selectedOptions[0].textContent : "", year.value];
  document.getElementById("map-title").textContent = title.filter(Boolean).join(", ");
  if (pointedAt) point(pointedAt);
}

async function draw() {
  window.waves = window.waves || {};
  const asked = year.value;
  if (!window.waves[asked]) await loadScript(`${words.waves}${asked}.js`);
  if (asked === year.value) paint();
}

function choose(select, value) {
  if (value && [...select.options].some((option) => option.value === value)) select.value = value;
  else select.selectedIndex = 0;
}
function followAddress() {
  const chosen = choices();
  choose(measure, chosen.get("measure"));
  choose(shown, chosen.get("show"));
  choose(year, chosen.get("year"));
  draw();
}
function changed() {
  keepChoices({ measure: measure.value, show: shown.value === "change" ? "change" : "", year: year.value });
  draw();
}
for (const select of [measure, shown, year]) select.addEventListener("change", changed);
form.addEventListener("submit", (event) => event.preventDefault());
window.addEventListener("hashchange", followAddress);
// Also when Back brings the page out of memory, where the browser may have put other choices into the lists.
window.addEventListener("pageshow", followAddress);

const nearest = (from, dx, dy) => {
  const [x, y] = [Number(from.dataset.x), Number(from.dataset.y)];
  let best = null;
  let shortest = Infinity;
  for (const link of mains) {
    const [ox, oy] = [Number(link.dataset.x) - x, Number(link.dataset.y) - y];
    const along = ox * dx + oy * dy;
    const aside = Math.abs(ox * dy) + Math.abs(oy * dx);
    if (along > 0.5 && along + 2 * aside < shortest) [best, shortest] = [link, along + 2 * aside];
  }
  return best;
};

// Zoom: what is seen is the map's viewBox.
const whole = map.dataset.box.split(" ").map(Number);
let view = [...whole];
function look(x, y, scale) {
  const factor = Math.min(1, Math.max(1 / MOST_ZOOM, scale));
  const [width, height] = [whole[2] * factor, whole[3] * factor];
  const within = (value, low, size, part) => Math.min(low + size - part, Math.max(low, value));
  view = [within(x - width / 2, whole[0], whole[2], width), within(y - height / 2, whole[1], whole[3], height), width, height];
  map.setAttribute("viewBox", view.join(" "));
  map.classList.toggle("zoomed", factor < 1);
  // A part of a drawing has the attribute, but not the property.
  document.getElementById("map-inset").toggleAttribute("hidden", factor < 1);
}
const middle = () => [view[0] + view[2] / 2, view[1] + view[3] / 2];
const zoom = (factor) => {
  const at = pointedAt && pointedAt.dataset.x ? [Number(pointedAt.dataset.x), Number(pointedAt.dataset.y)] : middle();
  look(...at, (view[2] / whole[2]) * factor);
};
const zooms = { "zoom-in": () => zoom(0.5), "zoom-out": () => zoom(2), "zoom-whole": () => look(...middle(), 1) };
for (const [id, act] of Object.entries(zooms)) document.getElementById(id).addEventListener("click", act);

let grip = null;
let hasMoved = false;
map.addEventListener("pointerdown", (event) => {
  hasMoved = false;
  if (view[2] < whole[2]) grip = { x: event.clientX, y: event.clientY, middle: middle() };
});
window.addEventListener("pointermove", (event) => {
  if (!grip) return;
  const scale = view[2] / map.getBoundingClientRect().width;
  const [dx, dy] = [(event.clientX - grip.x) * scale, (event.clientY - grip.y) * scale];
  hasMoved = hasMoved || Math.hypot(event.clientX - grip.x, event.clientY - grip.y) > 4;
  look(grip.middle[0] - dx, grip.middle[1] - dy, view[2] / whole[2]);
});
for (const end of ["pointerup", "pointercancel"]) window.addEventListener(end, () => { grip = null; });
map.addEventListener("dragstart", (event) => event.preventDefault());

// One stop for the Tab key; from there the arrows move. The table beside holds the same links.
const stopAt = (link) => mains.forEach((other) => other.setAttribute("tabindex", other === link ? 0 : -1));
const ways = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
for (const link of links) {
  let before = null;
  link.addEventListener("pointerenter", (event) => { if (event.pointerType === "mouse") point(link); });
  link.addEventListener("pointerdown", () => { before = pointedAt; });
  link.addEventListener("click", (event) => {
    // A finger cannot point without pressing: the first press shows the value, a second one opens the page.
    const isSecond = before && before.dataset.code === link.dataset.code;
    if (hasMoved || (event.pointerType !== "mouse" && event.detail > 0 && !isSecond)) event.preventDefault();
    point(link);
  });
  link.addEventListener("focus", () => {
    if (link.id) stopAt(link);
    // A press of a finger gives focus before it is a click.
    if (link.matches(":focus-visible")) point(link);
    if (link.matches(":focus-visible") && view[2] < whole[2]) look(Number(link.dataset.x), Number(link.dataset.y), view[2] / whole[2]);
  });
  link.addEventListener("keydown", (event) => {
    const way = ways[event.key];
    if (!way) return;
    event.preventDefault();
    const next = nearest(link, ...way);
    if (next) next.focus();
  });
}
stopAt(mains[0]);
