// Charts as files: an SVG or PNG with title, what its marks mean, source and date, for others' documents.
"use strict";

const INK = "#1b2329";
const FAINT = "#56616a";
const LINE = 17;

// Breaks a text into lines of so many letters.
function linesOf(text, width) {
  const lines = [""];
  for (const word of text.split(/\s+/)) {
    const last = lines[lines.length - 1];
    if (last && last.length + word.length >= width) lines.push(word);
    else lines[lines.length - 1] = last ? `${last} ${word}` : word;
  }
  return lines;
}

const drawn = (name) => document.createElementNS(document.querySelector(".chart svg").namespaceURI, name);

function textOf(lines, y, size, weight, colour) {
  return lines.map((line, i) => {
    const text = drawn("text");
    text.setAttribute("x", 12);
    text.setAttribute("y", y + i * LINE);
    text.setAttribute("font-size", size);
    text.setAttribute("font-weight", weight);
    text.setAttribute("fill", colour);
    text.textContent = line;
    return text;
  });
}

// Returns a chart with its title above and its legend, note and source below, black on white.
function standalone(figure) {
  const chart = figure.querySelector(".chart svg").cloneNode(true);
  const box = chart.viewBox.baseVal;
  const [width, height] = [Math.max(box.width, 420), box.height];
  const letters = Math.floor(width / 6.6);
  const legend = figure.querySelector("figcaption");
  const { title, source } = figure.dataset;
  const heading = linesOf(title, Math.floor(letters * 0.85));
  const saved = document.body.dataset.saved.replace("{date}", new Date().toLocaleDateString("sv"));
  const notes = [legend ? legend.textContent : "", document.body.dataset.synthetic || "", `${source} ${saved}`]
    .filter(Boolean).flatMap((text) => linesOf(text, letters));
  const top = 14 + heading.length * LINE;
  const total = top + height + 14 + notes.length * LINE;
  const whole = drawn("svg");
  whole.setAttribute("viewBox", `0 0 ${width} ${total}`);
  whole.setAttribute("width", width);
  whole.setAttribute("height", total);
  whole.setAttribute("font-family", "Public Sans, Arial, sans-serif");
  whole.setAttribute("color", INK);
  const ground = drawn("rect");
  ground.setAttribute("width", "100%");
  ground.setAttribute("height", "100%");
  ground.setAttribute("fill", "#fff");
  chart.setAttribute("y", top);
  chart.setAttribute("width", box.width);
  chart.setAttribute("height", height);
  whole.append(ground, ...textOf(heading, 20, 14, 700, INK), chart, ...textOf(notes, top + height + 18, 11, 400, FAINT));
  return { svg: new XMLSerializer().serializeToString(whole), width, height: total };
}

function save(address, name) {
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
}

function savePng({ svg, width, height }, name) {
  const image = new Image();
  image.onload = () => {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [2 * width, 2 * height];
    const context = canvas.getContext("2d");
    context.scale(2, 2);
    context.drawImage(image, 0, 0, width, height);
    save(canvas.toDataURL("image/png"), name);
  };
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-save]");
  if (!button) return;
  const figure = button.closest("figure");
  const name = `${figure.dataset.title.replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/g, "").toLowerCase()}`;
  const whole = standalone(figure);
  if (button.dataset.save === "png") savePng(whole, `${name}.png`);
  else save(`data:image/svg+xml;charset=utf-8,${encodeURIComponent(whole.svg)}`, `${name}.svg`);
});
