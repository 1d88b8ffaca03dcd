// SPDX-License-Identifier: EUPL-1.2
// This browser as a station, before the office's machine: it enrols, and brings back what it wrote down. What it holds is let go
// only when the office says up to which movement it has it.
"use strict";

(() => {
  const part = document.getElementById("this-browser");
  const store = globalThis.precintoStation;
  if (!part) return;
  const at = (id) => document.getElementById(id);
  const MOST = Number(part.dataset.most);
  const PATIENCE = 60000; // ms
  const [enrol, bring, progress] = ["enrol", "bring", "progress-here"].map(at);

  function show(...states) {
    for (const one of part.querySelectorAll("[data-when]")) one.hidden = !one.dataset.when.split(" ").some((name) => states.includes(name));
  }

  // What the office says of this station, from the table below.
  async function known() {
    const station = await store.read();
    if (!station) return null;
    const row = document.querySelector(`tr[data-station="${CSS.escape(station.name)}"]`);
    if (!row) return { station, stage: "none", waiting: await store.lines() };
    const [stage, label] = [row.dataset.stage, row.querySelector("th").textContent];
    await store.forget(Number(row.dataset.last));
    await store.note({ stage, label });
    return { station, stage, label, waiting: await store.lines() };
  }

  async function look() {
    if (!store.able()) return show("unable");
    let found;
    try {
      found = await known();
    } catch (error) {
      if (!(error instanceof DOMException)) throw error;
      return show("unable"); // a private window keeps nothing
    }
    if (!found) return show("none");
    const { station, stage, label, waiting } = found;
    const states = [stage];
    if (stage !== "none") states.push(waiting.length ? "waiting" : "nothing");
    if (stage === "let_in" && waiting.length) states.push("bring");
    if (stage === "withdrawn" || (stage === "none" && waiting.length)) states.push("forget");
    at("own-name").textContent = label ?? "";
    at("own-code").textContent = station.name;
    at("own-waiting").textContent = waiting.length;
    show(...states);
    if (stage === "asked" || stage === "let_in") await keep();
    part.dataset.ready = "";
    return undefined;
  }

  async function keep() {
    try {
      await store.keep(part.dataset.page, part.dataset.worker);
    } catch (error) {
      if (!(error instanceof TypeError || error instanceof DOMException)) throw error; // the next visit keeps it
    }
  }

  enrol.addEventListener("submit", async (event) => {
    event.preventDefault();
    enrol.elements.key.value = (await store.make()).open;
    enrol.submit();
  });

  at("forget").addEventListener("click", async () => {
    await store.abandon();
    await look();
  });

  // ---- bringing back

  async function send(address, facts) {
    const body = new URLSearchParams({ csrfmiddlewaretoken: bring.elements.csrfmiddlewaretoken.value, ...facts });
    const answer = await fetch(address, {
      method: "POST", body, headers: { "X-Counter": "queue" }, credentials: "same-origin", redirect: "manual", signal: AbortSignal.timeout(PATIENCE),
    });
    if (answer.type === "opaqueredirect") {
      window.location.reload(); // locked, or signed out: the door first
      return null;
    }
    const html = await answer.text();
    if (!answer.ok) {
      if (answer.status >= 500) throw new TypeError(String(answer.status));
      at("refused").innerHTML = html;
      progress.replaceChildren();
      at("refused").querySelector("[tabindex]")?.focus();
      return null;
    }
    progress.innerHTML = html;
    return progress.firstElementChild.dataset;
  }

  async function all() {
    let address = null;
    for (let waiting = await store.lines(); waiting.length; waiting = await store.lines()) {
      const some = waiting.slice(0, MOST);
      // The same movements under the same key: brought twice, they are brought once.
      const intent = `queue-${(await store.read()).name}-${some[0].n}-${some.at(-1).n}`;
      let told = await send(bring.action, { intent, text: some.map((one) => `${one.line}\n`).join("") });
      if (!told) return null;
      await store.forget(Number(told.last));
      while (Number(told.left) > 0) {
        told = await send(told.address, { do: "go_on" });
        if (!told) return null;
      }
      address = told.address;
    }
    return address;
  }

  bring.addEventListener("submit", async (event) => {
    event.preventDefault();
    event.stopPropagation();
    bring.hidden = true;
    at("refused").replaceChildren();
    try {
      const address = await all();
      if (address) window.location.assign(address);
      else await look();
    } catch (error) {
      if (!(error instanceof TypeError || error instanceof DOMException)) throw error;
      await look();
      show("let_in", "waiting", "bring", "silent");
    }
  });

  look();
})();
