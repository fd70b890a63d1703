// The viewer of answers: a list of images, the picture of one, and why it matches or does not.
//
// `startViewer(root, report, source)` fills an element with it. A `report` is what is asked and the
// index of the images; a `source` gives of the image at a position, at once or as a promise,
// `view(image)`: what is known of it, `picture(image)` and `thumbnail(image)`: URIs, or null; and if
// that takes long `sketch(image)`, as much of the view as its card shows.
// What the two hold is said in rune_lp/explain/page/view.py, which makes it.

import { counted, element } from "./dom.js";
import { Filters } from "./filters.js";
import { header, help } from "./header.js";
import { Layers } from "./layers.js";
import { Panel, sceneOf, steps } from "./panel.js";
import { pages } from "./printing.js";
import { OUTCOMES, Rail } from "./rail.js";
import { Stage } from "./stage.js";

const THEMES = ["", "light", "dark"];
const MOVES = new Map([["ArrowLeft", [60, 0]], ["ArrowRight", [-60, 0]], ["ArrowUp", [0, 60]], ["ArrowDown", [0, -60]]]);

class Viewer {
  constructor(root, report, source) {
    this.report = report;
    this.source = source;
    this.image = null;
    this.place = 0;
    this.held = null;
    this.stage = new Stage({ pointed: (id) => this.pointed(id), picked: (id) => this.picked(id) });
    this.panel = new Panel((place) => this.step(place), () => this.literals());
    this.layers = new Layers((objects) => this.stage.list(objects));
    this.panel.root.append(this.layers.root);
    this.rail = new Rail(report.images, source, (image) => this.choose(image));
    this.filters = new Filters(report.images, () => this.filter());
    this.status = element("p", { class: "status", role: "status" });
    this.number = element("p", { class: "listed", role: "status" });
    this.help = help();
    const act = { theme: () => this.theme(), print: () => this.print(), help: () => this.help.showModal() };
    const images = element("section", { class: "images", "aria-label": "Images" },
      element("details", { class: "filtering", open: matchMedia("(min-width: 821px)").matches }, element("summary", {}, "Filter"), this.filters.root), this.number, this.rail.root);
    this.root = root;
    root.classList.add("viewer");
    if (report.images.length < 2) root.classList.add("single");
    this.paper = element("div", { class: "paper-pages" });
    root.replaceChildren(header(report, act), element("main", {}, images, this.stage.root, this.panel.root), this.status, this.help, this.paper);
    this.keys = (event) => this.pressed(event);
    document.addEventListener("keydown", this.keys);
    this.printing = () => { this.fillPaper(); };
    addEventListener("beforeprint", this.printing);
    this.filter();
  }

  /** Take the viewer away, so that another can take its place. */
  close() {
    document.removeEventListener("keydown", this.keys);
    removeEventListener("beforeprint", this.printing);
    this.root.replaceChildren();
  }

  filter() {
    this.items = this.filters.listed();
    this.rail.list(this.items);
    const all = this.report.images.length;
    this.number.textContent = this.items.length === all ? counted(all, "image") : `${this.items.length.toLocaleString("en")} of ${counted(all, "image")}`;
    if (this.items.length && !this.items.includes(this.image)) this.choose(this.items[0]);
    else if (!this.report.images.length) this.stage.show("", [1, 1], new Map(), "No image matches.");
    else this.rail.select(this.image);
  }

  async choose(image) {
    this.image = image;
    this.rail.select(image);
    const view = await this.source.view(image);
    if (this.image !== image) return;
    this.view = view;
    this.held = null;
    const objects = sceneOf(view, { bindings: {} }, {}).objects;
    const message = view.objects ? null : `Not solved: ${view.error}`;
    this.stage.show(view.image, [view.width ?? 1, view.height ?? 1], objects, message);
    this.layers.show(objects);
    this.step(0);
    const uri = await this.source.picture(image);
    if (uri && this.image === image) this.stage.showPicture(uri);
  }

