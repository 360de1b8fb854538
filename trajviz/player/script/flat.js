// Axes seen from straight above: where points are on them, and an axis of time in place of the one that was drawn.

/**
 * Make what places and draws the items of 2-D axes.
 *
 * @type {(panel: Panel, shared: Shared) => Axes}
 */
function makeFlat(panel, { clock, explorer, tables }) {
  /** @type {View} */
  let view;
  /** @type {WeakMap<Points, Placed>} */
  let placed = new WeakMap(); // where points are on the screen

  const countsOtherwise = () => !clock.countsAsDrawn && tracksOf(panel).some((track) => track.over_steps);

  /** @type {Axes["draw"]} */
  function draw(painter, item) {
    if (!(item.part?.startsWith("x ") && countsOtherwise())) drawItem(painter, item);
  }

  return {
    camera: null,
    orbit: () => false,
    heightAt: () => NaN,
    prepare: prepareItem,
    draw,
    /** Take another view. */
    settle(next) {
      view = next;
      placed = new WeakMap();
    },
    /** Return the pixels of points. */
    place(points) {
      const found = placed.get(points) || { ...toPixels(view, points), far: points.far };
      placed.set(points, found);
      return found;
    },
    /** Draw what stays; the tint of basins lies on the areas and below the lines. */
    drawBelow(painter, items) {
      const firstLine = items.findIndex((item) => item.k !== "path" || item.s !== undefined);
      items.forEach((item, i) => {
        if (i === firstLine) explorer.drawTint(panel, painter);
        draw(painter, item);
      });
      if (countsOtherwise()) drawTimeAxis(painter, panel, tables(), clock.kind);
    },
  };
}

/**
 * Return where on an axis of time, which reaches a little beyond both ends, a share of the whole lies.
 *
 * @type {(share: number) => number}
 */
const onTimeAxis = (share) => (CONSTANTS.time_margin + share) / (1 + 2 * CONSTANTS.time_margin);

/**
 * Return round numbers from 0 to `most`, some five of them.
 *
 * @type {(most: number) => number[]}
 */
function roundNumbers(most) {
  const rough = Math.max(most, 1) / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = Math.max(1, ([1, 2, 5].find((factor) => factor * power >= rough) || 10) * power);
  return Array.from({ length: Math.floor(most / step) + 1 }, (_, i) => i * step);
}

/** @type {(runs: Run[], kind: ClockKind) => number} */
const mostOf = (runs, kind) => Math.max(...runs.map((run) => lastOf(countsOf(run, kind))));

/** @type {(view: Painter, panel: Panel, runs: Run[], kind: ClockKind) => void} */
function drawTimeAxis(view, panel, runs, kind) {
  const most = mostOf(runs, kind);
  const numbers = roundNumbers(most);
  const places = Float64Array.from(numbers, (number) => onTimeAxis(number / Math.max(most, 1)));
  const ticks = panel.items.filter((item) => item.part === "x ticks");
  const line = ticks.find((item) => item.k === "path");
  const mark = ticks.find((item) => item.k === "marks");
  const text = ticks.find((item) => item.k === "text");
  const label = panel.items.filter((item) => item.k === "text").find((item) => item.part === "x label");
  if (line) {
    const points = [[...places].flatMap((at) => [at, at]), numbers.flatMap(() => [0, 1])].map((all) => Float64Array.from(all));
    drawItem(view, { ...line, points, n: numbers.map(() => 2) });
  }
  if (mark) drawItem(view, { ...mark, points: [places, places.map(() => mark.points[1][0])] });
  if (text) {
    const [, , fy, ...beside] = text.lines[0];
    drawItem(view, { ...text, lines: numbers.map((number, i) => [spelled(number), places[i] * CONSTANTS.unit, fy, ...beside]) });
  }
  if (label) drawItem(view, { ...label, lines: label.lines.map(([, ...at]) => [kind === "steps" ? "step" : kind, ...at]) });
}
