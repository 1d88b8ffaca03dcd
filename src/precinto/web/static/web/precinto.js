// SPDX-License-Identifier: EUPL-1.2
// Keys, and a guard against sending a form twice. Every page works without this file.
"use strict";

(() => {
  const typing = (node) => node instanceof HTMLElement && (node.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(node.tagName));
  const keys = document.body.dataset.keys === "on";

  document.addEventListener("keydown", (event) => {
    if (!keys || event.ctrlKey || event.metaKey || event.defaultPrevented) return;
    if (event.altKey) {
      const letter = event.code.startsWith("Key") ? event.code.slice(3).toLowerCase() : event.key.toLowerCase();
      const link = document.querySelector(`[data-key="${CSS.escape(letter)}"]`);
      if (link) {
        event.preventDefault();
        link.click();
      }
      return;
    }
    if (typing(event.target)) {
      if (event.key === "Escape" && event.target.id === "find") event.target.blur();
      return;
    }
    if (event.key === "/") {
      const box = document.getElementById("find");
      if (box) {
        event.preventDefault();
        box.focus();
        box.select();
      }
    } else if (event.key === "?") {
      const list = document.getElementById("keys");
      if (list && !list.open) {
        event.preventDefault();
        list.showModal();
      }
    } else if (event.key === "Escape") {
      document.querySelectorAll("details.me[open]").forEach((menu) => menu.removeAttribute("open"));
    }
  });

  // The menu closes when one goes elsewhere.
  document.addEventListener("click", (event) => {
    document.querySelectorAll("details.me[open]").forEach((menu) => {
      if (!menu.contains(event.target)) menu.removeAttribute("open");
    });
  });

  // A second click while the first is on its way sends nothing. Coming back with the back button opens the form again.
  const sent = new WeakSet();
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method === "dialog" || form.method === "get") return;
    if (form.target === "_blank") return; // this page stays, and may ask for the paper again: its intent keeps it one
    if (sent.has(form)) {
      event.preventDefault();
      return;
    }
    sent.add(form);
  });
  // Whoever locks may have somebody before the screen: it is covered at once, and not when the answer comes. Before the
  // page's own script, which keeps the counter's form to itself.
  document.addEventListener("submit", (event) => {
    if (event.submitter?.hasAttribute("data-locks")) document.body.hidden = true;
  }, true);
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) window.location.reload();
  });

  // One tick for all rows of a table.
  document.querySelectorAll("input[data-all]").forEach((all) => {
    all.addEventListener("change", () => {
      document.querySelectorAll(`input[name="${CSS.escape(all.dataset.all)}"]`).forEach((one) => {
        one.checked = all.checked;
      });
    });
  });

  // What has to be read first is looked at first.
  const refusal = document.querySelector(".refusal[tabindex]");
  if (refusal) refusal.focus();
})();
