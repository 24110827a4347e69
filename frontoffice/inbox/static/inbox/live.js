// News over server-sent events: ids travel, never content. What is new waits in a bar; nothing moves under the pointer.
const GATHER_MS = 400;
let gathering = 0;

async function look() {
  const body = document.body;
  const news = document.getElementById("news");
  if (news) {
    const since = news.dataset.since;
    const address = `${body.dataset.news}?in=${encodeURIComponent(body.dataset.in)}&since=${encodeURIComponent(since)}`;
    const answer = await fetch(address, { headers: { "HX-Request": "true" } });
    if (answer.ok) show(new DOMParser().parseFromString(await answer.text(), "text/html"), since);
  }
  await lookAtOpen();
}

function show(found, since) {
  const bar = found.getElementById("news");
  const here = document.getElementById("news");
  bar.dataset.since = since;
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
  const answer = await fetch(`${what.dataset.changes}?seen=${what.dataset.seen}`);
  if (answer.status !== 200) return;
  const link = Object.assign(document.createElement("a"), { className: "news", href: location.href });
  link.textContent = changed.dataset.words.replace("%n", await answer.text());
  changed.replaceChildren(link);
}

function arrived() {
  clearTimeout(gathering);
  gathering = setTimeout(() => look().catch(() => {}), GATHER_MS);
}

const address = document.body.dataset.stream;
if (address && "EventSource" in window) {
  const stream = new EventSource(address);
  stream.addEventListener("message", arrived);
  stream.addEventListener("conversation", arrived);
  addEventListener("pagehide", () => stream.close());
}
document.addEventListener("inbox:look", arrived);
