// The keyboard. Single keys rest while one types and can be turned off (WCAG 2.1.4); keys with Ctrl and F6 always work.
import { current, rows, talk } from "./panes.js";

const GO = { m: "mine", t: "team", u: "unassigned", d: "past-due", w: "waiting", p: "private", c: "closed", a: "all" };
const GO_WAIT_MS = 1500;
const singles = () => document.body.hasAttribute("data-keys");
let goUntil = 0;

const typing = el => el.matches?.("input, textarea, select, [contenteditable]");
const press = selector => {
  const found = document.querySelector(selector);
  found?.click();
  return Boolean(found);
};

function step(by) {
  const all = rows();
  if (!all.length) return;
  const focused = document.activeElement;
  const at = all.includes(focused) ? all.indexOf(focused) : all.indexOf(current());
  const next = all[Math.max(0, Math.min(all.length - 1, at + by))];
  next.focus();
  next.scrollIntoView({ block: "nearest" });
}

function back() {
  const row = current() ?? rows()[0];
  if (innerWidth < 640 && talk()?.dataset.reference) return press("#what .bar .tap");
  row?.focus();
}

function nextPane(by) {
  const panes = ["where", "which", "what", "person"].map(id => document.getElementById(id)).filter(el => el?.offsetParent);
  const at = panes.findLastIndex(pane => pane.contains(document.activeElement));
  const pane = panes[(at + by + panes.length) % panes.length];
  (pane.id === "which" ? current() ?? rows()[0] ?? pane : pane.querySelector("a, button, summary, [tabindex]") ?? pane).focus();
}

function openMenu(key) {
  const menu = document.querySelector(`#what details.menu[data-key="${key}"]`);
  if (!menu) return false;
  menu.open = true;
  menu.querySelector(".pop button, .pop select, .pop input:not([type=hidden])")?.focus();
  return true;
}

const PLAIN = {
  j: () => step(1),
  k: () => step(-1),
  o: () => (rows().find(row => row === document.activeElement) ?? current() ?? rows()[0])?.click(),
  "/": () => press("[data-palette]"),
  "?": () => document.getElementById("keys")?.showModal(),
  r: () => press('#what [data-mode="reply"]'),
  n: () => press('#what [data-mode="note"]'),
  a: () => openMenu("a"),
  d: () => openMenu("d"),
  t: () => openMenu("t"),
  p: person,
  g: () => { goUntil = Date.now() + GO_WAIT_MS; },
  i: () => press('#what [data-key="i"]'),
  w: () => press('#what [data-key="w"]'),
  e: () => press('#what [data-key="e"]'),
  z: () => press('#toasts [data-key="z"]'),
};

function person() {
  const pane = document.getElementById("person");
  if (!pane) return;
  if (!pane.offsetParent) document.body.classList.add("show-person");
  else document.body.classList.remove("show-person");
  pane.querySelector("summary, a:not(.only-phone)")?.focus();
}

addEventListener("keydown", event => {
  const el = document.activeElement;
  if (event.defaultPrevented || event.isComposing || document.querySelector("dialog[open]")) return;
  if (event.key === "F6") {
    event.preventDefault();
    return nextPane(event.shiftKey ? -1 : 1);
  }
  if (event.key === "Escape") return back();
  if (typing(el) || event.ctrlKey || event.metaKey || event.altKey || !singles()) return;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (goUntil > Date.now() && GO[key]) {
    goUntil = 0;
    event.preventDefault();
    location.assign(`/inbox/${GO[key]}/`);
    return;
  }
  goUntil = 0;
  if (PLAIN[key]) {
    event.preventDefault();
    PLAIN[key]();
  }
});
