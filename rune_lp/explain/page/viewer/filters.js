// Which images are listed: by name, outcome, class and score.

import { element } from "./dom.js";
import { OUTCOMES } from "./rail.js";

function labelled(text, field) {
  return element("label", {}, element("span", {}, text), field);
}

function choice(entries) {
  return element("select", {}, ...entries.map(([value, text]) => element("option", { value }, text)));
}

/** The filters call `changed()`; `listed()` returns the positions of the images that pass. */
export class Filters {
  constructor(images, changed) {
    this.images = images;
    const labels = new Map();
    const outcomes = new Map([...OUTCOMES.keys()].map((outcome) => [outcome, 0]));
    for (const image of images) {
      outcomes.set(image.satisfied, outcomes.get(image.satisfied) + 1);
      for (const [label] of image.classes) labels.set(label, (labels.get(label) ?? 0) + 1);
    }
    this.name = element("input", { type: "search", placeholder: "image name", autocomplete: "off", spellcheck: "false" });
    this.outcome = choice([["all", `any (${images.length})`],
      ...[...OUTCOMES].map(([outcome, text]) => [String(outcome), `${text} (${outcomes.get(outcome)})`])]);
    const sorted = [...labels].sort(([one], [other]) => (one < other ? -1 : 1));
    this.labels = sorted.map(([label]) => label);
    this.label = choice([["", "any"], ...sorted.map(([label, count], place) => [String(place), `${label} (${count})`])]);
    this.score = element("input", { type: "range", min: 0, max: 1, step: 0.01, value: 0 });
    this.level = element("output", {}, "0.00");
    this.score.addEventListener("input", () => { this.level.textContent = Number(this.score.value).toFixed(2); });
    this.root = element("form", { class: "filters", "aria-label": "Filter the images" },
      labelled("Name", this.name), labelled("Outcome", this.outcome), labelled("With a", this.label),
      labelled("Score ≥", element("span", { class: "range" }, this.score, this.level)));
    this.root.addEventListener("input", changed);
    this.root.addEventListener("submit", (event) => event.preventDefault());
  }

  listed() {
    const name = this.name.value.trim().toLowerCase();
    const label = this.label.value === "" ? null : this.labels[Number(this.label.value)];
    const least = Number(this.score.value);
    return [...this.images.keys()].filter((place) => {
      const image = this.images[place];
      return (!name || image.image.toLowerCase().includes(name))
        && (this.outcome.value === "all" || this.outcome.value === String(image.satisfied))
        && (label === null || image.classes.some(([one]) => one === label))
        && (least === 0 || (image.score ?? 0) >= least);
    });
  }
}
