// The names that questions may use: what there is, how many, and what it means.

import { button, element } from "./viewer/dom.js";

const VARIABLES = ["x", "y", "z"];

const KEYWORDS = [
  { word: "exists", told: "exists x. …: there is an x" }, { word: "forall", told: "forall x. …: of every x" },
  { word: "count", told: "count(x: …): how many" },
];

function called({ name, arity, arguments: named }) {
  const over = named?.length ? named : VARIABLES.slice(0, arity);
  return `${name}(${over.map((one) => one.toLowerCase()).join(", ")})`;
}

function words(name) {
  return name.replaceAll("_", " ");
}

/** Return the words that complete a formula. */
export function symbols(catalogue) {
  return [
    ...KEYWORDS,
    ...catalogue.classes.map(({ name, count }) => ({ word: name, told: `class, ${count.toLocaleString("en")}` })),
    ...catalogue.relations.map((one) => ({ word: one.name, told: one.gloss })),
    ...catalogue.rules.map((one) => ({ word: one.name, told: one.gloss })),
    ...catalogue.attributes.map((one) => ({ word: one.name, told: one.gloss })),
  ];
}

/** Return the words that complete a sentence. */
export function nouns(catalogue) {
  const found = new Map();
  const add = (word, told) => { if (!found.has(word)) found.set(word, { word, told }); };
  for (const { spoken, count, synonyms } of catalogue.classes) {
    add(spoken, `class, ${count.toLocaleString("en")}`);
    synonyms.forEach((word) => add(word, `class ${spoken}`));
  }
  for (const { name, gloss, synonyms, arity } of catalogue.rules) {
    if (arity === 1) add(words(name), gloss);
    synonyms.forEach((word) => add(word, gloss));
  }
  return [...found.values()];
}

function entry(name, insert, told, more) {
  const made = element("li", { "data-words": `${name} ${told} ${more ?? ""}`.toLowerCase() }, button(`Insert ${name}`, name, () => insert(name), { class: "name" }));
  made.append(element("span", {}, told));
  if (more) made.append(element("span", { class: "aside" }, more));
  return made;
}

function section(title, hint, entries) {
  return element("section", {}, element("h3", {}, title), element("p", { class: "aside" }, hint), element("ul", {}, ...entries));
}

/** Return the list of all names; `insert(text)` puts one where one types. */
export function names(catalogue, insert) {
  const also = (synonyms) => (synonyms.length ? `also: ${synonyms.join(", ")}` : null);
  const find = element("input", { type: "search", placeholder: "find a name", "aria-label": "Find a name", autocomplete: "off", spellcheck: "false" });
  const parts = [
    section("Classes", "what the detector found, at whatever score", catalogue.classes.map((one) =>
      entry(called({ name: one.name, arity: 1 }), insert, one.count.toLocaleString("en"), also(one.synonyms)))),
    section("Defined by rules", "things of several objects, and kinds of classes", catalogue.rules.map((one) =>
      entry(called(one), insert, one.gloss, [one.because && `“${one.because.replaceAll(/\{(\w+)\}/g, "$1")}”`, also(one.synonyms)].filter(Boolean).join(" · ") || null))),
    section("Relations", "measured on the boxes", catalogue.relations.map((one) => entry(called(one), insert, one.gloss, also(one.synonyms)))),
    section("Numbers", "compared with <, <=, =, >=, > and a number with its unit", catalogue.attributes.map((one) =>
      entry(called(one), insert, one.gloss, one.units.join(", ") || null))),
  ];
  find.addEventListener("input", () => {
    const wanted = find.value.trim().toLowerCase();
    for (const part of parts) {
      let some = false;
      part.querySelectorAll("li").forEach((item) => {
        item.hidden = !item.dataset.words.includes(wanted);
        some ||= !item.hidden;
      });
      part.hidden = !some;
    }
  });
  return element("div", { class: "names" }, find, element("div", { class: "name-lists" }, ...parts));
}
