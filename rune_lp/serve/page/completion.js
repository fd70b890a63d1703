// Names proposed while one types: Tab takes the first, or the one that the arrows chose.

import { element } from "./viewer/dom.js";

const MOST = 8;
const LEAST = 2;

let lists = 0;

/**
 * Propose words for a text field. `words` are `[{word, told}]`; `pattern` matches the last word before
 * the caret. Where names have spaces in them, as many words as these have are looked at.
 */
export class Completer {
  constructor(field, words, pattern) {
    this.field = field;
    this.words = words.map((one) => ({ ...one, folded: one.word.toLowerCase() }));
    this.pattern = pattern;
    this.longest = Math.max(1, ...words.map(({ word }) => word.split(" ").length));
    lists += 1;
    this.list = element("ul", { class: "proposals", role: "listbox", id: `proposals-${lists}`, hidden: true, "aria-label": "Names" });
    field.setAttribute("aria-autocomplete", "list");
    field.setAttribute("aria-controls", this.list.id);
    field.addEventListener("input", () => this.propose());
    field.addEventListener("blur", () => this.close());
    field.addEventListener("keydown", (event) => this.pressed(event));
    this.list.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      const chosen = event.target.closest("li");
      if (chosen) this.take(this.found[Number(chosen.dataset.place)]);
    });
  }

  propose() {
    const found = new Map();
    for (const begun of this.begun()) {
      for (const { word, folded, told } of this.words) {
        if (folded.startsWith(begun) && folded !== begun && !found.has(word)) found.set(word, { word, told, length: begun.length });
      }
    }
    this.found = [...found.values()].slice(0, MOST);
    this.chosen = -1;
    this.show();
  }

  /** Return what may be the beginning of a name, the longest first. */
  begun() {
    const found = [];
    let begun = "";
    let before = this.field.value.slice(0, this.field.selectionStart).toLowerCase();
    for (let number = 0; number < this.longest; number += 1) {
      const last = this.pattern.exec(before)?.[0];
      if (!last) break;
      begun = last + begun;
      if (begun.length >= LEAST) found.unshift(begun);
      before = before.slice(0, -last.length);
      if (!before.endsWith(" ")) break;
      before = before.slice(0, -1);
      begun = ` ${begun}`;
    }
    return found;
  }

  show() {
    this.list.hidden = !this.found.length;
    this.list.replaceChildren(...this.found.map(({ word, told }, place) => element("li", {
      role: "option", "data-place": place, id: `${this.list.id}-${place}`, "aria-selected": String(place === this.chosen),
    }, element("strong", {}, word), element("span", {}, told))));
    if (this.chosen >= 0) this.field.setAttribute("aria-activedescendant", `${this.list.id}-${this.chosen}`);
    else this.field.removeAttribute("aria-activedescendant");
  }

  close() {
    this.found = [];
    this.show();
  }

  take({ word, length }) {
    const { value, selectionStart } = this.field;
    const start = selectionStart - length;
    this.field.setRangeText(word, start, selectionStart, "end");
    if (value !== this.field.value) this.field.dispatchEvent(new Event("input", { bubbles: true }));
    this.close();
  }

  pressed(event) {
    if (!this.found?.length) return;
    const { key } = event;
    if (key === "ArrowDown" || key === "ArrowUp") {
      const by = key === "ArrowDown" ? 1 : -1;
      this.chosen = (this.chosen + by + this.found.length) % this.found.length;
      this.show();
    } else if (key === "Tab" && !event.shiftKey) {
      this.take(this.found[Math.max(0, this.chosen)]);
    } else if (key === "Enter" && this.chosen >= 0) {
      this.take(this.found[this.chosen]);
    } else if (key === "Escape") {
      this.close();
    } else {
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
  }
}
