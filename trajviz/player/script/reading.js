// Taking hold of a panel, with mouse, touch or keys: reading the points of paths, turning a surface, dropping a ball.

const DEGREES_PER_PIXEL = 0.5;
const CLICK = 5; // CSS pixels that a click may move
const TOUCH_NEAR = 56; // CSS pixels within which a finger reads a point
const TURN = 6; // degrees per key
const ZOOM = 1.15; // per key

/**
 * Listen to what a reader does on a panel; `read` shows a point that is read, or none.
 *
 * @type {(made: MadePanel, shared: Listening, read: Read) => void}
 */
function listenToPanel(made, shared, read) {
  const { element, axes: { camera } } = made;
  listenToPointers(made, shared.explorer, read);
  if (camera) listenToWheel(element, camera);
  element.addEventListener("blur", () => {
    element.classList.remove("taken");
    if (shared.state.read?.panel === made) read(null);
  });
  element.addEventListener("keydown", (event) => {
    if (!isForPage(event) && answers(event, made, shared, read)) event.preventDefault();
  });
}

// ---- pointers

/** @type {(event: PointerEvent) => boolean} */
const isTouch = (event) => event.pointerType !== "mouse";

/**
 * Return where on the panel something happened, however the panel is scaled or turned on the page.
 *
 * @type {(element: HTMLElement, event: PointerEvent) => Place}
 */
function placeOn(element, { target, offsetX, offsetY }) {
  const zoom = element.currentCSSZoom || 1; // which offsets keep, while they undo transforms
  const { offsetLeft, offsetTop } = /** @type {HTMLElement} */ (target);
  const [left, top] = target === element ? [0, 0] : [offsetLeft, offsetTop];
  return { x: left + offsetX / zoom, y: top + offsetY / zoom };
}

/** @type {(made: MadePanel, explorer: Explorer, read: Read) => void} */
function listenToPointers(made, explorer, read) {
  const { element, axes: { camera } } = made;
  /** @type {Map<number, Place>} */
  const pointers = new Map(); // that are down, and where
  let began = { x: 0, y: 0 }; // where the last of them went down
  let moved = false;

  element.addEventListener("pointerdown", (event) => {
    if (event.button > 0) return;
    began = placeOn(element, event);
    pointers.set(event.pointerId, began);
    moved = pointers.size > 1;
    if (!camera) return;
    element.setPointerCapture(event.pointerId);
    element.classList.add("held");
  });

  element.addEventListener("pointermove", (event) => {
    const place = placeOn(element, event);
    if (!isTouch(event) && !event.buttons) pointers.clear(); // it was let go of elsewhere
    const before = pointers.get(event.pointerId);
    if (!before) return read(made.nearest(place.x, place.y));
    if (Math.hypot(place.x - began.x, place.y - began.y) > CLICK) moved = true;
    // Until a tap has taken it, a swipe scrolls the page.
    if (!camera || !moved || (isTouch(event) && !element.classList.contains("taken"))) return;
    const apart = spread(pointers);
    pointers.set(event.pointerId, place);
    const { azim, elev, zoom } = camera.stand;
    const [right, down] = [place.x - before.x, place.y - before.y];
    if (pointers.size === 2) camera.move({ zoom: zoom * (spread(pointers) / apart) });
    else camera.move({ azim: azim - right * DEGREES_PER_PIXEL, elev: elev + down * DEGREES_PER_PIXEL });
  });

  /** @type {(event: PointerEvent) => void} */
  const release = (event) => {
    if (!pointers.delete(event.pointerId) || pointers.size) return;
    element.classList.remove("held");
    if (event.type !== "pointerup" || moved) return;
    const { x, y } = placeOn(element, event);
    if (isTouch(event)) take(element);
    const touched = isTouch(event) ? made.nearest(x, y, NEAR) : null; // a finger on a path reads it
    if (!touched && explorer.drop(made, x, y)) return;
    if (isTouch(event)) read(touched || made.nearest(x, y, TOUCH_NEAR));
  };
  element.addEventListener("pointerup", release);
  element.addEventListener("pointercancel", release);
  element.addEventListener("pointerleave", (event) => {
    if (!isTouch(event)) read(null);
  });
}

