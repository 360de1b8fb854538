// 3-D axes: the camera, the box with its walls, ticks and labels, surfaces, and what lies behind them.
//
// The projection and the places of ticks and labels are those of Matplotlib's mplot3d, in a box whose axes go from 0 to 1.

const RADIANS = Math.PI / 180;
const DEPTH_PIXELS = 3; // CSS pixels to a cell of the depth buffer
const BEHIND = 0.012; // how much further than the surface a point must be to lie behind it

/** @type {(a: number[], b: number[]) => number} */
const dot = (a, b) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
/** @type {(a: number[], b: number[]) => number[]} */
const cross = (a, b) => [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
/** @type {(a: number[]) => number[]} */
const unitVector = (a) => a.map((value) => value / Math.hypot(...a));

/**
 * Return what projects fractions of the box: (x, y, z) to pixels and the distance from the eye.
 *
 * @type {(camera: CameraData, stand: Stand, view: View) => Projection}
 */
function projection(camera, { elev, azim, zoom }, view) {
  const { aspect, distance, roll, focal } = camera;
  const toEye = [
    Math.cos(elev * RADIANS) * Math.cos(azim * RADIANS),
    Math.cos(elev * RADIANS) * Math.sin(azim * RADIANS),
    Math.sin(elev * RADIANS),
  ];
  const isUpsideDown = Math.cos(elev * RADIANS) < 0;
  const w = toEye;
  let u = unitVector(cross([0, 0, isUpsideDown ? -1 : 1], w));
  let v = cross(w, u);
  const [sin, cos] = [Math.sin(roll * RADIANS), Math.cos(roll * RADIANS)];
  [u, v] = [u.map((value, i) => value * cos - v[i] * sin), v.map((value, i) => value * cos + u[i] * sin)];
  const away = focal === null ? distance : distance * focal;
  const [left, right, low, high] = camera.view;
  return (fx, fy, fz) => {
    const point = [(fx - 0.5) * aspect[0], (fy - 0.5) * aspect[1], (fz - 0.5) * aspect[2]];
    const depth = away - dot(w, point);
    const scale = (zoom * (focal === null ? 1 / distance : focal / depth));
    const px = dot(u, point) * scale;
    const py = dot(v, point) * scale;
    return [
      view.x + ((px - left) / (right - left)) * view.width,
      view.y + ((high - py) / (high - low)) * view.height,
      depth,
    ];
  };
}

/**
 * Return arrays of pixels and depths of arrays of fractions.
 *
 * @type {(project: Projection, points: Points) => PlacedInSpace}
 */
function projectAll(project, [fx, fy, fz]) {
  const count = fx.length;
  const placed = { x: new Float64Array(count), y: new Float64Array(count), depth: new Float64Array(count) };
  for (let i = 0; i < count; i++) [placed.x[i], placed.y[i], placed.depth[i]] = project(fx[i], fy[i], fz[i]);
  return placed;
}

// ---- surfaces

/**
 * Read the surfaces, which are written deflated.
 *
 * @type {(data: WrittenData) => Promise<void>}
 */
async function inflateMeshes({ panels, surfaces = [] }) {
  const texts = await Promise.all(surfaces.map(async (block) => new TextDecoder().decode(await inflate(unpackBytes(block)))));
  for (const item of panels.flatMap(({ items }) => items)) {
    if (item.k === "mesh") Object.assign(item, JSON.parse(texts[item.surface]));
  }
}

/** @type {(item: Mesh) => void} */
function prepareMesh(item) {
  if (item.lines) prepareSheet(item);
  item.points ||= unpackPoints(item);
  item.corners ||= unpack(item.faces);
  item.colors = item.rgb.map((text) => {
    const [red, green, blue] = text.split(" ").map(unpack);
    return red.map((_, i) => `rgb(${red[i]} ${green[i]} ${blue[i]})`);
  });
}

/**
 * Return the numbers of the faces, the furthest first.
 *
 * @type {(mesh: Mesh, placed: PlacedInSpace) => number[]}
 */
function farthestFirst({ corners, sides }, { depth }) {
  const count = corners.length / sides;
  const distance = new Float64Array(count);
  for (let face = 0; face < count; face++) {
    for (let side = 0; side < sides; side++) distance[face] += depth[corners[face * sides + side]];
  }
  return Array.from(distance.keys()).sort((a, b) => distance[b] - distance[a]);
}

/**
 * Return the height of a surface at a place, all in fractions of the box; NaN beside it.
 *
 * @type {(item: Mesh | undefined, fx: number, fy: number) => number}
 */
function heightOn(item, fx, fy) {
  if (!item) return NaN;
  item.field ||= heightField(item.points);
  const { xs, ys, heights } = item.field;
  const column = Math.min(Math.max(countUntil(xs, fx) - 1, 0), xs.length - 2);
  const row = Math.min(Math.max(countUntil(ys, fy) - 1, 0), ys.length - 2);
  const u = (fx - xs[column]) / (xs[column + 1] - xs[column]);
  const v = (fy - ys[row]) / (ys[row + 1] - ys[row]);
  if (!(u >= -1e-6 && u <= 1 + 1e-6 && v >= -1e-6 && v <= 1 + 1e-6)) return NaN;
  /** @type {(i: number, j: number) => number} */
  const at = (i, j) => heights[(row + j) * xs.length + column + i];
  return (at(0, 0) * (1 - u) + at(1, 0) * u) * (1 - v) + (at(0, 1) * (1 - u) + at(1, 1) * u) * v;
}

/**
 * Return the corners of a surface over a grid as { xs, ys, heights }.
 *
 * @type {(points: Points) => HeightField}
 */
function heightField([fx, fy, fz]) {
  const [xs, ys] = [fx, fy].map((all) => [...new Set(all)].sort((a, b) => a - b));
  const [columnOf, rowOf] = [xs, ys].map((all) => new Map(all.map((value, i) => [value, i])));
  const heights = new Float64Array(xs.length * ys.length).fill(NaN);
  fz.forEach((height, i) => (heights[(rowOf.get(fy[i]) ?? NaN) * xs.length + (columnOf.get(fx[i]) ?? NaN)] = height));
  return { xs, ys, heights };
}

/**
 * Return the tint of each face of a surface, or null where it has none.
 *
 * @type {(mesh: Mesh, tintAt: TintAt) => (string | null)[]}
 */
function tintsOf({ points, corners, sides }, tintAt) {
  return Array.from({ length: corners.length / sides }, (_, face) => {
    let [fx, fy] = [0, 0];
    for (let side = 0; side < sides; side++) {
      fx += points[0][corners[face * sides + side]] / sides;
      fy += points[1][corners[face * sides + side]] / sides;
    }
    return tintAt(fx, fy);
  });
}

/**
 * Draw a surface: opaque, face by face, on a canvas of its own, and that as translucent as the surface is.
 *
 * @type {(view: Painter, item: Mesh, space: Space) => PlacedInSpace}
 */
function drawMesh(view, item, { project, tintAt, stand }) {
  const { canvas } = view.context;
  const sheet = (item.sheet ||= make("canvas"));
  [sheet.width, sheet.height] = [canvas.width, canvas.height];
  const context = contextOf(sheet);
  const painter = { ...view, context };
  context.setTransform(view.context.getTransform());
  const placed = projectAll(project, item.points);
  const colors = item.colors[Math.min(view.scheme, item.colors.length - 1)];
  const tints = tintsOf(item, tintAt);
  const lines = (item.lines || []).map(({ points }) => projectAll(project, points));
  const faces = item.lines ? facing(item, placed) : [];
  for (const step of item.lines ? towards(item, stand) : farthestFirst(item, placed)) {
    if (step < 0) {
      strokeBand(painter, item, lines, -1 - step, isInColumns(item, stand), faces);
      continue;
    }
    const own = colors[step % colors.length];
    fillFace(painter, item, placed, step, tints[step] ? `color-mix(in srgb, ${tints[step]} 40%, ${own})` : own);
  }
  view.context.save();
  view.context.setTransform(1, 0, 0, 1, 0, 0);
  view.context.globalAlpha = item.alpha;
  view.context.drawImage(sheet, 0, 0);
  view.context.restore();
  return placed;
}

/**
 * Fill a face, a little wider than it is, lest seams show.
 *
 * @type {(view: Painter, item: Mesh, placed: PlacedInSpace, face: number, color: string) => void}
 */
function fillFace(view, item, placed, face, color) {
  const { context } = view;
  const { corners, sides } = item;
  let [x, y] = [0, 0];
  for (let side = 0; side < sides; side++) {
    x += placed.x[corners[face * sides + side]] / sides;
    y += placed.y[corners[face * sides + side]] / sides;
  }
  if (Number.isNaN(x + y)) return;
  context.beginPath();
  for (let side = 0; side < sides; side++) {
    const corner = corners[face * sides + side];
    const [dx, dy] = [placed.x[corner] - x, placed.y[corner] - y];
    const wider = 1 + SEAM / Math.max(Math.hypot(dx, dy), 1);
    context.lineTo(x + dx * wider, y + dy * wider);
  }
  context.closePath();
  context.fillStyle = color;
  context.fill();
  if (item.s !== undefined) {
    setStroke(view, item);
    context.stroke();
  }
}

/**
 * Return what tells whether a point lies behind a surface, from the depths of its faces in a coarse raster.
 *
 * @type {(width: number, height: number) => DepthBuffer}
 */
function depthBuffer(width, height) {
  const columns = Math.ceil(width / DEPTH_PIXELS) + 1;
  const rows = Math.ceil(height / DEPTH_PIXELS) + 1;
  const nearest = new Float64Array(columns * rows).fill(Infinity);

  /** @type {(...corners: number[]) => void} */
  function addTriangle(x0, y0, d0, x1, y1, d1, x2, y2, d2) {
    const area = (x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0);
    if (!(Math.abs(area) > 1e-9)) return;
    const first = Math.max(0, Math.ceil(Math.min(x0, x1, x2)));
    const last = Math.min(columns - 1, Math.floor(Math.max(x0, x1, x2)));
    const top = Math.max(0, Math.ceil(Math.min(y0, y1, y2)));
    const bottom = Math.min(rows - 1, Math.floor(Math.max(y0, y1, y2)));
    for (let row = top; row <= bottom; row++) {
      for (let column = first; column <= last; column++) {
        const b = ((column - x0) * (y2 - y0) - (x2 - x0) * (row - y0)) / area;
        const c = ((x1 - x0) * (row - y0) - (column - x0) * (y1 - y0)) / area;
        if (b < 0 || c < 0 || b + c > 1) continue;
        const depth = d0 + b * (d1 - d0) + c * (d2 - d0);
        const cell = row * columns + column;
        if (depth < nearest[cell]) nearest[cell] = depth;
      }
    }
  }

  return {
    addMesh({ corners, sides }, { x, y, depth }) {
      for (let first = 0; first < corners.length; first += sides) {
        for (let side = 1; side + 1 < sides; side++) {
          const [a, b, c] = [corners[first], corners[first + side], corners[first + side + 1]];
          addTriangle(
            x[a] / DEPTH_PIXELS, y[a] / DEPTH_PIXELS, depth[a],
            x[b] / DEPTH_PIXELS, y[b] / DEPTH_PIXELS, depth[b],
            x[c] / DEPTH_PIXELS, y[c] / DEPTH_PIXELS, depth[c],
          );
        }
      }
    },
    /** Whether something is nearer to the eye than a point, all around it. */
    hides(x, y, depth) {
      const [column, row] = [Math.round(x / DEPTH_PIXELS), Math.round(y / DEPTH_PIXELS)];
      if (column < 1 || row < 1 || column >= columns - 1 || row >= rows - 1) return false;
      for (const step of [0, 1, -1, columns, -columns]) {
        if (!(nearest[row * columns + column + step] < depth - BEHIND)) return false;
      }
      return true;
    },
  };
}

// ---- the box

const CORNERS = [0, 1, 2, 3, 4, 5, 6, 7].map((bits) => [bits & 1, (bits >> 1) & 1, bits >> 2]);
const JUGGLED = [[1, 0], [0, 1], [0, 2]]; // which coordinates lead from the far corner to an axis, and along it
const TICK_DIRECTIONS = [1, 0, 0];

/**
 * Return for each axis whether its upper wall is the far one.
 *
 * @type {(project: Projection) => boolean[]}
 */
function farWalls(project) {
  return [0, 1, 2].map((axis) => {
    const depths = [0, 0];
    for (const corner of CORNERS) depths[corner[axis]] += project(...corner)[2];
    return depths[1] > depths[0];
  });
}

/**
 * Return an angle, in radians, at which text is not upside down.
 *
 * @type {(radians: number) => number}
 */
function readable(radians) {
  if (radians > Math.PI / 2) return radians - Math.PI;
  return radians < -Math.PI / 2 ? radians + Math.PI : radians;
}

/**
 * Draw the walls of the box, its grid, and its axes.
 *
 * @type {(view: Painter, axes: Axis[], project: Projection) => void}
 */
function drawBox(view, axes, project) {
  const far = farWalls(project).map(Number);
  for (const drawPart of [drawWall, drawGrid, drawAxis]) {
    axes.forEach((axis, index) => drawPart(view, axis, index, far, project));
  }
}

/** @type {(context: CanvasRenderingContext2D, points: number[][], project: Projection) => void} */
function traceInSpace(context, points, project) {
  context.beginPath();
  for (const point of points) {
    const [x, y] = project(...point);
    context.lineTo(x, y);
  }
}

/**
 * Draw a line, in a colour and width.
 *
 * @type {(view: Painter, points: number[][], project: Projection, look: number[]) => void}
 */
function strokeInSpace(view, points, project, [s, w]) {
  traceInSpace(view.context, points, project);
  setStroke(view, { s, w });
  view.context.stroke();
}

/** @type {DrawPart} */
function drawWall({ context, color }, { wall }, index, far, project) {
  const others = [0, 1, 2].filter((axis) => axis !== index);
  const corners = [[0, 0], [0, 1], [1, 1], [1, 0]].map((ends) =>
    far.map((end, axis) => (axis === index ? end : ends[others.indexOf(axis)])));
  traceInSpace(context, corners, project);
  context.closePath();
  context.fillStyle = color(wall[0]);
  context.fill();
}

/** @type {DrawPart} */
function drawGrid(view, { grid, ticks }, index, far, project) {
  if (!grid) return;
  for (const tick of ticks) {
    const middle = far.map((end, axis) => (axis === index ? tick : end));
    const [before, after] = [1, 2].map((by) => middle.map((end, axis) => (axis === (index + by) % 3 ? 1 - end : end)));
    strokeInSpace(view, [before, middle, after], project, grid);
  }
}

/** @type {DrawPart} */
function drawAxis(view, axis, index, far, project) {
  // Matplotlib's estimate of how much of the box a point of type is, and its distances of labels from it.
  const perPoint = (48 / (((view.width + view.height) / view.unit) * 0.72)) * 0.08;
  const [towards, along] = JUGGLED[index];
  const start = far.map((end, i) => (i === towards ? 1 - end : end));
  const end = start.map((value, i) => (i === along ? 1 - far[i] : value));
  strokeInSpace(view, [start, end], project, axis.line);
  const direction = TICK_DIRECTIONS[index];
  const outwards = far[direction] ? 0.08 : -0.08;
  /** @type {(point: number[], distance: number) => number[]} */
  const outside = (point, distance) =>
    point.map((value, i) => (i === index ? value : value + Math.sign(value - 0.5 || 1) * distance));
  axis.ticks.forEach((tick, i) => {
    const at = start.map((value, j) => (j === index ? tick : value));
    const line = [axis.reach[1], -axis.reach[0]].map((reach) =>
      at.map((value, j) => (j === direction ? value + reach * outwards : value)));
    strokeInSpace(view, line, project, axis.tick);
    writeAt(view, axis.text, axis.labels[i], project(...outside(at, (axis.pad + 8) * perPoint)), 0);
  });
  const [a, b] = [project(...start), project(...end)];
  const middle = start.map((value, i) => (value + end[i]) / 2);
  const angle = axis.name.t.length > 4 ? readable(Math.atan2(a[1] - b[1], b[0] - a[0])) : 0;
  writeAt(view, axis.name, axis.name.t, project(...outside(middle, (axis.name_pad + 21) * perPoint)), angle);
}

/**
 * Write a text at a point, its baseline `drop` below.
 *
 * @type {(view: Painter, look: TextLook, text: string | Shape, at: number[], radians: number) => void}
 */
function writeAt(view, look, text, [x, y], radians) {
  const { context } = view;
  if (!text || Number.isNaN(x + y)) return;
  context.save();
  context.translate(x, y);
  context.rotate(-radians);
  const shape = typeof text === "string" ? look.shape : text;
  const drop = (look.drop || 0) * view.unit;
  if (shape) {
    drawMark(view, { shape, f: look.f }, 0, drop);
  } else {
    setFont(view, look);
    context.textAlign = look.align || "center";
    context.textBaseline = "alphabetic";
    context.fillStyle = view.color(look.f);
    context.fillText(String(text), 0, drop);
  }
  context.restore();
}
