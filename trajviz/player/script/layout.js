// Where the panels go: as the author arranged them while their texts stay legible, and else in a column.
//
// All lengths of the data block are hundredths of an inch; `unit` is how many CSS pixels such a hundredth is. Axes
// stretch, and what is written around them keeps its size.

const LEAST_UNIT = 0.8; // below which texts are hard to read
const NARROWEST = 290; // CSS pixels of a panel that stands beside others
const NARROWEST_IN_GRID = 165;
const AROUND = 12; // by how much marks may reach over what is around axes
const GAP = 14; // between panels that were moved
const BELOW_SURFACE = 75; // from the axes of a surface to the end of their names
const LEAST_SCALE = 0.1; // of a surface
const OVER = 8; // by which labels at the upper end of an axis reach over it

/**
 * Return { height, unit, places }, the place of each panel being { region, box, stretch }, in CSS pixels.
 *
 * @type {(data: Data, width: number, mostHeight: number) => Arrangement}
 */
function arrange(data, width, mostHeight) {
  const { size, head, flows } = data.figure;
  const top = flows ? head - OVER : 0;
  const whole = { width: size[0], height: size[1] - top, top };
  const unit = Math.min(width / whole.width, mostHeight / whole.height);
  if (!flows || unit >= LEAST_UNIT) return asArranged(data, whole, unit);
  return inNewRows(data, width, mostHeight);
}

/** @type {(numbers: number[]) => Box} */
const asBox = ([x, y, width, height]) => ({ x, y, width, height });

/** @type {(data: Data, whole: { width: number, height: number, top: number }, unit: number) => Arrangement} */
function asArranged(data, whole, unit) {
  /** @type {(box: Box) => Box} */
  const scaled = (box) => ({
    x: box.x * unit, y: (box.y - whole.top) * unit, width: box.width * unit, height: box.height * unit,
  });
  const bounds = { x: 0, y: 0, width: whole.width * unit, height: whole.height * unit };
  const places = data.panels.map((panel) => {
    const region = within(padded(scaled(asBox(panel.outer)), AROUND * unit), bounds);
    return { region, box: scaled(asBox(panel.box)), stretch: 1 };
  });
  return { width: bounds.width, height: bounds.height, unit, places };
}

/** @type {(box: Box, by: number) => Box} */
const padded = ({ x, y, width, height }, by) => ({ x: x - by, y: y - by, width: width + 2 * by, height: height + 2 * by });

/** @type {(box: Box, bounds: Box) => Box} */
function within(box, bounds) {
  const [x, y] = [Math.max(box.x, bounds.x), Math.max(box.y, bounds.y)];
  return {
    x, y,
    width: Math.min(box.x + box.width, bounds.x + bounds.width) - x,
    height: Math.min(box.y + box.height, bounds.y + bounds.height) - y,
  };
}

/**
 * Return the panels in rows as they stand in the figure, each from left to right; those around all are left out.
 *
 * @type {(panels: Panel[]) => Panel[][]}
 */
function rowsOf(panels) {
  /** @type {Panel[][]} */
  const rows = [];
  for (const panel of panels.filter(isAxes)) {
    const [, top, , height] = panel.box;
    const middle = top + height / 2;
    const row = rows.find(([{ box }]) => box[1] < middle && middle < box[1] + box[3]);
    if (row) row.push(panel);
    else rows.push([panel]);
  }
  for (const row of rows) row.sort((a, b) => a.box[0] - b.box[0]);
  return rows.sort(([a], [b]) => a.box[1] - b.box[1]);
}

/** @type {(panel: Panel) => boolean} */
const isAxes = (panel) => panel.limits !== undefined;

/** @type {(data: Data, width: number, mostHeight: number) => Arrangement} */
function inNewRows(data, width, mostHeight) {
  const unit = LEAST_UNIT;
  const multiples = areAlike(data.panels.filter(isAxes));
  const rows = inColumns(rowsOf(data.panels), width, multiples);
  const placeOf = new Map();
  const allEdges = new Map(data.panels.map((panel) => [panel, edges(panel, unit)]));
  /** @type {EdgesOf} */
  const edgesOf = (panel) => /** @type {Edges} */ (allEdges.get(panel));
  if (rows.length > 1 && rows[0].length > 1) alignColumns(rows, edgesOf);
  const height = mostHeight - (OVER + 4 + (rows.length - 1) * GAP) * unit;
  let top = OVER * unit;
  const cellsOfRows = rows.map((row) => {
    const share = shareOf(multiples ? rows[0] : row, edgesOf, width, unit);
    return cellsOf(row, edgesOf, share, unit, height / Math.min(rows.length, 2));
  });
  if (multiples) level(cellsOfRows);
  for (const [i, row] of rows.entries()) {
    const cells = cellsOfRows[i];
    for (const [panel, place] of cells.places) {
      place.box.y += top;
      place.region = { ...place.region, y: place.region.y + top };
      placeOf.set(panel, place);
    }
    top += cells.height + (row === rows.at(-1) ? 4 : GAP) * unit;
  }
  const all = { x: 0, y: 0, width, height: top };
  for (const place of placeOf.values()) place.region = within(place.region, all);
  const places = data.panels.map((panel) => placeOf.get(panel) || { region: all, box: all, stretch: 1 });
  return { width, height: top, unit, places };
}

/**
 * Whether panels are small multiples: several rows of axes of one size.
 *
 * @type {(panels: Panel[]) => boolean}
 */
function areAlike(panels) {
  const [first] = panels;
  /** @type {(panel: Panel) => boolean} */
  const isAlike = ({ box }) => [2, 3].every((i) => Math.abs(box[i] - first.box[i]) <= 1);
  return rowsOf(panels).length > 1 && panels.every((panel) => !panel.camera && isAlike(panel));
}

