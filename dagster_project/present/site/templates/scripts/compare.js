// The comparison of some municipalities; which ones is kept in the address.
"use strict";

const comparison = document.getElementById("compare");
const said = comparison.dataset;
const mostCompared = Number(said.most);
const adding = document.getElementById("compare-form");
const chooseYear = document.getElementById("compare-year");
const chooseMeasure = document.getElementById("compare-measure");
const chosenList = document.getElementById("compare-chosen");
const table = document.getElementById("compare-table");
const nameOf = Object.fromEntries(window.municipalities.map(([code, name]) => [code, name]));
const years = [...chooseYear.options].map((option) => Number(option.value)).sort((a, b) => a - b);
const COLOURS = ["#0072b2", "#d55e00", "#009e73", "#b1558f", "#8064c8"];
const SHAPES = ["M0,-6A6,6 0 1 1 0,6A6,6 0 1 1 0,-6z", "M-5,-5H5V5H-5z", "M0,-7L7,5H-7z", "M0,-7L7,0L0,7L-7,0z", "M-6,-2H-2V-6H2V-2H6V2H2V6H-2V2H-6z"];
let codes = [];

const valueOf = (code, year, measure) => {
  const wave = window.waves[year];
  const values = wave && wave.scores[code];
  const value = values ? values[wave.measures.indexOf(measure)] : null;
  return value === undefined ? null : value;
};

const isBroken = (code, year, measure) => (window.waves[year].breaks[code] || []).includes(measure);

