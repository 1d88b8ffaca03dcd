// SPDX-License-Identifier: EUPL-1.2
// The counter with a scanner that types like a keyboard. Without this file the same form works, one page at a time.
//
// A burst of keys that ends in Enter or Tab is a reading, wherever the focus is. Readings queue and go one by one; the
// answer is the new board. A stop takes the focus away and must be acknowledged; what is read meanwhile is not taken,
// and is listed so that nobody believes it was.
"use strict";

(() => {
  const form = document.getElementById("counter");
  if (!form) return;
  const field = document.getElementById("scan");
  const board = document.getElementById("board");
  const said = document.getElementById("said");
  const missed = document.getElementById("missed");
  const sound = document.getElementById("sound");

  const GAP = 50; // ms between two keys of a scanner, at most
  const STUMBLE = 400; // ms, where nothing else is typed
  const LEAST = 4; // keys of a reading, at least
  const PAUSE = 120; // ms: an Enter sooner than this after another key is the scanner's, not the clerk's
  const CODE = /^[CNRPLMTZ][0-9A-Z'/-]{4,}$/i; // what a scanner reads begins with the letter of its kind
  const PATIENCE = 15000; // ms

  // ---- sounds: ok, attention and stop differ in height, shape and length

  const SOUNDS = {
    ok: [[880, 0, 0.07, "sine", 0.12]],
    attention: [[520, 0, 0.09, "triangle", 0.18], [520, 0.14, 0.09, "triangle", 0.18]],
    stop: [[196, 0, 0.22, "square", 0.14], [147, 0.24, 0.38, "square", 0.14]],
  };
  let audio = null;
  let loud = remembered("precinto-sound") !== "off";

  function remembered(name, value) {
    try {
      if (value !== undefined) localStorage.setItem(name, value);
      return localStorage.getItem(name);
    } catch {
      return null; // a browser that keeps nothing: the default holds
    }
  }

  function play(tone) {
    form.dataset.sounded = tone;
    if (!loud || typeof AudioContext === "undefined") return;
    audio ??= new AudioContext();
    if (audio.state === "suspended") audio.resume();
    for (const [pitch, from, length, shape, volume] of SOUNDS[tone]) {
      const [voice, gain, start] = [audio.createOscillator(), audio.createGain(), audio.currentTime + from];
      voice.type = shape;
      voice.frequency.value = pitch;
      gain.gain.setValueAtTime(volume, start);
      gain.gain.exponentialRampToValueAtTime(0.001, start + length);
      voice.connect(gain).connect(audio.destination);
      voice.start(start);
      voice.stop(start + length);
    }
  }

  sound.hidden = false;
  sound.setAttribute("aria-pressed", String(loud));
  sound.addEventListener("click", () => {
    loud = !loud;
    remembered("precinto-sound", loud ? "on" : "off");
    sound.setAttribute("aria-pressed", String(loud));
    if (loud) play("ok");
    field.focus();
  });

  // ---- the queue

  const queue = [];
  let busy = false;
  let stopped = false;

  function take(job) {
    if (stopped) {
      refuse(job.scan);
      return;
    }
    queue.push({ asked: performance.now(), ...job });
    pump();
  }

  async function pump() {
    if (busy || stopped || !queue.length) return;
    busy = true;
    form.dataset.busy = "";
    const job = queue.shift();
    // Where a reading is no act of its own, what was read while the last answer was on its way goes together.
    const plain = (one) => one.do === "read" && "scan" in one && one.scan.trim();
    while ("together" in form.dataset && plain(job) && queue.length && plain(queue[0])) job.scan += `\n${queue.shift().scan}`;
    const data = new FormData(form);
    for (const name of ["scan", "many", "do", "add"]) if (name in job) data.set(name, job[name]);
    if (!("scan" in job)) data.set("scan", "");
    if (!("many" in job)) data.delete("many");
    const sent = counts();
    try {
      const answer = await fetch(form.action, {
        method: "POST",
        body: new URLSearchParams(data),
        headers: { "X-Counter": "board" },
        credentials: "same-origin",
        redirect: "manual",
        signal: AbortSignal.timeout(PATIENCE),
      });
      if (answer.type === "opaqueredirect") {
        window.location.reload(); // locked, or signed out: the door first
        return;
      }
      if (!answer.ok) throw new TypeError(String(answer.status));
      show(await answer.text(), sent, job);
    } catch (error) {
      if (!(error instanceof TypeError || error instanceof DOMException)) throw error;
      board.prepend(document.getElementById("no-answer").content.cloneNode(true));
      board.querySelector("[data-station]").hidden = remembered("precinto-station") === null;
      if (job.scan) job.scan.split("\n").forEach(refuse);
      halt();
    } finally {
      busy = false;
      delete form.dataset.busy;
    }
    pump();
  }

  const counts = () => new Map([...board.querySelectorAll(".line input:not([type=hidden])")].map((one) => [one.name, one.value]));

  function show(html, sent, job) {
    // What was typed into a count while the answer was on its way is not lost, nor is the place where one was typing.
    const typed = [...counts()].filter(([name, value]) => sent.has(name) && sent.get(name) !== value);
    const active = document.activeElement;
    const here = board.contains(active) ? active.name : null;
    board.innerHTML = html;
    for (const [name, value] of typed) if (form.elements[name]) form.elements[name].value = value;
    const tone = board.firstElementChild.dataset.tone;
    board.dispatchEvent(new Event("precinto-board"));
    play(tone);
    if (job.many !== undefined) form.elements.many.value = "";
    if (job.scan) job.scan.split("\n").forEach(forget);
    if (tone === "stop") {
      halt();
    } else {
      const again = here && /^(folios|account)-/.test(here) ? form.elements[here] : null;
      const pin = board.querySelector("[data-first-pin]") ?? (job.do === "look" ? board.querySelector("[data-untold]") : null);
      if (again) again.focus();
      else if (pin) pin.focus();
      else if (document.activeElement === document.body || active === field || here !== null) field.focus();
      said.textContent = [...board.querySelectorAll(".calm, #done-title, .line:first-child .line-act, #list-title")]
        .map((node) => node.textContent.replace(/\s+/g, " ").trim()).join(". ");
    }
    performance.measure("precinto-reading", { start: job.asked, end: performance.now() });
  }

  // ---- stopping

  function halt() {
    stopped = true;
    field.disabled = true;
    for (const job of queue.splice(0)) if (job.scan) job.scan.split("\n").forEach(refuse);
    play("stop");
    const band = board.querySelector(".halt");
    band.scrollIntoView({ block: "nearest" });
    band.focus();
  }

  // One key goes on: Enter with the list as it is, Escape without what was stopped.
  function acknowledge(button) {
    const aside = button?.value;
    stopped = false;
    board.querySelectorAll(".halt").forEach((band) => band.remove());
    board.firstElementChild.dataset.tone = "ok";
    field.disabled = false;
    field.focus();
    if (aside) take({ do: aside });
  }

  function refuse(text) {
    play("stop");
    if (!text) return;
    const row = document.createElement("li");
    row.textContent = text.slice(0, 40);
    row.dataset.text = text;
    row.append(Object.assign(document.createElement("input"), { type: "hidden", name: "missed", value: row.textContent }));
    missed.querySelector("ul").append(row);
    missed.hidden = false;
  }

  function forget(text) {
    const rows = [...missed.querySelectorAll("li")];
    rows.filter((row) => row.dataset.text === text).forEach((row) => row.remove());
    missed.hidden = !missed.querySelector("li");
  }

  missed.querySelector("button").hidden = false;
  missed.querySelector("button").addEventListener("click", () => {
    missed.querySelector("ul").replaceChildren();
    missed.hidden = true;
    field.focus();
  });

  // ---- keys

  let burst = "";
  let last = -Infinity; // when the last key came, by the clock of the events: a busy page does not stretch a burst
  let before = null; // the field that a burst falls into, and what it held

  const isText = (node) => /^(INPUT|TEXTAREA)$/.test(node?.tagName ?? "") && !/^(button|submit|checkbox|radio)$/.test(node.type);

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || document.querySelector("dialog[open]")) return;
    if (event.altKey && !event.ctrlKey && /^Digit\d$/.test(event.code)) {
      const button = board.querySelector(`[data-nth="${event.code.slice(5)}"]`);
      if (button && !stopped) {
        event.preventDefault();
        button.click();
      }
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const gap = event.timeStamp - last;
    // Outside a field nobody types words, so a scanner that stumbles there is waited for.
    const swift = gap <= (burst && before === null ? STUMBLE : GAP);
    if (event.key === "Shift") {
      if (burst && swift) last = event.timeStamp;
      return;
    }
    last = event.timeStamp;
    if (event.key.length === 1) {
      if (!swift || !burst) {
        burst = "";
        before = isText(document.activeElement) ? { node: document.activeElement, value: document.activeElement.value } : null;
      }
      burst += event.key;
      if (stopped) {
        event.preventDefault();
        if (event.key === " " && gap > PAUSE) acknowledge(document.activeElement.closest?.(".halt .aside"));
      } else if (burst.length > 1 && before === null) {
        event.preventDefault(); // no shortcut of the page hides in a code
        event.stopImmediatePropagation();
      }
      return;
    }
    const ends = event.key === "Enter" || event.key === "Tab";
    // Digits into the field of the PIN are a PIN, however swift the hand.
    const pin = before?.node.classList.contains("pin") && !CODE.test(burst);
    if (ends && swift && burst.length >= LEAST && !pin) {
      event.preventDefault();
      event.stopImmediatePropagation();
      // A burst that paused in its middle left its head in the field: then the whole field is the reading.
      const whole = before?.node === field && before.value !== "" && !CODE.test(burst);
      const text = whole ? field.value : burst;
      if (before) before.node.value = whole ? "" : before.value;
      burst = "";
      take({ do: "read", scan: text });
      return;
    }
    burst = "";
    if (stopped) {
      if (event.key === "Tab" || (event.key === "Enter" && document.activeElement.closest?.(".halt a"))) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      if (gap <= PAUSE || event.repeat) return;
      const here = document.activeElement.closest?.(".halt .aside");
      if (event.key === "Enter") acknowledge(here);
      else if (event.key === "Escape") acknowledge(board.querySelector(".halt .aside"));
      return;
    }
    if (event.key === "Enter") enter(event, gap);
    else if (event.key === "Escape") escape(event);
  }, true);

  function enter(event, gap) {
    const target = event.target;
    const told = target.name?.startsWith("account-");
    if (target !== field && target.type !== "number" && !told) return;
    event.preventDefault();
    // The second half of a scanner's CR LF, or a key that is held down.
    if (event.repeat || (gap <= PAUSE && !target.value)) return;
    if (target.type === "number" || told) {
      take({ do: "look" });
      field.focus();
    } else {
      const text = field.value;
      field.value = "";
      take(text.trim() ? { do: "read", scan: text } : { do: "finish" });
    }
  }

  function escape(event) {
    if (event.target.id === "find") return;
    if (field.value) field.value = "";
    else if (board.querySelector('[value="leave"]')) take({ do: "leave" });
    field.focus();
  }

  field.addEventListener("paste", (event) => {
    const text = event.clipboardData.getData("text");
    if (!/\n./.test(text)) return;
    event.preventDefault();
    take({ do: "read", scan: text });
  });

  form.addEventListener("submit", (event) => {
    event.stopPropagation();
    const button = event.submitter;
    if (button?.hasAttribute("formaction")) return; // the printed receipt opens beside this page
    event.preventDefault();
    if (stopped) {
      acknowledge(button?.closest(".aside"));
    } else if (button?.name === "add") {
      take({ do: "read", add: button.value });
    } else if (button?.closest(".many")) {
      take({ do: "read", many: form.elements.many.value });
    } else if (button?.value === "read") {
      const text = field.value;
      field.value = "";
      if (text.trim()) take({ do: "read", scan: text });
      field.focus();
    } else {
      take({ do: button?.value ?? "look" });
      field.focus();
    }
  });

  if (board.querySelector(".halt")) halt();
  else field.focus();
})();
