// The picture with what is drawn on it: zoomed, panned, and pointed at.

import { button, element, svg } from "./dom.js";
import { area, extent, fitted, path, placed, within } from "./geometry.js";
import { captions, heads, shapes } from "./marks.js";

const MOST = 40;
const STEP = 1.4;

/**
 * The stage calls `pointed(id | null)` when the pointer comes to an object, and `picked(id | null)`
 * when one is clicked.
 */
export class Stage {
  constructor({ pointed, picked }) {
    this.pointed = pointed;
    this.picked = picked;
    this.picture = element("img", { alt: "", class: "picture", hidden: true, draggable: "false", decoding: "async" });
    this.paper = svg("rect", { class: "paper", x: 0, y: 0 });
    this.others = svg("g", { class: "others" });
    this.marked = svg("g", { class: "marked" });
    this.moved = svg("g", {}, this.paper, this.others, this.marked);
    this.captions = svg("g", { class: "captions", "aria-hidden": "true" });
    this.drawing = svg("svg", { class: "drawing", role: "img" }, this.moved, this.captions);
    this.tip = element("div", { class: "tip", hidden: true });
    this.message = element("p", { class: "message", hidden: true });
    this.level = element("output", { class: "level", "aria-label": "Zoom" });
    this.pane = element("div", { class: "pane" }, this.picture, this.drawing, this.tip, this.message);
    const tools = element("div", { class: "tools", role: "toolbar", "aria-label": "Zoom" },
      button("Zoom out (-)", "−", () => this.zoom(1 / STEP)), this.level,
      button("Zoom in (+)", "+", () => this.zoom(STEP)),
      button("Show the whole image (0)", "Whole", () => this.whole()),
      button("Show the objects of the answer (w)", "Answer", () => this.answer()));
    this.root = element("section", { class: "stage", "aria-label": "Picture" }, this.pane, tools);
    this.objects = new Map();
    this.marks = { shown: [], links: [] };
    this.lit = new Set();
    this.listed = [];
    this.size = [1, 1];
    this.view = { scale: 1, x: 0, y: 0 };
    this.fits = true;
    this.listen();
  }

  listen() {
    const pane = this.pane;
    pane.addEventListener("wheel", (event) => {
      event.preventDefault();
      const amount = event.deltaMode === 1 ? event.deltaY * 16 : event.deltaY;
      this.zoom(Math.exp(-amount / 400), this.at(event));
    }, { passive: false });
    const fingers = new Map();
    let moved = 0;
    pane.addEventListener("pointerdown", (event) => {
      if (event.button) return;
      fingers.set(event.pointerId, this.at(event));
      moved = 0;
      pane.setPointerCapture(event.pointerId);
      pane.classList.add("dragged");
    });
    pane.addEventListener("pointermove", (event) => {
      const before = fingers.get(event.pointerId);
      const now = this.at(event);
      if (!before) return this.point(event.pointerType === "touch" ? null : this.under(now), now);
      const other = [...fingers].find(([id]) => id !== event.pointerId)?.[1];
      moved += Math.hypot(now[0] - before[0], now[1] - before[1]);
      fingers.set(event.pointerId, now);
      if (other) {
        const spread = (from) => Math.hypot(from[0] - other[0], from[1] - other[1]);
        if (spread(before) > 0) this.zoom(spread(now) / spread(before), other);
      } else {
        this.pan(now[0] - before[0], now[1] - before[1]);
      }
      return undefined;
    });
    const lifted = (event) => {
      if (!fingers.delete(event.pointerId)) return;
      pane.classList.toggle("dragged", fingers.size > 0);
      if (event.type === "pointerup" && moved < 5 && !fingers.size) {
        const found = this.under(this.at(event));
        this.picked(found);
        this.point(found, this.at(event));
      }
    };
    pane.addEventListener("pointerup", lifted);
    pane.addEventListener("pointercancel", lifted);
    pane.addEventListener("pointerleave", () => this.point(null));
    pane.addEventListener("dblclick", (event) => this.zoom(STEP * STEP, this.at(event)));
    new ResizeObserver(() => (this.fits ? this.whole() : this.draw())).observe(pane);
  }