function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}
function shape(name, attributes, text = "") {
  const made = document.createElementNS(document.getElementById("compare-chart").namespaceURI, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.textContent = text;
  return made;
}
const symbol = (i, x, y) => shape("path", { d: SHAPES[i], transform: `translate(${x},${y})`, fill: COLOURS[i] });

function showChosen() {
  chosenList.replaceChildren(...codes.map((code, i) => {
    const mark = shape("svg", { viewBox: "-8 -8 16 16", width: 16, height: 16, "aria-hidden": "true" });
    mark.append(symbol(i, 0, 0));
    const link = element("a", { href: `${said.municipality}${code}.html` }, nameOf[code]);
    const remove = element("button", { type: "button", "aria-label": said.remove.replace("{name}", nameOf[code]) }, "×");
    remove.addEventListener("click", () => { choose(codes.filter((other) => other !== code)); adding.querySelector("input").focus(); });
    return element("li", {}, mark, " ", link, " ", remove);
  }));
  document.getElementById("compare-status").textContent = codes.length ? "" : said.nobody;
  adding.hidden = codes.length >= mostCompared;
}

function headTable(shown) {
  const head = shown.tHead.rows[0];
  head.replaceChildren(head.cells[0], ...codes.map((code) => element("th", { scope: "col" }, nameOf[code])));
}

function showTable() {
  headTable(table);
  for (const row of table.tBodies[0].rows) {
    row.hidden = !window.waves[chooseYear.value].measures.includes(row.dataset.measure);
    const values = codes.map((code) => valueOf(code, chooseYear.value, row.dataset.measure));
    row.replaceChildren(row.cells[0], ...values.map((value) => element("td", {}, value === null ? "–" : written(value))));
  }
}

// The measure over all waves: a line and a shape for each municipality.
function showChart() {
  const chart = document.getElementById("compare-chart");
  const [width, height, left, right, top, bottom] = [560, 260, 24, 16, 12, 28];
  const ticks = said.ticks.split(" ").map(Number);
  const [lowest, highest] = [ticks[0], ticks[ticks.length - 1]];
  const span = years[years.length - 1] - years[0] || 1;
  const x = (year) => (years.length === 1 ? (width - right + left) / 2 : left + 14 + ((year - years[0]) / span) * (width - left - right - 28));
  const y = (value) => top + ((highest - value) / (highest - lowest)) * (height - top - bottom);
  const marks = [];
  for (const step of ticks) {
    marks.push(shape("path", { d: `M${left},${y(step)}H${width - right}`, stroke: "currentColor", "stroke-opacity": 0.25 }));
    marks.push(shape("text", { x: left - 8, y: y(step) + 4, "text-anchor": "end", fill: "currentColor" }, step));
  }
  const every = Math.ceil(years.length / 12);
  years.filter((_, i) => (years.length - 1 - i) % every === 0).forEach((year) =>
    marks.push(shape("text", { x: x(year), y: height - 8, "text-anchor": "middle", fill: "currentColor" }, year)));
  const lines = codes.map((code, i) => {
    const points = years.map((year) => [year, valueOf(code, year, chooseMeasure.value)]).filter(([, value]) => value !== null);
    // The line is interrupted where the question has changed.
    const path = points.map(([year, value], place) => `${!place || isBroken(code, year, chooseMeasure.value) ? "M" : "L"}${x(year)},${y(value)}`);
    marks.push(shape("path", { d: path.join(""), fill: "none", stroke: COLOURS[i], "stroke-width": 2 }));
    points.forEach(([year, value]) => marks.push(symbol(i, x(year), y(value))));
    return `${nameOf[code]}: ${points.map(([year, value]) => `${year} ${written(value)}`).join(", ") || "–"}`;
  });
  chart.replaceChildren(...marks);
  chart.parentElement.setAttribute("role", "img");
  chart.parentElement.setAttribute("aria-label", lines.join("; ") || said.nobody);
  const figure = chart.closest("figure");
  figure.hidden = !codes.length;
  figure.dataset.title = `${chooseMeasure.selectedOptions[0].textContent}: ${codes.map((code) => nameOf[code]).join(", ")}`;
  figure.querySelector("figcaption").textContent = lines.join(" · ");
}

// The figures of the chart; a star where the question has changed, as the note below says.
function showSeries() {
  const series = document.getElementById("compare-series");
  const part = document.getElementById("compare-figures");
  headTable(series);
  part.hidden = !codes.length;
  series.caption.textContent = chooseMeasure.selectedOptions[0].textContent;
  let isStarred = false;
  for (const row of series.tBodies[0].rows) {
    const cells = codes.map((code) => {
      const value = valueOf(code, row.dataset.year, chooseMeasure.value);
      const isMarked = value !== null && isBroken(code, row.dataset.year, chooseMeasure.value);
      isStarred = isStarred || isMarked;
      return element("td", {}, (value === null ? "–" : written(value)) + (isMarked ? " *" : ""));
    });
    row.replaceChildren(row.cells[0], ...cells);
  }
  part.querySelector("p").hidden = !isStarred;
}

async function showAll() {
  window.waves = window.waves || {};
  showChosen();
  await Promise.all(years.filter((year) => !window.waves[year]).map((year) => loadScript(`${said.waves}${year}.js`)));
  showTable();
  showChart();
  showSeries();
}
function keep() { keepChoices({ m: codes.join(","), year: chooseYear.value, measure: chooseMeasure.value }); }
function choose(wanted) {
  codes = [...new Set(wanted)].filter((code) => nameOf[code]).slice(0, mostCompared);
  keep();
  showAll();
}
function followAddress() {
  const chosen = choices();
  codes = [...new Set((chosen.get("m") || "").split(","))].filter((code) => nameOf[code]).slice(0, mostCompared);
  for (const [select, value] of [[chooseYear, chosen.get("year")], [chooseMeasure, chosen.get("measure")]]) {
    if ([...select.options].some((option) => option.value === value)) select.value = value;
    else select.selectedIndex = 0;
  }
  showAll();
}

startChooser(adding, (code) => { adding.querySelector("input").value = ""; choose([...codes, code]); });
for (const select of [chooseYear, chooseMeasure]) select.addEventListener("change", () => { keep(); showAll(); });
window.addEventListener("hashchange", followAddress);
window.addEventListener("pageshow", followAddress);
