// What a method saw beside its path, in the pages that show it: see `trajviz/drawing/layers/detail_motions.py`.

const SIDE = 12; // pieces of a line that lies on a surface

/**
 * Return where points of the ground are seen, given in fractions; lines between them lie on a surface, if there is one.
 *
 * @type {(axes: Axes, points: number[][]) => Placed}
 */
function onGround(axes, points) {
  if (!axes.camera) return axes.place([0, 1].map((axis) => points.map((point) => point[axis])));
  const finer = points.flatMap(([x, y], i) => {
    const [u, v] = points[Math.max(i - 1, 0)];
    return Array.from({ length: i ? SIDE : 1 }, (_, k) => (k + 1) / (i ? SIDE : 1)).map((part) => [u + part * (x - u), v + part * (y - v)]);
  });
  return axes.place([finer.map(([x]) => x), finer.map(([, y]) => y), finer.map(([x, y]) => axes.heightAt(x, y))]);
}

/**
 * Return the fractions of points at a place among the rows.
 *
 * @type {(points: Points, place: number) => number[]}
 */
const fractionsAt = ([x, y], place) => [along(x, place), along(y, place)];

/**
 * Stroke an outline on the ground, and close it; the part that a hill hides is faint.
 *
 * @type {(view: Painter, axes: Axes, corners: number[][], look: Look, alpha?: number) => void}
 */
function strokeOutline(view, axes, corners, look, alpha = 1) {
  const { context } = view;
  const line = onGround(axes, [...corners, corners[0]]);
  setStroke(view, look);
  for (const hidden of view.hides ? [0, 1] : [0]) {
    context.globalAlpha = alpha * (hidden ? FAINT : 1);
    context.beginPath();
    for (let i = 0; i < line.x.length; i++) {
      const isPart = i > 0 && !Number.isNaN(line.x[i - 1]) && Number(Boolean(line.hidden?.[i] && line.hidden[i - 1])) === hidden;
      if (isPart) context.lineTo(line.x[i], line.y[i]);
      else context.moveTo(line.x[i], line.y[i]);
    }
    if (!view.hides) context.closePath();
    context.stroke();
  }
  context.globalAlpha = 1;
}

/** A mark at each place that has been passed. */
MOTIONS.probes = (view, item, moment) => {
  if (moment.isOwn) MOTIONS.dots(view, item, moment);
};

/** The edges between corners, with thin lines where they were. */
MOTIONS.simplex = (view, item, { place, axes, isOwn }) => {
  if (!isOwn) return;
  const { faces, color, halo, widths: [width, casing, past], alphas: [fill, faint], others } = item;
  /** @type {(at: number) => number[][][]} */
  const outlines = (at) => faces.map((/** @type {number[]} */ face) => face.map((corner) => fractionsAt(others[corner], at)));
  for (let row = 0; row < place; row++) {
    for (const outline of outlines(row)) strokeOutline(view, axes, outline, { s: color, w: past }, faint);
  }
  for (const outline of outlines(place)) {
    strokeOutline(view, axes, outline, { s: halo, w: casing });
    if (view.hides) continue;
    view.context.globalAlpha = fill;
    view.context.fillStyle = view.color(color);
    view.context.fill();
    view.context.globalAlpha = 1;
  }
  for (const outline of outlines(place)) strokeOutline(view, axes, outline, { s: color, w: width });
};

/** A mark for each point of a population. */
MOTIONS.population = (view, item, { place, axes, isOwn }) => {
  const at = item.moves ? place : Math.ceil(place);
  const points = isOwn ? item.others.map((/** @type {Points} */ own) => fractionsAt(own, at)) : [];
  for (const point of points) drawAt(view, item.look, pointAt(onGround(axes, [point]), 0));
};

/** An ellipse around the track, through its middle and two points of it. */
MOTIONS.ellipse = (view, item, { place, axes, isOwn }) => {
  if (!isOwn) return;
  const [middle, one, other] = item.others.map((/** @type {Points} */ end) => fractionsAt(end, place));
  const outline = Array.from({ length: item.points - 1 }, (_, i) => {
    const angle = (2 * Math.PI * i) / (item.points - 1);
    return middle.map((/** @type {number} */ at, /** @type {number} */ axis) => at + Math.cos(angle) * (one[axis] - at) + Math.sin(angle) * (other[axis] - at));
  });
  [item.halo, item.color].forEach((color, i) => strokeOutline(view, axes, outline, { s: color, w: item.widths[1 - i] }));
};

/** An arrow from the track; on a surface a line. */
MOTIONS.velocity = (view, item, { place, axes, points, track, isOwn }) => {
  if (!isOwn) return;
  if (view.hides) {
    const ends = [track.points, item.others[0]].map((end) => fractionsAt(end, place));
    return strokeOutline(view, axes, ends, { s: item.color, w: item.width });
  }
  const foot = pointAt(points, place);
  const tip = pointAt(axes.place(item.others[0]), place);
  const drawn = { f: item.color, s: item.halo, w: item.rim };
  if (traceArrow(view.context, foot.x, foot.y, tip.x, tip.y, item, item.width * view.unit)) inkPath(view, drawn);
};

/** A word beside the track, which is there from the row before it on. */
MOTIONS.word = (view, item, { place, here, ended, isOwn }) => {
  item.numbers ||= unpack(item.at);
  const word = isOwn && !ended ? item.words[item.numbers[Math.ceil(place)]] : "";
  const isSeen = here.x >= view.x && here.x <= view.x + view.width && here.y >= view.y && here.y <= view.y + view.height;
  if (!word || !isSeen) return;
  const { context, unit } = view;
  const [x, y] = [here.x + item.beside[0] * unit, here.y - item.beside[1] * unit];
  setFont(view, item);
  setStroke(view, { s: item.halo, w: item.rim });
  context.textAlign = "left";
  context.textBaseline = "alphabetic";
  context.strokeText(word, x, y);
  context.fillStyle = view.color(item.color);
  context.fillText(word, x, y);
};
