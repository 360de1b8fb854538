// The types of the player's script, for `tsc --checkJs` and for those who read it. Nothing of this reaches a page.

// ---- the data block, which `trajviz/player/telling.py` writes; where it differs once it has been read, both are told

type Color = number; // in `colors`
type WrittenNumber = number | string | null; // see `asNumber`
type Themed = "light" | "dark" | null;
type ClockKind = "steps" | "evaluations";
type Align = "left" | "center" | "right";
type Shape = number[][]; // pieces, each whether it is closed and then x, y, x, y, ...

interface WrittenData extends Omit<Data, "clock" | "runs"> {
  version: number;
  constants: Constants;
  motions?: string[]; // of other packages
  clock: Omit<Pace, "rows" | "at" | "hurries"> & { rows: number | number[]; at?: string; hurries?: string };
  runs: WrittenRun[];
}

interface Data {
  title: Written;
  description: string;
  note?: string;
  figure: { size: number[]; head: number; background: Color; text: Color; flows: boolean; wide?: number };
  clock: Pace;
  runs: Run[];
  legend: LegendEntry[];
  marks: string[][]; // a marker and what it stands for
  readouts: boolean;
  panels: Panel[];
  exploration?: Exploration;
  themed: Themed;
  colors: string[][]; // each for light and for dark schemes
  outlines: Shape[];
  surfaces?: string[]; // deflated
}

interface Constants { unit: number; per_moment: number; digits: string; significant: number; time_margin: number }

interface Pace {
  rows: number[];
  seconds: number;
  hold: number;
  opening?: number; // seconds for which the start stays
  kind?: ClockKind;
  at?: number[] | undefined; // the moment of each frame, where these are not evenly apart
  hurries?: number[] | undefined; // how often the usual speed is doubled at each
}

interface WrittenRun extends Omit<Run, "step" | "evaluations" | "x" | "f" | "gradient_norm"> {
  step: number | number[];
  evaluations?: number | number[];
  x: WrittenNumber[][];
  f: WrittenNumber[];
  gradient_norm?: WrittenNumber[];
}

/** A run: each column has an entry per kept row. */
interface Run {
  label: string;
  outcome?: string;
  dimension: number;
  rows: number; // of the path; `row` are those that are kept, if not all are
  row?: number[];
  step: number[];
  evaluations?: number[];
  x: number[][];
  f: number[];
  gradient_norm?: number[];
  starts?: number; // of a swarm, whose middle this is
  arrived?: number[]; // of these, at each row
  // of runs from other starts:
  gap?: number[]; // f above the exploration's `base`
  isBeyond?: boolean[];
  digits?: number;
}

interface LegendEntry extends Written { color: Color; marker: string; dash?: string; runs: number[]; ending?: string }

/** A text, which may be mathematics: then with its outlines. */
interface Written { t: string; path?: string; box?: number[] }

/** Axes, or what belongs to the figure: then without `limits`. */
interface Panel {
  box: number[]; // left, top, width and height
  outer: number[];
  clips: (number[] | WrittenPath)[][];
  items: Item[];
  tracks?: Track[];
  limits: number[][];
  scales: string[];
  names: string[];
  title: string;
  fixed_aspect?: boolean;
  // of axes in space:
  camera?: CameraData;
  axes?: Axis[];
  rules?: BoxRules; // of a surface
  behind?: Item[]; // flat
}

interface CameraData {
  elev: number;
  azim: number;
  roll: number;
  aspect: number[];
  distance: number;
  focal: number | null;
  view: number[];
  motion?: { k: string }; // and what the function of that name in `MOTIONS` needs
}

/** How far the texts around a surface are from its box and from each other, and where names may stand. */
interface BoxRules { tick: number; gap: number; apart: number; places: number[]; long: number }
interface BoxEdge { axis: number; along: number[]; outwards: number[]; at(share: number): number[] }
type BoxLook = TextLook & { high: number };
interface BoxLabel extends PlacedLine { look: BoxLook; reach: number }

interface Axis {
  ticks: number[];
  labels: (string | Shape)[];
  text: BoxLook;
  pad: number;
  name: BoxLook & { t: string };
  name_pad: number;
  line: number[]; // colour and width, as `tick` and `grid`
  tick: number[];
  grid: number[] | null;
  reach: number[];
  wall: Color[];
}

