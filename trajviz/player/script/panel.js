// A panel: axes with what stays on them, on one canvas, and what moves and lies above it, on another.

const NEAR = 36; // CSS pixels within which a point is read off
const STILL_KINDS = new Set(["path", "marks", "text", "image", "mesh"]);

/** Make a panel in `element`; `shared` is what all panels show. */
function makePanel(panel, element, shared) {
  const { data, state } = shared;
  const redraw = () => shared.redraw(controls);
  const ground = panel.camera ? makeSpace(panel, shared, redraw) : makeFlat(panel, shared);
  const still = addCanvas(element);
  const live = addCanvas(element);
  const tracks = panel.tracks || [];
  let view = null;

  for (const track of tracks) track.points = unpackPoints(track);
  for (const item of panel.items) {
    ground.prepare(item, redraw);
    if (item.way) item.way = { points: unpackPoints(item.way), steps: unpack(item.way.step) };
    if (item.ends) item.ends = item.ends.map(unpackPoints);
  }
  const firstMoving = panel.items.findIndex((item) => !STILL_KINDS.has(item.k));
  const below = firstMoving < 0 ? panel.items : panel.items.slice(0, firstMoving);
  const above = firstMoving < 0 ? [] : panel.items.slice(firstMoving);

  /** Put the panel's axes at a box within its region, both in CSS pixels. */
  function layout(region, box, unit, stretch) {
    const density = shared.density();
    for (const canvas of [still, live]) {
      canvas.width = Math.max(1, Math.round(region.width * density));
      canvas.height = Math.max(1, Math.round(region.height * density));
    }
    Object.assign(element.style, {
      left: `${region.x}px`, top: `${region.y}px`, width: `${region.width}px`, height: `${region.height}px`,
    });
    view = {
      x: box.x - region.x, y: box.y - region.y, width: box.width, height: box.height,
      region, unit, stretch, density, clips: panel.clips, hides: Boolean(panel.camera),
      color: (number) => data.colors[number][state.ground],
    };
    ground.settle(view);
  }

  // ---- where tracks are

  /** Return { points, way } of a track as they are to be shown now, in fractions; `way` only where it is another's. */
  function source(track) {
    const explored = shared.explored(controls, track);
    if (explored) return explored;
    if (!track.over_steps || state.clock.kind === "steps") return { points: track.points };
    track.overEvaluations ??= overEvaluations(track);
    return { points: track.overEvaluations };
  }

  function overEvaluations(track) {
    const most = mostEvaluations(data.runs);
    const counts = data.runs[track.run].evaluations;
    return [Float64Array.from(track.points[0], (_, i) => onTimeAxis(counts[i] / Math.max(most, 1))), track.points[1]];
  }

  /** Return what is to be known of a track now, and of an item that follows it. */
  function momentOf(track, item = {}) {
    const at = shared.rowOf(track.run);
    const own = source(track);
    const way = own.way || (own.points === track.points ? item.way : null);
    const last = own.points[0].length - 1;
    return {
      row: at.row,
      index: Math.min(at.index, last),
      track,
      points: ground.place(own.points),
      way: way && { points: ground.place(way.points), steps: way.steps },
      ends: item.ends?.map(ground.place),
      ended: at.index >= last,
    };
  }

  // ---- drawing

  function begin(canvas) {
    const context = canvas.getContext("2d");
    context.setTransform(view.density, 0, 0, view.density, 0, 0);
    context.clearRect(0, 0, view.region.width, view.region.height);
    return { ...view, context, ground: state.ground };
  }

  const drawStill = () => ground.drawBelow(begin(still), below);

  function drawLive() {
    const painter = begin(live);
    for (const item of above) {
      if (item.run !== undefined && state.hidden.has(item.run)) continue;
      if (item.role === "start" && shared.explored(controls, null)) continue;
      if (STILL_KINDS.has(item.k)) {
        ground.draw(painter, item);
      } else if (item.k === "shapes") {
        const row = item.run === undefined ? shared.latestRow() : shared.rowOf(item.run).row;
        const frame = Math.max(countUntil(data.clock.rows, row) - 1, 0);
        for (const part of item.shapes[item.at[frame]]) drawItem(painter, part);
      } else {
        const moment = momentOf(tracks[item.track], item);
        clipped(painter, item.look[0] || item, () => MOTIONS[item.k](painter, item, moment));
      }
    }
    shared.drawDropped(controls, painter);
    if (state.read?.panel === controls) drawRing(painter, state.read);
  }

  function drawRing(painter, { run, index }) {
    const { x, y } = pointOf(run, index);
    const { context, unit } = painter;
    context.beginPath();
    context.arc(x, y, 7 * unit, 0, 2 * Math.PI);
    context.lineWidth = 2 * unit;
    context.setLineDash([]);
    context.strokeStyle = painter.color(data.figure.text);
    context.stroke();
  }

  // ---- reading

  const shownTracks = () => tracks.filter((track) => !state.hidden.has(track.run));

  /** Return the point of a visible run that is nearest to a place in the region, and shown by now. */
  function nearest(x, y, within = NEAR) {
    let best = null;
    for (const track of shownTracks()) {
      const { points, index } = momentOf(track);
      for (let i = 0; i <= index; i++) {
        const distance = Math.hypot(points.x[i] - x, points.y[i] - y);
        if (distance <= (best?.distance ?? within)) {
          best = { panel: controls, run: track.run, index: i, distance, x: points.x[i], y: points.y[i] };
        }
      }
    }
    return best;
  }

  /** Return the runs that are shown here. */
  const runs = () => [...new Set(shownTracks().map((track) => track.run))].filter((run) => !Number.isNaN(headOf(run).x));

  /** Return a point of a run, or null if the run is not here. */
  function pointOf(run, index) {
    const track = tracks.find((candidate) => candidate.run === run);
    if (!track) return null;
    const { points } = momentOf(track);
    return { panel: controls, run, index, x: points.x[index], y: points.y[index] };
  }

  /** Return where a run is now. */
  const headOf = (run) => pointOf(run, shared.rowOf(run).index);

  const controls = {
    panel, element, ground, layout, drawStill, drawLive, nearest, runs, pointOf, headOf,
    get view() {
      return view;
    },
  };
  return controls;
}

function addCanvas(parent) {
  const canvas = document.createElement("canvas");
  canvas.setAttribute("aria-hidden", "true");
  parent.append(canvas);
  return canvas;
}
