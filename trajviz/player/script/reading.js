// Taking hold of a panel, with mouse, touch or keys: reading the points of paths, turning a surface, dropping a ball.

const DEGREES_PER_PIXEL = 0.5;
const CLICK = 5; // CSS pixels that a click may move
const TOUCH_NEAR = 56; // CSS pixels within which a finger reads a point
const TURN = 6; // degrees per key
const ZOOM = 1.15; // per key

/** Listen to what a reader does on a panel; `actions` are { read, drop, moveStart, undrop }, some of which may do nothing. */
function listenToPanel(panel, { state, clock }, actions) {
  const { element, ground } = panel;
  const { camera } = ground;
  const pointers = new Map();
  let began = null; // where a single pointer went down
  let moved = false;
  let hasWheel = false; // from a click until the pointer leaves
  const isTouch = (event) => event.pointerType !== "mouse";
  const isTaken = () => element.classList.contains("taken"); // by a tap: until then a swipe scrolls the page

  /** Return where on the panel something happened, however the panel is scaled or turned on the page. */
  const placeOf = ({ target, offsetX, offsetY }) => {
    const zoom = element.currentCSSZoom || 1; // which offsets keep, while they undo transforms
    const [left, top] = target === element ? [0, 0] : [target.offsetLeft, target.offsetTop];
    return { x: left + offsetX / zoom, y: top + offsetY / zoom };
  };
  const spread = () => {
    const [a, b] = [...pointers.values()];
    return Math.hypot(a.x - b.x, a.y - b.y);
  };

  element.addEventListener("pointerdown", (event) => {
    if (event.button > 0) return;
    const place = placeOf(event);
    pointers.set(event.pointerId, place);
    began = place;
    moved = pointers.size > 1;
    hasWheel = true;
    if (camera) {
      element.setPointerCapture(event.pointerId);
      element.classList.add("held");
    }
  });

  element.addEventListener("pointermove", (event) => {
    const place = placeOf(event);
    if (event.pointerType === "mouse" && !event.buttons) pointers.clear(); // it was let go of elsewhere
    const before = pointers.get(event.pointerId);
    if (before && Math.hypot(place.x - began.x, place.y - began.y) > CLICK) moved = true;
    if (!before) {
      actions.read(panel.nearest(place.x, place.y));
      return;
    }
    if (!camera || !moved || (isTouch(event) && !isTaken())) return;
    if (pointers.size === 2) {
      const apart = spread();
      pointers.set(event.pointerId, place);
      ground.moveCamera({ zoom: camera.zoom * (spread() / apart) });
    } else {
      pointers.set(event.pointerId, place);
      const { azim, elev } = camera;
      const [right, down] = [place.x - before.x, place.y - before.y];
      ground.moveCamera({ azim: azim - right * DEGREES_PER_PIXEL, elev: elev + down * DEGREES_PER_PIXEL });
    }
  });

  /** Give a surface's swipes back to the page when something else is touched, which not every browser tells by a blur. */
  const letGo = (event) => {
    if (event.composedPath().includes(element)) return;
    element.classList.remove("taken");
    removeEventListener("pointerdown", letGo, true);
  };

  const release = (event) => {
    if (!pointers.delete(event.pointerId) || pointers.size) return;
    element.classList.remove("held");
    if (event.type !== "pointerup" || moved) return;
    const { x, y } = placeOf(event);
    if (isTouch(event)) {
      element.classList.add("taken");
      addEventListener("pointerdown", letGo, true);
    }
    const touched = isTouch(event) ? panel.nearest(x, y, NEAR) : null; // a finger on a path reads it
    if (!touched && actions.drop(panel, x, y)) return;
    if (isTouch(event)) actions.read(touched || panel.nearest(x, y, TOUCH_NEAR));
  };
  element.addEventListener("pointerup", release);
  element.addEventListener("pointercancel", release);
  element.addEventListener("pointerleave", (event) => {
    hasWheel = false;
    if (!isTouch(event)) actions.read(null);
  });
  element.addEventListener("blur", () => {
    element.classList.remove("taken");
    if (state.read?.panel === panel) actions.read(null);
  });

  if (camera) {
    // Where a click drops a ball, that is all that a double click does.
    if (!element.classList.contains("droppable")) element.addEventListener("dblclick", () => ground.resetCamera());
    // The wheel belongs to the page until a reader has taken hold of the surface, and again when the pointer has left it.
    element.addEventListener("wheel", (event) => {
      if (!hasWheel && !event.ctrlKey) return;
      event.preventDefault();
      ground.moveCamera({ zoom: camera.zoom * Math.exp(-event.deltaY / 500) });
    }, { passive: false });
  }

  const turns = { ArrowLeft: [-TURN, 0], ArrowRight: [TURN, 0], ArrowUp: [0, TURN], ArrowDown: [0, -TURN] };
  const shifts = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

  function answers(event) {
    const { key, shiftKey } = event;
    if (key === "Escape") {
      if (!state.read) return actions.undrop();
      actions.read(null);
      return true;
    }
    if (shiftKey && shifts[key]) return actions.moveStart(...shifts[key]);
    if (key === "PageUp" || key === "PageDown") return readNext(key === "PageUp" ? -1 : 1);
    if (key === "m" || key === "M") return readOtherRun();
    if (!camera) return false;
    const { azim, elev, zoom } = camera;
    if (turns[key]) ground.moveCamera({ azim: azim + turns[key][0], elev: elev + turns[key][1] });
    else if (key === "+" || key === "=") ground.moveCamera({ zoom: zoom * ZOOM });
    else if (key === "-") ground.moveCamera({ zoom: zoom / ZOOM });
    else if (key === "0") ground.resetCamera();
    else return false;
    return true;
  }

  function readNext(by) {
    if (!panel.runs().length) return false;
    clock.pause();
    const read = state.read?.panel === panel ? state.read : panel.headOf(panel.runs()[0]);
    if (!read) return false;
    const head = panel.headOf(read.run);
    const index = state.read?.panel === panel ? read.index + by : head.index;
    actions.read(panel.pointOf(read.run, Math.min(Math.max(index, 0), head.index)));
    return true;
  }

  function readOtherRun() {
    const runs = panel.runs();
    if (!runs.length) return false;
    clock.pause();
    const place = state.read?.panel === panel ? runs.indexOf(state.read.run) : -1;
    actions.read(panel.headOf(runs[(place + 1) % runs.length]));
    return true;
  }

  element.addEventListener("keydown", (event) => {
    if (isForPage(event) || !answers(event)) return;
    event.preventDefault();
  });
}