  /** Take what has become known of an image meanwhile, if it is the one that is shown. */
  renew(image, view) {
    if (this.image !== image || !view.objects) return;
    this.view = view;
    this.stage.objects = sceneOf(view, { bindings: {} }, {}).objects;
    this.step(Math.min(this.place, steps(view).length - 1));
  }

  step(place) {
    const all = steps(this.view);
    if (place < 0 || place >= all.length) return;
    this.place = place;
    this.held = null;
    this.scene = sceneOf(this.view, all[place], {
      light: (ids) => this.stage.light(ids.length ? ids : this.held === null ? [] : [this.held]),
      zoom: (ids) => this.stage.answer(ids),
    });
    this.stage.light([]);
    this.stage.mark(this.scene.marks);
    this.panel.show(this.view, place, this.scene);
    const score = this.view.satisfied === null ? "" : `, score ${this.view.score.toFixed(4)}`;
    const which = all.length > 1 ? `, ${place + 1} of ${all.length}` : "";
    this.status.textContent = `${this.view.image}: ${OUTCOMES.get(this.view.satisfied)}${score}${which}`;
  }

  pointed(id) {
    const meant = id ?? this.held;
    this.panel.light(meant);
    this.stage.light(meant === null ? [] : [meant]);
  }

  picked(id) {
    this.held = id === this.held ? null : id;
    this.pointed(this.held);
    this.panel.body.querySelector(".line.lit")?.scrollIntoView({ block: "nearest" });
  }

  next(by) {
    const place = this.items.indexOf(this.image) + by;
    if (place >= 0 && place < this.items.length) this.choose(this.items[place]);
  }

  literals() {
    this.root.classList.toggle("literals");
  }

  theme() {
    const root = document.documentElement;
    const next = THEMES[(THEMES.indexOf(root.dataset.theme ?? "") + 1) % THEMES.length];
    if (next) root.dataset.theme = next;
    else delete root.dataset.theme;
    this.status.textContent = `Colours: ${next || "as the system has them"}`;
  }

  async fillPaper() {
    this.paper.replaceChildren(await pages(this.source, this.items));
  }

  async print() {
    await this.fillPaper();
    await Promise.all([...this.paper.querySelectorAll("img")].map((image) => image.decode().catch(() => null)));
    window.print();
  }

  pressed(event) {
    const { key, target } = event;
    if (event.ctrlKey || event.metaKey || event.altKey || this.help.open) return;
    if (target.closest("textarea, select, input:not([type=checkbox], [type=range])")) {
      if (key === "Escape") target.blur();
      return;
    }
    if (target.type === "range" && MOVES.has(key)) return;
    const act = this.action(key, event.shiftKey, target);
    if (!act) return;
    event.preventDefault();
    act();
  }

  action(key, shift, target) {
    if (MOVES.has(key)) {
      if (shift) return () => this.stage.pan(...MOVES.get(key));
      // In a text that scrolls the arrows scroll it.
      if (target.closest(".panel, pre")) return null;
      return () => this.next(key === "ArrowRight" || key === "ArrowDown" ? 1 : -1);
    }
    return {
      j: () => this.next(1), k: () => this.next(-1), d: () => this.step(this.place + 1), a: () => this.step(this.place - 1),
      "+": () => this.stage.zoom(1.4), "=": () => this.stage.zoom(1.4), "-": () => this.stage.zoom(1 / 1.4), 0: () => this.stage.whole(),
      w: () => this.stage.answer(), b: () => this.layers.toggle(), l: () => this.literals(),
      "/": () => { this.root.querySelector(".filtering").open = true; this.filters.name.focus(); },
      t: () => this.theme(), p: () => this.print(), "?": () => this.help.showModal(),
      Escape: () => { this.held = null; this.pointed(null); },
    }[key];
  }
}

/** Fill an element with the viewer, and return it; see the top of this file. */
export function startViewer(root, report, source) {
  return new Viewer(root, report, source);
}
