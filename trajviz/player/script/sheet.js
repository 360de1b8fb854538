// Surfaces over a grid: their cells in bands from far to near, and the lines that lie on each band.

const LATER = 1; // how many bands later than its own a line is drawn, lest the next band covers half of its width

/** @type {(item: Mesh) => void} */
function prepareSheet(item) {
  const [xs, ys, zs] = [item.x, item.y, item.z].map((text) => unpack(text).map((units) => units / CONSTANTS.unit));
  const [columns, rows] = (item.grid = [xs.length, ys.length]);
  for (const i of unpack(item.gone)) zs[i] = NaN;
  item.points = [zs.map((_, i) => xs[i % columns]), zs.map((_, i) => ys[Math.floor(i / columns)]), zs];
  item.corners = [];
  for (let row = 0; row + 1 < rows; row++) {
    for (let column = 0; column + 1 < columns; column++) {
      const first = row * columns + column;
      item.corners.push(first, first + 1, first + columns + 1, first + columns);
    }
  }
  item.lines?.forEach((line, i) => {
    line.points = unpackPoints(item.drawn[i]);
    const [fx, fy] = line.points;
    const cells = [fx, fy].map((along, axis) => bandsOf(along, [xs, ys][axis]));
    line.faces = cells[0].map((column, place) => cells[1][place] * (columns - 1) + column);
    /** @type {(along: Column, place: number) => boolean} */
    const isAtEdge = (along, place) => along[place] === along[place + 1] && (along[place] === 0 || along[place] === 1);
    line.stay = line.faces.map((_, place) => Boolean(line.both) || isAtEdge(fx, place) || isAtEdge(fy, place));
    line.bands = [1, 0].map((axis) => segmentsByBand(cells[axis], item.drawn[i].n, [columns, rows][axis] - 1));
  });
}

/**
 * Return on which band between coordinates the middle between each of some points and the next lies.
 *
 * @type {(along: Column, ends: number[]) => number[]}
 */
const bandsOf = (along, ends) => Array.from(along, (at, place) =>
  clamp(countUntil(ends, (at + (along[place + 1] ?? at)) / 2) - 1, 0, ends.length - 2));

/**
 * Return for each band where the segments begin that lie on it.
 *
 * @type {(bands: number[], counts: number[], many: number) => number[][]}
 */
function segmentsByBand(bands, counts, many) {
  /** @type {number[][]} */
  const found = Array.from({ length: many }, () => []);
  let place = 0;
  for (const count of counts) {
    for (const last = place + count - 1; place < last; place++) found[bands[place]].push(place);
    place++;
  }
  return found;
}

/**
 * Return which cells show the side that most show.
 *
 * @type {(item: Mesh, placed: PlacedInSpace) => boolean[]}
 */
function facing({ corners }, { x, y }) {
  const areas = Array.from({ length: corners.length / 4 }, (_, face) => {
    const [a, b, c, d] = [corners[4 * face], corners[4 * face + 1], corners[4 * face + 2], corners[4 * face + 3]];
    return (x[c] - x[a]) * (y[d] - y[b]) - (y[c] - y[a]) * (x[d] - x[b]);
  });
  const side = Math.sign(areas.reduce((sum, area) => sum + (area || 0), 0));
  return areas.map((area) => area * side > 0);
}

/**
 * Whether a look crosses more columns than rows, so that few cells of a column hide another of it.
 *
 * @type {(item: Mesh, stand: Stand & { aspect: number[] }) => boolean}
 */
function isInColumns({ grid }, { azim, aspect }) {
  const [across, along] = [Math.cos(azim * RADIANS), Math.sin(azim * RADIANS)].map((way, i) => (way / aspect[i]) * grid[i]);
  return Math.abs(across) > Math.abs(along);
}

/**
 * Return the numbers of the cells from far to near, and between them, as -1, -2..., the bands whose lines are due.
 *
 * @type {(item: Mesh, stand: Stand & { aspect: number[] }) => number[]}
 */
function towards(item, stand) {
  const [width, height] = item.grid.map((count) => count - 1);
  const inColumns = isInColumns(item, stand);
  const [columns, rows] = [Math.cos, Math.sin].map((way, i) => {
    const places = Array.from({ length: [width, height][i] }, (_, place) => place);
    return way(stand.azim * RADIANS) < 0 ? places.reverse() : places;
  });
  const [bands, cells] = inColumns ? [columns, rows] : [rows, columns];
  /** @type {number[]} */
  const steps = [];
  bands.forEach((band, i) => {
    for (const cell of cells) steps.push(inColumns ? cell * width + band : band * width + cell);
    if (i >= LATER) steps.push(-1 - bands[i - LATER]);
  });
  for (const band of bands.slice(-LATER)) steps.push(-1 - band);
  return steps;
}

/**
 * Draw the lines on a band.
 *
 * @type {(view: Painter, item: Mesh, lines: Placed[], band: number, inColumns: boolean, faces: boolean[]) => void}
 */
function strokeBand(view, item, lines, band, inColumns, faces) {
  const { context } = view;
  lines.forEach(({ x, y }, i) => {
    const line = /** @type {any} */ (item.lines)[i];
    const places = line.bands[Number(inColumns)][band].filter((/** @type {number} */ place) => line.stay[place] || faces[line.faces[place]]);
    if (!places.length) return;
    context.beginPath();
    places.forEach((/** @type {number} */ place, /** @type {number} */ k) => {
      if (places[k - 1] !== place - 1) context.moveTo(x[place], y[place]);
      context.lineTo(x[place + 1], y[place + 1]);
    });
    setStroke(view, line);
    context.stroke();
  });
}
