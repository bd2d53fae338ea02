// Keys and small changes of the screening pages; what a key means is decided by the server.
"use strict";
(() => {
  const typing = "input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable=true]";
  const pressing = "button, a, summary, [role=button], input";

  document.addEventListener("keydown", (event) => {
    const desk = document.querySelector("[data-keys]");
    if (!desk || event.defaultPrevented || event.isComposing) return;
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const target = event.target;
    if (document.querySelector(".q-dialog, .q-menu") || target.closest?.(typing)) return;
    if ((event.key === "Enter" || event.key === " ") && target.closest?.(pressing)) return;
    if (!desk.dataset.keys.split(" ").includes(event.key)) return;
    event.preventDefault();
    desk.dispatchEvent(new CustomEvent("screenkey", { detail: event.key }));
  });

  const entry = (key) => document.querySelector(`[data-entry="${CSS.escape(key)}"]`);
  const show = (element) => element?.scrollIntoView({ block: "nearest" });

  window.screening = {
    put(changed) {
      for (const [key, html] of Object.entries(changed)) {
        const old = entry(key);
        if (!old) continue;
        const here = old.classList.contains("is-here");
        const holder = document.createElement("tbody");
        holder.innerHTML = html;
        const row = holder.firstElementChild;
        old.replaceWith(row);
        if (here) row.classList.add("is-here");
      }
    },
    here(key) {
      for (const row of document.querySelectorAll("tr.is-here[data-entry]")) {
        row.classList.remove("is-here");
        row.removeAttribute("aria-selected");
      }
      const row = entry(key);
      row?.classList.add("is-here");
      row?.setAttribute("aria-selected", "true");
      show(row);
    },
    focus(finding) {
      for (const card of document.querySelectorAll(".finding.is-focus")) card.classList.remove("is-focus");
      if (!finding) return;
      const card = document.querySelector(`[data-finding="${CSS.escape(finding)}"]`);
      card?.classList.add("is-focus");
      show(card);
    },
    original() {
      const frame = document.querySelector(".original");
      const row = frame?.querySelector(".is-here");
      if (row) frame.scrollTop = Math.max(0, row.offsetTop - frame.clientHeight / 2);
    },
    chosen(ids) {
      const wanted = new Set(ids.map(String));
      for (const box of document.querySelectorAll("input[data-choose]")) {
        box.checked = wanted.has(box.dataset.choose);
      }
    },
  };
})();
