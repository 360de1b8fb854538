// A panel: axes with what stays on them, on one canvas, and what moves and lies above it, on another.

const NEAR = 36; // CSS pixels within which a point is read off
const STILL_KINDS = new Set(["path", "marks", "text", "image", "mesh"]);

/** Make a panel in `element`; `shared` holds what all panels show: { data, state, colors, redraw }. */
function makePanel(panel, element, shared) {
  const { data, state } = shared;
  const isSpace = Boolean(panel.camera);
  const still = addCanvas(element);
  const live = addCanvas(element);
  const camera = isSpace ? { elev: panel.camera.elev, azim: panel.camera.azim, zoom: 1 } : null;
  let turned = false; // whether the reader has moved the camera
  let view = null;
  let placed = new Map(); // of arrays of points, where they are on the screen
  let project = null;
  let depths = null;
  let orbitAt = null;

  const whenReady = () => shared.redraw(controls);
  panel.items.forEach((item) => (item.k === "mesh" ? prepareMesh(item) : prepareItem(item, whenReady)));
  (panel.behind || []).forEach((item) => prepareItem(item, whenReady));
  for (const track of panel.tracks || []) track.points = unpackPoints(track);
  for (const item of panel.items) {
    if (item.way) {
      item.way.steps = unpack(item.way.step);
      item.way.points = unpackPoints(item.way);
    }
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
      region, unit, stretch, density, clips: panel.clips, hides: isSpace,
      color: (number) => data.colors[number][state.ground],
      get ground() {
        return state.ground;
      },
    };
    fit = null;
    lookAgain();
  }

  // ---- the camera

  let fit = null; // the size of the box at the author's camera

  function lookAgain() {
    placed = new Map();
    if (!isSpace || !view) return;
    project = projection(panel.camera, { ...camera, zoom: camera.zoom * fitting() }, view);
    depths = null;
  }

  /** Return by which factor the box must shrink not to reach further than it does at the author's camera. */
  function fitting() {
    const { elev, azim } = panel.camera;
    fit ??= reach({ elev, azim, zoom: 1 });
    const now = reach({ ...camera, zoom: 1 });
    return Math.min(1, fit.width / now.width, fit.height / now.height);
  }

  function reach(at) {
    const corners = CORNERS.map((corner) => projection(panel.camera, at, view)(...corner));
    const [xs, ys] = [0, 1].map((i) => corners.map((corner) => corner[i]));
    const room = 60 * view.unit; // for labels
    return {
      width: Math.max(...xs) - Math.min(...xs) + room,
      height: Math.max(...ys) - Math.min(...ys) + room,
    };
  }

  function moveCamera(change) {
    const next = { ...camera, ...change };
    next.elev = Math.min(89, Math.max(-89, next.elev));
    next.azim = ((next.azim + 540) % 360) - 180;
    next.zoom = Math.min(8, Math.max(0.4, next.zoom));
    Object.assign(camera, next);
    turned = true;
    lookAgain();
    shared.redraw(controls);
  }

  function resetCamera() {
    Object.assign(camera, { elev: panel.camera.elev, azim: panel.camera.azim, zoom: 1 });
    turned = false;
    orbitAt = null;
    lookAgain();
    shared.redraw(controls);
  }

  /** Follow the author's turning camera, until the reader takes it. */
  function orbit() {
    const turn = panel.camera?.orbit;
    if (!turn || turned) return false;
    const step = shared.latestRow();
    if (step === orbitAt) return false;
    orbitAt = step;
    camera.azim = turn.azim + (turn.angle * step) / Math.max(turn.last_step, 1);
    lookAgain();
    return true;
  }

  // ---- where points are

  /** Return the pixels of points, and in space whether each lies behind a surface. */
  function place(points) {
    if (!placed.has(points)) {
      const at = isSpace ? projectAll(project, points) : toPixels(view, points);
      at.far = points.far;
      if (isSpace) at.hidden = at.depth.map((depth, i) => (depths?.hides(at.x[i], at.y[i], depth) ? 1 : 0));
      placed.set(points, at);
    }
    return placed.get(points);
  }

  const countsEvaluations = (track) => track.over_steps && state.clock.kind === "evaluations";

  /** Return { points, way } of a track as they are to be shown now, in fractions; `way` only where it is another's. */
  function source(track) {
    const explored = shared.explored(controls, track);
    if (explored) return explored;
    if (!countsEvaluations(track)) return { points: track.points };
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
      points: place(own.points),
      way: way && { points: place(way.points), steps: way.steps },
      ends: item.ends?.map(place),
      ended: at.index >= last,
    };
  }

  // ---- drawing

  function begin(canvas) {
    const context = canvas.getContext("2d");
    context.setTransform(view.density, 0, 0, view.density, 0, 0);
    context.clearRect(0, 0, view.region.width, view.region.height);
    return { ...view, context, ground: state.ground, sheet: still.sheet };
  }

  function drawStill() {
    const painter = begin(still);
    if (!isSpace) {
      const ground = below.findIndex((item) => item.k !== "path" || item.s !== undefined);
      below.forEach((item, i) => {
        if (i === ground) shared.drawTint(controls, painter);
        if (!isReplaced(item)) drawItem(painter, item);
      });
      if (showsEvaluations()) drawTimeAxis(painter, panel, shared.tables());
      return;
    }
    for (const item of panel.behind) drawItem(painter, item);
    if (panel.axes.length) drawBox(painter, panel.axes, project);
    depths = depthBuffer(view.region.width, view.region.height);
    for (const item of below) drawInSpace(painter, item);
    still.sheet = painter.sheet;
    placed = new Map();
  }

  function drawInSpace(painter, item) {
    if (item.k === "mesh") {
      depths.addMesh(item, drawMesh(painter, item, project, (fx, fy) => shared.tintOf(controls, fx, fy)));
    } else if (item.k === "path") {
      painter.context.beginPath();
      tracePieces(painter.context, projectAll(project, item.points), item.n);
      inkPath(painter, item);
    } else if (item.k === "marks") {
      const at = place(item.points);
      for (let i = 0; i < at.x.length; i++) drawAt({ ...painter, hides: true }, [item], at, i);
    } else if (item.k === "text") {
      writeAt(painter, item, item.t, project(...item.at.map((units) => units / UNIT)), 0);
    }
  }

  const showsEvaluations = () => (panel.tracks || []).some(countsEvaluations);
  const isReplaced = (item) => item.part?.startsWith("x ") && showsEvaluations();

  function drawLive() {
    const painter = begin(live);
    for (const item of above) {
      if (item.run !== undefined && state.hidden.has(item.run)) continue;
      if (item.role === "start" && shared.explored(controls, null)) continue;
      if (STILL_KINDS.has(item.k)) {
        if (isSpace) drawInSpace(painter, item);
        else if (!isReplaced(item)) drawItem(painter, item);
      } else if (item.k === "shapes") {
        const row = item.run === undefined ? shared.latestRow() : shared.rowOf(item.run).row;
        const frame = Math.max(countUntil(data.clock.rows, row) - 1, 0);
        for (const part of item.shapes[item.at[frame]]) drawItem(painter, part);
      } else {
        clipped(painter, item.look[0] || item, () => MOTIONS[item.k](painter, item, momentOf(panel.tracks[item.track], item)));
      }
    }
    shared.drawDropped(controls, painter, place);
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

  const shownTracks = () => (panel.tracks || []).filter((track) => !state.hidden.has(track.run));

  /** Return the runs that are shown here. */
  const runs = () => [...new Set(shownTracks().map((track) => track.run))];

  /** Return a point of a run, or null if the run is not here. */
  function pointOf(run, index) {
    const track = (panel.tracks || []).find((candidate) => candidate.run === run);
    if (!track) return null;
    const { points } = momentOf(track);
    return { panel: controls, run, index, x: points.x[index], y: points.y[index] };
  }

  /** Return where a run is now. */
  const headOf = (run) => pointOf(run, shared.rowOf(run).index);

  const controls = {
    panel, element, camera, layout, lookAgain, moveCamera, resetCamera, orbit, drawStill, drawLive,
    place, nearest, runs, pointOf, headOf,
    /** The height of the surface at a place, in fractions of the box. */
    heightAt: (fx, fy) => heightOn(panel.items.find((item) => item.k === "mesh"), fx, fy),
    get turned() {
      return turned;
    },
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

// ---- the axis of evaluations, in place of the axis of steps

/** Return where on an axis of time, which reaches a little beyond both ends, a share of the whole lies. */
const onTimeAxis = (share) => (0.03 + share) / 1.06;

/** Return round numbers from 0 to `most`, some five of them. */
function roundNumbers(most) {
  const rough = Math.max(most, 1) / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = Math.max(1, [1, 2, 5, 10].find((factor) => factor * power >= rough) * power);
  return Array.from({ length: Math.floor(most / step) + 1 }, (_, i) => i * step);
}

const mostEvaluations = (runs) => Math.max(...runs.map((run) => run.evaluations.at(-1)));

function drawTimeAxis(view, panel, runs) {
  const most = mostEvaluations(runs);
  const numbers = roundNumbers(most);
  const places = Float64Array.from(numbers, (number) => onTimeAxis(number / Math.max(most, 1)));
  const ticks = panel.items.filter((item) => item.part === "x ticks");
  const sample = (kind) => ticks.find((item) => item.k === kind);
  const [line, mark, text] = ["path", "marks", "text"].map(sample);
  const label = panel.items.find((item) => item.part === "x label");
  if (line) {
    const x = Float64Array.from(numbers, (_, i) => places[i]);
    const points = [Float64Array.from([...x].flatMap((at) => [at, at])), Float64Array.from([...x].flatMap(() => [0, 1]))];
    drawItem(view, { ...line, points, n: numbers.map(() => 2) });
  }
  if (mark) drawItem(view, { ...mark, points: [places, places.map(() => mark.points[1][0])] });
  if (text) {
    const [, , fy, ...beside] = text.lines[0];
    drawItem(view, { ...text, lines: numbers.map((number, i) => [spelled(number), places[i] * UNIT, fy, ...beside]) });
  }
  if (label) drawItem(view, { ...label, lines: label.lines.map(([, ...at]) => ["evaluations", ...at]) });
}
