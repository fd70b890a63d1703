// The three outcomes of a question, never confused: not understood, not solved, no match.

import { button, element } from "./viewer/dom.js";

/** Return what was not understood, with the text and a mark under the words in question. */
export function notUnderstood({ message, hint, line, excerpt, column, length }) {
  const made = element("div", { class: "outcome-box not-understood", role: "alert" }, element("h2", {}, "Not understood"),
    element("p", {}, message.charAt(0).toUpperCase() + message.slice(1), hint ? element("span", { class: "aside" }, ` (${hint})`) : null));
  if (excerpt !== null && excerpt !== undefined) {
    const letters = [...excerpt];
    const [before, meant, after] = [letters.slice(0, column), letters.slice(column, column + length), letters.slice(column + length)].map((part) => part.join(""));
    made.append(element("pre", { class: "excerpt", "aria-label": `Line ${line}` }, before, element("mark", {}, meant || " "), after));
  }
  return made;
}

/** Return what could not be solved, and why. */
export function notSolved(why) {
  return element("div", { class: "outcome-box not-solved", role: "alert" }, element("h2", {}, "Not solved"), element("p", {}, why),
    element("p", { class: "aside" }, "This says nothing about whether an image matches."));
}

/** Return that no image matches; `show()` shows those that do not. */
export function noMatch({ images, unsolved, unsearched }, show) {
  const some = unsolved || unsearched;
  const searched = images - (unsearched ?? 0) - (unsolved ?? 0);
  const made = element("div", { class: "outcome-box no-match", role: "status" }, element("h2", {}, "No match"),
    element("p", {}, some ? `None of the ${searched.toLocaleString("en")} images that were solved matches.` : `None of the ${images.toLocaleString("en")} images matches.`));
  if (show) made.append(button("Show images that do not match, and why not", "Show images, and why they do not match", show));
  return made;
}
