// The player: it makes its parts from the data, and lets each know what another has changed.

/**
 * Put a player into `host`; return what it does when it comes onto a page and when it leaves.
 *
 * @type {(host: HTMLElement, written: WrittenData) => Life}
 */
function makePlayer(host, written) {
  const data = readData(written);
  const isPage = host.dataset.fill === "window"; // the player alone is the page
  /** @type {State} */
  const state = { scheme: 0, hidden: new Set(), read: null, unit: 1 };
  const clock = new PlayerClock(data.clock, data.runs, { onChange: showMoment, onState: () => bar.update() });
  const { exploration } = data;
  const explorer = exploration ? makeExplorer(data, exploration, clock, () => picture.redraw(), showStart) : NO_EXPLORER;
  const shown = makeShown(clock, () => explorer.tables() || data.runs);
  let shownKind = clock.kind;
  const heading = makeHeading(data, state, toggle);
  const bar = makeBar(data, clock, shown.tables, () => setScheme(1 - state.scheme), explorer.controls);
  const tip = makeTip(data.legend, shown.tables);
  const picture = makePicture({ data, state, clock, explorer, ...shown }, tip);
  const elements = makeElements(data, { heading, bar, picture }, tip);
  const fit = makeFit(data, state, elements, { heading, bar, picture }, isPage);

  function showMoment() {
    shown.forget();
    if (clock.kind !== shownKind) picture.redraw(); // the axes of time count something else
    shownKind = clock.kind;
    picture.keepReading();
    bar.update();
    heading.read((entry) => readoutOf(shown, data.runs, entry));
    picture.schedule();
  }

  /** @type {OnDropped} */
  function showStart(isDropped) {
    shown.forget();
    clock.setMoments(momentsOf(shown.tables(), explorer.steps() || data.clock.rows));
    if (isDropped) clock.seek(IS_STILL.matches ? clock.last : 0);
    showMoment();
    picture.redraw();
    if (isDropped && !IS_STILL.matches) clock.play();
  }

  /** @type {(runs: number[]) => void} */
  function toggle(runs) {
    const areShown = runs.some((run) => !state.hidden.has(run));
    for (const run of runs) state.hidden[areShown ? "add" : "delete"](run);
    picture.read(null);
    heading.dress();
    picture.redraw();
  }

  /** @type {(scheme: number) => void} */
  function setScheme(scheme) {
    state.scheme = data.themed ? scheme : 0;
    dress();
    picture.redraw();
  }

  function dress() {
    dressElements(data, state.scheme, elements.player.style, isPage || isAlone(host));
    heading.dress();
  }

  attach(host, elements, data.themed === "dark"); // whose picture is dark, so that it prints itself
  showMoment();
  dress();
  if (IS_STILL.matches) clock.go(clock.last);
  return makeLife(host, isPage, data.themed, clock, bar, elements, {
    fit, setScheme, dress, release: picture.release,
    print: makePrint(state, clock, () => {
      dress();
      fit();
    }),
  });
}

/**
 * Make the elements around the parts of a player.
 *
 * @type {(data: Data, parts: Parts, tip: Tip) => Elements}
 */
function makeElements(data, { heading, bar, picture }, tip) {
  if (data.note) heading.element.append(make("p", {}, data.note));
  picture.element.append(tip.element, bar.keys);
  const player = make(
    "div",
    {
      className: "player", role: "group", "aria-roledescription": "animation", "aria-describedby": "description",
      "aria-label": data.title.t || "trajectories",
    },
    make("p", { className: "hidden", id: "description" }, data.description),
    heading.element, picture.element, bar.element, tip.voice,
  );
  return { player, room: make("div", { className: "room" }, player), ruler: makeRuler(data.figure.wide || data.figure.size[0]) };
}

/** @type {CSSStyleSheet | undefined} */
let theSheet;

/**
 * Return the style sheet that all players of this script share.
 *
 * @type {() => CSSStyleSheet}
 */
function sharedSheet() {
  if (!theSheet) {
    theSheet = new CSSStyleSheet();
    theSheet.replaceSync(STYLE);
  }
  return theSheet;
}

/**
 * Put the elements into the shadow tree of `host`, together with what is shown on paper in their place.
 *
 * @type {(host: HTMLElement, elements: Elements, printsItself: boolean) => void}
 */
function attach(host, { room, ruler }, printsItself) {
  const root = host.attachShadow({ mode: "open" });
  root.adoptedStyleSheets = [sharedSheet()];
  room.classList.toggle("prints", printsItself);
  root.append(ruler, room, make("div", { className: "paper" }, make("slot")));
}

/**
 * Give a player, and the page if it has it for itself, the colours of a scheme.
 *
 * @type {(data: Data, scheme: number, style: CSSStyleDeclaration, hasPage: boolean) => void}
 */
function dressElements({ colors, figure }, scheme, style, hasPage) {
  const color = colors[figure.background][scheme];
  style.setProperty("--background", color);
  style.setProperty("--text", colors[figure.text][scheme]);
  style.colorScheme = scheme ? "dark" : "light";
  if (hasPage) document.body.style.background = color;
}

/**
 * What explores where the file holds no other starts.
 *
 * @type {Explorer}
 */
const NO_EXPLORER = {
  controls: [], tables: () => null, steps: () => null,
  takes: () => false, drop: () => false, move: () => false, undrop: () => false, isDropped: () => false,
  retraced: () => null, drawDropped() {}, drawTint() {}, tintOf: () => null,
};
