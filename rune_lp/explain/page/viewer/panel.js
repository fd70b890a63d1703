// What is said of an image beside its picture: the outcome, its assignments to step through, and why.

import { button, element } from "./dom.js";
import { formula } from "./formula.js";
import { namesIn } from "./lines.js";
import { marksOf, objectsOf } from "./marks.js";
import { reasons, refutation, stepped, tree, witnesses } from "./proof.js";
import { OUTCOMES } from "./rail.js";

/** Return what can be stepped through of an image: assignments, or why it does not match. */
export function steps(view) {
  if (view.satisfied) return view.assignments.length ? view.assignments : [{ bindings: {}, reasons: [], because: [] }];
  const refuted = view.why_not;
  if (!refuted) return [{ bindings: {} }];
  const held = refuted.held?.bindings ?? {};
  const contrary = refuted.assignments ?? [];
  const links = (refuted.failing ?? []).flatMap((entry) => entry.links ?? []);
  const others = (refuted.failing ?? []).flatMap((entry) => entry.objects ?? []);
  return (contrary.length ? contrary : [{ bindings: {} }]).map((one) => ({
    ...one, bindings: { ...one.bindings, ...held }, links: [...links, ...(one.links ?? [])], others, contrary: contrary.length ? one : null,
  }));
}

/** Return an image as what is said of it needs it; `act` has `light(ids)` and `zoom(ids)`. */
export function sceneOf(view, step, act) {
  const objects = view.objects ? objectsOf(view) : new Map();
  const marks = marksOf(objects, step.bindings, step.links, step.others);
  const colours = new Map(marks.shown.map(({ id, colour }) => [id, colour]));
  const variables = new Map(Object.entries(step.bindings).map(([variable, { id }]) => [variable, colours.get(id)]));
  return { objects, marks, colours, variables, names: namesIn(objects), ...act };
}

function why(view, step, scene) {
  if (view.satisfied) {
    const bound = Object.keys(step.bindings).length ? [witnesses(step.bindings, scene)] : [];
    return [...bound, element("h3", {}, "Why"), step.proof?.nodes?.length ? tree(step.proof, scene) : reasons(step, scene)];
  }
  const refuted = view.why_not;
  if (!refuted) return [element("p", { class: "aside" }, view.why_not_remark ?? "Why it does not match was not asked.")];
  const parts = refutation(refuted, scene);
  const one = step.contrary;
  const told = new Set((refuted.failing ?? []).map((entry) => entry.sentence));
  // What fails may say all that the contrary does.
  if (one && (Object.keys(one.bindings).length || !one.reasons.every((reason) => told.has(reason)))) {
    parts.push(element("section", { class: "part" },
      element("h3", {}, parts.length ? "So the contrary holds" : "Why not: the contrary holds"), formula(refuted.fol, scene.variables),
      ...(Object.keys(one.bindings).length ? [witnesses(one.bindings, scene)] : []),
      one.proof?.nodes?.length ? tree(one.proof, scene) : reasons(one, scene)));
  }
  return parts;
}

/** Return what is said of a step of an image, without anything to click but its parts. */
export function said(view, step, scene) {
  if (view.satisfied === null) return [element("p", { class: "notice" }, `Not solved: ${view.error}`)];
  return why(view, step, scene);
}

/** Return an image's heading: its name, outcome and score. */
export function heading(view) {
  const outcome = OUTCOMES.get(view.satisfied);
  return element("header", {}, element("h2", {}, view.image), element("p", { class: "outcome" },
    element("span", { class: `badge ${outcome.replace(" ", "-")}` }, outcome),
    view.satisfied === null ? null : element("span", { class: "score" }, `score ${view.score.toFixed(4)}`)));
}

/** The panel calls `stepTo(place)` for another assignment, and `literals()` for more or less detail. */
export class Panel {
  constructor(stepTo, literals) {
    this.stepTo = stepTo;
    this.literals = literals;
    this.body = element("div", { class: "why" });
    this.root = element("aside", { class: "panel", "aria-label": "Explanation" }, this.body);
  }

  /** Show a step of an image. */
  show(view, place, scene) {
    const all = steps(view);
    const parts = [heading(view)];
    if (view.satisfied !== null) {
      const told = view.satisfied ? stepped(place, view) : all.length > 1 ? `${place + 1} of ${all.length} counterexamples` : "";
      if (all.length > 1) {
        parts.push(element("nav", { class: "steps", "aria-label": "Assignments" },
          button("Previous assignment (a)", "‹", () => this.stepTo(place - 1), { disabled: place === 0 }),
          element("span", {}, told),
          button("Next assignment (d)", "›", () => this.stepTo(place + 1), { disabled: place === all.length - 1 })));
      } else if (told) {
        parts.push(element("p", { class: "steps" }, element("span", {}, told)));
      }
    }
    parts.push(...said(view, all[place], scene));
    if (view.note) parts.push(element("p", { class: "aside" }, view.note));
    this.body.replaceChildren(...parts);
    this.body.querySelector("h3")?.append(this.tools());
  }

  tools() {
    const trees = this.body.querySelectorAll(".tree details");
    const fold = (open) => () => trees.forEach((node) => { node.open = open; });
    const folding = trees.length > 1 ? [button("Unfold all", "unfold", fold(true)), button("Fold all", "fold", fold(false))] : [];
    return element("span", { class: "folding" }, ...folding, button("Literals, and what is what (l)", "literals", this.literals));
  }

  /** Mark the lines that speak of an object. */
  light(id) {
    for (const node of this.body.querySelectorAll("[data-lights]")) {
      node.classList.toggle("lit", id !== null && node.dataset.lights.split(" ").includes(String(id)));
    }
    for (const node of this.body.querySelectorAll("[data-object]")) {
      node.classList.toggle("lit", node.dataset.object === String(id));
    }
  }
}
