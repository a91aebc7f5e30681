// Tables that sort by the column whose heading is pressed, and long ones that can be filtered.
"use strict";

const tableWords = document.body.dataset;
const cellText = (row, index) => row.cells[index].textContent.trim();
// "2,6" -> 2.6, "−0,40 ..." -> -0.4, "12 av 26" -> 12; null for words.
function numberOf(text) {
  const found = text.replace(/[\s\u00a0]/g, "").replace("−", "-").replace(/^[+±]/, "").match(/^-?\d[\d]*(?:[.,]\d+)?/);
  return found ? Number(found[0].replace(",", ".")) : null;
}

function compareCells(one, other) {
  const [a, b] = [numberOf(one), numberOf(other)];
  if (a !== null && b !== null) return a - b;
  if (a !== null || b !== null) return a === null ? 1 : -1;
  return one.localeCompare(other, language);
}

function sortBy(table, header) {
  const isDescending = header.getAttribute("aria-sort") === "ascending";
  const index = header.cellIndex;
  for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
  header.setAttribute("aria-sort", isDescending ? "descending" : "ascending");
  const body = table.tBodies[0];
  const withValue = (row) => numberOf(cellText(row, index)) !== null || /\p{L}/u.test(cellText(row, index));
  const rows = [...body.rows].sort((one, other) => {
    // What has no value comes last in both directions.
    if (withValue(one) !== withValue(other)) return withValue(one) ? -1 : 1;
    const order = compareCells(cellText(one, index), cellText(other, index));
    return isDescending ? -order : order;
  });
  body.append(...rows);
}

function startSorting(table) {
  for (const header of table.tHead.rows[0].cells) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "sort";
    button.append(...header.childNodes);
    header.append(button);
    button.addEventListener("click", () => sortBy(table, header));
  }
}

function startFilter(table) {
  const label = document.createElement("label");
  const input = document.createElement("input");
  const count = document.createElement("span");
  label.className = "filter";
  input.type = "search";
  count.setAttribute("role", "status");
  label.append(`${tableWords.filter} `, input);
  table.closest(".scroll").before(label, count);
  count.className = "small filtered";
  input.addEventListener("input", () => {
    const wanted = plain(input.value.trim());
    const rows = [...table.tBodies[0].rows];
    rows.forEach((row) => { row.hidden = !plain(row.textContent).includes(wanted); });
    const n = rows.filter((row) => !row.hidden).length;
    count.textContent = wanted ? tableWords.filtered.replace("{n}", n).replace("{of}", rows.length) : "";
  });
}

for (const table of document.querySelectorAll("table.sortable")) startSorting(table);
for (const table of document.querySelectorAll("table.filterable")) startFilter(table);
