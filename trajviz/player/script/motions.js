// What moves: a function for each class of `trajviz/drawing/layers/motions.py`, of the same name.
//
// A function draws an item in a view as it is at a moment, { row, index, place, here, track, points, way, others, ended, age, stand }.
// `points` are pixels, { x, y, hidden }, and `index` is the place of the last row that is reached among them; `place` may
// lie between two, and `here`, { x, y, hidden }, is the point there. `way` is a finer line, { points, steps }, `others` are
// further points for each row, `age` is how many frames ago the track has ended, and `stand`, { aside, smaller }, is where
// its head stands then, and how much smaller a ring there is. An item without a track is drawn at { frame }, a camera is turned at { row, share }, the latter of all frames.

const FAINT = 0.5; // how much of a line behind a hill is seen
const THINNER = 0.75; // than elsewhere it is there
const DASHES = [2.2, 1.6]; // of it, in widths

/**
 * Stroke a line through the points up to `count` and on to where the track is; its core alone is seen behind hills.
 *
 * @type {(view: Painter, look: Look, line: Placed, count: number, here: Here, isCore: boolean) => void}
 */
function strokeTrail(view, look, line, count, here, isCore) {
  const { context } = view;
  setStroke(view, look);
  const parts = view.hides ? [0, 1] : [0];
  for (const hidden of parts) {
    if (hidden) {
      if (!isCore) break;
      context.globalAlpha = FAINT;
      context.lineCap = "butt";
      context.lineWidth *= THINNER;
      context.setLineDash(DASHES.map((length) => length * context.lineWidth));
    }
    context.beginPath();
    let isDown = false;
    for (let i = 0; i <= count; i++) {
      const isHere = i === count;
      const [x, y] = isHere ? [here.x, here.y] : [line.x[i], line.y[i]];
      if (Number.isNaN(x + y)) {
        isDown = false;
        continue;
      }
      const before = line.hidden?.[i - 1];
      const isHidden = view.hides ? Number(before && (isHere ? here.hidden : line.hidden?.[i])) : 0;
      // Between two points that were moved nearer a line would go astray.
      const isAstray = (isHere ? here.far : line.far?.has(i)) && line.far?.has(i - 1);
      if (isDown && isHidden === hidden && !isAstray) context.lineTo(x, y);
      else context.moveTo(x, y);
      isDown = true;
    }
    context.stroke();
  }
  context.globalAlpha = 1;
}

/** @type {(view: Painter, looks: Look[], here: Here, options?: MarkOptions) => void} */
function drawAt(view, looks, { x, y, hidden }, options) {
  if (Number.isNaN(x + y)) return;
  view.context.globalAlpha = view.hides && hidden ? FAINT : 1;
  for (const look of looks) if (look.shape) drawMark(view, look, x, y, options);
  view.context.globalAlpha = 1;
}

/**
 * Return where a head stands at a place among the rows up to the last: beside others at the start and at the end.
 *
 * @type {(view: Painter, item: any, stand: HeadStand, here: Here, place: number, last: number) => Here}
 */
function movedAside({ unit }, { beside = [0, 0] }, { aside: [right, up, rows] = [0, 0, 1] }, here, place, last) {
  const atStart = unit * Math.max(0, 1 - place);
  const atEnd = unit * Math.max(0, 1 - (last - place) / rows);
  return { ...here, x: here.x + atStart * beside[0] + atEnd * right, y: here.y - atStart * beside[1] - atEnd * up };
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
  trail(view, item, { row, index, points, way, here }) {
    const { line, count } = passed({ row, index, points, way });
    for (const look of item.look) strokeTrail(view, look, line, count, here, look === item.look.at(-1));
  },

  /** A mark at the track's end, the smaller the further off the plane that is; at first it stands beside the start. */
  head(view, item, { place, here, points, track, stand }) {
    const factor = track.depth ? 1 - item.shrinking * along(track.depth, place) : 1;
    drawAt(view, item.look, movedAside(view, item, stand, here, place, points.x.length - 1), { factor });
  },

  /** A ring around where the track has ended. */
  end(view, item, { here, ended, stand }) {
    const factor = (stand.smaller || 1) ** (Number(!item.aside) - Number(!stand.aside));
    if (ended) drawAt(view, item.look, movedAside(view, item, stand, here, 1, 1), { factor });
  },

  /** A ring that opens around where the track has ended, and grows thin. */
  arrival(view, { color, sizes: [closed, open], rim, frames }, { here, age }) {
    const rest = 1 - age / frames;
    if (!(age > 0 && rest > 0)) return;
    const { context, unit } = view;
    context.beginPath();
    context.arc(here.x, here.y, ((open - (open - closed) * rest * rest) / 2) * unit, 0, 2 * Math.PI);
    inkPath(view, { s: color, w: rim * rest });
  },

  /** A mark at each place that has been passed. */
  dots(view, item, { row, index, points, way }) {
    const { line, count } = passed({ row, index, points, way });
    for (let i = 0; i < count; i++) drawAt(view, item.look, pointAt(line, i));
  },

  /** An arrow head at the edge, towards a track that has left the axes. */
  pointer(view, item, { here: at }) {
    const inset = { x: item.inset * view.width, y: item.inset * view.height };
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
    drawPointer(view, item, edge, angle);
  },

  /** An arrow for each step that has been taken. */
  arrows(view, item, { row, index, points, way, here }) {
    const { line, count } = passed({ row, index, points, way });
    const look = { f: item.color, s: item.rim ? item.color : undefined, w: item.rim };
    for (let i = 0; i < count; i++) {
      const tip = i + 1 < count ? pointAt(line, i + 1) : here;
      if (traceArrow(view.context, line.x[i], line.y[i], tip.x, tip.y, item, item.width * view.unit)) inkPath(view, look);
    }
  },

  /** A line through the point, along the curve. */
  tangent(view, item, { place, points, here, others }) {
    const { context } = view;
    const middle = pointAt(points, place);
    const [from, to] = others.map((/** @type {Placed} */ ends) => pointAt(ends, place));
    const [right, down] = [here.x - middle.x, here.y - middle.y]; // onto the curve
    for (const look of item.look) {
      setStroke(view, look);
      context.beginPath();
      context.moveTo(from.x + right, from.y + down);
      context.lineTo(to.x + right, to.y + down);
      context.stroke();
    }
  },

  /** The camera goes around at an even pace. */
  orbit(camera, { azim, angle }, { share }) {
    camera.azim = azim + angle * share;
  },
};

/** @type {(view: Painter, item: any, at: Place, angle: number) => void} */
function drawPointer(view, { size, color, halo, rim }, { x, y }, angle) {
  const { context, unit } = view;
  const radius = (size / 2) * unit;
  context.beginPath();
  for (const corner of [0, 1, 2]) {
    const turned = angle + (corner * 2 * Math.PI) / 3;
    context.lineTo(x + radius * Math.cos(turned), y + radius * Math.sin(turned));
  }
  context.closePath();
  inkPath(view, { f: color, s: halo, w: rim, miter: rim });
}

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