interface WrittenPoints { p: string; gone?: string; far?: string }
interface WrittenPath extends WrittenPoints { n: number[] }

/** A track: where a run goes on a panel. */
interface Track extends WrittenPoints {
  run: number;
  shows?: { of: "path" | "surface" } | { of: "values"; offset: number; least: number };
  over_steps?: number;
  depth?: number[];
  points: Points; // once it is read
  over?: Partial<Record<ClockKind, Points>>;
}

/** How lines, areas and marks look; what is left out has its usual value. */
interface Look {
  f?: Color;
  s?: Color;
  w?: number;
  cap?: CanvasLineCap;
  join?: CanvasLineJoin;
  miter?: number;
  dash?: number[];
  skip?: number;
  abuts?: number;
  shape?: Shape;
  clip?: number;
}

interface TextLook {
  f: Color;
  size: number;
  align?: Align;
  font?: string;
  family?: string;
  drop?: number;
  shape?: Shape;
}

type TextLine = [text: string | Shape, fx: number, fy: number, angle?: number, right?: number, up?: number];

interface OfItem { clip?: number; run?: number; role?: string; part?: string }
interface PathItem extends OfItem, Look, WrittenPath { k: "path"; points: Points }
interface MarksItem extends OfItem, Look, WrittenPoints { k: "marks"; points: Points }
interface ImageItem extends OfItem { k: "image"; box: number[]; src: string; image?: HTMLImageElement }
interface ShapesItem extends OfItem { k: "shapes"; shapes: Item[][]; at: any } // a text, then numbers

/** Texts: lines on flat axes, or one, `t`, in space. */
interface TextItem extends OfItem, TextLook { k: "text"; lines: TextLine[]; t: string; at: number[] }

interface Mesh extends OfItem, Look, WrittenPoints {
  k: "mesh";
  sides: number;
  surface: number; // which holds the places, the faces and their colours
  faces: string;
  rgb: string[];
  alpha: number;
  points: Points;
  corners: number[];
  colors: string[][];
  lines?: (Look & { points: Points; bands: number[][][]; faces: number[]; stay: boolean[]; both?: number })[]; // of a surface over a grid; the places of segments by band
  drawn: WrittenPath[];
  x: string;
  y: string;
  z: string;
  gone: string;
  grid: number[];
  field?: HeightField;
  sheet?: HTMLCanvasElement;
}

/** What follows a track; see `MOTIONS`. */
interface Following extends OfItem {
  k: "trail" | "head" | "end" | "arrival" | "dots" | "pointer" | "arrows" | "tangent" | "probes" | "simplex" | "population" | "ellipse" | "velocity" | "word" | "swarm"; // or one of another package
  run: number;
  track: number;
  look: Look[];
  way?: any; // WrittenPoints & { step: string }, then Way: it is read where it stands
  others?: any; // WrittenPoints[], then Points[]
  aside?: number[];
}

/** What draws items in space is offered. */
interface Space {
  project: Projection;
  place: Axes["place"];
  depths: DepthBuffer | null;
  tintAt(fx: number, fy: number): string | null;
  stand: Stand & { aspect: number[] };
}

type Item = PathItem | MarksItem | TextItem | ImageItem | ShapesItem | Mesh | Following;

interface Exploration {
  domain: number[][];
  within: number[][];
  grid: [number, number];
  unit: number;
  lost: number;
  furthest: number; // how many units from the middle a place is told to be at the most
  ring: number[]; // around a start: radius and width
  fan: Fan;
  base: number;
  minima: number[][];
  methods: { run: number; step: number | number[]; block: string; basins: string; fine?: { grid: number[]; block: string } }[];
}

/** How heads that have arrived are set beside each other: see `trajviz/drawing/layers/fan.py`. */
interface Fan {
  panel: number[];
  near: number;
  lengths: number[]; // half of that between heads, and from a star to a head
  arriving: number; // share of a path
  smaller: number; // a ring around a head that stands aside
  stars: number[][];
}

// ---- places

