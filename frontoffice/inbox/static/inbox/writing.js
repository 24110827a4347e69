// The composer: reply or note without a page, a draft that saves itself, sending that can be taken back for ten seconds.
import { say } from "./panes.js";

const SAVE_MS = 800;
let timer = 0;
let saving = null;

const form = () => document.getElementById("composer");

function choose(mode) {
  const composer = form();
  const note = mode === "note";
  composer.classList.toggle("as-note", note);
  composer.action = note ? composer.dataset.notes : composer.dataset.replies;
  composer.elements.mode.value = mode;
  for (const tab of composer.querySelectorAll("[data-mode]")) {
    if (tab.dataset.mode === mode) tab.setAttribute("aria-current", "true");
    else tab.removeAttribute("aria-current");
  }
  composer.elements.text.focus();
}

// Keeps text and files as a draft; `without` takes one file off. A newer save takes the place of an older one.
export async function save(without = "") {
  const composer = form();
  if (!composer) return;
  clearTimeout(timer);
  saving?.abort();
  saving = new AbortController();
  const body = new FormData(composer);
  if (without) body.append("without", without);
  try {
    const answer = await fetch(composer.dataset.draft, { method: "POST", body, signal: saving.signal, headers: { "HX-Request": "true" } });
    if (answer.redirected) document.getElementById("saved").textContent = composer.dataset.out;
    if (answer.redirected || !answer.ok) return;
    const found = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const id of ["saved", "waiting"]) document.getElementById(id)?.replaceChildren(...found.getElementById(id).childNodes);
    if (form() === composer) composer.elements.files.value = "";
  } catch (error) {
    if (error.name !== "AbortError") document.getElementById("saved").textContent = "";
  }
}

addEventListener("change", event => {
  if (event.target.matches("#composer input[type=file]")) save();
});

addEventListener("click", event => {
  const off = event.target.closest("#composer button[name=without]");
  if (!off) return;
  event.preventDefault();
  event.stopPropagation();
  save(off.value).then(() => form()?.elements.text.focus());
}, true);

addEventListener("click", event => {
  const use = event.target.closest("[data-use]");
  if (!use || !form()) return;
  event.preventDefault();
  choose("reply");
  const box = form().elements.text;
  box.value = [box.value.trim(), document.getElementById(use.dataset.use).textContent].filter(Boolean).join("\n\n");
  save();
});

addEventListener("click", event => {
  const tab = event.target.closest("#composer [data-mode]");
  if (!tab) return;
  event.preventDefault();
  event.stopPropagation();
  choose(tab.dataset.mode);
}, true);

addEventListener("input", event => {
  if (!event.target.closest("#composer textarea")) return;
  clearTimeout(timer);
  timer = setTimeout(save, SAVE_MS);
});

addEventListener("keydown", event => {
  const composer = event.target.closest?.("#composer");
  if (!composer) return;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    const note = composer.classList.contains("as-note");
    const closing = event.shiftKey && !note && composer.querySelector('button[name="close"]');
    composer.requestSubmit(closing || undefined);
  }
});

document.addEventListener("submit", event => {
  if (event.target.id !== "composer") return;
  clearTimeout(timer);
  saving?.abort();
}, true);

document.addEventListener("htmx:configRequest", event => {
  if (event.detail.elt?.id !== "composer") return;
  event.detail.path = form().action;
});

document.addEventListener("htmx:beforeRequest", event => {
  if (event.detail.elt?.id !== "composer") return;
  for (const button of form().querySelectorAll("button[type=submit]")) button.setAttribute("aria-disabled", "true");
});
for (const name of ["htmx:sendError", "htmx:responseError"]) {
  document.addEventListener(name, () => {
    for (const button of form()?.querySelectorAll("[aria-disabled]") ?? []) button.removeAttribute("aria-disabled");
  });
}

function countDown() {
  const toast = document.querySelector("[data-undo-s]");
  if (!toast) return;
  const left = Number(toast.dataset.undoS) - 1;
  toast.dataset.undoS = String(left);
  const seconds = toast.querySelector("[data-seconds]");
  if (seconds) seconds.textContent = String(left);
  if (left <= 0) toast.remove();
}
setInterval(countDown, 1000);

const TOAST_MS = 8000;
document.addEventListener("htmx:oobAfterSwap", fade);
function fade(event) {
  const toast = document.querySelector("#toasts .toast");
  if (event && toast) say(toast.innerText.replace(/\s+/g, " ").trim());
  for (const toast of document.querySelectorAll("#toasts .toast:not([data-undo-s])")) setTimeout(() => toast.remove(), TOAST_MS);
}
fade();