/** Make what tells the point that is read: its run, step, value, gradient norm and coordinates. */
function makeTip(data, tableOf) {
  const element = make("div", { className: "tip", hidden: true });
  const voice = make("div", { className: "hidden", role: "status", "aria-live": "polite" });

  function rowsOfTip({ run, index }) {
    const table = tableOf(run);
    const rows = [["step", numeral(table.step[index])]];
    if (table.evaluations) rows.push(["evaluations", numeral(table.evaluations[index])]);
    if (!Number.isNaN(table.f[index])) rows.push(["f", spelled(table.f[index], table.digits || CONSTANTS.significant)]);
    const norm = table.gradient_norm?.[index];
    if (norm !== undefined && !Number.isNaN(norm)) rows.push(["|\u2207f|", spelled(norm, 3)]);
    const names = table.x.length <= 2 ? ["x", "y"] : table.x.map((_, i) => `x${i + 1}`);
    table.x.forEach((column, i) => rows.push([names[i], table.isBeyond?.[index] ? "far off" : spelled(column[index], table.digits)]));
    if (index === table.step.length - 1 && table.outcome) rows.push(["ended", table.outcome]);
    if (table.x.length < table.dimension) rows.push(["\u2026", `${numeral(table.dimension)} coordinates`]);
    return rows;
  }

  return {
    element,
    voice,
    /** Show a point that is read, or nothing, beside its place on the stage. */
    show(read, stage) {
      element.hidden = !read;
      if (!read) {
        voice.textContent = "";
        return;
      }
      const entry = data.legend.find(({ runs }) => runs.includes(read.run));
      const rows = rowsOfTip(read);
      const list = make("dl", {});
      for (const [name, value] of rows) list.append(make("dt", {}, name), make("dd", {}, value));
      element.replaceChildren(make("b", {}, entry.t), list);
      const spoken = `${entry.t}: ${rows.map(([name, value]) => `${name} ${value}`).join(", ")}`;
      if (voice.textContent !== spoken) voice.textContent = spoken;
      const { region } = read.panel.view;
      const [x, y] = [region.x + read.x, region.y + read.y];
      const { offsetWidth: width, offsetHeight: height } = element;
      const left = x + 16 + width <= stage.clientWidth ? x + 16 : Math.max(x - 16 - width, 0);
      const top = Math.min(Math.max(y - height / 2, 2), Math.max(stage.clientHeight - height - 2, 2));
      element.style.left = `${left}px`;
      element.style.top = `${top}px`;
    },
  };
}
