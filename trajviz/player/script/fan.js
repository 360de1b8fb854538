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
function fanned(fan, domain, runs) {
  /** @type {(place: number[]) => number[]} */
  const onPanel = (place) => place.map((value, axis) => share(value, domain[axis]) * fan.panel[axis]);
  const paths = runs.map((run) => pathOf(run).map(onPanel));
  const ends = paths.map(lastOf);
  const inside = [...ends.keys()].filter((k) => ends[k].every((at, axis) => at >= 0 && at <= fan.panel[axis]));
  const groups = [...ends.keys()];
  for (;;) {
    /** @type {(number[] | undefined)[]} */
    const asides = ends.map(() => undefined);
    for (const group of new Set(inside.map((k) => groups[k]))) {
      const members = inside.filter((k) => groups[k] === group);
      const around = asidesAround(members.map((k) => paths[k]), fan.stars.map(onPanel), fan);
      around?.forEach((aside, i) => (asides[members[i]] = aside));
    }
    const heads = ends.map((end, k) => end.map((at, axis) => at + (asides[k]?.[axis] ?? 0)));
    const touching = inside.flatMap((one) =>
      inside
        .filter((other) => groups[one] !== groups[other] && isNear(heads[one], heads[other], 2 * fan.lengths[0]))
        .map((other) => [one, other]),
    );
    if (!touching.length) return asides;
    for (const [one, other] of touching) {
      const joined = groups[other];
      groups.forEach((group, k) => group === joined && (groups[k] = groups[one]));
    }
  }
}

/** @type {(run: Run) => number[][]} */
const pathOf = ({ f, x }) => f.map((_, row) => x.map((column) => column[row]));

/** @type {(one: number[], other: number[], near: number) => boolean} */
const isNear = ([x, y], other, near) => Math.hypot(x - other[0], y - other[1]) < near;

/**
 * Return how far the heads of a group stand from their ends, around a star or their middle; nothing for a lone one at no star.
 *
 * @type {(paths: number[][][], stars: number[][], fan: Fan) => number[][] | undefined}
 */
function asidesAround(paths, stars, { near, lengths: [apart, aroundStar] }) {
  const ends = paths.map(lastOf);
  const middle = [0, 1].map((axis) => ends.reduce((sum, end) => sum + end[axis], 0) / ends.length);
  const distanceTo = (/** @type {number[]} */ star) => Math.hypot(star[0] - middle[0], star[1] - middle[1]);
  const [nearest] = [...stars].sort((one, other) => distanceTo(one) - distanceTo(other));
  const hasStar = nearest && ends.some((end) => isNear(nearest, end, near));
  if (!hasStar && ends.length < 2) return undefined;
  const center = hasStar ? nearest : middle;
  const radius = Math.max(hasStar ? aroundStar : 0, apart / Math.sin(Math.PI / Math.max(ends.length, 2)));
  return spreadAround(paths.map((path) => directionOf(path, center, near))).map((angle, k) => [
    center[0] - ends[k][0] + radius * Math.cos(angle),
    center[1] - ends[k][1] + radius * Math.sin(angle),
  ]);
}

/**
 * Return the direction in which a path was when it last was not near the center of a group.
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
