// Elements of the page. Whatever a figure's author wrote becomes text, never markup.

const SVG = "http://www.w3.org/2000/svg";

/**
 * Return an element with properties (attributes where the name has a dash, listeners where it starts with "on").
 *
 * @type {<K extends keyof HTMLElementTagNameMap>(tag: K, properties?: Properties, ...children: (Node | string)[]) => HTMLElementTagNameMap[K]}
 */
function make(tag, properties = {}, ...children) {
  /** @type {any} */
  const element = document.createElement(tag); // whose properties the tag decides
  for (const [name, value] of Object.entries(properties)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name.includes("-") || name === "role") element.setAttribute(name, value);
    else element[name] = value;
  }
  element.append(...children);
  return element;
}

/** @type {(element: Element, attributes: Attributes) => void} */
function setAttributes(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
}

/**
 * Return a drawing: paths as { d, ...attributes }.
 *
 * @type {(viewBox: string, ...paths: Attributes[]) => SVGSVGElement}
 */
function makeDrawing(viewBox, ...paths) {
  const drawing = document.createElementNS(SVG, "svg");
  setAttributes(drawing, { viewBox, "aria-hidden": "true" });
  for (const attributes of paths) {
    const path = document.createElementNS(SVG, "path");
    setAttributes(path, attributes);
    drawing.append(path);
  }
  return drawing;
}

/** @type {(d: string) => Attributes} */
const solid = (d) => ({ d, class: "solid" });
const ICONS = {
  play: [solid("M5 3.5L16 10L5 16.5Z")],
  pause: [{ d: "M6.5 4V16M13.5 4V16" }],
  back: [solid("M13 4.5L6 10L13 15.5Z")],
  forward: [solid("M7 4.5L14 10L7 15.5Z")],
  loop: [{ d: "M4 9A6 6 0 0 1 15 6.5M16 11A6 6 0 0 1 5 13.5M15.4 3.2V6.8H11.8M4.6 16.8V13.2H8.2" }],
  scheme: [{ d: "M10 3A7 7 0 1 0 10 17A7 7 0 1 0 10 3Z" }, solid("M10 3A7 7 0 0 1 10 17Z")],
  camera: [{ d: "M3 9L10 3L17 9M5 8V16H15V8" }],
  keys: [{ d: "M7.4 7.2A2.7 2.7 0 1 1 11.3 9.6Q10 10.3 10 12M10 15.4V15.5" }],
};

/** @type {(name: IconName) => SVGSVGElement} */
function makeIcon(name) {
  return makeDrawing("0 0 20 20", ...ICONS[name]);
}

/**
 * Return a text that may be mathematics as a node.
 *
 * @type {(text: Written, unit: number) => Node}
 */
function makeWriting({ t, path, box }, unit) {
  if (!path || !box) return document.createTextNode(t);
  const drawing = makeDrawing(box.join(" "), { d: path, fill: "currentColor" });
  drawing.classList.add("written");
  drawing.style.width = `${box[2] * unit}px`;
  drawing.style.height = `${box[3] * unit}px`;
  const spoken = make("span", { className: "hidden" }, t);
  return make("span", {}, drawing, spoken);
}

/** @type {(canvas: HTMLCanvasElement) => CanvasRenderingContext2D} */
const contextOf = (canvas) => /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
