// SPDX-License-Identifier: EUPL-1.2
// The counter off-line: a badge, a thing, a count, and a movement is written down. What may be done is judged later, by the door;
// here only the check characters are. What was written stays as it is: a mistake is set aside when it is brought back.
"use strict";

(() => {
  const page = document.getElementById("station");
  if (!page) return;
  const { parse } = globalThis.precintoCodes;
  const store = globalThis.precintoStation;
  const at = (id) => document.getElementById(id);
  const [field, said, wrong, counting, folios, rows] = ["scan", "said", "wrong", "counting", "folios", "rows"].map(at);
  const words = at("words").content;
  const PART = Number(page.dataset.most); // movements of one file
  const PULSE = 10000; // ms
  const LEFT_ALONE = 10 * 60 * 1000; // ms: then whoever stands here reads their badges again
  const APART = 60000; // ms between this clock and the office's: what is later than the office's now is not taken
  const MOST_FOLIOS = 100000;

  const here = { clerk: null, person: null, place: null };
  let thing = null; // read, and not counted yet
  let written = []; // newest first
  let idle = 0;

  // ---- what is said

  function say(name, code = "", stop = false) {
    const text = words.querySelector(`[data-say="${name}"]`).textContent;
    const [told, other] = stop ? [wrong, said] : [said, wrong];
    other.replaceChildren();
    told.replaceChildren(text, code ? " " : "", Object.assign(document.createElement("span"), { className: "code", textContent: code }));
    said.hidden = stop;
    wrong.hidden = !stop;
    field.setAttribute("aria-invalid", String(stop));
  }

  function show(state) {
    page.dataset.state = state;
    for (const part of page.querySelectorAll("[data-when]")) part.hidden = !part.dataset.when.split(" ").includes(state);
  }

  function stands() {
    for (const [name, code] of Object.entries(here)) {
      at(name).textContent = code?.pretty ?? "—";
      at(`clear-${name}`).hidden = !code;
    }
    counting.hidden = !thing;
    at("thing").textContent = thing?.pretty ?? "";
    clearTimeout(idle);
    idle = setTimeout(() => {
      Object.assign(here, { clerk: null, person: null });
      drop();
      say("left-alone");
    }, LEFT_ALONE);
  }

  function drop() {
    thing = null;
    folios.value = "";
    stands();
    if (page.dataset.state !== "unable") field.focus();
  }

  // ---- what is read

  const way = () => page.querySelector('input[name="do"]:checked').value;
  const turn = (value) => {
    page.querySelector(`input[name="do"][value="${value}"]`).checked = true;
  };

  async function take(text) {
    const code = parse(text);
    if (!code) return say("unreadable", text.slice(0, 40), true);
    if (code.kind === "Z") return command(code);
    if (code.kind === "P") return badge(code);
    if (!here.clerk) return say("clerk-first", "", true);
    if (code.kind === "L") {
      here.place = code;
      stands();
      return say("safe", code.pretty);
    }
    if (!"CM".includes(code.kind)) return say("not-here", code.pretty, true);
    if (thing) return say("count-first", thing.pretty, true);
    if (way() === "out" && !here.person) return say("person-first", code.pretty, true);
    if (twice(code)) return say("twice", code.pretty, true);
    thing = code;
    if (code.kind === "M") return write(0);
    stands();
    folios.focus();
    return say("count", code.pretty);
  }

  function badge(code) {
    if (!here.clerk) {
      here.clerk = code;
      stands();
      return say("clerk", code.pretty);
    }
    if (code.text === here.clerk.text) return say("own-badge", code.pretty, true);
    if (thing) return say("count-first", thing.pretty, true);
    here.person = code;
    stands();
    return say("person", code.pretty);
  }

  function command(code) {
    if (["DEV", "ENT", "PRE"].includes(code.command)) {
      turn(code.command === "DEV" ? "back" : "out");
      return say(code.command === "DEV" ? "back" : "out");
    }
    if (code.command !== "FIN") return say("not-a-command", code.pretty, true);
    here.person = null;
    drop();
    return say("finished");
  }

  // A scanner that reads twice: the thing already went that way, and nothing of it was written since.
  function twice(code) {
    const last = written.find((one) => one.thing === code.text);
    return last?.do === way() && (last.do === "back" || last.person === here.person?.text);
  }

  async function write(count) {
    const done = {
      clerk: here.clerk.text, what: way(), person: here.person?.text ?? "", thing: thing.text, folios: count,
      place: way() === "back" ? here.place?.text ?? "" : "",
    };
    const pretty = thing.pretty;
    const { line } = await store.write(done);
    written.unshift(JSON.parse(line));
    list();
    drop();
    say("written", pretty);
  }

  // ---- what is written down

  const pretty = (code) => parse(code)?.pretty ?? code;

  function list() {
    const moment = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "short", timeStyle: "short" });
    rows.replaceChildren(...written.map((one) => {
      const row = at("row").content.firstElementChild.cloneNode(true);
      const texts = { n: one.n, at: moment.format(new Date(one.at)), thing: pretty(one.thing), person: pretty(one.person), folios: one.folios || "", place: pretty(one.place), clerk: pretty(one.clerk) };
      for (const [name, text] of Object.entries(texts)) row.querySelector(`[data-cell="${name}"]`).textContent = text;
      row.querySelector(`[data-way="${one.do}"]`).hidden = false;
      return row;
    }));
    at("count-of").textContent = written.length;
    for (const part of page.querySelectorAll("[data-some]")) part.hidden = (part.dataset.some === "yes") !== written.length > 0;
  }

  at("download").addEventListener("click", async () => {
    const all = await store.lines();
    const { name } = await store.read();
    for (let from = 0; from < all.length; from += PART) {
      const part = all.slice(from, from + PART);
      const address = URL.createObjectURL(new Blob([part.map((one) => `${one.line}\n`).join("")], { type: "application/jsonl" }));
      const link = Object.assign(document.createElement("a"), { href: address, download: `precinto-${name}-${part[0].n}-${part.at(-1).n}.jsonl` });
      link.click();
      setTimeout(() => URL.revokeObjectURL(address), PULSE);
    }
  });

  // ---- forms and keys

  at("reading").addEventListener("submit", async (event) => {
    event.preventDefault();
    event.stopPropagation(); // the page's guard against sending twice is not for a form that is sent again and again
    const text = field.value;
    field.value = "";
    if (text.trim()) await take(text);
  });

  counting.addEventListener("submit", async (event) => {
    event.preventDefault();
    event.stopPropagation();
    const count = Number(folios.value);
    if (!thing) return;
    if (!Number.isInteger(count) || count < 1 || count > MOST_FOLIOS) {
      say("count", thing.pretty, true);
      folios.focus();
      return;
    }
    await write(count);
  });

  at("not-this").addEventListener("click", () => {
    drop();
    say("dropped");
  });

  for (const name of Object.keys(here)) {
    at(`clear-${name}`).addEventListener("click", () => {
      here[name] = null;
      if (name === "clerk") here.person = null;
      drop();
    });
  }

  for (const one of page.querySelectorAll('input[name="do"]')) one.addEventListener("change", () => field.focus());

  // A code begins with a letter: wherever the focus is, it is read in its field.
  document.addEventListener("keydown", (event) => {
    if (document.body.dataset.keys !== "on") return; // single keys are off at this station
    if (event.ctrlKey || event.metaKey || event.altKey || !/^[a-z\]]$/i.test(event.key)) return;
    if (document.activeElement !== field && !at("scanning").hidden) field.focus();
  });

  // ---- does the office's machine answer?

  async function pulse() {
    if (document.hidden) return;
    let up = false;
    try {
      const answer = await fetch(page.dataset.pulse, { method: "HEAD", cache: "no-store", signal: AbortSignal.timeout(PULSE / 2) });
      up = answer.ok;
      const theirs = Date.parse(answer.headers.get("Date"));
      at("clock").hidden = !(Math.abs(theirs - Date.now()) > APART);
    } catch (error) {
      if (!(error instanceof TypeError || error instanceof DOMException)) throw error;
    }
    at("up").hidden = !up;
    at("down").hidden = up;
  }

  async function begin() {
    if (!store.able()) return show("unable");
    let station;
    try {
      station = await store.read();
    } catch (error) {
      if (!(error instanceof DOMException)) throw error;
      return show("unable"); // a private window keeps nothing
    }
    show(station?.stage ?? "none");
    written = (await store.lines()).map((one) => JSON.parse(one.line)).reverse();
    list();
    stands();
    if (station) {
      at("label").textContent = `${station.label} `;
      at("code").textContent = station.name;
      field.focus();
    }
    pulse();
    setInterval(pulse, PULSE);
    try {
      await store.keep(page.dataset.page, page.dataset.worker);
    } catch (error) {
      if (!(error instanceof TypeError || error instanceof DOMException)) throw error; // no answer: what is kept stays
    }
    page.dataset.ready = "";
    return undefined;
  }

  begin();
})();
