// A swarm: many points that flow with short tails, in the pages that show one: see `trajviz/drawing/layers/swarm_motion.py`.

/**
 * Return where points are at a place among the rows, one after the other, in pixels.
 *
 * @type {(view: Painter, points: Points[], place: number) => Float64Array}
 */
function flowed(view, points, place) {
  const pixels = new Float64Array(2 * points.length);
  points.forEach(([x, y], i) => {
    pixels[2 * i] = view.x + along(x, place) * view.width;
    pixels[2 * i + 1] = view.y + (1 - along(y, place)) * view.height;
  });
  return pixels;
}

/** Points with tails that fade. */
MOTIONS.swarm = (view, item, { place, isOwn }) => {
  if (!isOwn) return;
  item.decoded ||= item.points.map(unpackPoints);
  const { context } = view;
  const { fades, lasts, size, widths: [rim, width] } = item;
  const pieces = [place, ...fades.map((/** @type {number} */ _, /** @type {number} */ k) => Math.max(0, place - (lasts * (k + 1)) / fades.length))]
    .map((at) => flowed(view, item.decoded, at));
  setStroke(view, { s: item.color, w: width });
  for (let k = fades.length; k > 0; k--) {
    const [begins, ends] = [pieces[k - 1], pieces[k]];
    context.globalAlpha = fades[k - 1];
    context.beginPath();
    for (let i = 0; i < begins.length; i += 2) {
      if (Math.abs(begins[i] - ends[i]) + Math.abs(begins[i + 1] - ends[i + 1]) < 0.4) continue;
      context.moveTo(begins[i], begins[i + 1]);
      context.lineTo(ends[i], ends[i + 1]);
    }
    context.stroke();
  }
  context.globalAlpha = 1;
  const radius = (size / 2) * view.unit;
  context.beginPath();
  for (let i = 0; i < pieces[0].length; i += 2) {
    context.moveTo(pieces[0][i] + radius, pieces[0][i + 1]);
    context.arc(pieces[0][i], pieces[0][i + 1], radius, 0, 2 * Math.PI);
  }
  inkPath(view, { f: item.color, s: item.halo, w: rim });
};
