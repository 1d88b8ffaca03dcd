// SPDX-License-Identifier: EUPL-1.2
// Signing a receipt at the counter: by PIN without this file, by hand with it. A drawing is strokes, and goes as numbers.
"use strict";

(() => {
  const board = document.getElementById("board");
  const forms = document.getElementById("sign-forms");
  const template = document.getElementById("sign-form");
  if (!board || !forms || !template) return;
  const MOST = 5900; // characters; what is longer is cut where a stroke ends
  const STEP = 3; // pixels between two points of a stroke, at least

  function ready() {
    for (const place of board.querySelectorAll("[data-draw]")) {
      const id = place.dataset.draw;
      let form = document.getElementById(id);
      if (!form) {
        form = template.content.firstElementChild.cloneNode(true);
        form.id = id;
        form.elements.receipt.value = id.split("-").at(-1);
        form.elements.intent.value = `sign-${crypto.getRandomValues(new Uint32Array(4)).join("-")}`;
        forms.append(form);
      }
      draw(place, form);
    }
  }

  function draw(place, form) {
    place.hidden = false;
    const canvas = place.querySelector("canvas");
    const pen = canvas.getContext("2d");
    const strokes = [];
    let stroke = null;
    pen.lineWidth = 2;
    pen.lineCap = pen.lineJoin = "round";
    pen.strokeStyle = getComputedStyle(canvas).color;
    const at = (event) => {
      const box = canvas.getBoundingClientRect();
      const x = Math.round(((event.clientX - box.left) / box.width) * canvas.width);
      const y = Math.round(((event.clientY - box.top) / box.height) * canvas.height);
      return [Math.min(Math.max(x, 0), canvas.width), Math.min(Math.max(y, 0), canvas.height)];
    };
    const written = () => {
      let text = "";
      for (const points of strokes) {
        if (points.length < 2) continue;
        const next = points.slice(0, 600).map(([x, y], n) => `${n ? "L" : "M"}${x} ${y}`).join("");
        if (text.length + next.length > MOST) break;
        text += next;
      }
      form.elements.drawing.value = text;
    };
    canvas.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      canvas.setPointerCapture(event.pointerId);
      stroke = [at(event)];
      strokes.push(stroke);
      pen.beginPath();
      pen.moveTo(...stroke[0]);
    });
    canvas.addEventListener("pointermove", (event) => {
      if (!stroke) return;
      const point = at(event);
      const last = stroke.at(-1);
      if (Math.hypot(point[0] - last[0], point[1] - last[1]) < STEP) return;
      stroke.push(point);
      pen.lineTo(...point);
      pen.stroke();
    });
    for (const end of ["pointerup", "pointercancel"]) {
      canvas.addEventListener(end, () => {
        stroke = null;
        written();
      });
    }
    place.querySelector("[data-clear]").addEventListener("click", () => {
      strokes.length = 0;
      pen.clearRect(0, 0, canvas.width, canvas.height);
      written();
    });
  }

  board.addEventListener("precinto-board", ready);
  ready();
})();
