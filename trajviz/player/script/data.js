// The data block, as the player holds it: see `types.d.ts`.

/**
 * Return the data with its numbers as numbers.
 *
 * @type {(written: WrittenData) => Data}
 */
function readData(written) {
  const { clock, runs, panels, outlines } = written;
  placeShapes(panels, outlines);
  const pace = {
    ...clock,
    rows: unpackCount(clock.rows),
    at: clock.at ? unpack(clock.at).map((number) => number / CONSTANTS.per_moment) : undefined,
    hurries: clock.hurries ? unpack(clock.hurries) : undefined,
  };
  return { ...written, clock: pace, runs: runs.map(readRun) };
}

/** @type {(run: WrittenRun) => Run} */
function readRun(run) {
  return {
    ...run,
    step: unpackCount(run.step),
    evaluations: run.evaluations === undefined ? undefined : unpackCount(run.evaluations),
    x: run.x.map((column) => column.map(asNumber)),
    f: run.f.map(asNumber),
    gradient_norm: run.gradient_norm?.map(asNumber),
  };
}

/** @type {(panel: Panel) => Track[]} */
const tracksOf = (panel) => panel.tracks || [];

/** @type {(run: Run) => number[]} */
const evaluationsOf = (run) => run.evaluations || [];

/**
 * Return how much a run has been through at each of its rows, in what a clock counts.
 *
 * @type {(run: Run, kind: ClockKind) => number[]}
 */
const countsOf = (run, kind) => (kind === "steps" ? run.step : evaluationsOf(run));

/** @type {<T>(values: T[]) => T} */
const lastOf = (values) => values[values.length - 1];

/**
 * Put shapes, which are told once, wherever their numbers stand.
 *
 * @type {(value: any, outlines: Shape[]) => void}
 */
function placeShapes(value, outlines) {
  if (value === null || typeof value !== "object") return;
  if (Number.isInteger(value.shape)) value.shape = outlines[value.shape];
  for (const line of value.lines || []) if (Number.isInteger(line[0])) line[0] = outlines[line[0]];
  for (const part of Object.values(value)) placeShapes(part, outlines);
}
