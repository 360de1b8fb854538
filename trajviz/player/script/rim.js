// What has left a surface: an arrow head at its edge.

/** @type {(view: any, item: any, moment: any) => void} */
MOTIONS.rim = (view, item, { index, others }) => {
  if (!others) return; // another start's
  const [foot, tip] = others.map((/** @type {Placed} */ { x, y }) => ({ x: x[index], y: y[index] }));
  if (!Number.isNaN(foot.x + foot.y)) drawPointer(view, item, foot, Math.atan2(tip.y - foot.y, tip.x - foot.x));
};
