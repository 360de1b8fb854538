// The picture: its panels, drawn at most once per frame of the browser, and the point that a reader reads on them.

/**
 * Make the picture.
 *
 * @type {(shared: Omit<Shared, "redraw" | "density">, tip: Tip) => Picture}
 */
function makePicture(shared, tip) {
  const { data, state } = shared;
  const element = make("div", { className: "picture" });
  /** @type {Set<MadePanel>} */
  const outdated = new Set();
  let isScheduled = false;

  const density = () => clamp((devicePixelRatio || 1) * magnification(element), 1, 4);

  /** @type {Picture["redraw"]} */
  function redraw(panel) {
    for (const each of panel ? [panel] : panels) outdated.add(each);
    schedule();
  }

  function schedule() {
    if (!isScheduled) requestAnimationFrame(draw);
    isScheduled = true;
  }

  function draw() {
    isScheduled = false;
    if (!panels.every((panel) => panel.view)) return;
    for (const panel of panels) {
      const hasTurned = panel.axes.orbit();
      if (hasTurned || outdated.has(panel)) panel.drawStill();
      panel.drawLive();
      if (panel.resetButton) panel.resetButton.hidden = !panel.axes.camera?.turned;
    }
    if (state.read && outdated.has(state.read.panel)) show(state.read.panel.pointOf(state.read.run, state.read.index));
    outdated.clear();
  }

  /** @type {(point: Point | null) => void} */
  function show(point) {
    state.read = point;
    tip.show(point, element);
  }

  /** @type {Picture["read"]} */
  function read(point) {
    if (!point && !state.read) return;
    show(point);
    schedule();
  }

  const panels = data.panels.map((panel) => {
    const made = makePanel(panel, make("div", { className: "panel" }), { ...shared, redraw, density });
    element.append(made.element);
    if (isAxes(panel)) offer(made, shared, read);
    else made.element.classList.add("around");
    return made;
  });

  return {
    element, redraw, schedule, read,
    release: () => panels.forEach((panel) => panel.release()),
    keepReading() {
      if (!state.read) return;
      const { panel, run, index } = state.read;
      show(index <= shared.rowOf(run).index ? panel.pointOf(run, index) : null);
    },
    layout({ width, height, unit, places }) {
      element.style.width = `${width}px`;
      element.style.height = `${height}px`;
      panels.forEach((panel, i) => panel.layout(places[i].region, places[i].box, unit, places[i].stretch));
      read(null);
      for (const panel of panels) outdated.add(panel);
      draw(); // at once, for the canvases are blank now
    },
  };
}

/**
 * Let a reader take hold of a panel.
 *
 * @type {(made: MadePanel, shared: Listening, read: Read) => void}
 */
function offer(made, shared, read) {
  const { element, panel, axes: { camera } } = made;
  const what = camera ? "surface, turned with the arrow keys" : "axes";
  const names = panel.names.filter(Boolean).join(", ");
  element.tabIndex = 0;
  element.setAttribute("role", "application");
  const reading = tracksOf(panel).length ? "; Page Up, Page Down and M read its paths" : "";
  element.setAttribute("aria-label", `${panel.title || what} (${names})${reading}`);
  element.classList.toggle("space", Boolean(camera));
  element.classList.toggle("droppable", shared.explorer.takes(panel));
  if (camera) {
    const name = "the author's camera";
    made.resetButton = make("button", {
      className: "button worded reset", type: "button", title: name, "aria-label": name, hidden: true, onclick: () => {
        element.focus(); // before the button that has it goes
        camera.reset();
      },
    }, makeIcon("camera"));
    made.resetButton.addEventListener("pointerdown", (event) => event.stopPropagation());
    element.append(made.resetButton);
  }
  listenToPanel(made, shared, read);
}
