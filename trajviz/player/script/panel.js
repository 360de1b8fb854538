// A panel: axes with what stays on them, on one canvas, and what moves and lies above it, on another.

/**
 * Whether an item follows a track: its kind is a motion.
 *
 * @type {(item: Item) => item is Following}
 */
const isFollowing = (item) => "track" in item;

/**
 * Make a panel in `element`; `shared` is what all panels show.
 *
 * @type {(panel: Panel, element: HTMLElement, shared: Shared) => MadePanel}
 */
function makePanel(panel, element, shared) {
  const { data, state, explorer } = shared;
  const redraw = () => shared.redraw(made);
  const axes = panel.camera ? makeSpace(panel, panel.camera, shared, redraw) : makeFlat(panel, shared);
  const [still, live] = [addCanvas(element), addCanvas(element)];
  for (const item of [...panel.items, ...(panel.behind || [])]) prepare(item, axes, redraw);
  const firstMoving = panel.items.findIndex((item) => item.k in MOTIONS);
  const count = firstMoving < 0 ? panel.items.length : firstMoving;
  const [below, above] = [panel.items.slice(0, count), panel.items.slice(count)];
  const tracks = makeTracks(panel, axes, shared, () => made);

  /** @type {MadePanel} */
  const made = {
    panel, element, axes, view: /** @type {any} */ (null),
    ...makeReadings(above, tracks, shared, () => made),
    layout(region, box, unit, stretch) {
      const density = shared.density();
      for (const canvas of [still, live]) {
        canvas.width = Math.max(1, Math.round(region.width * density));
        canvas.height = Math.max(1, Math.round(region.height * density));
      }
      Object.assign(element.style, {
        left: `${region.x}px`, top: `${region.y}px`, width: `${region.width}px`, height: `${region.height}px`,
      });
      made.view = {
        x: box.x - region.x, y: box.y - region.y, width: box.width, height: box.height,
        region, unit, stretch, density, clips: panel.clips, hides: Boolean(panel.camera),
        color: (number = 0) => data.colors[number][state.scheme],
      };
      axes.settle(made.view);
    },
    release() {
      for (const canvas of [still, live]) canvas.width = canvas.height = 1;
    },
    drawStill: () => axes.drawBelow(begin(still, made.view, state.scheme), below),
    drawLive() {
      const painter = begin(live, made.view, state.scheme);
      for (const item of above) {
        const isLeftOut = state.hidden.has(item.run ?? -1) || (item.role === "start" && explorer.isDropped());
        if (!isLeftOut) drawMoving(painter, item, axes, tracks, shared);
      }
      explorer.drawDropped(made, painter);
      if (state.read?.panel === made) drawRing(painter, made.pointOf(state.read.run, state.read.index), data.figure.text);
    },
  };
  return made;
}

/**
 * Decode what an item holds, once.
 *
 * @type {(item: Item, axes: Axes, whenReady: () => void) => void}
 */
function prepare(item, axes, whenReady) {
  axes.prepare(item, whenReady);
  if (!isFollowing(item)) return;
  if (item.way) item.way = { points: unpackPoints(item.way), steps: evenly(unpack(item.way.step)) };
  if (item.others) item.others = item.others.map(unpackPoints);
}

/**
 * Return when the points of a way are passed, from the steps by which they are: evenly from step to step.
 *
 * @type {(steps: number[]) => number[]}
 */
function evenly(steps) {
  return steps.map((step, i) => {
    const [first, next] = [countUntil(steps, step - 1), countUntil(steps, step)];
    return i < first ? step : step - 1 + (i + 1 - first) / (next - first);
  });
}

/**
 * Clear a canvas and return what draws on it.
 *
 * @type {(canvas: HTMLCanvasElement, view: View, scheme: number) => Painter}
 */
function begin(canvas, view, scheme) {
  const context = contextOf(canvas);
  context.setTransform(view.density, 0, 0, view.density, 0, 0);
  context.clearRect(0, 0, view.region.width, view.region.height);
  return { ...view, context, scheme };
}

/**
 * Draw an item that moves, or lies above what moves, as it is now.
 *
 * @type {(painter: Painter, item: Item, axes: Axes, tracks: Tracks, shared: Shared) => void}
 */
function drawMoving(painter, item, axes, tracks, { data, rowOf, latestRow }) {
  if (isFollowing(item)) {
    const moment = tracks.momentOf(tracks.all[item.track], item);
    clipped(painter, item.look[0] || item, () => MOTIONS[item.k](painter, item, moment));
  } else if (item.k in MOTIONS) {
    const row = item.run === undefined ? latestRow() : rowOf(item.run).row;
    MOTIONS[item.k](painter, item, { frame: Math.max(countUntil(data.clock.rows, row) - 1, 0) });
  } else {
    axes.draw(painter, item);
  }
}

/**
 * Draw a ring around a point that is read.
 *
 * @type {(painter: Painter, point: Point | null, color: number) => void}
 */
function drawRing({ context, unit, color: colorOf }, point, color) {
  if (!point) return;
  context.beginPath();
  context.arc(point.x, point.y, 7 * unit, 0, 2 * Math.PI);
  context.lineWidth = 2 * unit;
  context.setLineDash([]);
  context.strokeStyle = colorOf(color);
  context.stroke();
}

/** @type {(parent: HTMLElement) => HTMLCanvasElement} */
function addCanvas(parent) {
  const canvas = make("canvas", { "aria-hidden": "true" });
  parent.append(canvas);
  return canvas;
}
