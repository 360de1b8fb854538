// Reading off: which point of a path is nearest to a place on a panel.

const NEAR = 36; // CSS pixels within which a point is read off
const LINES = new Set(["trail", "arrows"]);

/**
 * Make what finds the points of visible runs on a panel; `items` are those that may move.
 *
 * @type {(items: Item[], tracks: Tracks, shared: Shared, made: () => MadePanel) => Readings}
 */
function makeReadings(items, tracks, { tables, rowOf }, made) {
  /** @type {Readings["pointOf"]} */
  function pointOf(run, index) {
    const track = tracks.all.find((candidate) => candidate.run === run);
    if (!track) return null;
    const { points } = tracks.momentOf(track);
    return { panel: made(), run, index, x: points.x[index], y: points.y[index] };
  }

  /** @type {Readings["headOf"]} */
  const headOf = (run) => pointOf(run, rowOf(run).index);

  return {
    pointOf, headOf,
    runs: () => [...new Set(tracks.shown().map(({ run }) => run))].filter((run) => !Number.isNaN(headOf(run)?.x)),
    nearest(x, y, within = NEAR) {
      let best = null;
      for (const track of tracks.shown()) {
        const { run } = track;
        const line = items.filter(isFollowing).find((item) => LINES.has(item.k) && tracks.all[item.track] === track);
        const moment = tracks.momentOf(track, line);
        const { points } = moment;
        const { distance, index } = line ? nearestOnLine(moment, x, y, tables()[run].row) : nearestOf(points, moment.index, x, y);
        if (!(distance <= within)) continue;
        within = distance;
        best = { panel: made(), run, index, x: points.x[index], y: points.y[index] };
      }
      return best;
    },
  };
}

/**
 * Return which of the points up to `last` is nearest to a place, and how far off it is.
 *
 * @type {(points: Placed, last: number, x: number, y: number) => { distance: number, index: number }}
 */
function nearestOf(points, last, x, y) {
  let best = { distance: Infinity, index: 0 };
  for (let index = 0; index <= last; index++) {
    const distance = Math.hypot(points.x[index] - x, points.y[index] - y);
    if (distance <= best.distance) best = { distance, index };
  }
  return best;
}

/**
 * Return how far off a line is at its nearest place, and which of the two points around that place is nearer to it.
 *
 * @type {(moment: Moment, x: number, y: number, rowsOf?: number[]) => { distance: number, index: number }}
 */
function nearestOnLine({ row, index, points, way }, x, y, rowsOf) {
  const line = way ? way.points : points;
  const near = alongLine(line, way ? countUntil(way.steps, row) : index + 1, x, y);
  const end = Math.ceil(near.place); // of the piece that the place is on
  const reached = way ? Math.ceil(way.steps[end] ?? row) : end;
  const after = Math.min(way && rowsOf ? countUntil(rowsOf, reached - 1) : reached, index);
  const before = Math.max(after - 1, 0);
  /** @type {(i: number) => number} */
  const apart = (i) => Math.hypot(points.x[i] - near.x, points.y[i] - near.y);
  return { distance: near.distance, index: apart(before) < apart(after) ? before : after };
}

/**
 * Return the place on a line of `count` points, or on the pieces between them, that is nearest to another, and how far off.
 *
 * @type {(line: Placed, count: number, x: number, y: number) => { distance: number, place: number, x: number, y: number }}
 */
function alongLine(line, count, x, y) {
  const { distance: least, index } = nearestOf(line, count - 1, x, y);
  let best = { distance: least, place: index, x: line.x[index], y: line.y[index] };
  for (let i = 1; i < count; i++) {
    if (line.far?.has(i - 1) && line.far.has(i)) continue; // no line is drawn there
    const [x0, y0] = [line.x[i - 1], line.y[i - 1]];
    const [dx, dy] = [line.x[i] - x0, line.y[i] - y0];
    const share = clamp(((x - x0) * dx + (y - y0) * dy) / (dx * dx + dy * dy), 0, 1);
    const at = { x: x0 + share * dx, y: y0 + share * dy };
    const distance = Math.hypot(at.x - x, at.y - y);
    if (distance < best.distance) best = { distance, place: i - 1 + share, ...at };
  }
  return best;
}