  at(event) {
    const box = this.pane.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  }

  get screen() {
    return [Math.max(1, this.pane.clientWidth), Math.max(1, this.pane.clientHeight)];
  }

  /** Show an image: its name, size in pixels, and objects by id; or a message in its place. */
  show(name, size, objects, message = null) {
    this.objects = objects;
    this.listed = [];
    this.size = size;
    this.paper.setAttribute("width", size[0]);
    this.paper.setAttribute("height", size[1]);
    this.picture.hidden = true;
    this.picture.removeAttribute("src");
    this.root.classList.remove("pictured");
    this.message.hidden = message === null;
    this.message.textContent = message ?? "";
    this.drawing.toggleAttribute("hidden", message !== null);
    this.name = name;
    this.mark({ shown: [], links: [] });
    this.whole();
  }

  /** Show a picture below the boxes; it is stretched to the image's size. */
  showPicture(uri) {
    this.picture.src = uri;
    this.picture.hidden = false;
    this.root.classList.add("pictured");
    this.draw();
  }

  /** Draw the objects that are no part of the answer: as one shape for each class. */
  list(objects) {
    this.listed = objects;
    const marked = new Set(this.marks.shown.map(({ id }) => id));
    const byLabel = new Map();
    for (const one of objects) {
      if (!marked.has(one.id)) byLabel.set(one.label, [...(byLabel.get(one.label) ?? []), one.polygon]);
    }
    this.others.replaceChildren(...[...byLabel.values()].map((found) => svg("path", { d: path(found) })));
  }

  /** Draw an answer. */
  mark(marks) {
    this.marks = marks;
    this.marked.replaceChildren(...shapes(marks, this.objects));
    const names = marks.shown.map(({ name }) => name).join(", ");
    this.drawing.setAttribute("aria-label", `${this.name}${names ? `: ${names}` : ""}`);
    this.list(this.listed);
    this.draw();
  }

  /** Light objects up, and dim the others; none dims nothing. */
  light(ids) {
    this.lit = new Set(ids);
    const strange = [...this.lit].filter((id) => !this.marks.shown.some((one) => one.id === id));
    this.marked.querySelectorAll(".pointed").forEach((node) => node.remove());
    for (const id of strange.filter((one) => this.objects.has(one))) {
      this.marked.append(svg("path", { d: path([this.objects.get(id).polygon]), class: "pointed" }));
    }
    this.draw();
  }

  point(id, at = null) {
    if (id !== this.over) {
      this.over = id;
      this.pointed(id);
    }
    const found = this.objects.get(id);
    this.tip.hidden = !found;
    if (!found || !at) return;
    this.tip.textContent = `${found.name} · ${found.score.toFixed(2)}`;
    const [width] = this.screen;
    this.tip.style.transform = `translate(${Math.min(at[0] + 14, width - 160)}px, ${at[1] + 16}px)`;
  }

  under(at) {
    const spot = [(at[0] - this.view.x) / this.view.scale, (at[1] - this.view.y) / this.view.scale];
    const seen = [...this.marks.shown, ...this.listed].filter(({ polygon }) => within(spot, polygon));
    seen.sort((one, other) => area(one.polygon) - area(other.polygon));
    return seen.length ? seen[0].id : null;
  }

  /** Show the whole image. */
  whole() {
    this.view = fitted([0, 0, ...this.size], this.screen);
    this.fits = true;
    this.draw();
  }

  /** Show some objects with what is about them, or the answer's. */
  answer(ids = this.marks.shown.map(({ id }) => id)) {
    const found = extent(ids.filter((id) => this.objects.has(id)).map((id) => this.objects.get(id).polygon));
    if (!found) return this.whole();
    const [left, top, right, bottom] = found;
    const margin = 0.35 * Math.max(right - left, bottom - top) + 10;
    this.view = fitted([left - margin, top - margin, right + margin, bottom + margin], this.screen, 8);
    this.fits = false;
    return this.draw();
  }

