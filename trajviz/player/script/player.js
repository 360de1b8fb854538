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
  const state = { ground: 0, hidden: new Set(), read: null, unit: 1 };
  const clock = new PlayerClock(data.clock, data.runs, { onChange: showMoment, onState: () => bar.update() });
  const { exploration } = data;
  const explorer = exploration ? makeExplorer(data, exploration, clock, () => stage.redraw(), showStart) : NO_EXPLORER;
  const shown = makeShown(clock, () => explorer.tables() || data.runs);
  let shownKind = clock.kind;
  const heading = makeHeading(data, state, toggle);
  const bar = makeBar(data, clock, shown.tables, () => setGround(1 - state.ground), explorer.controls);
  const tip = makeTip(data.legend, shown.tables);
  const stage = makeStage({ data, state, clock, explorer, ...shown }, tip);
  const elements = makeElements(data, { heading, bar, stage }, tip);
  const fit = makeFit(data, state, elements, { heading, bar, stage }, isPage);

  function showMoment() {
    shown.forget();
    if (clock.kind !== shownKind) stage.redraw(); // the axes of time count something else
    shownKind = clock.kind;
    stage.keepReading();
    bar.update();
    heading.read((runs) => readoutOf(shown, data.runs, runs));
    stage.schedule();
  }

  /** @type {OnDropped} */
  function showStart(isDropped) {
    shown.forget();
    clock.setMoments(momentsOf(shown.tables(), explorer.steps() || data.clock.rows));
    if (isDropped) clock.seek(IS_STILL.matches ? clock.last : 0);
    showMoment();
    stage.redraw();
    if (isDropped && !IS_STILL.matches) clock.play();
  }

  /** @type {(runs: number[]) => void} */
  function toggle(runs) {
    const areShown = runs.some((run) => !state.hidden.has(run));
    for (const run of runs) state.hidden[areShown ? "add" : "delete"](run);
    stage.read(null);
    heading.dress();
    stage.redraw();
  }

  /** @type {(ground: number) => void} */
  function setGround(ground) {
    state.ground = data.themed ? ground : 0;
    dress();
    stage.redraw();
  }

  function dress() {
    dressElements(data, state.ground, elements.player.style, isPage || isAlone(host));
    heading.dress();
  }

  attach(host, elements, data.themed === "dark"); // whose picture is dark, so that it prints itself
  showMoment();
  dress();
  if (IS_STILL.matches) clock.go(clock.last);
  return makeLife(host, isPage, data.themed, clock, bar, elements, {
    fit, setGround, dress,
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
function makeElements(data, { heading, bar, stage }, tip) {
  if (data.note) heading.element.append(make("p", {}, data.note));
  stage.element.append(tip.element, bar.keys);
  const player = make(
    "div",
    {
      className: "player", role: "group", "aria-roledescription": "animation", "aria-describedby": "description",
      "aria-label": data.title.t || "trajectories",
    },
    make("p", { className: "hidden", id: "description" }, data.description),
    heading.element, stage.element, bar.element, tip.voice,
  );
  return { player, room: make("div", { className: "room" }, player), ruler: makeRuler(data.figure.size[0]) };
}

/**
 * Put the elements into the shadow tree of `host`, together with what is shown on paper in their place.
 *
 * @type {(host: HTMLElement, elements: Elements, printsItself: boolean) => void}
 */
function attach(host, { room, ruler }, printsItself) {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLE);
  const root = host.attachShadow({ mode: "open" });
  root.adoptedStyleSheets = [sheet];
  room.classList.toggle("prints", printsItself);
  root.append(ruler, room, make("div", { className: "paper" }, make("slot")));
}

/**
 * Give a player, and the page if it has it for itself, the colours of a ground.
 *
 * @type {(data: Data, ground: number, style: CSSStyleDeclaration, hasPage: boolean) => void}
 */
function dressElements({ colors, figure }, ground, style, hasPage) {
  const color = colors[figure.ground][ground];
  style.setProperty("--ground", color);
  style.setProperty("--text", colors[figure.text][ground]);
  style.colorScheme = ground ? "dark" : "light";
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
