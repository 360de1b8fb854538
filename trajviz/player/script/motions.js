// What moves: a function for each class of `trajviz/drawing/layers/motions.py`, of the same name.
//
// A function draws an item in a view as it is at a moment, { row, index, track, points, way, others, ended }. `points` are
// pixels, { x, y, hidden }, and `index` is the place of the row among them; `way` is a finer line, { points, steps }, and
// `others` are further points for each row. An item without a track is drawn at { frame }, a camera is turned at { row }.

const FAINT = 0.35; // how much of a line behind a hill is seen

/**
 * Stroke a line through the points up to `count` and on to the point at `index`.
 *
 * @type {(view: Painter, look: Look, line: Placed, count: number, points: Placed, index: number) => void}
 */
function strokeTrail(view, look, line, count, points, index) {
  const { context } = view;
  setStroke(view, look);
  const parts = view.hides ? [0, 1] : [0];
  for (const hidden of parts) {
    context.globalAlpha = hidden ? FAINT : 1;
    context.beginPath();
    let isDown = false;
    for (let i = 0; i <= count; i++) {
      const source = i < count ? line : points;
      const place = i < count ? i : index;
      const [x, y] = [source.x[place], source.y[place]];
      if (Number.isNaN(x + y)) {
        isDown = false;
        continue;
      }
      const before = line.hidden?.[i - 1];
      const isHidden = view.hides ? Number(before && source.hidden?.[place]) : 0;
      // Between two points that were moved nearer a line would go astray.
      const isAstray = source.far?.has(place) && line.far?.has(i - 1);
      if (isDown && isHidden === hidden && !isAstray) context.lineTo(x, y);
      else context.moveTo(x, y);
      isDown = true;
    }
    context.stroke();
  }
  context.globalAlpha = 1;
}

/** @type {(view: Painter, looks: Look[], points: Placed, index: number, options?: MarkOptions) => void} */
function drawAt(view, looks, points, index, options) {
  const [x, y] = [points.x[index], points.y[index]];
  if (Number.isNaN(x + y)) return;
  view.context.globalAlpha = view.hides && points.hidden?.[index] ? 0.55 : 1;
  for (const look of looks) if (look.shape) drawMark(view, look, x, y, options);
  view.context.globalAlpha = 1;
}

/**
 * Return the line that a track draws, the finer one if there is one, and how many of its points have been passed.
 *
 * @type {(moment: Pick<Moment, "row" | "index" | "points" | "way">) => { line: Placed, count: number }}
 */
function passed({ row, index, points, way }) {
  return way ? { line: way.points, count: countUntil(way.steps, row) } : { line: points, count: index + 1 };
}

/** @type {Record<string, (view: any, item: any, moment: any) => void>} */
const MOTIONS = {
  /** What was recorded at each frame. */
  shapes(view, item, { frame }) {
    for (const part of item.shapes[item.at[frame]]) drawItem(view, part);
  },

  /** A line behind the track. */
  trail(view, item, { row, index, points, way }) {
    const { line, count } = passed({ row, index, points, way });
    for (const look of item.look) strokeTrail(view, look, line, count, points, index);
  },

  /** A mark at the track's end, the smaller the further off the plane that is. */
  head(view, item, { index, points, track }) {
    const factor = track.depth ? 1 - item.shrinking * track.depth[index] : 1;
    drawAt(view, item.look, points, index, { factor });
  },

  /** A ring around where the track has ended. */
  end(view, item, { index, points, ended }) {
    if (ended) drawAt(view, item.look, points, index);
  },

  /** A mark at each place that has been passed. */
  dots(view, item, { row, index, points, way }) {
    const { line, count } = passed({ row, index, points, way });
    for (let i = 0; i < count; i++) drawAt(view, item.look, line, i);
  },

  /** An arrow head at the edge, towards a track that has left the axes. */
  pointer(view, item, { index, points }) {
    const inset = { x: item.inset * view.width, y: item.inset * view.height };
    const at = { x: points.x[index], y: points.y[index] };
    const edge = {
      x: Math.min(Math.max(at.x, view.x + inset.x), view.x + view.width - inset.x),
      y: Math.min(Math.max(at.y, view.y + inset.y), view.y + view.height - inset.y),
    };
    const isBeyond = {
      x: at.x < view.x || at.x > view.x + view.width,
      y: at.y < view.y || at.y > view.y + view.height,
    };
    if (!isBeyond.x && !isBeyond.y) return;
    const angle = Math.atan2(
      isBeyond.y ? Math.sign(at.y - edge.y) : 0,
      isBeyond.x ? Math.sign(at.x - edge.x) : 0,
    );
    const { context, unit } = view;
    const radius = (item.size / 2) * unit;
    context.beginPath();
    for (const corner of [0, 1, 2]) {
      const turned = angle + (corner * 2 * Math.PI) / 3;
      context.lineTo(edge.x + radius * Math.cos(turned), edge.y + radius * Math.sin(turned));
    }
    context.closePath();
    inkPath(view, { f: item.color, s: item.halo, w: item.rim, miter: item.rim });
  },

  /** An arrow for each step that has been taken. */
  arrows(view, item, { row, index, points, way }) {
    const { line, count } = passed({ row, index, points, way });
    const look = { f: item.color, s: item.rim ? item.color : undefined, w: item.rim };
    for (let i = 0; i + 1 < count; i++) {
      if (traceArrow(view.context, line.x[i], line.y[i], line.x[i + 1], line.y[i + 1], item, item.width * view.unit)) inkPath(view, look);
    }
  },

  /** A line through the point, along the curve. */
  tangent(view, item, { index, others }) {
    const { context } = view;
    for (const look of item.look) {
      setStroke(view, look);
      context.beginPath();
      context.moveTo(others[0].x[index], others[0].y[index]);
      context.lineTo(others[1].x[index], others[1].y[index]);
      context.stroke();
    }
  },

  /** The camera goes around at an even pace. */
  orbit(camera, { azim, angle, last_step: last }, { row }) {
    camera.azim = azim + (angle * row) / Math.max(last, 1);
  },
};

/**
 * Trace an arrow, if it is not too short, whose shaft is so wide; its head is told in widths of the shaft, as those of a quiver are.
 *
 * @type {(context: CanvasRenderingContext2D, x0: number, y0: number, x1: number, y1: number, look: { head: number[]; least: number }, width: number) => boolean}
 */
function traceArrow(context, x0, y0, x1, y1, { head: [wide, long, axis], least }, width) {
  const length = Math.hypot(x1 - x0, y1 - y0);
  if (!(length > least * width)) return false;
  const shrink = Math.min(1, length / (long * width));
  const [u, v] = [(x1 - x0) / length, (y1 - y0) / length];
  const along = [0, length - axis * width * shrink, length - long * width * shrink, length];
  const across = [0.5 * width * shrink, 0.5 * width * shrink, (wide / 2) * width * shrink, 0];
  context.beginPath();
  for (let i = 0; i < 4; i++) context.lineTo(x0 + u * along[i] - v * across[i], y0 + v * along[i] + u * across[i]);
  for (let i = 2; i >= 0; i--) context.lineTo(x0 + u * along[i] + v * across[i], y0 + v * along[i] - u * across[i]);
  context.closePath();
  return true;
}