/**
 * Return the rows as they are or, where they are too wide, in fewer columns: small multiples in as many as fit.
 *
 * @type {(rows: Panel[][], width: number, multiples: boolean) => Panel[][]}
 */
function inColumns(rows, width, multiples) {
  const least = rows.length > 1 ? NARROWEST_IN_GRID : NARROWEST;
  if (!multiples) return rows.flatMap((row) => (width / row.length < least ? row.map((panel) => [panel]) : [row]));
  const columns = Math.max(Math.floor(width / least), 1);
  if (columns >= rows[0].length) return rows;
  const panels = rows.flat();
  return Array.from({ length: Math.ceil(panels.length / columns) }, (_, row) => panels.slice(row * columns, (row + 1) * columns));
}

/**
 * Make all axes as high as the lowest.
 *
 * @type {(cellsOfRows: Cells[]) => void}
 */
function level(cellsOfRows) {
  const height = Math.min(...cellsOfRows.flatMap(({ places }) => places.map(([, { box }]) => box.height)));
  for (const cells of cellsOfRows) {
    const cut = Math.max(...cells.places.map(([, { box }]) => box.height)) - height;
    cells.height -= cut;
    for (const [panel, place] of cells.places) {
      place.region.height -= cut;
      place.box.height = height;
      place.stretch = height / place.box.width / (panel.box[3] / panel.box[2]);
    }
  }
}

/**
 * Return how much room what is written around axes takes, in CSS pixels.
 *
 * @type {(panel: Panel, unit: number) => Edges}
 */
function edges({ box, outer }, unit) {
  return {
    left: (box[0] - outer[0]) * unit,
    right: (outer[0] + outer[2] - box[0] - box[2]) * unit,
    top: (box[1] - outer[1]) * unit,
    bottom: (outer[1] + outer[3] - box[1] - box[3]) * unit,
  };
}

/**
 * Give the panels of a column the same room at their sides.
 *
 * @type {(rows: Panel[][], edgesOf: EdgesOf) => void}
 */
function alignColumns(rows, edgesOf) {
  for (const side of /** @type {const} */ (["left", "right"])) {
    rows[0].forEach((_, column) => {
      const inColumn = rows.filter((row) => column < row.length).map((row) => edgesOf(row[column]));
      const widest = Math.max(...inColumn.map((edge) => edge[side]));
      for (const edge of inColumn) edge[side] = widest;
    });
  }
}

/**
 * Return how much further than the axes the labels below a surface reach, whose axes shrink more than they do.
 *
 * @type {(scale: number, unit: number) => number}
 */
const roomForLabels = (scale, unit) => Math.max(unit - scale, 0) * BELOW_SURFACE;

/** @type {(panel: Panel) => number} */
const widthOf = ({ camera, box, outer }) => (camera ? outer[2] : box[2]);

/**
 * Return by which factor the axes of a row grow to fill that width.
 *
 * @type {(row: Panel[], edgesOf: EdgesOf, width: number, unit: number) => number}
 */
function shareOf(row, edgesOf, width, unit) {
  /** @type {(numbers: number[]) => number} */
  const sum = (numbers) => numbers.reduce((a, b) => a + b, 0);
  const sides = row.filter((panel) => !panel.camera).map(edgesOf).map(({ left, right }) => left + right);
  return (width - GAP * unit * (row.length + 1) - sum(sides)) / sum(row.map(widthOf));
}

/**
 * Return the places of panels that share a row and grow by that factor, and the row's height.
 *
 * @type {(row: Panel[], edgesOf: EdgesOf, share: number, unit: number, mostHeight: number) => Cells}
 */
function cellsOf(row, edgesOf, share, unit, mostHeight) {
  const around = row.map(edgesOf);
  const gap = GAP * unit;
  const flat = row.map((panel) => !panel.camera);
  const heights = row.map(({ box, outer }, i) => {
    if (!flat[i]) return outer[3] * share + roomForLabels(share, unit);
    const least = row[i].fixed_aspect ? 0 : 0.6 * widthOf(row[i]) * share;
    return Math.max(box[3] * share, least) + around[i].top + around[i].bottom;
  });
  const height = Math.max(...heights);
  const fits = Math.max(160, Math.min(height, mostHeight));
  /** @type {Cells["places"]} */
  const places = [];
  let left = gap;
  row.forEach((panel, i) => {
    const { box, outer } = panel;
    const edge = around[i];
    if (flat[i]) {
      const inner = { x: left + edge.left, y: edge.top, width: box[2] * share, height: fits - edge.top - edge.bottom };
      if (panel.fixed_aspect) inner.height = Math.min(inner.height, (box[3] / box[2]) * inner.width);
      const stretch = inner.height / inner.width / (box[3] / box[2]);
      const region = { x: left, y: 0, width: edge.left + inner.width + edge.right, height: fits };
      places.push([panel, { box: inner, region: padded(region, AROUND * unit), stretch }]);
      left += region.width + gap;
    } else {
      const fitting = (fits - unit * BELOW_SURFACE) / (outer[3] - BELOW_SURFACE); // with room for the labels
      const scale = Math.min(share, fits / outer[3], Math.max(fitting, LEAST_SCALE));
      const region = { x: left, y: 0, width: outer[2] * share, height: fits };
      const inset = (region.width - outer[2] * scale) / 2;
      const inner = {
        x: left + inset + (box[0] - outer[0]) * scale, y: (box[1] - outer[1]) * scale,
        width: box[2] * scale, height: box[3] * scale,
      };
      places.push([panel, { box: inner, region, stretch: 1 }]);
      left += region.width + gap;
    }
  });
  return { places, height: fits };
}
