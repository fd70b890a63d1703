// The images as a list of which only the cards in sight exist, however many there are.

import { element } from "./dom.js";
import { fitted } from "./geometry.js";
import { COLOURS, objectsOf } from "./marks.js";

const DRAWN = 300;
const BEYOND = 3;

export const OUTCOMES = new Map([[true, "matches"], [false, "no match"], [null, "not solved"]]);

/** The rail calls `chosen(image)` with the position of an image in the report. */
export class Rail {
  constructor(images, source, chosen) {
    this.images = images;
    this.source = source;
    this.chosen = chosen;
    this.spacer = element("div", { class: "spacer", role: "presentation" });
    this.root = element("div", { class: "rail", role: "listbox", tabindex: 0, "aria-label": "Images" }, this.spacer);
    this.drawn = new Map();
    this.cards = new Map();
    this.items = [];
    this.current = null;
    this.root.addEventListener("scroll", () => this.soon());
    this.spacer.addEventListener("click", (event) => {
      const card = event.target.closest("[role=option]");
      if (card) chosen(Number(card.dataset.image));
    });
    new ResizeObserver(() => this.soon()).observe(this.root);
  }

  /** List these images. */
  list(items) {
    this.items = items;
    this.render(true);
  }

  /** Mark an image as the one that is shown, and bring it into sight. */
  select(image) {
    this.current = image;
    this.root.setAttribute("aria-activedescendant", `card-${image}`);
    const place = this.items.indexOf(image);
    if (place >= 0) {
      const { across, step } = this.layout();
      const [start, seen] = across ? [this.root.scrollLeft, this.root.clientWidth] : [this.root.scrollTop, this.root.clientHeight];
      const at = place * step;
      const to = at < start ? at : at + step > start + seen ? at + step - seen : start;
      this.root[across ? "scrollLeft" : "scrollTop"] = to;
    }
    this.render();
  }

  /** Return whether the list runs across, and how far its cards are apart. */
  layout() {
    const style = getComputedStyle(this.root);
    return { across: style.getPropertyValue("--across").trim() === "1", step: parseFloat(style.getPropertyValue("--step")) || 76 };
  }

  soon() {
    this.frame ??= requestAnimationFrame(() => {
      this.frame = null;
      this.render();
    });
  }

  render(anew = false) {
    const { across, step } = this.layout();
    const [start, seen] = across ? [this.root.scrollLeft, this.root.clientWidth] : [this.root.scrollTop, this.root.clientHeight];
    const length = `${this.items.length * step}px`;
    this.spacer.style.width = across ? length : "";
    this.spacer.style.height = across ? "" : length;
    const first = Math.max(0, Math.floor(start / step) - BEYOND);
    const last = Math.min(this.items.length, Math.ceil((start + seen) / step) + BEYOND);
    const kept = new Set(this.items.slice(first, last));
    for (const [image, card] of this.cards) {
      if (anew || !kept.has(image)) {
        card.remove();
        this.cards.delete(image);
      }
    }
    for (let place = first; place < last; place += 1) {
      const image = this.items[place];
      if (!this.cards.has(image)) {
        const made = this.card(image, place);
        this.cards.set(image, made);
        this.spacer.append(made);
      }
      const card = this.cards.get(image);
      card.style.transform = across ? `translateX(${place * step}px)` : `translateY(${place * step}px)`;
      card.setAttribute("aria-selected", String(image === this.current));
    }
  }

  card(image, place) {
    const { image: name, satisfied, score } = this.images[image];
    const outcome = OUTCOMES.get(satisfied);
    const told = satisfied === true ? score.toFixed(4) : outcome;
    const thumbnail = element("span", { class: "thumbnail" });
    const bar = element("span", { class: "bar" });
    bar.style.setProperty("--share", satisfied === null ? 0 : score);
    const made = element("div", {
      role: "option", id: `card-${image}`, class: `card ${outcome.replace(" ", "-")}`, "data-image": image, title: name,
      "aria-label": `${name}, ${outcome}${satisfied === null ? "" : `, score ${score.toFixed(4)}`}`,
      "aria-setsize": this.items.length, "aria-posinset": place + 1,
    }, thumbnail, element("span", { class: "name" }, name), element("span", { class: "told" }, told), bar);
    this.fill(image, thumbnail);
    return made;
  }

  async fill(image, place) {
    if (!this.drawn.has(image)) {
      if (this.drawn.size >= DRAWN) this.drawn.delete(this.drawn.keys().next().value);
      this.drawn.set(image, thumbnail(image, this.source));
    }
    const canvas = await this.drawn.get(image);
    if (canvas && place.isConnected) place.replaceChildren(canvas);
  }
}

/** Return a small picture of an image with the objects of its best answer. */
async function thumbnail(image, source) {
  const view = await (source.sketch ?? source.view).call(source, image);
  if (!view.objects) return null;
  const [width, height] = [176, 120];
  const canvas = element("canvas", { width, height, "aria-hidden": "true" });
  const pen = canvas.getContext("2d");
  const { scale, x, y } = fitted([0, 0, view.width, view.height], [width, height]);
  const uri = await source.thumbnail(image);
  if (uri) {
    const picture = new Image();
    picture.src = uri;
    try {
      await picture.decode();
      pen.drawImage(picture, x, y, scale * view.width, scale * view.height);
    } catch {
      // A picture that the browser cannot read is told of where the image is shown.
    }
  } else {
    pen.fillStyle = "#eceae4";
    pen.fillRect(x, y, scale * view.width, scale * view.height);
  }
  const objects = objectsOf(view);
  const outline = ({ polygon }, colour, thick) => {
    pen.beginPath();
    polygon.forEach(([u, v]) => pen.lineTo(scale * u + x, scale * v + y));
    pen.closePath();
    pen.strokeStyle = colour;
    pen.lineWidth = thick;
    pen.stroke();
  };
  if (!uri) for (const one of objects.values()) outline(one, "#8a8a86", 1);
  const answer = view.assignments?.[0] ?? view.why_not?.held;
  const bound = Object.values(answer?.bindings ?? {}).map(({ id }) => objects.get(id));
  bound.filter(Boolean).forEach((one, place) => {
    outline(one, "#141414", 5);
    outline(one, COLOURS[place % COLOURS.length], 3);
  });
  return canvas;
}
