// The listed images one below the other, for paper: each with its picture and its best answer.

import { counted, element } from "./dom.js";
import { heading, said, sceneOf, steps } from "./panel.js";
import { still } from "./stage.js";

const MOST = 50;
const WIDTH = 660;

/** Return what is printed of a source's images; of many the first, which it says. */
export async function pages(source, items) {
  const made = element("div", { class: "pages" });
  if (items.length > MOST) {
    made.append(element("p", { class: "notice" }, `The first ${MOST} of ${counted(items.length, "image")}: filter them to print others.`));
  }
  for (const image of items.slice(0, MOST)) {
    const view = await source.view(image);
    const [step] = steps(view);
    const scene = sceneOf(view, step, { light() {}, zoom() {} });
    const parts = [heading(view)];
    if (view.objects) parts.push(still(await source.picture(image), [view.width, view.height], scene.objects, scene.marks, WIDTH));
    const article = element("article", {}, ...parts, ...said(view, step, scene));
    if (view.note) article.append(element("p", { class: "aside" }, view.note));
    article.querySelectorAll("details").forEach((node) => { node.open = true; });
    made.append(article);
  }
  return made;
}
