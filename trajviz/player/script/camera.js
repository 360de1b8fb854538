// Axes in space: the camera that a reader moves, and what it sees.

const LOWEST_ZOOM = 0.4;
const HIGHEST_ZOOM = 8;
const STEEPEST = 89; // degrees

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

  function draw(painter, item) {
    if (item.k === "mesh") {
      depths.addMesh(item, drawMesh(painter, item, project, (fx, fy) => shared.tintOf(panel, fx, fy)));
    } else if (item.k === "path") {
      painter.context.beginPath();
      tracePieces(painter.context, projectAll(project, item.points), item.n);
      inkPath(painter, item);
    } else if (item.k === "marks") {
      const at = place(item.points);
      for (let i = 0; i < at.x.length; i++) drawAt(painter, [item], at, i);
    } else if (item.k === "text") {
      writeAt(painter, item, item.t, project(...item.at.map((units) => units / UNIT)), 0);
    }
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
      const turn = author.orbit;
      if (!turn || turned || shared.latestRow() === orbitAt) return false;
      orbitAt = shared.latestRow();
      camera.azim = turn.azim + (turn.angle * orbitAt) / Math.max(turn.last_step, 1);
      look();
      return true;
    },
  };
}
