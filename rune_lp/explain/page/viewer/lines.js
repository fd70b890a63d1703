// Sentences about objects: each object's name is marked in its box's colour, and can be pointed at.

import { element, svg } from "./dom.js";

/** Return a function that finds the names of an image's objects in sentences. */
export function namesIn(objects) {
  const words = [...new Set([...objects.values()].map(({ name }) => name.replace(/ \d+$/, "")))];
  words.sort((one, other) => other.length - one.length);
  const escaped = words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  if (!escaped.length) return (sentence) => [sentence];
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}_])((?:${escaped.join("|")}) (\\d+))(?![\\p{L}\\p{N}_])`, "gu");
  return (sentence) => {
    const parts = [];
    let from = 0;
    for (const found of sentence.matchAll(pattern)) {
      const one = objects.get(Number(found[2]));
      if (!one || one.name !== found[1]) continue;
      parts.push(sentence.slice(from, found.index), one);
      from = found.index + found[0].length;
    }
    return [...parts, sentence.slice(from)];
  };
}

/** Return a sentence as an element, and the ids of the objects that it names. */
export function sentence(text, scene) {
  const shown = element("span", { class: "sentence" });
  const ids = [];
  for (const part of scene.names(text)) {
    if (typeof part === "string") {
      shown.append(part);
    } else {
      ids.push(part.id);
      const name = element("span", { class: "object", "data-object": part.id }, part.name);
      const colour = scene.colours.get(part.id);
      if (colour) name.style.setProperty("--colour", colour);
      shown.append(name);
    }
  }
  return [shown, ids];
}

const COMPARISONS = new Map([["<=", "≤"], [">=", "≥"], ["=", "="], ["!=", "≠"], ["<", "<"], [">", ">"]]);

/**
 * Return measured numbers, each beside its bound and as a bar that is as long as it is large; the bar
 * alone where the sentence has the number.
 */
export function numbers(measured, sentence) {
  // That a number is what it is needs no bar.
  const compared = measured.filter(({ comparison, value, bound }) => comparison !== "=" || value !== bound);
  return compared.map(({ quantity, value, comparison, bound, unit, holds }) => {
    const after = unit ? ` ${unit}` : "";
    const text = `${value}${after} ${COMPARISONS.get(comparison) ?? comparison} ${bound}${after}`;
    const most = Math.max(Math.abs(value), Math.abs(bound)) * 1.15 || 1;
    const at = (number) => (48 * Math.min(most, Math.abs(number))) / most;
    const bar = svg("svg", { class: holds ? "gauge" : "gauge fails", width: 48, height: 8, "aria-hidden": "true" },
      svg("rect", { class: "scale", y: 3, width: 48, height: 2 }),
      svg("rect", { class: "value", y: 2, width: Math.max(1, at(value)), height: 4 }),
      svg("rect", { class: "bound", x: at(bound) - 0.75, width: 1.5, height: 8 }));
    const said = [value, bound].every((number) => sentence.split(/[^\d.,]+/).some((word) => word && Number(word.replace(/[.,]$/, "")) === number));
    return element("span", { class: "number", title: `${quantity}: ${text}` }, bar, said ? "" : text);
  });
}

/** Let an element light objects up while it is pointed at or has the focus. */
export function pointing(node, ids, scene) {
  if (!ids.length) return node;
  node.dataset.lights = ids.join(" ");
  node.tabIndex = 0;
  for (const [kind, lit] of [["pointerenter", ids], ["focus", ids], ["pointerleave", []], ["blur", []]]) {
    node.addEventListener(kind, () => scene.light(lit));
  }
  return node;
}
