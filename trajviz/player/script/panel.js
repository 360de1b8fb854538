// A panel: axes with what stays on them, on one canvas, and what moves and lies above it, on another.

const NEAR = 36; // CSS pixels within which a point is read off
const LINES = new Set(["trail", "arrows"]);
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
    if (!track.over_steps || countsAsDrawn(data, state.clock)) return { points: track.points };
    const { kind } = state.clock;
    track.over ??= {};
    track.over[kind] ??= overTime(track, kind);
    return { points: track.over[kind] };
  }

  function overTime(track, kind) {
    const most = mostOf(data.runs, kind);
    const counts = countsOf(data.runs[track.run], kind);
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

  /** Return the point of a visible run that is nearest to a place in the region, and shown by now, along its line if it has one. */
  function nearest(x, y, within = NEAR) {
    let best = null;
    for (const track of shownTracks()) {
      const line = above.find((item) => LINES.has(item.k) && tracks[item.track] === track);
      const moment = momentOf(track, line);
      const { points, index } = moment;
      const rowsOf = shared.table(track.run).row;
      const near = line ? nearestOnLine(moment, x, y, rowsOf) : nearestOf(points, index, x, y);
      if (near.distance <= (best?.distance ?? within)) {
        const i = near.index;
        best = { panel: controls, run: track.run, index: i, distance: near.distance, x: points.x[i], y: points.y[i] };
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

/** Return which of the points up to `last` is nearest to a place, and how far off it is. */
function nearestOf(points, last, x, y) {
  let best = { distance: Infinity, index: 0 };
  for (let index = 0; index <= last; index++) {
    const distance = Math.hypot(points.x[index] - x, points.y[index] - y);
    if (distance <= best.distance) best = { distance, index };
  }
  return best;
}

/** Return how far off a line is at its nearest place, and which of the two points around that place is nearer to it. */
function nearestOnLine({ row, index, points, way }, x, y, rowsOf) {
  const line = way ? way.points : points;
  const near = alongLine(line, way ? countUntil(way.steps, row) : index + 1, x, y);
  const end = Math.ceil(near.place); // of the piece that the place is on
  const reached = way ? Math.ceil(way.steps[end] ?? row) : end;
  const after = Math.min(way && rowsOf ? countUntil(rowsOf, reached - 1) : reached, index);
  const before = Math.max(after - 1, 0);
  const apart = (i) => Math.hypot(points.x[i] - near.x, points.y[i] - near.y);
  return { distance: near.distance, index: apart(before) < apart(after) ? before : after };
}

/** Return the place on a line of `count` points, or on the pieces between them, that is nearest to another, and how far off. */
function alongLine(line, count, x, y) {
  const { distance: least, index } = nearestOf(line, count - 1, x, y);
  let best = { distance: least, place: index, x: line.x[index], y: line.y[index] };
  for (let i = 1; i < count; i++) {
    if (line.far?.has(i - 1) && line.far.has(i)) continue; // no line is drawn there
    const [x0, y0] = [line.x[i - 1], line.y[i - 1]];
    const [dx, dy] = [line.x[i] - x0, line.y[i] - y0];
    const share = Math.min(Math.max(((x - x0) * dx + (y - y0) * dy) / (dx * dx + dy * dy), 0), 1);
    const at = { x: x0 + share * dx, y: y0 + share * dy };
    const distance = Math.hypot(at.x - x, at.y - y);
    if (distance < best.distance) best = { distance, place: i - 1 + share, ...at };
  }
  return best;
}

function addCanvas(parent) {
  const canvas = document.createElement("canvas");
  canvas.setAttribute("aria-hidden", "true");
  parent.append(canvas);
  return canvas;
}
