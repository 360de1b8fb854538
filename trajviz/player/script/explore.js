// Click to start: the paths from a grid of starts, and the basin of each minimum.
//
// A picked place is served by the nearest start of the grid. Its paths take the place of the author's runs: they have the
// same columns, so that every panel, clock and readout shows them without knowing.

const TINT = 0.38; // of a basin's colour
const PIECES = 40; // of a straight line across a surface, to follow it
const NEAR_START = 40; // CSS pixels
const FURTHEST_UNIT = 32767; // what lies further off is told to lie there
const SMALLEST_GAP = 1e-16; // as in `trajviz.drawing.views.convergence`

/** Make what explores. */
function makeExplorer(data, { state, clock, redraw, onDropped }) {
  const { domain, within, grid: [columns, rows], unit, lost, base, minima, methods } = data.exploration;
  const count = columns * rows;
  const offset = unit / 2;
  let decoded = null; // the paths of all methods, once they are there
  let dropped = null; // the number of a start
  let current = null; // the tables of the runs from there
  let moved = new WeakMap(); // of tracks to their points from there
  let tinted = null; // the method whose basins are shown

  Promise.all(methods.map(async ({ block }) => inflate(unpackBytes(block)))).then((blocks) => {
    decoded = methods.map((method, i) => decode(unpackCount(method.step), blocks[i]));
    controls.classList.remove("waiting");
  });
  const basins = methods.map((method) => unpack(method.basins));
  const colorOf = (basin) => `hsl(${(basin * 137.5 + 20) % 360} 70% 55%)`;
  const startAt = (number) => [number % columns, Math.floor(number / columns)].map((cell, axis) => {
    const [low, high] = domain[axis];
    const middle = low + ((high - low) * (cell + 0.5)) / [columns, rows][axis];
    return Math.min(Math.max(middle, within[axis][0]), within[axis][1]);
  });

  /** Return the coordinates, heights and evaluations in a block, all indexed by row and start. */
  function decode(step, bytes) {
    const size = step.length * count;
    const octet = (first, length, plane, i) => bytes[first + plane * length + i];
    const units = new Int16Array(2 * size);
    for (let i = 0; i < 2 * size; i++) {
      const difference = octet(0, 2 * size, 0, i) | (octet(0, 2 * size, 1, i) << 8);
      units[i] = difference + (i < 2 * count ? 0 : units[i - 2 * count]);
    }
    const bits = new Uint32Array(size);
    for (let i = 0; i < size; i++) {
      const [a, b, c] = [0, 1, 2].map((plane) => octet(4 * size, size, plane, i));
      bits[i] = ((c << 24) | (b << 16) | (a << 8)) >>> 0;
    }
    const gaps = new Float32Array(bits.buffer);
    let evaluations = null;
    if (bytes.length > 7 * size) {
      evaluations = new Uint32Array(size);
      for (let i = 0; i < size; i++) {
        const difference = [0, 1, 2, 3].reduce((sum, plane) => sum + octet(7 * size, size, plane, i) * 256 ** plane, 0);
        evaluations[i] = difference + (i < count ? 0 : evaluations[i - count]);
      }
    }
    return { step, units, gaps, evaluations };
  }

  /** Return the run of a method from a start, up to where it ended: what rests asks for nothing more. */
  function tableOf({ run }, { step, units, gaps, evaluations }, start) {
    const at = (row, axis) => units[(2 * row + axis) * count + start];
    let last = step.length - 1;
    while (last > 0 && at(last, 0) === lost) last--;
    const asked = (row) => (evaluations ? evaluations[row * count + start] : row);
    while (last > 0 && asked(last) === asked(last - 1)) last--;
    const kept = Array.from({ length: last + 1 }, (_, row) => row);
    const x = domain.map(([low, high], axis) =>
      kept.map((row) => (at(row, axis) === lost ? NaN : low + ((at(row, axis) + offset) / unit) * (high - low))));
    return {
      ...data.runs[run],
      gradient_norm: undefined,
      outcome: undefined,
      thinned: undefined,
      step: kept.map((row) => step[row]),
      row: kept.map((row) => step[row]),
      rows: step[last] + 1,
      evaluations: kept.map((row) => (evaluations ? evaluations[row * count + start] : step[row])),
      x,
      digits: 4, // that the block holds for sure
      isBeyond: kept.map((row) => [0, 1].some((axis) => Math.abs(at(row, axis)) === FURTHEST_UNIT)),
      f: kept.map((row) => base + gaps[row * count + start]),
      gap: kept.map((row) => gaps[row * count + start]),
    };
  }

  const nowhere = (run) => ({ ...run, gradient_norm: undefined, outcome: undefined, step: [0], row: [0], rows: 1, evaluations: [0], x: run.x.map(() => [NaN]), f: [NaN], gap: [NaN] });

  function dropAt(start) {
    if (!decoded) return false;
    if (start === dropped) return true; // the second half of a double click
    dropped = start;
    current = data.runs.map(nowhere);
    methods.forEach((method, i) => (current[method.run] = tableOf(method, decoded[i], start)));
    changed();
    return true;
  }

  function undrop() {
    if (dropped === null) return false;
    dropped = current = null;
    changed();
    return true;
  }

  function changed() {
    moved = new WeakMap();
    back.classList.toggle("waiting", dropped === null);
    hint.textContent = dropped === null ? HINT : told(dropped);
    onDropped(dropped !== null);
  }

  // ---- where the paths are on the panels

  const share = (value, [low, high]) => (value - low) / (high - low);
  function shareOnAxis(value, limits, scale) {
    return scale === "log" ? share(Math.log(value), limits.map(Math.log)) : share(value, limits);
  }

  function pointsOf({ panel, ground }, { run, shows, over_steps: overSteps }) {
    const table = current[run];
    const { limits, scales } = panel;
    if (shows?.of === "path") {
      return { points: table.x.map((column, axis) => column.map((value) => share(value, limits[axis]))) };
    }
    if (shows?.of === "surface") {
      const flat = table.x.map((column, axis) => column.map((value) => share(value, limits[axis])));
      return onSurface(flat, table.row, ground.heightAt);
    }
    if (shows?.of === "values") {
      const gaps = shows.offset === base ? table.gap : table.f.map((value) => value - shows.offset);
      const heights = gaps.map((gap) => (scales[1] === "log" ? Math.max(gap, SMALLEST_GAP) : gap));
      const most = mostOf(current, clock.kind);
      const along = overSteps && !countsAsDrawn(data, clock)
        ? countsOf(table, clock.kind).map((number) => onTimeAxis(number / Math.max(most, 1)))
        : table.step.map((step) => share(step, limits[0]));
      return { points: [along, heights.map((height) => shareOnAxis(height, limits[1], scales[1]))] };
    }
    return { points: table.x.slice(0, 2).map((column) => column.map(() => NaN)) };
  }

  /** Lift a path onto a surface, with a finer way from point to point. */
  function onSurface([fx, fy], steps, heightAt) {
    const lifted = (us, vs) => [us, vs, us.map((u, i) => heightAt(u, vs[i]))];
    const way = { us: [fx[0]], vs: [fy[0]], steps: [steps[0]] };
    for (let i = 1; i < fx.length; i++) {
      const pieces = Math.min(Math.ceil(Math.hypot(fx[i] - fx[i - 1], fy[i] - fy[i - 1]) * PIECES) || 1, PIECES);
      for (let piece = 1; piece <= pieces; piece++) {
        const part = piece / pieces;
        way.us.push(fx[i - 1] + part * (fx[i] - fx[i - 1]));
        way.vs.push(fy[i - 1] + part * (fy[i] - fy[i - 1]));
        way.steps.push(steps[i - 1] + part * (steps[i] - steps[i - 1]));
      }
    }
    return { points: lifted(fx, fy), way: { points: lifted(way.us, way.vs), steps: way.steps } };
  }

  /** Return the column and row of the grid where the author's runs start, or the nearest to that. */
  function authorsCell() {
    return [columns, rows].map((cells, axis) => {
      const cell = Math.floor(share(data.runs[methods[0].run].x[axis][0], domain[axis]) * cells);
      return Math.min(Math.max(cell, 0), cells - 1);
    });
  }

  const hasGround = (panel) => !panel.camera || panel.items.some((item) => item.k === "mesh");
  const showsStarts = (panel) => hasGround(panel) && (panel.tracks || []).some((track) => ["path", "surface"].includes(track.shows?.of));

  /** Return the start that is nearest to a place on a panel, or null if there is none near it. */
  function startNear(made, x, y) {
    const { panel, ground } = made;
    if (!showsStarts(panel)) return null;
    const fractions = [0, 1].map((axis) => Float64Array.from({ length: count }, (_, i) => share(startAt(i)[axis], panel.limits[axis])));
    const points = panel.camera ? [...fractions, fractions[0].map((u, i) => ground.heightAt(u, fractions[1][i]))] : fractions;
    const placed = ground.place(points);
    let [best, least] = [null, Infinity];
    for (let i = 0; i < count; i++) {
      if (placed.hidden?.[i]) continue;
      const distance = Math.hypot(placed.x[i] - x, placed.y[i] - y);
      if (distance < least) [best, least] = [i, distance];
    }
    return panel.camera && least > NEAR_START ? null : best;
  }

  const isInside = ({ panel, view }, x, y) =>
    panel.camera || (x >= view.x && x <= view.x + view.width && y >= view.y && y <= view.y + view.height);

  // ---- the basins

  const tintedBasin = (start) => (tinted === null ? -1 : basins[tinted][start]);

  function sheetOfBasins() {
    const sheet = document.createElement("canvas");
    [sheet.width, sheet.height] = [columns, rows];
    const context = sheet.getContext("2d");
    for (let start = 0; start < count; start++) {
      const basin = tintedBasin(start);
      if (basin < 0) continue;
      context.fillStyle = colorOf(basin);
      context.fillRect(start % columns, rows - 1 - Math.floor(start / columns), 1, 1);
    }
    return sheet;
  }

  // ---- controls

  const apart = Math.max(...methods.map(({ step }) => (Array.isArray(step) ? step[1] : 1)));
  const rarely = apart > 1 ? `, every ${numeral(apart)} steps` : "";
  const HINT = `Click to start anywhere else (${numeral(count)} starts)`;
  const told = (start) => `from (${startAt(start).map((x) => spelled(x, 4)).join(", ")})${rarely}`;
  const hint = make("span", { role: "status" }, HINT);
  // Whatever is said takes the room of the longest, so that nothing moves when a ball is dropped.
  const longest = Array.from({ length: count }, (_, start) => told(start)).reduce((a, b) => (b.length > a.length ? b : a));
  const rooms = [HINT, longest].map((text) => make("span", { className: "waiting", "aria-hidden": "true" }, text));
  const back = make("button", { className: "button worded waiting", type: "button", onclick: undrop }, "author\u2019s start");
  const choice = make(
    "select",
    { className: "choice", "aria-label": "basins", onchange: () => { tinted = choice.value === "" ? null : Number(choice.value); redraw(); } },
    make("option", { value: "" }, "none"),
    ...methods.map(({ run }, i) => make("option", { value: String(i) }, data.runs[run].label)),
  );
  choice.hidden = !minima.length;
  const labelled = make("label", { className: "labelled", title: "a colour for each minimum; none where paths reach no minimum in these steps", hidden: !minima.length }, "basins", choice);

  const controls = make("span", { className: "exploring waiting" }, make("span", { className: "hint" }, hint, ...rooms), back, labelled);

  return {
    controls: [controls],
    tables: () => current,
    /** The steps that the clock can show. */
    steps: () => current && [...new Set(current.flatMap((table) => table.step))].sort((a, b) => a - b),
    takes: showsStarts,
    drop(made, x, y) {
      const start = isInside(made, x, y) ? startNear(made, x, y) : null;
      return start !== null && dropAt(start);
    },
    /** Move the start by so many cells of the grid, at first from the author's. */
    move(right, up) {
      const [across, along] = dropped === null ? authorsCell() : [dropped % columns, Math.floor(dropped / columns)];
      const [column, row] = [across + right, along + up];
      if (column < 0 || column >= columns || row < 0 || row >= rows) return true;
      return dropAt(row * columns + column);
    },
    undrop,
    /** Return the points of a track from the dropped start; without a track whether there is one. */
    explored(made, track) {
      if (!current) return null;
      if (!track) return true;
      const key = clock.kind;
      if (moved.get(track)?.key !== key) moved.set(track, { key, ...pointsOf(made, track) });
      return moved.get(track);
    },
    /** Draw a ring where the ball was dropped. */
    drawDropped({ panel, ground }, painter) {
      if (dropped === null || !showsStarts(panel)) return;
      const [fx, fy] = startAt(dropped).map((value, axis) => [share(value, panel.limits[axis])]);
      const { x, y } = ground.place(panel.camera ? [fx, fy, [ground.heightAt(fx[0], fy[0])]] : [fx, fy]);
      const { context, unit } = painter;
      context.beginPath();
      context.arc(x[0], y[0], 6.25 * unit, 0, 2 * Math.PI);
      context.fillStyle = painter.color(data.figure.ground);
      context.strokeStyle = painter.color(data.figure.text);
      context.lineWidth = 1.94 * unit;
      context.setLineDash([]);
      context.fill();
      context.stroke();
    },
    drawTint(panel, painter) {
      if (tinted === null || !showsStarts(panel) || panel.camera) return;
      const { context } = painter;
      const [[left, right], [low, high]] = domain.map((side, axis) => side.map((value) => share(value, panel.limits[axis])));
      context.save();
      context.beginPath();
      context.rect(painter.x, painter.y, painter.width, painter.height);
      context.clip();
      context.globalAlpha = TINT;
      context.imageSmoothingEnabled = false;
      context.drawImage(
        sheetOfBasins(),
        painter.x + left * painter.width, painter.y + (1 - high) * painter.height,
        (right - left) * painter.width, (high - low) * painter.height,
      );
      context.restore();
    },
    /** Return the tint of a surface at a place, or null. */
    tintOf(panel, fx, fy) {
      if (tinted === null) return null;
      const cell = [fx, fy].map((fraction, axis) => {
        const [low, high] = panel.limits[axis];
        return Math.floor(share(low + fraction * (high - low), domain[axis]) * [columns, rows][axis]);
      });
      const [column, row] = cell;
      const isOutside = column < 0 || column >= columns || row < 0 || row >= rows;
      const basin = isOutside ? -1 : tintedBasin(row * columns + column);
      return basin < 0 ? null : colorOf(basin);
    },
  };
}
