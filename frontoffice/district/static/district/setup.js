// A long list of things to tick is shortened by typing; without a script it scrolls.
for (const list of document.querySelectorAll("[data-narrow]")) {
  const find = document.createElement("input");
  find.type = "search";
  find.className = "in";
  find.placeholder = list.dataset.narrow;
  find.setAttribute("aria-label", list.dataset.narrow);
  find.addEventListener("input", () => {
    const wanted = find.value.toLocaleLowerCase();
    for (const row of list.children) {
      row.hidden = !row.textContent.toLocaleLowerCase().includes(wanted) && !row.querySelector(":checked");
    }
  });
  find.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());
  list.before(find);
}

// What only a script can do is offered only with one.
for (const button of document.querySelectorAll("[data-scripted]")) button.hidden = false;

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  for (const said of document.querySelectorAll("[data-key-problem]")) said.hidden = false;
});
