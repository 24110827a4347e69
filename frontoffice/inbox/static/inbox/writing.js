// The composer: reply or note without a page, a draft that saves itself, sending that can be taken back for ten seconds.
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

async function save() {
  const composer = form();
  if (!composer) return;
  saving?.abort();
  saving = new AbortController();
  const said = document.getElementById("saved");
  try {
    const answer = await fetch(composer.dataset.draft, { method: "POST", body: new FormData(composer), signal: saving.signal, headers: { "HX-Request": "true" } });
    if (answer.ok && said) said.innerHTML = await answer.text();
  } catch (error) {
    if (error.name !== "AbortError" && said) said.textContent = "";
  }
}

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
  if (form().elements.mode.value === "reply") event.detail.parameters.undo = "on";
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
function fade() {
  for (const toast of document.querySelectorAll("#toasts .toast:not([data-undo-s])")) setTimeout(() => toast.remove(), TOAST_MS);
}
fade();
