// What is drawn of an answer: its objects, each in a colour, and the lines between them.

import { centre, ends, path, placed } from "./geometry.js";
import { svg } from "./dom.js";

/** The colours of Okabe and Ito, in the order in which overlays take them. */
export const COLOURS = ["#e69f00", "#56b4e9", "#009e73", "#f0e442", "#d55e00", "#cc79a7"];

/** Return the objects of an image by id: {id, label, name, score, polygon}. */
export function objectsOf(view) {
  const found = new Map();
  view.objects.ids.forEach((id, row) => {
    const label = view.objects.labels[view.objects.classes[row]];
    const spoken = view.objects.spoken[view.objects.classes[row]];
    const flat = view.objects.corners[row];
    const polygon = [0, 2, 4, 6].map((place) => [flat[place], flat[place + 1]]);
    found.set(id, { id, label, name: `${spoken} ${id}`, score: view.objects.scores[row], polygon });
  });
  return found;
}

/**
 * Return the marks of an assignment, of a failure, or of nothing: {shown, links}.
 *
 * Each object of `bindings` comes first, then those that lines and other ids speak of.
 */
export function marksOf(objects, bindings = {}, links = [], others = []) {
  const ids = [
    ...Object.values(bindings).map((bound) => bound.id), ...links.flatMap((link) => link.objects), ...others,
  ].filter((id) => objects.has(id));
  const shown = [...new Set(ids)].map((id, place) => ({
    ...objects.get(id), colour: COLOURS[place % COLOURS.length],
  }));
  const known = links.filter((link) => link.objects.every((id) => objects.has(id)));
  return { shown, links: known };
}

/** Return the marks as SVG shapes in image pixels; lines are as thick as they look on the screen. */
export function shapes({ shown, links }, objects) {
  const boxes = shown.flatMap(({ id, colour, polygon }) => [
    svg("path", { d: path([polygon]), class: "casing", "data-id": id }),
    svg("path", { d: path([polygon]), class: "box", stroke: colour, "data-id": id }),
  ]);
  const lines = links.flatMap((link) => {
    const [start, end] = ends(...link.objects.map((id) => objects.get(id).polygon));
    const line = { x1: start[0], y1: start[1], x2: end[0], y2: end[1], "data-ids": link.objects.join(" ") };
    return [
      svg("line", { ...line, class: "casing" }),
      svg("line", { ...line, class: link.holds === false ? "link failing" : "link", "marker-end": "url(#arrow)" }),
    ];
  });
  return [...boxes, ...lines];
}

/** Return the head of an arrow, which lines refer to. */
export function arrow() {
  return svg("defs", {}, svg("marker", {
    id: "arrow", viewBox: "0 0 10 10", refX: 9, refY: 5, markerWidth: 5, markerHeight: 5, orient: "auto",
  }, svg("path", { d: "M0 1L9 5L0 9Z", class: "head" })));
}

const HEIGHT = 20;
const LETTER = 6.6;

/**
 * Return the captions of marks, laid out on a screen so that none covers another.
 *
 * Those for which there is no room are left out, unless they are among `wanted`.
 */
export function captions({ shown, links }, objects, view, [width, height], wanted = new Set()) {
  const taken = [];
  const found = [];
  const place = (text, colour, targets, ids) => {
    const size = [LETTER * [...text].length + 12, HEIGHT];
    const rect = room(targets, size, taken, [width, height]);
    const needed = ids.some((id) => wanted.has(id));
    if (!rect || (rect.covers && !needed)) return;
    taken.push(rect);
    found.push(caption(text, colour, rect, ids));
  };
  for (const { id, name, colour, polygon } of shown) {
    const points = polygon.map((corner) => placed(view, corner));
    if (!visible(points, [width, height])) continue;
    const xs = points.map(([x]) => x);
    const ys = points.map(([, y]) => y);
    const [left, right] = [Math.max(0, Math.min(...xs)), Math.min(width, Math.max(...xs))];
    const [top, bottom] = [Math.max(0, Math.min(...ys)), Math.min(height, Math.max(...ys))];
    const middle = (left + right) / 2;
    const side = (LETTER * [...name].length + 12) / 2 + 4;
    place(name, colour, [
      [middle, top - 13], [middle, bottom + 13], [right + side, (top + bottom) / 2],
      [left - side, (top + bottom) / 2], [middle, top - 36], [middle, bottom + 36],
      [right + side, top - 13], [left - side, bottom + 13],
    ], [id]);
  }
  for (const link of links) {
    const [start, end] = ends(...link.objects.map((id) => objects.get(id).polygon)).map((point) => placed(view, point));
    if (!visible([start, end], [width, height]) || !link.label) continue;
    place(link.label, "#ffffff", beside(start, end, LETTER * link.label.length + 12), link.objects);
  }
  return found;
}

/** Return where the caption of a line may be: on it where it is long, else to either side of it. */
function beside(start, end, wide) {
  const [dx, dy] = [end[0] - start[0], end[1] - start[1]];
  const length = Math.hypot(dx, dy) || 1;
  const along = (share, off) => [start[0] + share * dx - (off * dy) / length, start[1] + share * dy + (off * dx) / length];
  if (length > wide + 24) return [0.5, 0.35, 0.65, 0.2, 0.8].map((share) => along(share, 0));
  const off = (Math.abs(dy) * wide + Math.abs(dx) * HEIGHT) / (2 * length) + 6;
  return [off, -off, 2 * off, -2 * off].flatMap((way) => [0.5, 0, 1].map((share) => along(share, way)));
}

function visible(points, [width, height]) {
  const [x, y] = centre(points);
  const inside = ([px, py]) => px >= 0 && py >= 0 && px <= width && py <= height;
  return inside([x, y]) || points.some(inside);
}

function room(targets, [w, h], taken, [width, height]) {
  let last = null;
  for (const [x, y] of targets) {
    const left = Math.min(Math.max(2, x - w / 2), width - w - 2);
    const top = Math.min(Math.max(2, y - h / 2), height - h - 2);
    const rect = { left, top, right: left + w, bottom: top + h };
    if (taken.every((other) => apart(rect, other))) return rect;
    last ??= { ...rect, covers: true };
  }
  return last;
}

function apart(one, other) {
  return one.right < other.left || other.right < one.left || one.bottom < other.top || other.bottom < one.top;
}

function caption(text, colour, { left, top, right, bottom }, ids) {
  return svg("g", { class: "caption", "data-ids": ids.join(" ") },
    svg("rect", { x: left, y: top, width: right - left, height: bottom - top, rx: 3, fill: colour }),
    svg("text", { x: (left + right) / 2, y: (top + bottom) / 2, "text-anchor": "middle", "dominant-baseline": "central" }, text));
}
