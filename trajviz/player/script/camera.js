// Axes in space: the camera that a reader moves, and what it sees.

const LOWEST_ZOOM = 0.4;
const HIGHEST_ZOOM = 8;
const STEEPEST = 89; // degrees

/**
 * Make the camera, which stands where the author has put it until a reader moves it.
 *
 * @type {(author: CameraData, clock: Clock, latestRow: () => number, onMove: () => void) => Camera}
 */
function makeCamera(author, clock, latestRow, onMove) {
  /** @type {number | null} */
  let orbitAt = null; // the frame for which the author's orbit has turned it
  const { elev, azim, motion } = author;
  const stand = { elev, azim, zoom: 1 };
  /** @type {Camera} */
  const camera = {
    stand,
    turned: false,
    move(change) {
      Object.assign(stand, change);
      stand.elev = clamp(stand.elev, -STEEPEST, STEEPEST);
      stand.azim = ((stand.azim + 540) % 360) - 180;
      stand.zoom = clamp(stand.zoom, LOWEST_ZOOM, HIGHEST_ZOOM);
      camera.turned = true;
      onMove();
    },
    reset() {
      Object.assign(stand, { elev, azim, zoom: 1 });
      camera.turned = false;
      orbitAt = null;
      onMove();
    },
    orbit() {
      if (!motion || camera.turned || clock.frame === orbitAt) return false;
      orbitAt = clock.frame;
      MOTIONS[motion.k](stand, motion, { row: latestRow(), share: orbitAt / Math.max(clock.lastFrame, 1) });
      return true;
    },
  };
  return camera;
}

/**
 * Return what projects the box from where a camera stands; it shrinks not to reach further than at the author's camera.
 *
 * @type {(author: CameraData, stand: Stand, view: View) => Projection}
 */
function fittingProjection(author, stand, view) {
  const [fit, now] = [author, stand].map((from) => reach(author, from, view));
  const zoom = stand.zoom * Math.min(1, fit.width / now.width, fit.height / now.height);
  return projection(author, { ...stand, zoom }, view);
}

/** @type {(author: CameraData, from: Omit<Stand, "zoom">, view: View) => { width: number, height: number }} */
function reach(author, { elev, azim }, view) {
  const project = projection(author, { elev, azim, zoom: 1 }, view);
  const corners = CORNERS.map((corner) => project(...corner));
  const [xs, ys] = [0, 1].map((i) => corners.map((corner) => corner[i]));
  const room = 60 * view.unit; // for labels
  return { width: Math.max(...xs) - Math.min(...xs) + room, height: Math.max(...ys) - Math.min(...ys) + room };
}

/**
 * Return the pixels of points, and which of them lie behind a surface.
 *
 * @type {(project: Projection, depths: DepthBuffer | null, points: Points) => Placed}
 */
function placeInSpace(project, depths, points) {
  const at = projectAll(project, points);
  return { ...at, far: points.far, hidden: at.depth.map((depth, i) => Number(depths?.hides(at.x[i], at.y[i], depth) || 0)) };
}

/**
 * What draws each kind of item that stays in space; the last argument is what `makeSpace` knows of it.
 *
 * @type {Record<string, (view: Painter, item: any, space: Space) => void>}
 */
const ITEMS_IN_SPACE = {
  mesh(view, item, space) {
    const placed = drawMesh(view, item, space);
    space.depths?.addMesh(item, placed);
  },
  path(view, item, { project }) {
    view.context.beginPath();
    tracePieces(view.context, projectAll(project, item.points), item.n);
    inkPath(view, item);
  },
  marks(view, item, { place }) {
    const at = place(item.points);
    for (let i = 0; i < at.x.length; i++) drawAt(view, [item], pointAt(at, i));
  },
  text(view, item, { project }) {
    const [fx, fy, fz] = item.at;
    const { unit } = CONSTANTS;
    writeAt(view, item, item.t, project(fx / unit, fy / unit, fz / unit), 0);
  },
};

/**
 * Make what places and draws the items of 3-D axes.
 *
 * @type {(panel: Panel, author: CameraData, shared: Shared, redraw: () => void) => Axes}
 */
function makeSpace(panel, author, { clock, latestRow, explorer }, redraw) {
  const { axes = [], behind = [] } = panel;
  const mesh = panel.items.find((item) => item.k === "mesh");
  const camera = makeCamera(author, clock, latestRow, () => {
    look();
    redraw();
  });
  /** @type {View | null} */
  let view = null;
  /** @type {Projection} */
  let project = () => [NaN, NaN, NaN];
  /** @type {DepthBuffer | null} */
  let depths = null; // of the surfaces that have been drawn
  /** @type {WeakMap<Points, Placed>} */
  let placed = new WeakMap(); // where points are on the screen

  function look() {
    placed = new WeakMap();
    depths = null;
    if (!view) return;
    const made = camera.turned ? fittingProjection : projection; // there is room for all that the author's camera shows
    project = made(author, camera.stand, view);
  }

  /** @type {Axes["place"]} */
  function place(points) {
    const found = placed.get(points) || placeInSpace(project, depths, points);
    placed.set(points, found);
    return found;
  }

  /** @type {Space["tintAt"]} */
  const tintAt = (fx, fy) => explorer.tintOf(panel, fx, fy);

  /** @type {Axes["draw"]} */
  function draw(painter, item) {
    ITEMS_IN_SPACE[item.k](painter, item, { project, place, depths, tintAt, stand: { ...camera.stand, aspect: author.aspect } });
  }

  return {
    camera,
    heightAt: (fx, fy) => heightOn(mesh, fx, fy),
    prepare: (item, whenReady) => (item.k === "mesh" ? prepareMesh(item) : prepareItem(item, whenReady)),
    place,
    draw,
    settle(next) {
      view = next;
      look();
    },
    drawBelow(painter, items) {
      for (const item of behind) drawItem(painter, item);
      if (panel.rules) drawSurfaceBox(painter, axes, panel.rules, project);
      else if (axes.length) drawBox(painter, axes, project);
      depths = depthBuffer(painter.region.width, painter.region.height);
      for (const item of items) draw(painter, item);
      placed = new WeakMap(); // what lies behind a surface is known only now
    },
    orbit() {
      const hasTurned = camera.orbit();
      if (hasTurned) look();
      return hasTurned;
    },
  };
}
