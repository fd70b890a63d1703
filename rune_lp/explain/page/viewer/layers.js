// Which boxes lie on the picture besides the answer's: by class and by score.

import { element } from "./dom.js";

/** The layers call `changed(objects)` with the objects that are to be drawn. */
export class Layers {
  constructor(changed) {
    this.changed = changed;
    this.off = new Set();
    this.least = element("input", { type: "range", min: 0, max: 1, step: 0.01, value: 0 });
    this.level = element("output", {}, "0.00");
    this.classes = element("div", { class: "classes" });
    this.title = element("summary", {}, "Boxes");
    this.all = element("input", { type: "checkbox", checked: true });
    this.root = element("details", { class: "layers" }, this.title,
      element("label", { class: "check" }, this.all, "boxes that are no part of the answer (b)"), this.classes,
      element("label", {}, element("span", {}, "Score ≥"), element("span", { class: "range" }, this.least, this.level)));
    this.root.addEventListener("input", () => this.tell());
  }

  /** Offer the classes of these objects. */
  show(objects) {
    this.objects = [...objects.values()];
    const counts = new Map();
    for (const { label } of this.objects) counts.set(label, (counts.get(label) ?? 0) + 1);
    const sorted = [...counts].sort(([one], [other]) => (one < other ? -1 : 1));
    this.title.textContent = `Boxes (${this.objects.length.toLocaleString("en")})`;
    this.classes.replaceChildren(...sorted.map(([label, count]) => {
      const box = element("input", { type: "checkbox", checked: !this.off.has(label) });
      box.addEventListener("input", () => {
        if (box.checked) this.off.delete(label);
        else this.off.add(label);
      });
      return element("label", { class: "check" }, box, `${label} `, element("span", { class: "aside" }, count.toLocaleString("en")));
    }));
    this.root.hidden = !this.objects.length;
    this.tell();
  }

  toggle() {
    this.all.checked = !this.all.checked;
    this.tell();
  }

  tell() {
    const least = Number(this.least.value);
    this.level.textContent = least.toFixed(2);
    this.changed(this.all.checked ? this.objects.filter(({ label, score }) => !this.off.has(label) && score >= least) : []);
  }
}
