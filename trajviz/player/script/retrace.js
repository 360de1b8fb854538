// Where runs from another start are on the panels, in fractions: what Python has told of the author's runs.

const PIECES = 40; // of a straight line across a surface, to follow it

/**
 * Return the points of a track from another start, with the finer way between them where there is one.
 *
 * @type {(made: MadePanel, track: Track, tables: Run[], base: number, clock: Clock) => Retraced}
 */
function retrace({ panel, axes }, { run, shows, over_steps: overSteps }, tables, base, clock) {
  const table = tables[run];
  const { limits } = panel;
  if (!shows) return { points: table.x.slice(0, 2).map((column) => column.map(() => NaN)) };
  if (shows.of === "values") {
    const most = mostOf(tables, clock.kind);
    const along = overSteps && !clock.countsAsDrawn
      ? countsOf(table, clock.kind).map((number) => onTimeAxis(number / Math.max(most, 1)))
      : table.step.map((step) => share(step, limits[0]));
    return { points: [along, heightsOf(table, shows, base, limits[1], panel.scales[1] === "log")] };
  }
  const flat = table.x.map((column, axis) => column.map((value) => share(value, limits[axis])));
  return shows.of === "path" ? { points: flat } : alongSurface(flat, table.row || table.step, axes.heightAt);
}

/**
 * Return the values of a run above `offset`, as fractions of an axis; `least` is how far they are above it on a logarithmic one.
 *
 * @type {(table: Run, shows: { offset: number; least: number }, base: number, limits: number[], isLog: boolean) => number[]}
 */
function heightsOf({ f, gap }, { offset, least }, base, limits, isLog) {
  const gaps = gap && offset === base ? gap : f.map((value) => value - offset);
  if (!isLog) return gaps.map((height) => share(height, limits));
  return gaps.map((height) => share(Math.log(Math.max(height, least)), limits.map(Math.log)));
}

/**
 * Lift a path onto a surface, with a finer way from point to point.
 *
 * @type {(path: number[][], steps: number[], heightAt: Axes["heightAt"]) => Retraced}
 */
function alongSurface([fx, fy], steps, heightAt) {
  /** @type {(us: number[], vs: number[]) => number[][]} */
  const lifted = (us, vs) => [us, vs, us.map((u, i) => heightAt(u, vs[i]))];
  const way = { us: [fx[0]], vs: [fy[0]], steps: [steps[0]] };
  for (let i = 1; i < fx.length; i++) {
    const pieces = Math.min(Math.ceil(Math.hypot(fx[i] - fx[i - 1], fy[i] - fy[i - 1]) * PIECES) || 1, PIECES);
    for (let piece = 1; piece <= pieces; piece++) {
      const part = piece / pieces;
      way.us.push(fx[i - 1] + part * (fx[i] - fx[i - 1]));
      way.vs.push(fy[i - 1] + part * (fy[i] - fy[i - 1]));
      way.steps.push(steps[i - 1] + part * (steps[i] - steps[i - 1]));
    }
  }
  return { points: lifted(fx, fy), way: { points: lifted(way.us, way.vs), steps: way.steps } };
}
