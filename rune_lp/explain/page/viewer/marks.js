// What is drawn of an answer: its objects, each in a colour, and the lines between them.

import { ends, extent, path, placed } from "./geometry.js";
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
  const bound = new Set(Object.values(bindings).map(({ id }) => id));
  return { shown, links: known, bound };
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
      svg("line", { ...line, class: link.holds === false ? "link failing" : "link" }),
    ];
  });
  return [...boxes, ...lines];
}

/** Return the heads of the arrows on a screen: they are as large at every zoom. */
export function heads({ links }, objects, view) {
  return links.flatMap((link) => {
    const [start, end] = ends(...link.objects.map((id) => objects.get(id).polygon)).map((point) => placed(view, point));
    const length = Math.hypot(end[0] - start[0], end[1] - start[1]);
    if (length < 1) return [];
    const [dx, dy] = [(end[0] - start[0]) / length, (end[1] - start[1]) / length];
    const long = Math.min(11, length / 2);
    const [x, y] = [end[0] - long * dx, end[1] - long * dy];
    const tip = [end, [x - (long * dy) / 2, y + (long * dx) / 2], [x + (long * dy) / 2, y - (long * dx) / 2]];
    return [svg("path", { d: path([tip]), class: "head", "data-ids": link.objects.join(" ") })];
  });
}

const FEW = 8;
const HEIGHT = 20;
const LETTER = 6.6;

/**
 * Return the captions of marks, laid out on a screen so that none covers another.
 *
 * Where there are many marks, those of witnesses and of `wanted` objects come first, and the others
 * are left out where there is no room beside the boxes: zoomed in, there is.
 */
export function captions({ shown, links, bound }, objects, view, screen, wanted = new Set()) {
  const few = shown.length <= FEW;
  const boxes = shown.map(({ polygon }) => bounds(polygon.map((corner) => placed(view, corner))));
  const asked = [
    ...shown.map((one) => ({
      text: one.name, colour: one.colour, ids: [one.id], targets: aboutBox(one, view, screen), needed: bound?.has(one.id),
    })),
    ...links.map((link) => ({
      text: link.label, colour: "#ffffff", ids: link.objects, targets: aboutLine(link, objects, view, screen), needed: false,
    })),
  ].filter(({ targets, text }) => targets && text);
  const urgent = ({ ids, needed }) => few || needed || ids.every((id) => wanted.has(id));
  const taken = [];
  const found = [];
  for (const one of [...asked.filter(urgent), ...asked.filter((other) => !urgent(other))]) {
    const rects = one.targets.map((target) => rectAt(target, [wide(one.text), HEIGHT], screen));
    const clear = rects.filter((rect) => taken.every((other) => apart(rect, other)));
    const free = clear.find((rect) => boxes.every((other) => apart(rect, other)));
    const rect = free ?? (urgent(one) ? clear[0] ?? rects[0] : null);
    if (!rect) continue;
    taken.push(rect);
    found.push(caption(one, rect));
  }
  return found;
}

function wide(text) {
  return LETTER * [...text].length + 12;
}

function bounds(points) {
  const [left, top, right, bottom] = extent([points]);
  return { left, top, right, bottom };
}

/** Return where the caption of a box may be, best first; null if the box is out of sight. */
function aboutBox({ name, polygon }, view, [width, height]) {
  const box = bounds(polygon.map((corner) => placed(view, corner)));
  if (box.right < 0 || box.bottom < 0 || box.left > width || box.top > height) return null;
  const [left, right] = [Math.max(0, box.left), Math.min(width, box.right)];
  const [top, bottom] = [Math.max(0, box.top), Math.min(height, box.bottom)];
  const middle = (left + right) / 2;
  const side = wide(name) / 2 + 4;
  return [
    [middle, top - 13], [middle, bottom + 13], [right + side, (top + bottom) / 2], [left - side, (top + bottom) / 2],
    [right + side, top - 8], [left - side, top - 8], [right + side, bottom + 8], [left - side, bottom + 8],
    [middle, top - 36], [middle, bottom + 36],
  ];
}

/** Return where the caption of a line may be: on it where it is long, else to either side of it. */
function aboutLine(link, objects, view, [width, height]) {
  const [start, end] = ends(...link.objects.map((id) => objects.get(id).polygon)).map((point) => placed(view, point));
  const box = bounds([start, end]);
  if (box.right < 0 || box.bottom < 0 || box.left > width || box.top > height) return null;
  return beside(start, end, wide(link.label));
}

function beside(start, end, wide) {
  const [dx, dy] = [end[0] - start[0], end[1] - start[1]];
  const length = Math.hypot(dx, dy) || 1;
  const along = (share, off) => [start[0] + share * dx - (off * dy) / length, start[1] + share * dy + (off * dx) / length];
  if (length > wide + 24) return [0.5, 0.35, 0.65, 0.2, 0.8].map((share) => along(share, 0));
  const off = (Math.abs(dy) * wide + Math.abs(dx) * HEIGHT) / (2 * length) + 6;
  return [off, -off, 2 * off, -2 * off].flatMap((way) => [0.5, 0, 1].map((share) => along(share, way)));
}

function rectAt([x, y], [w, h], [width, height]) {
  const left = Math.min(Math.max(2, x - w / 2), width - w - 2);
  const top = Math.min(Math.max(2, y - h / 2), height - h - 2);
  return { left, top, right: left + w, bottom: top + h };
}

function apart(one, other) {
  return one.right < other.left || other.right < one.left || one.bottom < other.top || other.bottom < one.top;
}

function caption({ text, colour, ids }, { left, top, right, bottom }) {
  return svg("g", { class: "caption", "data-ids": ids.join(" ") },
    svg("rect", { x: left, y: top, width: right - left, height: bottom - top, rx: 3, fill: colour }),
    svg("text", { x: (left + right) / 2, y: (top + bottom) / 2, "text-anchor": "middle", "dominant-baseline": "central" }, text));
}
