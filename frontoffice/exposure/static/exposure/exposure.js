// Niceties of the Exposure screens: copy a snippet, pick a page of lines, see a scan go on. All of it works without.
document.body.classList.add("scripted");

addEventListener("click", async event => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
  } catch {
    return;
  }
  const said = document.createElement("span");
  said.setAttribute("role", "status");
  said.className = "q";
  said.textContent = button.dataset.done;
  button.after(said);
  setTimeout(() => said.remove(), 2000);
});

const boxes = () => [...document.querySelectorAll('input[name="pick"]:not(:disabled)')];

function count() {
  const status = document.querySelector("[data-picked]");
  if (!status) return;
  const picked = boxes().filter(box => box.checked).length;
  status.textContent = picked ? (picked === 1 ? status.dataset.one : status.dataset.many.replace("#", picked)) : "";
}

addEventListener("change", event => {
  if (event.target.matches("[data-pick-all]")) for (const box of boxes()) box.checked = event.target.checked;
  count();
});
count();

const REFRESH_MS = 3000;
let went = 0;

async function refresh() {
  const shown = document.getElementById("running");
  if (!shown || !shown.hasAttribute("data-refresh")) return;
  if (document.hidden || shown.contains(document.activeElement)) return void setTimeout(refresh, REFRESH_MS);
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const next = answer.ok && page.getElementById("running");
    if (next) shown.replaceWith(document.adoptNode(next));
    went = 0;
  } catch {
    if (++went > 20) return;
  }
  const now = document.getElementById("running");
  if (now.hasAttribute("data-refresh")) setTimeout(refresh, REFRESH_MS);
  else if (!document.querySelector('input[name="pick"]:checked') && document.querySelector(".lede, .empty")) location.reload();
}
setTimeout(refresh, REFRESH_MS);
