// The ground that a player stands on: dark or light, as a reader sees it behind the player.

const MIDDLE = 128; // between black, 0, and white, 255

/** Return the element around another, across shadow roots, and across frames whose pages may be read. */
function around(element) {
  const parent = element.assignedSlot || element.parentNode;
  if (parent === element.ownerDocument) return parent.defaultView.frameElement;
  return parent?.host || parent;
}

/** Return this page and those around its frame that may be read. */
function pagesAround() {
  const pages = [document];
  while (pages.at(-1).defaultView.frameElement) pages.push(pages.at(-1).defaultView.parent.document);
  return pages;
}

/** Whether an element is all that is in its frame, as notebooks put what they show. */
function isAlone(element) {
  const { body } = document;
  return Boolean(window.frameElement) && document.readyState !== "loading" && body.children.length === 1 && body.contains(element);
}

/** Whether it is dark behind an element: the colours of all that is around it, on `canvas`, that of an empty page. */
function isOnDark(element, canvas) {
  const colors = [];
  for (let each = element; each?.nodeType === Node.ELEMENT_NODE; each = around(each)) {
    colors.unshift(each.ownerDocument.defaultView.getComputedStyle(each).backgroundColor);
  }
  const pixel = document.createElement("canvas").getContext("2d");
  for (const color of [canvas, ...colors]) {
    pixel.fillStyle = color;
    pixel.fillRect(0, 0, 1, 1);
  }
  const [red, green, blue] = pixel.getImageData(0, 0, 1, 1).data;
  return 0.299 * red + 0.587 * green + 0.114 * blue < MIDDLE;
}