interface Column extends ArrayLike<number>, Iterable<number> {
  map(change: (value: number, i: number) => number): Column;
  forEach(call: (value: number, i: number) => void): void;
}
type Points = Column[] & { far?: Set<number> }; // an array for each coordinate, in fractions of the axes
interface Way<P = Points> { points: P; steps: number[] }
interface HeadStand { aside?: number[]; smaller?: number } // to the right, up and in how many rows
interface Retraced { points: Points; way?: Way | undefined; stand?: HeadStand }
interface Place { x: number; y: number }
interface Placed { x: Column; y: Column; hidden?: Column; far?: Set<number> }
interface PlacedInSpace extends Placed { x: Float64Array; y: Float64Array; depth: Float64Array }
interface Box extends Place { width: number; height: number }
interface Extent { x0: number; x1: number; y0: number; y1: number }
interface PlacedLine extends Place { text: string | Shape; radians: number; box: Extent }

// ---- drawing

/** Where axes are on their canvas, in CSS pixels; `unit` is how many of these a hundredth of an inch is. */
interface View extends Box {
  region: Box;
  unit: number;
  stretch: number;
  density: number;
  clips: Panel["clips"];
  hides: boolean; // whether what lies behind surfaces is drawn faint
  color(number?: Color): string;
}
interface Painter extends View { context: CanvasRenderingContext2D; scheme: number; textScale?: number }
interface MarkOptions { factor?: number }

/** Where a run is: at which row, and at which of those that are kept. */
interface At { row: number; index: number; share: number } // the last that is reached, and of the way to the next
interface Here extends Place { hidden?: number | undefined; far?: boolean }
interface Moment {
  row: number;
  index: number;
  place: number;
  here: Here;
  track: Track;
  points: Placed;
  axes: Axes;
  isOwn: boolean; // whether the points are the author's
  way?: Way<Placed>;
  others?: Placed[];
  ended: boolean;
  age: number;
  stand: HeadStand;
}

/** What places and draws the items of axes. */
interface Axes {
  camera: Camera | null;
  heightAt(fx: number, fy: number): number;
  prepare(item: Item, whenReady: () => void): void;
  place(points: Points): Placed;
  draw(painter: Painter, item: Item): void;
  drawBelow(painter: Painter, items: Item[]): void;
  settle(view: View): void;
  orbit(): boolean; // follow the author's orbit; return whether it has turned
}

interface Stand { elev: number; azim: number; zoom: number }
interface Camera {
  stand: Stand;
  turned: boolean; // by the reader
  move(change: Partial<Stand>): void;
  reset(): void;
  orbit(): boolean;
}
type Projection = (...point: number[]) => number[]; // fractions of the box to pixels and the distance from the eye
type TintAt = (fx: number, fy: number) => string | null;
interface HeightField { xs: number[]; ys: number[]; heights: Float64Array }
interface DepthBuffer { addMesh(mesh: Mesh, placed: PlacedInSpace): void; hides(x: number, y: number, depth: number): boolean }
type DrawPart = (view: Painter, axis: Axis, index: number, far: number[], project: Projection) => void;

// ---- layout

interface PanelPlace { region: Box; box: Box; stretch: number }
interface Arrangement { width: number; height: number; unit: number; places: PanelPlace[] }
interface Edges { left: number; right: number; top: number; bottom: number }
type EdgesOf = (panel: Panel) => Edges;
interface Cells { places: [Panel, PanelPlace][]; height: number }

// ---- the parts of a player

type Moments = { steps: number[]; evaluations?: number[] };
interface Clock {
  moments: Moments;
  kind: ClockKind;
  pace: Pace;
  place: number; // among the moments
  frame: number;
  playing: boolean;
  looping: boolean;
  speed: number;
  readonly all: number[];
  readonly last: number;
  readonly now: number;
  readonly countsAsDrawn: boolean;
  readonly lastFrame: number;
  readonly hurry: number;
  frameOf(moment: number): number;
  go(place: number): void;
  seek(place: number): void;
  step(count: number): void;
  play(): void;
  pause(): void;
  toggle(): void;
  setSpeed(speed: number): void;
  setLooping(looping: boolean): void;
  setKind(kind: ClockKind): void;
  setMoments(moments: Moments, kind?: ClockKind): void;
}
interface ClockListeners { onChange(): void; onState(): void }

/** What a reader has chosen. */
interface State {
  scheme: number; // 0 is light, 1 is dark
  hidden: Set<number>; // runs
  read: Point | null;
  unit: number;
}
interface Point extends Place { panel: MadePanel; run: number; index: number }

interface Shown {
  tables(): Run[];
  rowOf(run: number): At;
  latestRow(): number;
  forget(): void;
}