  zoom(factor, at = this.screen.map((side) => side / 2)) {
    const least = Math.min(1, fitted([0, 0, ...this.size], this.screen).scale) / 2;
    const scale = Math.min(MOST, Math.max(least, this.view.scale * factor));
    const by = scale / this.view.scale;
    this.view = { scale, x: at[0] - by * (at[0] - this.view.x), y: at[1] - by * (at[1] - this.view.y) };
    this.fits = false;
    this.draw();
  }

  pan(right, down) {
    this.view = { ...this.view, x: this.view.x + right, y: this.view.y + down };
    this.fits = false;
    this.draw();
  }

  /** Draw at the next frame, however often it is asked for before. */
  draw() {
    this.frame ??= requestAnimationFrame(() => {
      this.frame = null;
      this.paint();
    });
  }

  paint() {
    const screen = this.screen;
    // Some of the image stays in sight.
    const keep = (start, length, side) => Math.min(side - 40, Math.max(40 - length, start));
    this.view.x = keep(this.view.x, this.size[0] * this.view.scale, screen[0]);
    this.view.y = keep(this.view.y, this.size[1] * this.view.scale, screen[1]);
    const { scale, x, y } = this.view;
    const { naturalWidth, naturalHeight } = this.picture;
    if (naturalWidth) {
      const across = (scale * this.size[0]) / naturalWidth;
      const down = (scale * this.size[1]) / naturalHeight;
      this.picture.style.transform = `translate(${x}px, ${y}px) scale(${across}, ${down})`;
      this.picture.classList.toggle("sharp", across > 3);
    } else if (this.picture.src) {
      this.picture.addEventListener("load", () => this.draw(), { once: true });
    }
    this.moved.setAttribute("transform", `translate(${x} ${y}) scale(${scale})`);
    this.captions.replaceChildren(...heads(this.marks, this.objects, this.view), ...captions(this.marks, this.objects, this.view, screen, this.lit));
    this.level.textContent = `${Math.round(100 * scale)} %`;
    this.pane.classList.toggle("zoomed", !this.fits);
    this.dim();
  }

  dim() {
    const lit = this.lit;
    for (const node of this.drawing.querySelectorAll("[data-id], [data-ids]")) {
      const ids = (node.dataset.id ?? node.dataset.ids).split(" ").map(Number);
      const on = ids.length > 1 ? ids.every((id) => lit.has(id)) : lit.has(ids[0]);
      node.classList.toggle("dim", lit.size > 0 && !on);
      node.classList.toggle("lit", lit.size > 0 && on);
    }
  }
}

/** Return a picture of marks that is not moved, for paper. */
export function still(uri, size, objects, marks, width) {
  const view = fitted([0, 0, ...size], [width, 0.8 * width]);
  const screen = [view.scale * size[0], view.scale * size[1]];
  const flush = { scale: view.scale, x: 0, y: 0 };
  const marked = new Set(marks.shown.map(({ id }) => id));
  const rest = [...objects.values()].filter(({ id }) => !marked.has(id)).map(({ polygon }) => polygon);
  const drawing = svg("svg", { class: "drawing", width: screen[0], height: screen[1], viewBox: `0 0 ${screen.join(" ")}` },
    svg("g", { transform: `scale(${flush.scale})` },
      svg("rect", { class: "paper", width: size[0], height: size[1] }),
      svg("g", { class: "others" }, svg("path", { d: path(rest) })),
      svg("g", { class: "marked" }, ...shapes(marks, objects))),
    svg("g", { class: "captions" }, ...heads(marks, objects, flush), ...captions(marks, objects, flush, screen)));
  const made = element("div", { class: uri ? "still pictured" : "still" });
  made.style.width = `${screen[0]}px`;
  made.style.height = `${screen[1]}px`;
  if (uri) made.append(element("img", { src: uri, alt: "", decoding: "sync" }));
  made.append(drawing);
  return made;
}
