// What a method saw beside its path, in the pages that show it: see the motions of `trajviz/drawing/layers/motions.py` whose part this is.

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
      const isPart = i > 0 && Number(Boolean(line.hidden?.[i] && line.hidden[i - 1])) === hidden;
      if (isPart) context.lineTo(line.x[i], line.y[i]);
      else context.moveTo(line.x[i], line.y[i]);
    }
    if (!view.hides) context.closePath();
    context.stroke();
  }
  context.globalAlpha = 1;
}

Object.assign(MOTIONS, {
  /** The edges between corners, with thin lines where they were. */
  simplex(view, item, { place, axes, isOwn }) {
    if (!isOwn) return;
    const { faces, color, halo, widths: [width, casing, past], alphas: [fill, faint], others } = item;
    const outlines = (at) => faces.map((face) => face.map((corner) => fractionsAt(others[corner], at)));
    if (!view.hides) {
      for (let row = 0; row < place; row++) {
        for (const outline of outlines(row)) strokeOutline(view, axes, outline, { s: color, w: past }, faint);
      }
      for (const outline of outlines(place)) {
        strokeOutline(view, axes, outline, { s: halo, w: casing });
        view.context.globalAlpha = fill;
        view.context.fillStyle = view.color(color);
        view.context.fill();
        view.context.globalAlpha = 1;
      }
    }
    for (const outline of outlines(place)) strokeOutline(view, axes, outline, { s: color, w: width });
  },

  /** A mark for each point of a population. */
  population(view, item, { place, axes, isOwn }) {
    const at = item.moves ? place : Math.floor(place);
    const points = isOwn ? item.others.map((own) => fractionsAt(own, at)) : [];
    for (const point of points) drawAt(view, item.look, pointAt(onGround(axes, [point]), 0));
  },

  /** A word beside the track, which is there from the row before it on. */
  word(view, item, { place, here, ended, isOwn }) {
    item.numbers ||= unpack(item.at);
    const word = isOwn && !ended ? item.words[item.numbers[Math.ceil(place)]] : "";
    if (!word || Number.isNaN(here.x + here.y)) return;
    const { context, unit } = view;
    const [x, y] = [here.x + item.beside[0] * unit, here.y - item.beside[1] * unit];
    setFont(view, item);
    setStroke(view, { s: item.halo, w: item.rim });
    context.textAlign = "left";
    context.textBaseline = "alphabetic";
    context.strokeText(word, x, y);
    context.fillStyle = view.color(item.color);
    context.fillText(word, x, y);
  },
});
