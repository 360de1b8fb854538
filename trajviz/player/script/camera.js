// Axes in space: the camera that a reader moves, and what it sees.

const LOWEST_ZOOM = 0.4;
const HIGHEST_ZOOM = 8;
const STEEPEST = 89; // degrees

/** What draws each kind of item that stays in space; the last argument is what `makeSpace` knows of it. */
const ITEMS_IN_SPACE = {
  mesh(view, item, { project, depths, tintAt }) {
    depths.addMesh(item, drawMesh(view, item, project, tintAt));
  },
  path(view, item, { project }) {
    view.context.beginPath();
    tracePieces(view.context, projectAll(project, item.points), item.n);
    inkPath(view, item);
  },
  marks(view, item, { place }) {
    const at = place(item.points);
    for (let i = 0; i < at.x.length; i++) drawAt(view, [item], at, i);
  },
  text(view, item, { project }) {
    writeAt(view, item, item.t, project(...item.at.map((units) => units / CONSTANTS.unit)), 0);
  },
};

/** Make what places and draws the items of 3-D axes. */
function makeSpace(panel, shared, redraw) {
  const author = panel.camera;
  const camera = { elev: author.elev, azim: author.azim, zoom: 1 };
  const mesh = panel.items.find((item) => item.k === "mesh");
  let turned = false; // whether the reader has moved the camera
  let orbitAt = null; // the row for which the author's orbit has turned it
  let view = null;
  let project = null;
  let depths = null; // of the surfaces that have been drawn
  let placed = new WeakMap(); // of arrays of points, where they are on the screen

  function look() {
    placed = new WeakMap();
    depths = null;
    if (view) project = projection(author, { ...camera, zoom: camera.zoom * fitting() }, view);
  }

  /** Return by which factor the box must shrink not to reach further than it does at the author's camera. */
  function fitting() {
    const [fit, now] = [author, camera].map(({ elev, azim }) => reach({ elev, azim, zoom: 1 }));
    return Math.min(1, fit.width / now.width, fit.height / now.height);
  }

  function reach(from) {
    const corners = CORNERS.map((corner) => projection(author, from, view)(...corner));
    const [xs, ys] = [0, 1].map((i) => corners.map((corner) => corner[i]));
    const room = 60 * view.unit; // for labels
    return { width: Math.max(...xs) - Math.min(...xs) + room, height: Math.max(...ys) - Math.min(...ys) + room };
  }

  function place(points) {
    if (!placed.has(points)) {
      const at = { ...projectAll(project, points), far: points.far };
      at.hidden = at.depth.map((depth, i) => (depths?.hides(at.x[i], at.y[i], depth) ? 1 : 0));
      placed.set(points, at);
    }
    return placed.get(points);
  }

  const tintAt = (fx, fy) => shared.tintOf(panel, fx, fy);

  function draw(painter, item) {
    ITEMS_IN_SPACE[item.k](painter, item, { project, place, depths, tintAt });
  }

  panel.behind.forEach((item) => prepareItem(item, redraw));

  return {
    camera,
    get turned() {
      return turned;
    },
    heightAt: (fx, fy) => heightOn(mesh, fx, fy),
    prepare: (item, whenReady) => (item.k === "mesh" ? prepareMesh(item) : prepareItem(item, whenReady)),
    place,
    draw,
    settle(next) {
      view = next;
      look();
    },
    drawBelow(painter, items) {
      for (const item of panel.behind) drawItem(painter, item);
      if (panel.axes.length) drawBox(painter, panel.axes, project);
      depths = depthBuffer(view.region.width, view.region.height);
      for (const item of items) draw(painter, item);
      placed = new WeakMap(); // what lies behind a surface is known only now
    },
    moveCamera(change) {
      const { elev, azim, zoom } = { ...camera, ...change };
      camera.elev = Math.min(STEEPEST, Math.max(-STEEPEST, elev));
      camera.azim = ((azim + 540) % 360) - 180;
      camera.zoom = Math.min(HIGHEST_ZOOM, Math.max(LOWEST_ZOOM, zoom));
      turned = true;
      look();
      redraw();
    },
    resetCamera() {
      Object.assign(camera, { elev: author.elev, azim: author.azim, zoom: 1 });
      turned = false;
      orbitAt = null;
      look();
      redraw();
    },
    /** Follow the author's orbit, until the reader takes the camera; return whether it has turned. */
    orbit() {
      const { motion } = author;
      if (!motion || turned || shared.latestRow() === orbitAt) return false;
      orbitAt = shared.latestRow();
      MOTIONS[motion.k](camera, motion, { row: orbitAt });
      look();
      return true;
    },
  };
}