/**
 * Return how far two pointers are apart.
 *
 * @type {(pointers: Map<number, Place>) => number}
 */
function spread(pointers) {
  const [a, b = a] = [...pointers.values()];
  return Math.hypot(a.x - b.x, a.y - b.y);
}

/**
 * Let swipes turn a surface until something else is touched, which not every browser tells by a blur.
 *
 * @type {(element: HTMLElement) => void}
 */
function take(element) {
  element.classList.add("taken");
  /** @type {(event: Event) => void} */
  const letGo = (event) => {
    if (event.composedPath().includes(element)) return;
    element.classList.remove("taken");
    removeEventListener("pointerdown", letGo, true);
  };
  addEventListener("pointerdown", letGo, true);
}

/**
 * Let the wheel zoom a surface. It belongs to the page until a reader has taken hold of the surface, and again when the
 * pointer has left it.
 *
 * @type {(element: HTMLElement, camera: Camera) => void}
 */
function listenToWheel(element, camera) {
  let hasWheel = false;
  element.addEventListener("pointerdown", ({ button }) => (hasWheel ||= button <= 0));
  element.addEventListener("pointerleave", () => (hasWheel = false));
  // Where a click drops a ball, that is all that a double click does.
  if (!element.classList.contains("droppable")) element.addEventListener("dblclick", () => camera.reset());
  element.addEventListener("wheel", (event) => {
    if (!hasWheel && !event.ctrlKey) return;
    event.preventDefault();
    camera.move({ zoom: camera.stand.zoom * Math.exp(-event.deltaY / 500) });
  }, { passive: false });
}

// ---- keys

/** @type {Record<string, number[]>} */
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

/**
 * Do what a key means on a panel; return whether it means something.
 *
 * @type {(event: KeyboardEvent, made: MadePanel, shared: Listening, read: Read) => boolean}
 */
function answers({ key, shiftKey }, made, { state, clock, explorer }, read) {
  if (key === "Escape") {
    if (!state.read) return explorer.undrop();
    read(null);
    return true;
  }
  const [right, up] = ARROWS[key] || [];
  if (shiftKey && ARROWS[key]) return explorer.move(right, up);
  const readHere = state.read?.panel === made ? state.read : null;
  if (key === "PageUp" || key === "PageDown") return readNext(made, clock, readHere, key === "PageUp" ? -1 : 1, read);
  if (key === "m" || key === "M") return readOtherRun(made, clock, readHere, read);
  return made.axes.camera !== null && turns(made.axes.camera, key);
}

/** @type {(camera: Camera, key: string) => boolean} */
function turns(camera, key) {
  const { azim, elev, zoom } = camera.stand;
  const [right, up] = ARROWS[key] || [];
  if (ARROWS[key]) camera.move({ azim: azim + right * TURN, elev: elev + up * TURN });
  else if (key === "+" || key === "=") camera.move({ zoom: zoom * ZOOM });
  else if (key === "-") camera.move({ zoom: zoom / ZOOM });
  else if (key === "0") camera.reset();
  else return false;
  return true;
}

/** @type {(made: MadePanel, clock: Clock, readHere: Point | null, by: number, read: Read) => boolean} */
function readNext(made, clock, readHere, by, read) {
  const [first] = made.runs();
  if (first === undefined) return false;
  clock.pause();
  const head = made.headOf(readHere ? readHere.run : first);
  if (head) read(made.pointOf(head.run, readHere ? clamp(readHere.index + by, 0, head.index) : head.index));
  return Boolean(head);
}

/** @type {(made: MadePanel, clock: Clock, readHere: Point | null, read: Read) => boolean} */
function readOtherRun(made, clock, readHere, read) {
  const runs = made.runs();
  if (!runs.length) return false;
  clock.pause();
  const place = readHere ? runs.indexOf(readHere.run) : -1;
  read(made.headOf(runs[(place + 1) % runs.length]));
  return true;
}
