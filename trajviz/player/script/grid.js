// The grid of starts that a file holds, and the runs from each: see `trajviz/player/exploring.py`, which writes them.

/** @type {(value: number, ends: number[]) => number} */
const share = (value, [low, high]) => (value - low) / (high - low);

/**
 * Return the grid: starts are counted row by row, from the lower left.
 *
 * @type {(exploration: Exploration) => Grid}
 */
function makeGrid({ domain, within, grid }) {
  const [columns, rows] = grid;
  /** @type {Grid["cellAt"]} */
  const cellAt = (number) => [number % columns, Math.floor(number / columns)];
  return {
    columns, rows, count: columns * rows,
    startAt: (number) => cellAt(number).map((cell, axis) => {
      const [low, high] = domain[axis];
      return clamp(low + ((high - low) * (cell + 0.5)) / grid[axis], within[axis][0], within[axis][1]);
    }),
    cellAt,
    numberOf: ([column, row]) => (column < 0 || column >= columns || row < 0 || row >= rows ? -1 : row * columns + column),
    cellOf: (place) => place.map((value, axis) => Math.floor(share(value, domain[axis]) * grid[axis])),
  };
}

/**
 * Return the coordinates, heights and evaluations in a block, all indexed by row and start.
 *
 * @type {(step: number[], count: number, bytes: Uint8Array) => Paths}
 */
function decodePaths(step, count, bytes) {
  const size = step.length * count;
  /** @type {(first: number, length: number, planes: number, i: number) => number} */
  const numberAt = (first, length, planes, i) => {
    let number = 0;
    for (let plane = planes - 1; plane >= 0; plane--) number = number * 256 + bytes[first + plane * length + i];
    return number;
  };
  const units = new Int16Array(2 * size);
  units.forEach((_, i) => (units[i] = numberAt(0, 2 * size, 2, i) + (i < 2 * count ? 0 : units[i - 2 * count])));
  const bits = Uint32Array.from({ length: size }, (_, i) => numberAt(4 * size, size, 3, i) * 256);
  const asked = bytes.length > 7 * size ? new Uint32Array(size) : null;
  asked?.forEach((_, i) => (asked[i] = numberAt(7 * size, size, 4, i) + (i < count ? 0 : asked[i - count])));
  return { step, units, gaps: new Float32Array(bits.buffer), evaluations: asked };
}

/**
 * Return a run from a start, up to where it ended: what rests asks for nothing more.
 *
 * @type {(run: Run, exploration: Exploration, count: number, paths: Paths, start: number) => Run}
 */
function runFrom(run, { domain, unit, lost, furthest, base }, count, { step, units, gaps, evaluations }, start) {
  /** @type {(row: number, axis: number) => number} */
  const at = (row, axis) => units[(2 * row + axis) * count + start];
  let last = step.length - 1;
  while (last > 0 && at(last, 0) === lost) last--;
  /** @type {(row: number) => number} */
  const asked = (row) => (evaluations ? evaluations[row * count + start] : row);
  while (last > 0 && asked(last) === asked(last - 1)) last--;
  const kept = Array.from({ length: last + 1 }, (_, row) => row);
  const taken = step.slice(0, last + 1);
  const gap = kept.map((row) => gaps[row * count + start]);
  return {
    ...run,
    gradient_norm: undefined,
    outcome: undefined,
    step: taken,
    row: taken,
    rows: step[last] + 1,
    evaluations: evaluations ? kept.map(asked) : taken,
    x: domain.map(([low, high], axis) =>
      kept.map((row) => (at(row, axis) === lost ? NaN : low + ((at(row, axis) + unit / 2) / unit) * (high - low)))),
    digits: 4, // that the block holds for sure
    isBeyond: kept.map((row) => [0, 1].some((axis) => Math.abs(at(row, axis)) === furthest)),
    f: gap.map((height) => base + height),
    gap,
  };
}

/**
 * Return a run of which nothing is known from other starts.
 *
 * @type {(run: Run) => Run}
 */
const runFromNowhere = (run) => ({
  ...run, gradient_norm: undefined, outcome: undefined, step: [0], row: [0], rows: 1, evaluations: [0],
  x: run.x.map(() => [NaN]), f: [NaN], gap: [NaN],
});
