// Where heads stand that have arrived from another start: beside each other, as `trajviz/drawing/layers/fan.py` sets the author's.

/**
 * Make what tells where the head of a track on a panel stands at last, whose runs are in `tables`.
 *
 * @type {(exploration: Exploration) => (panel: Panel, track: Track, tables: Run[]) => HeadStand}
 */
function makeStands({ fan, domain }) {
  /** @type {WeakMap<Run[], Map<Panel, Map<Track, number[] | undefined>>>} */
  const known = new WeakMap();
  /** @type {(panel: Panel, tables: Run[]) => Map<Track, number[] | undefined>} */
  function asidesOn(panel, tables) {
    const tracks = tracksOf(panel).filter(showsPath);
    const asides = fanned(fan, domain, tracks.map(({ run }) => tables[run]));
    return new Map(tracks.map((track, i) => [track, asides[i]]));
  }
  return (panel, track, tables) => {
    const panels = known.get(tables) || new Map();
    known.set(tables, panels);
    if (!panels.has(panel)) panels.set(panel, asidesOn(panel, tables));
    const rows = Math.max(1, fan.arriving * (tables[track.run].f.length - 1));
    return { aside: panels.get(panel).get(track)?.concat(rows), smaller: fan.smaller };
  };
}

/**
 * Return for each run how far its head stands from its end, to the right and up; none for one that covers nothing.
 *
 * @type {(fan: Fan, domain: number[][], runs: Run[]) => (number[] | undefined)[]}
 */
function fanned({ panel, near, lengths: [apart, aroundStar], stars }, domain, runs) {
  /** @type {(place: number[]) => number[]} */
  const onPanel = (place) => place.map((value, axis) => share(value, domain[axis]) * panel[axis]);
  const ends = runs.map(({ x }) => onPanel(x.map(lastOf)));
  /** @type {(number[] | undefined)[]} */
  const asides = runs.map(() => undefined);
  for (const group of groupsOf(ends, panel, near)) {
    const middle = [0, 1].map((axis) => group.reduce((sum, k) => sum + ends[k][axis], 0) / group.length);
    const hasStar = stars.some((star) => isNear(onPanel(star), middle, near));
    if (group.length === 1 && !hasStar) continue;
    const radius = Math.max(hasStar ? aroundStar : 0, apart / Math.sin(Math.PI / Math.max(group.length, 2)));
    const wanted = group.map((k) => directionOf(pathOf(runs[k]).map(onPanel), middle, near));
    spreadAround(wanted).forEach((angle, i) => (asides[group[i]] = [radius * Math.cos(angle), radius * Math.sin(angle)]));
  }
  return asides;
}

/** @type {(run: Run) => number[][]} */
const pathOf = ({ f, x }) => f.map((_, row) => x.map((column) => column[row]));

/** @type {(one: number[], other: number[], near: number) => boolean} */
const isNear = ([x, y], other, near) => Math.hypot(x - other[0], y - other[1]) < near;

/**
 * Return the ends, by number, in groups of those that are near each other; those out of the picture in none.
 *
 * @type {(ends: number[][], panel: number[], near: number) => number[][]}
 */
function groupsOf(ends, panel, near) {
  /** @type {number[][]} */
  let groups = [];
  ends.forEach((end, k) => {
    if (!end.every((value, axis) => value >= 0 && value <= panel[axis])) return;
    const joined = groups.filter((group) => group.some((other) => isNear(end, ends[other], near)));
    groups = [...groups.filter((group) => !joined.includes(group)), [...joined.flat(), k]];
  });
  return groups;
}

/**
 * Return the direction in which a path was when it last was not near the middle of a group.
 *
 * @type {(path: number[][], middle: number[], near: number) => number}
 */
function directionOf(path, [x, y], near) {
  const far = path.filter(([u, v]) => Math.hypot(u - x, v - y) > near);
  const [u, v] = far.length ? lastOf(far) : [x - 1, y];
  return Math.atan2(v - y, u - x);
}

/**
 * Return directions in the order of the wanted ones, in even steps around the circle, as near to them as can be.
 *
 * @type {(wanted: number[]) => number[]}
 */
function spreadAround(wanted) {
  const order = wanted.map((_, i) => i).sort((a, b) => wanted[a] - wanted[b]);
  const step = (2 * Math.PI) / wanted.length;
  const off = order.map((i, place) => wanted[i] - place * step);
  const turn = Math.atan2(
    off.reduce((sum, angle) => sum + Math.sin(angle), 0),
    off.reduce((sum, angle) => sum + Math.cos(angle), 1e-9),
  );
  return wanted.map((_, i) => order.indexOf(i) * step + turn);
}
