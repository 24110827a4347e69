// Opening a conversation swaps the third pane; the list never moves, only its current row is marked.
export const rows = () => [...document.querySelectorAll("#rows .row")];
export const current = () => document.querySelector('#rows .row[aria-current="true"]');
export const talk = () => document.getElementById("what");

export function say(words) {
  const sky = document.getElementById("sky");
  if (sky) sky.textContent = words;
}

function mark() {
  const reference = talk()?.dataset.reference;
  for (const row of rows()) {
    if (reference && row.closest("li").id === `row-${reference}`) {
      row.setAttribute("aria-current", "true");
    } else {
      row.removeAttribute("aria-current");
    }
  }
}

function newest() {
  const thread = document.querySelector("ol.thread");
  if (!thread) return;
  const newer = thread.querySelector(".is-newer");
  if (newer) newer.scrollIntoView({ block: "start" });
  else thread.scrollTop = thread.scrollHeight;
}

let leaving = "";
document.addEventListener("htmx:beforeRequest", event => {
  const row = event.target.closest?.(".row");
  if (row) {
    leaving = row.querySelector(".said").textContent;
    for (const other of rows()) other.removeAttribute("aria-current");
    row.setAttribute("aria-current", "true");
    row.classList.remove("new");
  }
});
document.addEventListener("htmx:afterSwap", event => {
  if (event.target.id === "more" || event.detail.target?.id === "more") return;
  mark();
  document.body.dataset.pane = "what";
  document.getElementById("which")?.removeAttribute("role");
  newest();
  if (document.activeElement === document.body) talk()?.focus({ preventScroll: true });
  const heading = document.querySelector("#what h1");
  if (heading && leaving) say(heading.textContent);
  leaving = "";
});
document.addEventListener("htmx:historyRestore", () => { mark(); newest(); });
// Signed out, or removed, while reading: the whole page asks to sign in, and nothing of it lands in a pane.
document.addEventListener("htmx:beforeSwap", event => {
  if (new URL(event.detail.xhr.responseURL, location.href).pathname.startsWith("/inbox/")) return;
  event.detail.shouldSwap = false;
  location.reload();
});
document.addEventListener("htmx:sendError", () => say(document.getElementById("sky").dataset.away));

mark();
newest();
document.querySelector(".chips [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
document.fonts?.ready.then(newest);
