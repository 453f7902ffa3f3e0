// Forms: hides the branch that does not apply and adds rows to rosters. Everything works without it, by reloading.
(() => {
  "use strict";

  const chosen = (name, scope) => {
    const inputs = [...(scope || document).querySelectorAll(`[name="${CSS.escape(name)}"]`)];
    const ticked = inputs.find((input) => input.checked);
    if (ticked) return ticked.value;
    const first = inputs[0];
    if (!first) return null;
    if (first.type === "radio") return "";
    if (first.type === "checkbox") return "false";
    return first.value;
  };

  // A disabled control is not sent, so what was typed into the branch not taken stays on the page and nowhere else.
  const showBranches = (scope) => {
    scope.querySelectorAll("[data-when]").forEach((part) => {
      const { name, values } = JSON.parse(part.dataset.when);
      const shown = values.includes(chosen(name, part.closest("form")));
      part.classList.toggle("form-hidden", !shown);
      part.querySelectorAll("input, select, textarea").forEach((input) => {
        input.disabled = !shown;
      });
      const note = part.querySelector(".form-note");
      if (note) note.classList.add("form-hidden");
    });
  };

  const renumber = (row, roster, from, to) => {
    const change = (text) => text
      .replaceAll(`${roster}-${from}-`, `${roster}-${to}-`)
      .replaceAll(`${roster}.${from}.`, `${roster}.${to}.`);
    row.dataset.row = to;
    row.querySelectorAll("*").forEach((element) => {
      for (const name of ["name", "id", "for", "aria-describedby", "data-when"]) {
        if (element.hasAttribute(name)) element.setAttribute(name, change(element.getAttribute(name)));
      }
    });
    row.querySelectorAll(".roster-label").forEach((label) => {
      label.textContent = label.textContent.replace(String(from + 1), String(to + 1));
    });
  };

  const empty = (row) => {
    row.querySelectorAll(".invalid-feedback").forEach((said) => said.remove());
    row.querySelectorAll("input, select, textarea").forEach((input) => {
      if (input.type === "checkbox") input.checked = input.defaultChecked;
      else if (input.type === "radio") input.checked = false;
      else if (input.tagName === "SELECT") input.selectedIndex = 0;
      else input.value = "";
      input.classList.remove("is-invalid");
      input.removeAttribute("aria-invalid");
    });
    row.querySelectorAll("span.form-readonly").forEach((shown) => { shown.textContent = "—"; });
  };

  const addRow = (button) => {
    const roster = button.dataset.rosterAdd;
    const body = document.querySelector(`table[data-roster="${CSS.escape(roster)}"] tbody`);
    const last = body && body.lastElementChild;
    if (!last || body.children.length >= Number(button.dataset.rosterMost)) return Boolean(last);
    const row = last.cloneNode(true);
    const number = Number(last.dataset.row);
    renumber(row, roster, number, number + 1);
    empty(row);
    body.append(row);
    showBranches(row);
    const first = row.querySelector("input:not([type=hidden]), select, textarea");
    if (first) first.focus();
    return true;
  };

  document.addEventListener("change", (event) => {
    const form = event.target.closest && event.target.closest("form");
    if (form) showBranches(form);
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest && event.target.closest("[data-roster-add]");
    if (button && addRow(button)) event.preventDefault();
  });
  const start = () => {
    showBranches(document);
    const problems = document.querySelector("[data-form-problems]");
    if (problems) problems.focus();
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
  for (const swapped of ["htmx:after:swap", "htmx:afterSwap"]) document.addEventListener(swapped, start);
})();
