// Why an image matches, and why it does not.

import { counted, element } from "./dom.js";
import { formula } from "./formula.js";
import { numbers, pointing, sentence } from "./lines.js";

const OPEN = 40;

function mark(holds) {
  return element("span", { class: holds ? "mark holds" : "mark fails", role: "img", "aria-label": holds ? "holds" : "does not hold" }, holds ? "✓" : "✗");
}

/** Return whether a node says only what an object's name says, too. */
function trivial({ kind, holds }) {
  return kind === "class" && holds;
}

function line(entry, scene, tag = "div") {
  const [shown, named] = sentence(entry.sentence, scene);
  const ids = [...new Set([...(entry.objects ?? []), ...named])];
  const made = element(tag, { class: trivial(entry) ? "line plain" : "line" });
  if (entry.holds !== undefined) made.append(mark(entry.holds));
  const body = element("span", { class: "body" }, shown);
  if (entry.numbers?.length) body.append(element("span", { class: "numbers" }, ...numbers(entry.numbers, entry.sentence)));
  if (entry.alternatives) {
    const ways = entry.alternatives === 1 ? "1 other way" : `${entry.alternatives.toLocaleString("en")} other ways`;
    body.append(element("span", { class: "aside" }, `or in ${ways}`));
  }
  if (entry.text && entry.text !== entry.sentence) body.append(element("span", { class: "literal" }, formula(entry.text)));
  if (entry.place) body.append(element("span", { class: "place" }, entry.place));
  made.append(body);
  return pointing(made, ids, scene);
}

/**
 * Return a proof as a tree that folds. What is used twice is shown once, and referred to after; a
 * conjunction that says no more than one of its parts is shown as its parts.
 */
export function tree(proof, scene) {
  const shown = new Set();
  const open = proof.nodes.length <= OPEN;
  const parts = (place) => {
    const { kind, sentence: said, children, alternatives, left_out: more, place: rule } = proof.nodes[place];
    const same = kind === "formula" && !alternatives && !more && !rule && children.some((child) => proof.nodes[child].sentence === said);
    return same ? children.flatMap(parts) : [place];
  };
  const branch = (place, depth) => {
    const node = proof.nodes[place];
    const children = node.children.flatMap(parts);
    if (!children.length) return element("li", { class: trivial(node) ? "trivial" : null }, line(node, scene));
    if (shown.has(place)) {
      const made = line(node, scene);
      made.append(element("span", { class: "aside" }, "as shown above"));
      return element("li", {}, made);
    }
    shown.add(place);
    const below = element("ul", {}, ...children.map((child) => branch(child, depth + 1)));
    if (node.left_out) below.append(element("li", { class: "aside" }, `… and ${node.left_out.toLocaleString("en")} more`));
    const summary = line(node, scene, "summary");
    return element("li", {}, element("details", { open: open || depth < 2 }, summary, below));
  };
  const only = parts(0).every((place) => trivial(proof.nodes[place]));
  return element("ul", { class: only ? "tree" : "tree brief" }, ...parts(0).map((place) => branch(place, 0)));
}

/** Return reasons without a proof: one sentence after another. */
export function reasons(assignment, scene) {
  const lines = assignment.reasons.map((text, place) => line({ sentence: text, text: assignment.because[place] }, scene));
  return element("ul", { class: "tree" }, ...lines.map((made) => element("li", {}, made)));
}

/** Return the witnesses: each variable with its object. */
export function witnesses(bindings, scene) {
  const entries = Object.entries(bindings).map(([variable, bound]) => {
    const one = scene.objects.get(bound.id);
    const made = element("button", { type: "button", class: "witness", title: "Show it on the picture" },
      element("var", {}, variable), ` ${one ? one.name : `${bound.class} ${bound.id}`} `,
      element("span", { class: "score" }, bound.score.toFixed(2)));
    made.style.setProperty("--colour", scene.colours.get(bound.id) ?? "transparent");
    made.addEventListener("click", () => scene.zoom([bound.id]));
    return pointing(made, [bound.id], scene);
  });
  return element("div", { class: "witnesses" }, ...entries);
}

function part(title, ...children) {
  return element("section", { class: "part" }, element("h3", {}, title), ...children);
}

function list(entries, scene) {
  return element("ul", { class: "tree" }, ...entries.map((entry) => element("li", {}, line(entry, scene))));
}

/** Return why an image does not match: what holds, what fails, and what would change that. */
export function refutation(found, scene) {
  const parts = [];
  if (found.fault === "rules") {
    parts.push(element("p", { class: "notice" }, "The rules contradict themselves: no detection is to blame."));
  }
  if (found.held) {
    const { fol, bindings, sentences } = found.held;
    parts.push(part("What does hold", formula(fol, scene.variables), witnesses(bindings, scene),
      list(sentences.map((text) => ({ sentence: text, holds: true })), scene)));
  }
  if (found.failing?.length) {
    parts.push(part("What fails", list(found.failing.map(({ fol, ...entry }) => ({ ...entry, text: fol, holds: false })), scene)));
  }
  if (found.changes?.length) {
    const entries = found.changes.map((change) => {
      const edits = change.edits ?? [];
      const own = { sentence: change.sentence, objects: edits.flatMap((edit) => edit.objects ?? []) };
      if (edits.length < 2) return element("li", {}, line(own, scene));
      const below = element("ul", {}, ...edits.map((edit) => element("li", {}, line(edit, scene))));
      return element("li", {}, element("details", {}, line(own, scene, "summary"), below));
    });
    const sure = found.minimal ? "No smaller change would do." : "That no smaller change would do was not settled.";
    parts.push(part("It would match", element("ul", { class: "tree" }, ...entries), element("p", { class: "aside" }, sure)));
  }
  return parts;
}

/** Return a remark on the number of assignments: "2 of 3 assignments; 14 in all". */
export function stepped(place, view) {
  const shown = view.assignments.length;
  const exact = view.assignment_count_exact;
  const all = `${exact ? "" : "at least "}${view.assignment_count.toLocaleString("en")}`;
  const more = !exact || view.assignment_count > shown;
  if (shown < 2) return more && view.assignment_count > 1 ? `the best of ${all} assignments` : "";
  return `${place + 1} of ${counted(shown, "assignment")}${more ? `; ${all} in all` : ""}`;
}
