// Click to start: the paths from a grid of starts, and the basin of each minimum.
//
// A picked place is served by the nearest start of the grid. Its paths take the place of the author's runs: they have the
// same columns, so that every panel, clock and readout shows them without knowing.

const NEAR_START = 40; // CSS pixels

/**
 * Make what explores; `redraw` draws the panels anew, `onDropped` is called when another start is shown.
 *
 * @type {(data: Data, exploration: Exploration, clock: Clock, redraw: () => void, onDropped: OnDropped) => Explorer}
 */
function makeExplorer(data, exploration, clock, redraw, onDropped) {
  const { methods, base } = exploration;
  const [grid, standOf] = [makeGrid(exploration), makeStands(exploration)];
  const basins = makeBasins(exploration, grid, methods.map(({ run }) => data.runs[run].label), redraw);
  const controls = makeStartControls(exploration, grid, basins.element, undrop);
  /** @type {Paths[] | null} */
  let paths = null; // of all methods, once they are there
  /** @type {number | null} */
  let dropped = null; // the number of a start
  /** @type {Run[] | null} */
  let current = null; // the runs from there
  /** @type {WeakMap<Track, Retraced & { kind: ClockKind }>} */
  let moved = new WeakMap(); // of tracks to their points from there

  Promise.all(methods.map(async ({ step, block }) =>
    decodePaths(unpackCount(step), grid.count, await inflate(unpackBytes(block))))).then((all) => {
    paths = all;
    controls.element.classList.remove("waiting");
  });

  /** @type {(start: number | null) => void} */
  function changeTo(start) {
    dropped = start;
    current = start === null || !paths ? null : runsFrom(data.runs, exploration, grid.count, paths, start);
    moved = new WeakMap();
    controls.tell(start);
    onDropped(start !== null);
  }

  /** @type {(start: number) => boolean} */
  function dropAt(start) {
    if (paths && start !== dropped) changeTo(start); // the second half of a double click changes nothing
    return paths !== null;
  }

  function undrop() {
    if (dropped === null) return false;
    changeTo(null);
    return true;
  }

  return {
    controls: [controls.element],
    tables: () => current,
    steps: () => current && [...new Set(current.flatMap((table) => table.step))].sort((a, b) => a - b),
    takes: showsStarts,
    drop(made, x, y) {
      const start = showsStarts(made.panel) && isInside(made, x, y) ? startNear(made, grid, x, y) : null;
      return start !== null && dropAt(start);
    },
    move(right, up) {
      const [column, row] = dropped === null ? nearestCell(grid, data.runs[methods[0].run]) : grid.cellAt(dropped);
      const start = grid.numberOf([column + right, row + up]);
      return start < 0 || dropAt(start);
    },
    undrop,
    isDropped: () => dropped !== null,
    retraced(made, track) {
      if (!current) return null;
      const { kind } = clock;
      const known = moved.get(track);
      if (known?.kind === kind) return known;
      const found = { kind, ...retrace(made, track, current, base, clock), stand: standOf(made.panel, track, current) };
      moved.set(track, found);
      return found;
    },
    drawDropped: (made, painter) => drawStart(made, painter, grid, dropped, data.figure, exploration.ring),
    drawTint: (panel, painter) => showsStarts(panel) && basins.draw(panel, painter),
    tintOf: basins.tintOf,
  };
}

/**
 * Return the runs from a start; those of methods that the file holds for one start only are nowhere.
 *
 * @type {(runs: Run[], exploration: Exploration, count: number, paths: Paths[], start: number) => Run[]}
 */
function runsFrom(runs, exploration, count, paths, start) {
  const found = runs.map(runFromNowhere);
  exploration.methods.forEach(({ run }, i) => (found[run] = runFrom(runs[run], exploration, count, paths[i], start)));
  return found;
}

/**
 * Return the column and row of the grid where a run starts, or the nearest to that.
 *
 * @type {(grid: Grid, run: Run) => number[]}
 */
function nearestCell({ cellOf, columns, rows }, { x }) {
  const [column, row] = cellOf(x.map(([start]) => start));
  return [clamp(column, 0, columns - 1), clamp(row, 0, rows - 1)];
}

