// News over server-sent events: ids travel, never content. What is new waits in a bar; nothing moves under the pointer.
import { say } from "./panes.js";
import { save as saveDraft } from "./writing.js";

const GATHER_MS = 400;
const WRITERS_MS = 20_000;
let gathering = 0;
let writers = 0;

async function look() {
  const body = document.body;
  const news = document.getElementById("news");
  if (news) {
    const since = news.dataset.since;
    const address = `${body.dataset.news}?in=${encodeURIComponent(body.dataset.in)}&since=${encodeURIComponent(since)}`;
    const answer = await fetch(address, { headers: { "HX-Request": "true" } });
    if (answer.ok && !answer.redirected) show(new DOMParser().parseFromString(await answer.text(), "text/html"), since);
  }
  await lookAtOpen();
}

function show(found, since) {
  const bar = found.getElementById("news");
  const here = document.getElementById("news");
  bar.dataset.since = since;
  if (bar.textContent.trim() && bar.textContent !== here.textContent) say(bar.textContent.trim());
  here.replaceWith(document.adoptNode(bar));
  for (const count of found.querySelectorAll("[data-count-of]")) {
    const link = document.querySelector(`#where [data-count="${CSS.escape(count.dataset.countOf)}"]`);
    if (!link) continue;
    let shown = link.querySelector(".n");
    if (!shown) link.append(shown = Object.assign(document.createElement("span"), { className: "n" }));
    shown.textContent = count.textContent;
  }
}

async function lookAtOpen() {
  const what = document.getElementById("what");
  const changed = document.getElementById("changed");
  if (!what?.dataset.reference || !changed) return;
  const { reference, changes, seen, state } = what.dataset;
  const asked = new URLSearchParams({ seen, state, in: document.body.dataset.in });
  const answer = await fetch(`${changes}?${asked}`, { headers: { "HX-Request": "true" } });
  if (document.getElementById("what")?.dataset.reference !== reference) return;
  const found = answer.status === 200 && !answer.redirected ? await answer.text() : "";
  if (changed.innerHTML !== found) changed.innerHTML = found;
  clearTimeout(writers);
  if (changed.querySelector(".presence")) writers = setTimeout(() => lookAtOpen().catch(() => {}), WRITERS_MS);
}

function arrived() {
  clearTimeout(gathering);
  gathering = setTimeout(() => look().catch(() => {}), GATHER_MS);
}

const address = document.body.dataset.stream;
if (address && "EventSource" in window) {
  const stream = new EventSource(address);
  for (const name of ["open", "said", "changed"]) stream.addEventListener(name, arrived);
  stream.addEventListener("writing", event => {
    if (event.data === document.getElementById("what")?.dataset.reference) lookAtOpen().catch(() => {});
  });
  addEventListener("pagehide", () => stream.close());
}
document.addEventListener("inbox:look", arrived);

// "Show": what is typed is kept first, then the conversation is read again, and the cursor stays in the text.
addEventListener("click", async event => {
  const link = event.target.closest("[data-show]");
  if (!link || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  await saveDraft();
  await htmx.ajax("GET", link.href, { target: "#what", swap: "outerHTML" });
  document.querySelector("#c-text")?.focus();
});
