// The report: the viewer of what stands in this very page, in blocks that are read when needed.

import { element } from "./dom.js";
import { startViewer } from "./viewer.js";

const KEPT = 20;

function block(name, image) {
  return document.getElementById(`${name}-${image}`)?.textContent ?? null;
}

const views = new Map();

const source = {
  view(image) {
    if (!views.has(image)) {
      if (views.size >= KEPT) views.delete(views.keys().next().value);
      views.set(image, JSON.parse(block("view", image)));
    }
    return views.get(image);
  },
  picture: (image) => block("picture", image),
  thumbnail: (image) => block("thumbnail", image),
};

const report = JSON.parse(document.getElementById("report").textContent);
document.title = `${report.query ?? report.fol} · rune_lp`;
const root = element("div");
document.body.append(root);
startViewer(root, report, source);