// ---- where starts are on the panels

/** @type {(panel: Panel) => boolean} */
const showsStarts = (panel) =>
  (!panel.camera || panel.items.some((item) => item.k === "mesh"))
  && tracksOf(panel).some(showsPath);

/** @type {(track: Track) => boolean} */
const showsPath = ({ shows }) => shows?.of === "path" || shows?.of === "surface";

/** @type {(made: MadePanel, x: number, y: number) => boolean} */
const isInside = ({ panel, view }, x, y) =>
  Boolean(panel.camera) || (x >= view.x && x <= view.x + view.width && y >= view.y && y <= view.y + view.height);

/**
 * Return the pixels of places on a panel that shows starts.
 *
 * @type {(made: MadePanel, places: number[][]) => Placed}
 */
function placeStarts({ panel, axes }, places) {
  const [us, vs] = [0, 1].map((axis) => places.map((place) => share(place[axis], panel.limits[axis])));
  return axes.place(panel.camera ? [us, vs, us.map((u, i) => axes.heightAt(u, vs[i]))] : [us, vs]);
}

/**
 * Return the start that is nearest to a place on a panel, or null if there is none near it.
 *
 * @type {(made: MadePanel, grid: Grid, x: number, y: number) => number | null}
 */
function startNear(made, { count, startAt }, x, y) {
  const placed = placeStarts(made, Array.from({ length: count }, (_, start) => startAt(start)));
  let least = made.panel.camera ? NEAR_START : Infinity;
  let best = null;
  for (let i = 0; i < count; i++) {
    const distance = Math.hypot(placed.x[i] - x, placed.y[i] - y);
    if (!placed.hidden?.[i] && distance < least) [best, least] = [i, distance];
  }
  return best;
}

/**
 * Draw a ring around a start, if there is one.
 *
 * @type {(made: MadePanel, painter: Painter, grid: Grid, start: number | null, colors: Data["figure"], ring: number[]) => void}
 */
function drawStart(made, painter, { startAt }, start, { background, text }, [radius, width]) {
  if (start === null || !showsStarts(made.panel)) return;
  const { x, y } = placeStarts(made, [startAt(start)]);
  const { context, unit } = painter;
  context.beginPath();
  context.arc(x[0], y[0], radius * unit, 0, 2 * Math.PI);
  context.fillStyle = painter.color(background);
  context.strokeStyle = painter.color(text);
  context.lineWidth = width * unit;
  context.setLineDash([]);
  context.fill();
  context.stroke();
}

// ---- controls

/**
 * Make what says how to explore and where the start is, with a way back; `choice` stands beside it.
 *
 * @type {(exploration: Exploration, grid: Grid, choice: HTMLElement, undrop: () => void) => StartControls}
 */
function makeStartControls({ methods }, { count, startAt }, choice, undrop) {
  const apart = Math.max(...methods.map(({ step }) => (Array.isArray(step) ? step[1] : 1)));
  const rarely = apart > 1 ? `, every ${numeral(apart)} steps` : "";
  const invitation = `Click to start anywhere else (${numeral(count)} starts)`;
  /** @type {(start: number) => string} */
  const told = (start) => `from (${startAt(start).map((x) => spelled(x, 4)).join(", ")})${rarely}`;
  const hint = make("span", { role: "status" }, invitation);
  // Whatever is said takes the room of the longest, so that nothing moves when a ball is dropped.
  const longest = Array.from({ length: count }, (_, start) => told(start)).reduce((a, b) => (b.length > a.length ? b : a));
  const rooms = [invitation, longest].map((text) => make("span", { className: "waiting", "aria-hidden": "true" }, text));
  const back = make("button", { className: "button worded waiting", type: "button", onclick: undrop }, "author\u2019s start");
  return {
    element: make("span", { className: "exploring waiting" }, make("span", { className: "hint" }, hint, ...rooms), back, choice),
    tell(start) {
      back.classList.toggle("waiting", start === null);
      hint.textContent = start === null ? invitation : told(start);
    },
  };
}
