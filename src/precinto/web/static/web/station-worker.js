// SPDX-License-Identifier: EUPL-1.2
// The worker of the off-line counter. It answers for one page and what that page is made of, and only where the office's
// machine does not. What it keeps is put there by the page (station-store.js): nothing else is ever kept.
"use strict";

const NAME = "precinto-station";
const PATIENCE = 3000; // ms

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  if (event.request.method === "GET") event.respondWith(answer(event.request));
});

async function answer(request) {
  const kept = await caches.match(request, { cacheName: NAME, ignoreVary: true });
  if (!kept) return fetch(request);
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE, kept));
  const asked = fetch(request).then((found) => (found.status < 500 ? found : kept), () => kept);
  return Promise.race([asked, late]);
}
