// Drawing the items of a panel on a canvas.
//
// A view says where: { context, x, y, width, height, unit, color, clips }. x, y, width and height are the axes in CSS
// pixels, `unit` is how many CSS pixels a hundredth of an inch of the figure is, `color(number)` a colour of the palette.

/** @type {Record<string, string>} */
const FAMILIES = {
  "sans-serif": '"DejaVu Sans", Verdana, "Noto Sans", system-ui, sans-serif',
  "monospace": '"DejaVu Sans Mono", ui-monospace, Menlo, Consolas, monospace',
  "serif": '"DejaVu Serif", Georgia, "Noto Serif", serif',
};
const APART = 2; // pixels between texts
const NEXT = 11; // pixels between the middles of texts on lines
const SEAM = 0.7; // pixels by which areas that abut reach into each other

/**
 * Return the pixels of fractions of the axes.
 *
 * @type {(view: View, points: Points) => Placed}
 */
function toPixels(view, [fx, fy]) {
  return {
    x: fx.map((fraction) => view.x + fraction * view.width),
    y: fy.map((fraction) => view.y + (1 - fraction) * view.height),
  };
}

/**
 * Call `draw` with whatever lies outside an item's clip cut off.
 *
 * @type {(view: Painter, item: { clip?: number }, draw: () => void) => void}
 */
function clipped(view, item, draw) {
  if (item.clip === undefined) return draw();
  const { context, unit } = view;
  context.save();
  for (const clip of view.clips[item.clip]) {
    context.beginPath();
    if (Array.isArray(clip)) {
      const [left, bottom, right, top] = clip.map((reach) => reach * unit);
      context.rect(view.x - left, view.y - top, view.width + left + right, view.height + top + bottom);
    } else {
      tracePieces(context, toPixels(view, unpackPoints(clip)), clip.n);
    }
    context.clip();
  }
  draw();
  context.restore();
}

/** @type {(view: Painter, look: Look) => void} */
function setStroke(view, look) {
  const { context, unit } = view;
  context.strokeStyle = view.color(look.s);
  context.lineWidth = (look.w || 0) * unit;
  context.lineCap = look.cap || "butt";
  context.lineJoin = look.miter ? "miter" : look.join || "round";
  context.miterLimit = look.miter || 10;
  context.lineDashOffset = (look.skip || 0) * unit;
  context.setLineDash((look.dash || []).map((length) => length * unit));
}

/**
 * Fill and stroke the path that the context holds.
 *
 * @type {(view: Painter, look: Look) => void}
 */
function inkPath(view, look) {
  const { context } = view;
  if (look.f !== undefined) {
    context.fillStyle = view.color(look.f);
    context.fill();
    if (look.abuts && String(context.fillStyle)[0] === "#") { // seams of what is translucent would show twice
      context.strokeStyle = context.fillStyle;
      context.lineWidth = SEAM;
      context.setLineDash([]);
      context.stroke();
    }
  }
  if (look.s !== undefined) {
    setStroke(view, look);
    context.stroke();
  }
}

/**
 * Add pieces of a path: `lengths` says how many points each has, negative where it is closed.
 *
 * @type {(context: CanvasRenderingContext2D, points: Placed, lengths: number[]) => void}
 */
function tracePieces(context, { x, y }, lengths) {
  let place = 0;
  for (const length of lengths) {
    const end = place + Math.abs(length);
    context.moveTo(x[place], y[place]);
    for (let i = place + 1; i < end; i++) context.lineTo(x[i], y[i]);
    if (length < 0) context.closePath();
    place = end;
  }
}

/**
 * Draw the shape of a mark around a point, turned by an angle and sized by a factor.
 *
 * @type {(view: Painter, look: Look, x: number, y: number, options?: MarkOptions) => void}
 */
function drawMark(view, look, x, y, { factor = 1 } = {}) {
  const { context, unit } = view;
  const size = unit * factor;
  context.beginPath();
  for (const [closed, ...xy] of look.shape || []) {
    context.moveTo(x + xy[0] * size, y - xy[1] * size);
    for (let i = 2; i < xy.length; i += 2) context.lineTo(x + xy[i] * size, y - xy[i + 1] * size);
    if (closed) context.closePath();
  }
  inkPath(view, look);
}

/** @type {(view: Painter, item: TextLook) => void} */
function setFont(view, item) {
  const family = FAMILIES[item.family || "sans-serif"];
  view.context.font = `${item.font || ""} ${(item.size * view.unit * (view.textScale || 1)).toFixed(2)}px ${family}`;
}

/**
 * Return the box around a text that has been measured, wherever it is turned to.
 *
 * @type {(x: number, y: number, width: number, size: number, align: Align, radians: number) => Extent}
 */
function boxAround(x, y, width, size, align, radians) {
  const left = { left: 0, center: -0.5, right: -1 }[align] * width;
  const corners = [[left, 0.25 * size], [left + width, 0.25 * size], [left, -0.8 * size], [left + width, -0.8 * size]];
  const [cos, sin] = [Math.cos(radians), Math.sin(radians)];
  const xs = corners.map(([u, v]) => x + u * cos + v * sin);
  const ys = corners.map(([u, v]) => y - u * sin + v * cos);
  return { x0: Math.min(...xs), x1: Math.max(...xs), y0: Math.min(...ys), y1: Math.max(...ys) };
}

