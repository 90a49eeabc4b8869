// Small comforts; every page works without them.
(() => {
  "use strict";

  const typing = (target) => target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]");

  // Focus goes to what is wrong after a form came back, so that a screen reader starts there.
  document.getElementById("fouten")?.focus();

  // An open menu closes when one clicks beside it or presses Escape.
  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll("details.drop[open]")) if (!menu.contains(event.target)) menu.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of document.querySelectorAll("details.drop[open]")) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });

  // A form is sent once, however often somebody clicks.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.sent || form.dataset.queue !== undefined) return form.dataset.sent ? event.preventDefault() : undefined;
    form.dataset.sent = "1";
    setTimeout(() => delete form.dataset.sent, 4000);
  });
  window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent));

  // Work list: j and k walk, Enter opens, x ticks.
  const rows = [...document.querySelectorAll("[data-row]")];
  let here = -1;
  const walk = (to) => {
    rows[here]?.classList.remove("here");
    here = Math.min(Math.max(to, 0), rows.length - 1);
    rows[here].classList.add("here");
    rows[here].querySelector("a[data-open]").focus({ preventScroll: true });
    rows[here].scrollIntoView({ block: "nearest" });
  };
  for (const [place, row] of rows.entries()) row.addEventListener("focusin", () => { rows[here]?.classList.remove("here"); here = place; row.classList.add("here"); });

  // Matching: 1, 2 and 3 judge.
  const keyed = new Map([...document.querySelectorAll("[data-key]")].map((button) => [button.dataset.key, button]));

  document.addEventListener("keydown", (event) => {
    if (document.documentElement.dataset.keys === "uit") return; // switched off on the help page (WCAG 2.1.4)
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (keyed.has(event.key)) { event.preventDefault(); keyed.get(event.key).click(); return; }
    if (!rows.length) return;
    if (event.key === "j") walk(here + 1);
    else if (event.key === "k") walk(here - 1);
    else if (event.key === "x" && here >= 0) rows[here].querySelector("input[type=checkbox]")?.click();
    else if (event.key === "Enter" && here >= 0 && event.target === document.body) rows[here].querySelector("a[data-open]").click();
  });

  // Tick all rows of the list.
  document.querySelector("[data-all]")?.addEventListener("change", (event) => {
    for (const box of document.querySelectorAll("[data-row] input[type=checkbox]")) box.checked = event.target.checked;
  });
})();
