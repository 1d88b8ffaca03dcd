// SPDX-License-Identifier: EUPL-1.2
// What the other clerks of this inventory have read meanwhile. The reading itself is the counter's.
"use strict";

(() => {
  const form = document.getElementById("counter");
  const board = document.getElementById("board");
  if (!form || !board) return;
  const EVERY = 5000; // ms

  async function look() {
    const quiet = () => !document.hidden && !("busy" in form.dataset) && !board.querySelector(".halt");
    if (!quiet()) return;
    try {
      const answer = await fetch(form.action, {
        headers: { "X-Counter": "tally" },
        credentials: "same-origin",
        redirect: "manual",
        signal: AbortSignal.timeout(EVERY),
      });
      if (answer.type === "opaqueredirect") {
        window.location.reload(); // closed meanwhile, or locked
        return;
      }
      const html = answer.ok ? await answer.text() : "";
      const tally = document.getElementById("tally");
      // An answer that a reading has overtaken is older than what stands there.
      if (html && tally && quiet() && !tally.contains(document.activeElement)) tally.innerHTML = html;
    } catch (error) {
      if (!(error instanceof TypeError || error instanceof DOMException)) throw error;
    }
  }

  setInterval(look, EVERY);
})();
