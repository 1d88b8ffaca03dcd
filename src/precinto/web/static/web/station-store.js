// SPDX-License-Identifier: EUPL-1.2
// What a browser keeps that may work off-line: its key, which it cannot give away, and the movements that wait to be brought
// back, each signed and chained as docs/formats/offline-queue.md says. No text, no page: station.js and stations.js use it.
"use strict";

globalThis.precintoStation = (() => {
  const NAME = "precinto-station";
  const THIS = "this";
  const SIGNING = { name: "ECDSA", hash: "SHA-256" };

  const able = () => Boolean(
    globalThis.isSecureContext && globalThis.crypto?.subtle && globalThis.indexedDB && navigator.serviceWorker && navigator.locks && globalThis.caches,
  );

  const base64 = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes)));
  const utf8 = (text) => new TextEncoder().encode(text);
  const digest = async (bytes) => new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));

  // ---- the store

  function asked(request) {
    return new Promise((resolve, reject) => {
      request.addEventListener("success", () => resolve(request.result));
      request.addEventListener("error", () => reject(request.error));
    });
  }

  async function within(mode, work) {
    const opening = indexedDB.open(NAME, 1);
    opening.addEventListener("upgradeneeded", () => {
      opening.result.createObjectStore("station");
      opening.result.createObjectStore("lines", { keyPath: "n" });
    });
    const store = await asked(opening);
    try {
      const all = store.transaction(["station", "lines"], mode, { durability: "strict" });
      const ended = new Promise((resolve, reject) => {
        all.addEventListener("complete", resolve);
        all.addEventListener("abort", () => reject(all.error));
      });
      const found = work(all.objectStore("station"), all.objectStore("lines"));
      await ended;
      return found?.result;
    } finally {
      store.close();
    }
  }

  // One page at a time: two would give two movements the same number.
  const alone = (work) => navigator.locks.request(NAME, work);
  const read = () => within("readonly", (station) => station.get(THIS));
  const lines = () => within("readonly", (_station, rows) => rows.getAll());

  // ---- the key

  async function make() {
    return alone(async () => {
      const known = await read();
      if (known) return known;
      const keys = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, false, ["sign", "verify"]);
      const spki = await crypto.subtle.exportKey("spki", keys.publicKey);
      const name = [...await digest(spki)].map((byte) => byte.toString(16).padStart(2, "0")).join("").slice(0, 16);
      const made = { key: keys.privateKey, open: base64(spki), name, n: 0, prev: "", label: "", stage: "none" };
      await within("readwrite", (station) => station.put(made, THIS));
      await navigator.storage?.persist?.(); // else the browser may clear it when the disk is full
      return made;
    });
  }

  // What the office says of this station, to be known when it does not answer.
  async function note(said) {
    return alone(async () => {
      const station = await read();
      if (station) await within("readwrite", (store) => store.put({ ...station, ...said }, THIS));
    });
  }

  const abandon = () => alone(() => within("readwrite", (station, rows) => {
    station.clear();
    rows.clear();
  }));

  // ---- the movements

  async function write({ clerk, what, person, thing, folios, place }) {
    return alone(async () => {
      const station = await read();
      const n = station.n + 1;
      const body = {
        v: 1, station: station.name, n, at: new Date().toISOString(), clerk, do: what, person, thing, folios, place, prev: station.prev,
      };
      const text = JSON.stringify(body);
      const signature = await crypto.subtle.sign(SIGNING, station.key, utf8(text));
      const line = `${text.slice(0, -1)},"sig":"${base64(signature)}"}`;
      const prev = base64(await digest(utf8(line)));
      await within("readwrite", (store, rows) => {
        store.put({ ...station, n, prev }, THIS);
        rows.add({ n, line });
      });
      return { n, line };
    });
  }

  // The office has them: what it acknowledged is not kept twice.
  const forget = (last) => within("readwrite", (_station, rows) => rows.delete(IDBKeyRange.upperBound(last)));

  // ---- the page that opens without the office's machine

  async function keep(address, worker) {
    await navigator.serviceWorker.register(worker, { scope: address });
    const ask = (url) => fetch(url, { cache: "no-cache", credentials: "same-origin" });
    const page = await ask(address);
    if (!page.ok || page.redirected) return;
    const parts = new DOMParser().parseFromString(await page.clone().text(), "text/html").querySelectorAll("link[href], script[src]");
    const wanted = [...new Set([...parts].map((part) => new URL(part.getAttribute("href") ?? part.getAttribute("src"), page.url).href))];
    const found = await Promise.all(wanted.map(ask));
    if (!found.every((answer) => answer.ok)) return;
    const cache = await caches.open(NAME);
    await Promise.all([cache.put(address, page), ...wanted.map((url, nth) => cache.put(url, found[nth]))]);
    const kept = new Set([new URL(address, page.url).href, ...wanted]);
    for (const request of await cache.keys()) if (!kept.has(request.url)) await cache.delete(request);
    try {
      localStorage.setItem(NAME, "kept"); // the counter then offers the page when it gets no answer
    } catch {
      return; // a browser that keeps nothing there: the address has to be known
    }
  }

  return { able, read, lines, make, note, abandon, write, forget, keep };
})();
