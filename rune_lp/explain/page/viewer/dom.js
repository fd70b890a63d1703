// Elements made without markup: what comes from outside is only ever text or an attribute's value.

const SVG = "http://www.w3.org/2000/svg";

function filled(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) node.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) node.setAttribute(name, value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

/** Return an HTML element. Strings among its children become text. */
export function element(name, attributes = {}, ...children) {
  return filled(document.createElement(name), attributes, children);
}

/** Return an SVG element. */
export function svg(name, attributes = {}, ...children) {
  return filled(document.createElementNS(SVG, name), attributes, children);
}

/** Return a button that calls a function; its name is read aloud and shown as its tooltip. */
export function button(name, face, act, attributes = {}) {
  const made = element("button", { type: "button", "aria-label": name, title: name, ...attributes });
  made.append(face);
  made.addEventListener("click", act);
  return made;
}

/** Return a number with thousands apart, and a noun in its number: "1,204 images". */
export function counted(number, noun) {
  return `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;
}
