// What every staff page shares: drawers on narrow screens, arrow keys in tabs, menus that close. All of it works without.
const app = document.body;

addEventListener("click", event => {
  const opener = event.target.closest("[data-opens]");
  const pane = opener && document.getElementById(opener.dataset.opens);
  if (pane && app.dataset.pane !== opener.dataset.opens) {
    event.preventDefault();
    app.classList.toggle(`show-${opener.dataset.opens}`);
    pane.querySelector("a, button, summary")?.focus();
    return;
  }
  for (const name of ["where", "person"]) {
    if (app.classList.contains(`show-${name}`) && !event.target.closest(`#${name}`)) app.classList.remove(`show-${name}`);
  }
  for (const menu of document.querySelectorAll("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
});

addEventListener("keydown", event => {
  if (event.key === "Escape") return closeTop(event);
  const tabs = event.target.closest?.('[role="tablist"]');
  if (tabs && /^Arrow(Left|Right)$/.test(event.key)) stepTab(tabs, event.target, event.key === "ArrowRight" ? 1 : -1);
});

function closeTop(event) {
  const menu = document.querySelector("details.menu[open]");
  if (menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
    event.stopImmediatePropagation();
  }
  for (const name of ["where", "person"]) {
    if (!app.classList.contains(`show-${name}`)) continue;
    app.classList.remove(`show-${name}`);
    document.querySelector(`[data-opens="${name}"]`)?.focus();
    event.stopImmediatePropagation();
  }
}

function stepTab(list, from, by) {
  const tabs = [...list.querySelectorAll('[role="tab"]')];
  const step = getComputedStyle(list).direction === "rtl" ? -by : by;
  const next = tabs[(tabs.indexOf(from) + step + tabs.length) % tabs.length];
  next.focus();
  next.click();
}

addEventListener("click", event => {
  const tab = event.target.closest('[role="tab"]');
  if (!tab) return;
  for (const other of tab.closest('[role="tablist"]').querySelectorAll('[role="tab"]')) {
    other.ariaSelected = String(other === tab);
    other.tabIndex = other === tab ? 0 : -1;
  }
});