/** What panels are made with. */
interface Shared extends Omit<Shown, "forget"> {
  data: Data;
  state: State;
  clock: Clock;
  explorer: Explorer;
  density(): number;
  redraw(panel?: MadePanel): void;
}
type Listening = Pick<Shared, "state" | "clock" | "explorer">;
type Read = (point: Point | null) => void;

interface Tracks { all: Track[]; shown(): Track[]; momentOf(track: Track, item?: Following): Moment }

interface Readings {
  nearest(x: number, y: number, within?: number): Point | null; // that has been passed
  pointOf(run: number, index: number): Point | null;
  headOf(run: number): Point | null;
  runs(): number[];
}
interface MadePanel extends Readings {
  panel: Panel;
  element: HTMLElement;
  axes: Axes;
  view: View; // from the first layout on
  resetButton?: HTMLButtonElement;
  layout(region: Box, box: Box, unit: number, stretch: number): void;
  release(): void;
  drawStill(): void;
  drawLive(): void;
}

interface Picture {
  element: HTMLElement;
  redraw(panel?: MadePanel): void;
  schedule(): void;
  read: Read;
  release(): void; // its pixels, until it is laid out again
  keepReading(): void; // the same point, as long as it has been reached
  layout(placed: Arrangement): void;
}
interface Tip { element: HTMLElement; voice: HTMLElement; show(read: Point | null, picture: HTMLElement): void }
interface Heading { element: HTMLElement; dress(): void; read(readoutOf: (entry: LegendEntry) => string): void }
interface Entry extends LegendEntry {
  element: HTMLElement;
  button: HTMLElement;
  sample: SVGElement;
  name: HTMLElement;
  readout: HTMLElement;
  longest: number;
}
interface Bar { element: HTMLElement; keys: HTMLElement; toggleKeys(): void; update(): void }
interface Help { sheet: HTMLElement; button: HTMLElement; toggle(): void }
interface Parts { heading: Heading; bar: Bar; picture: Picture }
interface Elements { room: HTMLElement; player: HTMLElement; ruler: HTMLElement }
interface LifeActions { fit(): void; dress(): void; print(): void; release(): void; setScheme(scheme: number): void }

/** What a player does when it comes onto a page and when it leaves. */
interface Life { enter(): void; leave(): void }
interface Maker {
  takes(data: WrittenData): boolean;
  unpack(data: WrittenData): Promise<void>;
  make(host: HTMLElement, data: WrittenData): Life;
}
interface PlayerClass extends CustomElementConstructor { offer(maker: Maker): void }

// ---- exploring

interface Grid {
  columns: number;
  rows: number;
  count: number;
  startAt(number: number): number[];
  cellAt(number: number): number[];
  cellOf(place: number[]): number[];
  numberOf(cell: number[]): number; // -1 beside the grid
}
interface Paths { step: number[]; units: Int16Array; gaps: Float32Array; evaluations: Uint32Array | null }
interface StartControls { element: HTMLElement; tell(start: number | null): void }
/** To which minimum each cell of the domain leads, from the lower left, -1 to none. */
interface BasinMap {
  columns: number;
  rows: number;
  cells: ArrayLike<number>;
  sheet?: HTMLCanvasElement;
}
interface Basins {
  element: HTMLElement;
  tintOf(panel: Panel, fx: number, fy: number): string | null;
  draw(panel: Panel, painter: Painter): void;
}
type OnDropped = (isDropped: boolean) => void;
interface Explorer {
  controls: HTMLElement[];
  tables(): Run[] | null;
  steps(): number[] | null; // that the clock can show
  takes(panel: Panel): boolean;
  drop(made: MadePanel, x: number, y: number): boolean;
  move(right: number, up: number): boolean; // the start by so many cells, at first from the author's
  undrop(): boolean;
  isDropped(): boolean;
  retraced(made: MadePanel, track: Track): Retraced | null;
  drawDropped(made: MadePanel, painter: Painter): void;
  drawTint(panel: Panel, painter: Painter): void;
  tintOf(panel: Panel, fx: number, fy: number): string | null;
}

// ---- elements

type Properties = Record<string, any>; // and attributes and listeners; the tag decides
type Attributes = Record<string, string | number>;
type IconName = "play" | "pause" | "back" | "forward" | "loop" | "scheme" | "camera" | "keys";
