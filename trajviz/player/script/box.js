// The box around a surface: its floor, and ticks at its edges whose numbers never lie on one another.
//
// Edges, ticks and texts are where `trajviz/drawing/layers/box.py` puts them.

/** @type {(view: Painter, axes: Axis[], rules: BoxRules, project: Projection) => void} */
function drawSurfaceBox(view, axes, rules, project) {
  for (const axis of [0, 1]) {
    for (const share of [0, 1, ...axes[axis].ticks]) {
      const ends = [0, 1].map((end) => (axis ? [end, share, 0] : [share, end, 0]));
      strokeInSpace(view, ends, project, axes[axis].grid || []);
    }
  }
  const edges = boxEdges(project);
  for (const { axis, at, outwards } of edges) {
    const { context, unit } = view;
    context.beginPath();
    for (const [from, to] of [[at(0), at(1)], ...axes[axis].ticks.map((share) => [at(share), beyond(at(share), outwards, rules.tick * unit)])]) {
      context.moveTo(from[0], from[1]);
      context.lineTo(to[0], to[1]);
    }
    const [s, w] = axes[axis].line;
    setStroke(view, { s, w });
    context.stroke();
  }
  for (const { look, text, x, y, radians } of boxLabels(view, axes, rules, edges)) {
    const shape = typeof text === "string" ? look.shape : text;
    const inked = inkOf(view, look, shape || text);
    writeAt(view, { ...look, drop: inked.drop, align: "center" }, shape || text, [x, y], radians);
  }
}

/** @type {(point: number[], way: number[], distance: number) => number[]} */
const beyond = (point, way, distance) => point.map((value, i) => value + way[i] * distance);

/**
 * Return the edges that are axes: the lowest of the floor, and one at the side.
 *
 * @type {(project: Projection) => BoxEdge[]}
 */
function boxEdges(project) {
  const cube = CORNERS.map((corner) => project(...corner).slice(0, 2));
  const center = [0, 1].map((i) => cube.reduce((sum, corner) => sum + corner[i], 0) / 8);
  const sides = [[[0, 1], [2, 3]], [[0, 2], [1, 3]]].map((pairs) => pairs.map((pair) => pair.map((i) => cube[i])));
  /** @type {(pairs: number[][][], worth: (ends: number[][]) => number) => number[][]} */
  const best = (pairs, worth) => pairs.reduce((one, other) => (worth(other) > worth(one) ? other : one));
  // The lower one; of two that are as low the one to the right.
  const floor = sides.map((pairs) => best(pairs, ([a, b]) => Math.round(a[1] + b[1]) + 1e-3 * (a[0] + b[0])));
  const away = floor.map(([a, b]) => (a[0] + b[0]) / 2 - center[0]);
  const isLeft = away[Number(Math.abs(away[1]) > Math.abs(away[0]))] > 0;
  const uprights = [0, 1, 2, 3].map((i) => [cube[i], cube[i + 4]]);
  const upright = best(uprights, ([a, b]) => (isLeft ? -1 : 1) * (a[0] + b[0]));
  return [...floor, upright].map(([start, end], axis) => {
    const along = [end[0] - start[0], end[1] - start[1]];
    const length = Math.max(Math.hypot(...along), 1e-9);
    const across = [along[1] / length, -along[0] / length];
    const isOut = across[0] * ((start[0] + end[0]) / 2 - center[0]) + across[1] * ((start[1] + end[1]) / 2 - center[1]) >= 0;
    return {
      axis, along, outwards: isOut ? across : across.map((value) => -value),
      at: (/** @type {number} */ share) => beyond(start, along, share),
    };
  });
}

/**
 * Return what is written around the box, nothing on anything else.
 *
 * @type {(view: Painter, axes: Axis[], rules: BoxRules, edges: BoxEdge[]) => BoxLabel[]}
 */
function boxLabels(view, axes, rules, edges) {
  const apart = rules.apart * view.unit;
  /** @type {BoxLabel[]} */
  const taken = [];
  const reaches = edges.map((edge) => {
    const { ticks, labels, text } = axes[edge.axis];
    const numbers = labels.map((label, i) =>
      label && labelBeside(view, text, label, edge.at(ticks[i]), edge.outwards, (rules.tick + rules.gap) * view.unit, 0));
    const written = thinnedOut(/** @type {BoxLabel[]} */ (numbers.filter(Boolean)), apart).filter((label) => isFree(label, taken, apart));
    taken.push(...written);
    return Math.max(0, ...written.map(({ reach }) => reach));
  });
  edges.forEach((edge, i) => {
    const { name } = axes[edge.axis];
    if (!name.t) return;
    const radians = name.t.length > rules.long ? readable(Math.atan2(-edge.along[1], edge.along[0])) : 0;
    const distance = (rules.tick + 2 * rules.gap) * view.unit + reaches[i];
    const names = rules.places.map((place) =>
      labelBeside(view, name, name.shape || name.t, edge.at(place), edge.outwards, distance, radians));
    taken.push(names.find((label) => isFree(label, taken, apart)) || names[0]);
  });
  return taken;
}

/**
 * Return as many labels as have room, evenly spread.
 *
 * @type {(labels: BoxLabel[], apart: number) => BoxLabel[]}
 */
function thinnedOut(labels, apart) {
  for (let stride = 1; stride < labels.length; stride++) {
    const some = labels.filter((_, i) => i % stride === 0);
    if (some.every((label, i) => i === 0 || isFree(label, [some[i - 1]], apart))) return some;
  }
  return labels.slice(0, 1);
}

/** @type {(label: BoxLabel, taken: BoxLabel[], apart: number) => boolean} */
const isFree = ({ box }, taken, apart) => !taken.some(({ box: other }) =>
  other.x0 < box.x1 + apart && other.x1 > box.x0 - apart && other.y0 < box.y1 + apart && other.y1 > box.y0 - apart);

/**
 * Return a text that stands so far from a point, outwards.
 *
 * @type {(view: Painter, look: BoxLook, text: string | Shape, point: number[], outwards: number[], distance: number, radians: number) => BoxLabel}
 */
function labelBeside(view, look, text, point, outwards, distance, radians) {
  const { width, height } = inkOf(view, look, text);
  const [cos, sin] = [Math.cos(radians), -Math.sin(radians)]; // along the text, on a screen whose y points down
  const reach = Math.abs(outwards[0] * cos + outwards[1] * sin) * width + Math.abs(outwards[1] * cos - outwards[0] * sin) * height;
  const [x, y] = beyond(point, outwards, distance + reach / 2);
  const [wide, high] = [Math.abs(cos) * width + Math.abs(sin) * height, Math.abs(sin) * width + Math.abs(cos) * height];
  return { look, text, x, y, radians, reach, box: { x0: x - wide / 2, x1: x + wide / 2, y0: y - high / 2, y1: y + high / 2 } };
}

/**
 * Return how large a text is, and how far below its middle its baseline.
 *
 * @type {(view: Painter, look: BoxLook, text: string | Shape) => { width: number, height: number, drop: number }}
 */
function inkOf(view, look, text) {
  if (typeof text !== "string") {
    const box = boxOfShape(text, 0, 0, view.unit);
    return { width: box.x1 - box.x0, height: Math.max(box.y1 - box.y0, look.high * view.unit), drop: -(box.y0 + box.y1) / 2 / view.unit };
  }
  setFont(view, look);
  const { width, actualBoundingBoxAscent: up, actualBoundingBoxDescent: down } = view.context.measureText(text);
  return { width, height: look.high * view.unit, drop: (up - down) / 2 / view.unit };
}
