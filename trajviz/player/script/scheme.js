// The colour scheme of a player: dark or light, as a reader sees what is behind it.

const MIDDLE = 128; // between black, 0, and white, 255

/**
 * Return the element around another, across shadow roots, and across frames whose pages may be read.
 *
 * @type {(element: Element) => Element | null}
 */
function around(element) {
  const parent = element.assignedSlot || element.parentNode;
  if (parent === element.ownerDocument) return windowOf(element.ownerDocument).frameElement;
  return /** @type {ShadowRoot | null} */ (parent)?.host || /** @type {Element | null} */ (parent);
}

/** @type {(page: Document) => Window & typeof globalThis} */
const windowOf = (page) => /** @type {Window & typeof globalThis} */ (page.defaultView);

/**
 * Return this page and those around its frame that may be read.
 *
 * @type {() => Document[]}
 */
function pagesAround() {
  const pages = [document];
  while (windowOf(lastOf(pages)).frameElement) pages.push(windowOf(lastOf(pages)).parent.document);
  return pages;
}

/**
 * Whether an element is all that is in its frame, as notebooks put what they show.
 *
 * @type {(element: Element) => boolean}
 */
function isAlone(element) {
  const { body } = document;
  return Boolean(window.frameElement) && document.readyState !== "loading" && body.children.length === 1 && body.contains(element);
}

/**
 * Whether it is dark behind an element: the colours of all that is around it, on `canvas`, that of an empty page.
 *
 * @type {(element: Element, canvas: string) => boolean}
 */
function isOnDark(element, canvas) {
  const colors = [];
  for (let each = /** @type {Element | null} */ (element); each?.nodeType === Node.ELEMENT_NODE; each = around(each)) {
    colors.unshift(windowOf(each.ownerDocument).getComputedStyle(each).backgroundColor);
  }
  const pixel = contextOf(make("canvas"));
  for (const color of [canvas, ...colors]) {
    pixel.fillStyle = color;
    pixel.fillRect(0, 0, 1, 1);
  }
  const [red, green, blue] = pixel.getImageData(0, 0, 1, 1).data;
  return 0.299 * red + 0.587 * green + 0.114 * blue < MIDDLE;
}
