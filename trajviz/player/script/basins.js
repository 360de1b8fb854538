// The basins of minima: a colour for each, on axes and on surfaces.

const TINT = 0.38; // of a basin's colour

/**
 * Make what tints basins, those of the method that a reader chooses; `labels` are the methods' names.
 *
 * @type {(exploration: Exploration, grid: Grid, labels: string[], redraw: () => void) => Basins}
 */
function makeBasins({ domain, minima, methods }, grid, labels, redraw) {
  const basins = methods.map((method) => unpack(method.basins));
  const choice = make(
    "select", { className: "choice", "aria-label": "basins", onchange: redraw, hidden: !minima.length },
    make("option", { value: "" }, "none"),
    ...labels.map((label, i) => make("option", { value: String(i) }, label)),
  );
  /** @type {(start: number) => string | null} */
  const colorOf = (start) => {
    const basin = choice.value && start >= 0 ? basins[Number(choice.value)][start] : -1;
    return basin < 0 ? null : `hsl(${(basin * 137.5 + 20) % 360} 70% 55%)`;
  };
  return {
    element: make("label", {
      className: "labelled", hidden: !minima.length,
      title: "a colour for each minimum; none where paths reach no minimum in these steps",
    }, "basins", choice),
    tintOf({ limits }, fx, fy) {
      const place = [fx, fy].map((fraction, axis) => limits[axis][0] + fraction * (limits[axis][1] - limits[axis][0]));
      return colorOf(grid.numberOf(grid.cellOf(place)));
    },
    draw({ limits }, painter) {
      if (!choice.value) return;
      const { context } = painter;
      const [[left, right], [low, high]] = domain.map((side, axis) => side.map((value) => share(value, limits[axis])));
      context.save();
      context.beginPath();
      context.rect(painter.x, painter.y, painter.width, painter.height);
      context.clip();
      context.globalAlpha = TINT;
      context.imageSmoothingEnabled = false;
      context.drawImage(
        sheetOf(grid, colorOf),
        painter.x + left * painter.width, painter.y + (1 - high) * painter.height,
        (right - left) * painter.width, (high - low) * painter.height,
      );
      context.restore();
    },
  };
}

/**
 * Return a picture with a pixel for each start.
 *
 * @type {(grid: Grid, colorOf: (start: number) => string | null) => HTMLCanvasElement}
 */
function sheetOf({ columns, rows, count }, colorOf) {
  const context = contextOf(make("canvas", { width: columns, height: rows }));
  for (let start = 0; start < count; start++) {
    context.fillStyle = colorOf(start) || "transparent";
    context.fillRect(start % columns, rows - 1 - Math.floor(start / columns), 1, 1);
  }
  return context.canvas;
}
