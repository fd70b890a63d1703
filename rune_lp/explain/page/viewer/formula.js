// Formulas as they are typeset: symbols for words, variables in italics and in their boxes' colours.

import { element } from "./dom.js";

const TOKENS = /(exists|forall)((?:<=|>=|=)\d+)?|<->|->|<=|>=|!=|[~&|*]|[A-Za-z_]\w*|\s+|./gu;

const SYMBOLS = new Map([
  ["exists", "∃"], ["forall", "∀"], ["~", "¬"], ["&", "∧"], ["|", "∨"], ["->", "→"], ["<->", "↔"],
  ["<=", "≤"], [">=", "≥"], ["!=", "≠"], ["*", "·"], ["true", "⊤"], ["false", "⊥"],
]);

function pretty(text) {
  return text.replace("<=", "≤").replace(">=", "≥");
}

/** Return an element that shows a formula; `colours` maps variables to the colours of boxes. */
export function formula(text, colours = new Map()) {
  const shown = element("span", { class: "formula" });
  const tokens = [...text.matchAll(TOKENS)];
  tokens.forEach(([token, quantifier, bound], place) => {
    if (quantifier) {
      shown.append(element("span", { class: "quantifier" }, SYMBOLS.get(quantifier)));
      if (bound) shown.append(element("sub", {}, pretty(bound)));
    } else if (SYMBOLS.has(token)) {
      shown.append(element("span", { class: "symbol" }, SYMBOLS.get(token)));
    } else if (/^[A-Za-z_]/.test(token)) {
      const called = tokens[place + 1]?.[0] === "(";
      const made = element(called ? "span" : "var", called ? { class: "predicate" } : {}, token);
      if (!called && colours.has(token)) {
        made.classList.add("bound");
        made.style.setProperty("--colour", colours.get(token));
      }
      shown.append(made);
    } else {
      shown.append(/^\s+$/.test(token) ? " " : token);
    }
  });
  return shown;
}
