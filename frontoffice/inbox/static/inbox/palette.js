// Ctrl+K: go anywhere, do anything that has a button, open a row, or search all messages.
import { rows } from "./panes.js";

const palette = document.getElementById("palette");
const box = palette?.querySelector("input");
const list = palette?.querySelector('[role="listbox"]');
const MOST = 6;
let options = [];
let at = 0;

const words = el => (el.querySelector(".cut")?.textContent ?? el.textContent).trim().replace(/\s+/g, " ");
const visible = el => el.textContent.trim() && !el.matches("[data-key='z']");

function places() {
  return [...document.querySelectorAll("#where .go[href]")].map(link => ({
    name: words(link), aside: link.querySelector(".n")?.textContent ?? "", run: () => location.assign(link.href) }));
}

function deeds() {
  return [...document.querySelectorAll("#what .head button, #what [data-mode]")].filter(visible).map(button => ({
    name: button.textContent.replace(/\s+\S$/, match => (button.querySelector("kbd") ? "" : match)).trim().replace(/\s+/g, " "),
    key: button.querySelector("kbd")?.textContent ?? "", run: () => button.click() }));
}

function conversations() {
  return rows().map(row => ({
    name: row.querySelector(".said").textContent, aside: row.querySelector("b bdi").textContent, run: () => row.click() }));
}

function draw() {
  const typed = box.value.trim().toLowerCase();
  const fits = option => !typed || `${option.name} ${option.aside ?? ""}`.toLowerCase().includes(typed);
  const groups = [
    [list.dataset.do, deeds()], [list.dataset.go, places()], [list.dataset.rows, typed ? conversations() : []],
  ].map(([name, found]) => [name, found.filter(fits).slice(0, MOST)]).filter(([, found]) => found.length);
  if (typed) groups.push(["", [{ name: `${list.dataset.search} “${box.value.trim()}”`, key: "↵", run: () => palette.querySelector("form").submit() }]]);
  options = groups.flatMap(([, found]) => found);
  at = 0;
  list.replaceChildren(...groups.map(([name, found], index) => group(name, found, index, typed)));
  choose(0);
}

function group(name, found, index, typed) {
  const part = document.createElement("div");
  part.role = "group";
  const heading = document.createElement("div");
  heading.className = "h";
  heading.id = `g${index}`;
  heading.textContent = name;
  if (name) part.append(heading);
  part.setAttribute("aria-label", name || list.getAttribute("aria-label"));
  part.append(...found.map(option => line(option, typed)));
  return part;
}

function line(option, typed) {
  const el = document.createElement("div");
  el.role = "option";
  el.id = `o${options.indexOf(option)}`;
  const start = typed ? option.name.toLowerCase().indexOf(typed) : -1;
  const name = document.createElement("span");
  name.className = "cut";
  if (start < 0) name.textContent = option.name;
  else {
    const mark = document.createElement("mark");
    mark.textContent = option.name.slice(start, start + typed.length);
    name.append(option.name.slice(0, start), mark, option.name.slice(start + typed.length));
  }
  el.append(name);
  for (const [kind, text] of [["span", option.aside], ["kbd", option.key]]) {
    if (!text) continue;
    const part = document.createElement(kind);
    part.textContent = text;
    part.className = kind === "kbd" ? "end" : "qq cut";
    el.append(part);
  }
  el.addEventListener("click", () => run(option));
  return el;
}

function choose(index) {
  const all = [...list.querySelectorAll('[role="option"]')];
  at = all.length ? (index + all.length) % all.length : 0;
  for (const [place, el] of all.entries()) el.ariaSelected = String(place === at);
  if (all[at]) {
    box.setAttribute("aria-activedescendant", all[at].id);
    all[at].scrollIntoView({ block: "nearest" });
  }
}

function run(option) {
  palette.close();
  option?.run();
}

function open() {
  if (palette.open) return palette.close();
  palette.showModal();
  box.value = "";
  draw();
  box.focus();
}

if (palette) {
  box.addEventListener("input", draw);
  palette.addEventListener("keydown", event => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      choose(at + (event.key === "ArrowDown" ? 1 : -1));
    }
  });
  palette.querySelector("form").addEventListener("submit", event => {
    event.preventDefault();
    run(options[at]);
  });
  for (const dialog of document.querySelectorAll("dialog")) {
    dialog.addEventListener("click", event => event.target === dialog && dialog.close());
  }
  addEventListener("keydown", event => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
      event.preventDefault();
      open();
    }
  });
  addEventListener("click", event => {
    if (event.target.closest("[data-palette]") && innerWidth >= 640) {
      event.preventDefault();
      open();
    }
  });
}
