// The question above its answers: the sentence, the formula, the counts, the program, and the buttons.

import { button, counted, element } from "./dom.js";
import { formula } from "./formula.js";
import { COLOURS } from "./marks.js";

const KEYS = [
  ["j k", "next and previous image; so do ↓ ↑ → ←"], ["d a", "next and previous assignment"],
  ["+ - 0", "zoom in, zoom out, whole image; also the wheel, two fingers, or a double click"],
  ["Shift+arrows", "move the picture; or drag it"], ["w", "zoom to the answer's objects"],
  ["b", "boxes that are no part of the answer"], ["l", "more of the proof: literals, and what is what"],
  ["/", "filter by name"], ["t", "light, dark, or as the system has it"], ["p", "print the listed images"],
  ["Esc", "let go of an object"], ["?", "this list"],
];

/** Return the dialog that lists the keys. */
export function help() {
  const rows = KEYS.map(([keys, text]) => element("div", {}, element("dt", {}, ...keys.split(" ").map((key) => element("kbd", {}, key))), element("dd", {}, text)));
  const dialog = element("dialog", { class: "help", "aria-label": "Keys" }, element("h2", {}, "Keys"), element("dl", {}, ...rows),
    element("p", { class: "aside" }, "Point at a line to see its objects on the picture, or at an object to see the lines about it. A click holds it."));
  dialog.append(button("Close", "Close", () => dialog.close(), { class: "close" }));
  return dialog;
}

/** Return the sentence that counts outcomes, and the causes of images that were not solved. */
function counts(report) {
  const { images, matched, unmatched, unsolved, unsearched, hidden } = report.counts;
  const shown = element("p", { class: "counts" },
    element("span", { class: "count matches" }, `${matched.toLocaleString("en")} of ${counted(images, "image")} match${matched === 1 ? "es" : ""}`),
    element("span", { class: "count" }, `${unmatched.toLocaleString("en")} ${unmatched === 1 ? "does" : "do"} not`));
  if (unsolved) shown.append(element("span", { class: "count not-solved" }, `${unsolved.toLocaleString("en")} not solved`));
  if (unsearched) shown.append(element("span", { class: "count not-solved" }, `${unsearched.toLocaleString("en")} not searched: interrupted`));
  if (hidden) shown.append(element("span", { class: "count" }, `${hidden.toLocaleString("en")} more not in this report (--top 0 takes all)`));
  const causes = new Map();
  for (const { image, error } of report.images) {
    if (error) causes.set(error, [...(causes.get(error) ?? []), image]);
  }
  const told = [...causes].map(([cause, names]) => {
    const more = names.length > 5 ? ` and ${(names.length - 5).toLocaleString("en")} more` : "";
    return element("li", {}, element("strong", {}, `${names.slice(0, 5).join(", ")}${more}`), `: ${cause}`);
  });
  return told.length ? [shown, element("ul", { class: "causes", "aria-label": "Not solved" }, ...told)] : [shown];
}

/** Return the header; `act` has `theme()`, `print()` and `help()`. */
export function header(report, act) {
  const variables = new Map((report.witnesses ?? []).map((name, place) => [name, COLOURS[place % COLOURS.length]]));
  const asked = report.query ?? report.title ?? "A formula";
  const buttons = element("div", { class: "buttons" },
    button("Light or dark (t)", "◐", act.theme), button("Print the listed images (p)", "Print", act.print), button("Keys (?)", "?", act.help));
  const folds = [];
  if (report.program) {
    folds.push(element("details", { class: "program" }, element("summary", {}, "ASP program"), element("pre", { tabindex: 0, "aria-label": "ASP program" }, report.program)));
  }
  const notes = (report.notes ?? []).map((note) => element("li", {}, note));
  if (notes.length) folds.push(element("details", { open: notes.length < 3 }, element("summary", {}, "How it was read"), element("ul", {}, ...notes)));
  const readings = report.readings ?? [];
  if (readings.length) {
    folds.push(element("details", {}, element("summary", {}, "Other readings"), element("ul", {}, ...readings.map((one) => element("li", {}, formula(one.fol), ` ${one.difference}`)))));
  }
  if (report.about?.length) folds.push(element("details", {}, element("summary", {}, "About"), element("ul", {}, ...report.about.map((text) => element("li", {}, text)))));
  return element("header", { class: "asked" },
    element("div", { class: "titles" }, element("h1", {}, asked), buttons),
    element("p", { class: "fol" }, formula(report.fol, variables)), ...counts(report), element("div", { class: "folds" }, ...folds));
}