/** @type {(a: Extent, b: Extent) => boolean} */
const overlap = (a, b) => a.x0 < b.x1 + APART && b.x0 < a.x1 + APART && a.y0 < b.y1 && b.y0 < a.y1;

/**
 * Write the lines of a text; of those that would lie on each other some are left out.
 *
 * @type {(view: Painter, item: TextItem) => void}
 */
function drawText(view, item) {
  const { context, unit } = view;
  const align = item.align || "left";
  setFont(view, item);
  context.fillStyle = view.color(item.f);
  context.textAlign = align;
  context.textBaseline = "alphabetic";
  const placed = item.lines.map(([text, fx, fy, angle = 0, right = 0, up = 0]) => {
    const x = view.x + (fx / CONSTANTS.unit) * view.width + right * unit;
    const y = view.y + (1 - fy / CONSTANTS.unit) * view.height - up * unit;
    const radians = angleAlong(view, angle, Boolean(right || up));
    const box = typeof text === "string"
      ? boxAround(x, y, context.measureText(text).width, item.size * unit, align, radians)
      : boxOfShape(text, x, y, unit);
    return { text, x, y, radians, box };
  });
  for (const { text, x, y, radians } of legible(placed, item.part)) {
    if (typeof text === "string") {
      context.save();
      context.translate(x, y);
      context.rotate(-radians);
      context.fillText(text, 0, 0);
      context.restore();
    } else {
      drawMark(view, { shape: text, f: item.f }, x, y);
    }
  }
}

/**
 * Return those of the placed lines of a text that leave each other room: of ticks every second, third...
 *
 * @type {(placed: PlacedLine[], part?: string) => PlacedLine[]}
 */
function legible(placed, part) {
  if (part === "written") {
    return placed.filter(({ x, y }, i) => !placed.slice(0, i).some((other) => Math.hypot(x - other.x, y - other.y) < NEXT));
  }
  if (!part?.endsWith("ticks")) return placed;
  for (let stride = 1; stride < placed.length; stride++) {
    const kept = placed.filter((_, i) => i % stride === 0);
    if (!kept.some(({ box }, i) => i > 0 && overlap(box, kept[i - 1].box))) return kept;
  }
  return placed.slice(0, 1);
}

/**
 * Return the box around a shape that is drawn at a point.
 *
 * @type {(shape: Shape, x: number, y: number, unit: number) => Extent}
 */
function boxOfShape(shape, x, y, unit) {
  const numbers = shape.flatMap(([, ...xy]) => xy);
  const [xs, ys] = [numbers.filter((_, i) => i % 2 === 0), numbers.filter((_, i) => i % 2)];
  return {
    x0: x + Math.min(...xs) * unit, x1: x + Math.max(...xs) * unit,
    y0: y - Math.max(...ys) * unit, y1: y - Math.min(...ys) * unit,
  };
}

/**
 * Return an angle in radians; that of a text along a line turns with the line when the axes change their shape.
 *
 * @type {(view: View, angle: number, isOutside: boolean) => number}
 */
function angleAlong(view, angle, isOutside) {
  const radians = (angle * Math.PI) / 180;
  if (angle % 90 === 0 || isOutside || !view.stretch) return radians;
  return Math.atan2(Math.sin(radians) * view.stretch, Math.cos(radians));
}

/** @type {(view: Painter, item: ImageItem) => void} */
function drawImage(view, item) {
  const { context } = view;
  const [left, bottom, width, height] = item.box.map((length) => length / CONSTANTS.unit);
  if (!item.image?.complete) return;
  context.drawImage(
    item.image,
    view.x + left * view.width,
    view.y + (1 - bottom - height) * view.height,
    width * view.width,
    height * view.height,
  );
}

/**
 * Decode what an item holds, once.
 *
 * @type {(item: Item, whenReady: () => void) => void}
 */
function prepareItem(item, whenReady) {
  if (item.k === "path" || item.k === "marks") {
    item.points = unpackPoints(item);
  } else if (item.k === "image") {
    item.image = new Image();
    item.image.onload = whenReady;
    item.image.src = item.src;
  } else if (item.k === "shapes") {
    item.at = unpack(item.at);
    for (const shape of item.shapes) for (const part of shape) prepareItem(part, whenReady);
  }
}

/**
 * What draws each kind of item that stays.
 *
 * @type {Record<string, (view: Painter, item: any) => void>}
 */
const ITEMS = {
  path(view, item) {
    view.context.beginPath();
    tracePieces(view.context, toPixels(view, item.points), item.n);
    inkPath(view, item);
  },
  marks(view, item) {
    const { x, y } = toPixels(view, item.points);
    for (let i = 0; i < x.length; i++) drawMark(view, item, x[i], y[i]);
  },
  text: drawText,
  image: drawImage,
};

/**
 * Draw an item that stays.
 *
 * @type {(view: Painter, item: Item) => void}
 */
function drawItem(view, item) {
  clipped(view, item, () => ITEMS[item.k](view, item));
}
