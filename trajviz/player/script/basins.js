// The basins of minima: a colour for each, on axes and on surfaces.

const TINT = 0.38; // of a basin's colour

/**
 * Make what tints basins, those of the method that a reader chooses; `labels` are the methods' names.
 *
 * @type {(exploration: Exploration, grid: Grid, labels: string[], redraw: () => void) => Basins}
 */
function makeBasins({ domain, minima, methods }, grid, labels, redraw) {
  /** @type {BasinMap[]} */
  const maps = methods.map(({ basins }) => ({ columns: grid.columns, rows: grid.rows, cells: unpack(basins) }));
  methods.forEach(async ({ fine }, i) => {
    if (!fine) return;
    const [columns, rows] = fine.grid;
    maps[i] = { columns, rows, cells: new Int16Array((await inflate(unpackBytes(fine.block))).buffer) };
    if (choice.value === String(i)) redraw();
  });
  const choice = make(
    "select", { className: "choice", "aria-label": "basins", onchange: redraw, hidden: !minima.length },
    make("option", { value: "" }, "none"),
    ...labels.map((label, i) => make("option", { value: String(i) }, label)),
  );
  return {
    element: make("label", {
      className: "labelled", hidden: !minima.length,
      title: "a colour for each minimum; none where paths reach no minimum in these steps",
    }, "basins", choice),
    tintOf({ limits }, fx, fy) {
      const place = [fx, fy].map((fraction, axis) => limits[axis][0] + fraction * (limits[axis][1] - limits[axis][0]));
      const map = maps[Number(choice.value)];
      const [across, up] = place.map((value, axis) => share(value, domain[axis]));
      if (!choice.value || across < 0 || across >= 1 || up < 0 || up >= 1) return null;
      return colorOf(map.cells[Math.floor(up * map.rows) * map.columns + Math.floor(across * map.columns)]);
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
        sheetOf(maps[Number(choice.value)]),
        painter.x + left * painter.width, painter.y + (1 - high) * painter.height,
        (right - left) * painter.width, (high - low) * painter.height,
      );
      context.restore();
    },
  };
}

/** @type {(basin: number) => string | null} */
const colorOf = (basin) => (basin < 0 ? null : `hsl(${(basin * 137.5 + 20) % 360} 70% 55%)`);

/**
 * Return a picture with a pixel for each cell, which is drawn once.
 *
 * @type {(map: BasinMap) => HTMLCanvasElement}
 */
function sheetOf(map) {
  if (map.sheet) return map.sheet;
  const { columns, rows, cells } = map;
  const context = contextOf(make("canvas", { width: columns, height: rows }));
  for (let row = 0; row < rows; row++) {
    for (let from = 0, to = 0; from < columns; from = to) {
      const basin = cells[row * columns + from];
      while (to < columns && cells[row * columns + to] === basin) to++;
      context.fillStyle = colorOf(basin) || "transparent";
      context.fillRect(from, rows - 1 - row, to - from, 1);
    }
  }
  return (map.sheet = context.canvas);
}
