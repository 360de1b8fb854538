// Axes seen from straight above: where points are on them, and an axis of time in place of the one that was drawn.

/** Make what places and draws the items of 2-D axes. */
function makeFlat(panel, shared) {
  let view = null;
  let placed = new WeakMap(); // of arrays of points, where they are on the screen

  const countsOtherwise = () =>
    !countsAsDrawn(shared.data, shared.state.clock) && (panel.tracks || []).some((track) => track.over_steps);

  function draw(painter, item) {
    if (!(item.part?.startsWith("x ") && countsOtherwise())) drawItem(painter, item);
  }

  return {
    camera: null,
    turned: false,
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
      if (!placed.has(points)) placed.set(points, { ...toPixels(view, points), far: points.far });
      return placed.get(points);
    },
    /** Draw what stays; the tint of basins lies on the areas and below the lines. */
    drawBelow(painter, items) {
      const firstLine = items.findIndex((item) => item.k !== "path" || item.s !== undefined);
      items.forEach((item, i) => {
        if (i === firstLine) shared.drawTint(panel, painter);
        draw(painter, item);
      });
      if (countsOtherwise()) drawTimeAxis(painter, panel, shared.tables(), shared.state.clock.kind);
    },
  };
}

/** Return where on an axis of time, which reaches a little beyond both ends, a share of the whole lies. */
const onTimeAxis = (share) => (0.03 + share) / 1.06;

/** Return round numbers from 0 to `most`, some five of them. */
function roundNumbers(most) {
  const rough = Math.max(most, 1) / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = Math.max(1, [1, 2, 5, 10].find((factor) => factor * power >= rough) * power);
  return Array.from({ length: Math.floor(most / step) + 1 }, (_, i) => i * step);
}

const mostOf = (runs, kind) => Math.max(...runs.map((run) => countsOf(run, kind).at(-1)));

function drawTimeAxis(view, panel, runs, kind) {
  const most = mostOf(runs, kind);
  const numbers = roundNumbers(most);
  const places = Float64Array.from(numbers, (number) => onTimeAxis(number / Math.max(most, 1)));
  const ticks = panel.items.filter((item) => item.part === "x ticks");
  const sample = (kind) => ticks.find((item) => item.k === kind);
  const [line, mark, text] = ["path", "marks", "text"].map(sample);
  const label = panel.items.find((item) => item.part === "x label");
  if (line) {
    const points = [[...places].flatMap((at) => [at, at]), numbers.flatMap(() => [0, 1])].map((all) => Float64Array.from(all));
    drawItem(view, { ...line, points, n: numbers.map(() => 2) });
  }
  if (mark) drawItem(view, { ...mark, points: [places, places.map(() => mark.points[1][0])] });
  if (text) {
    const [, , fy, ...beside] = text.lines[0];
    drawItem(view, { ...text, lines: numbers.map((number, i) => [spelled(number), places[i] * UNIT, fy, ...beside]) });
  }
  if (label) drawItem(view, { ...label, lines: label.lines.map(([, ...at]) => [kind === "steps" ? "step" : kind, ...at]) });
}
