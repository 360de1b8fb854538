// The player: it finds the data beside itself, puts a figure of its own in their place, and keeps it up to date.

const TALL = 0.97; // of the window, that a player takes at the most
const LEAST_STAGE = 200; // CSS pixels of height
const SCROLLBAR = 24; // CSS pixels that one is wide at the most
const AT_ONCE = 500; // milliseconds
const FONT = { least: 12, own: 13, most: 30 }; // CSS pixels
const PIECE = 160; // CSS pixels that a player takes at the least
const PAPER = 680; // CSS pixels that fit onto any sheet

/** Return what explores where the file holds no other starts. */
function explorerOfNothing() {
  const nothing = () => null;
  return {
    controls: [], tables: nothing, steps: nothing, takes: () => false, drop: nothing, move: nothing, undrop: nothing,
    explored: nothing, drawDropped: nothing, drawTint: nothing, tintOf: nothing,
  };
}

/** Put a player into `host`; return what it does when it comes onto a page and when it leaves. */
function makePlayer(host, data) {
  placeShapes(data.panels, data.outlines);
  data.clock.rows = unpackCount(data.clock.rows);
  for (const run of data.runs) {
    run.step = unpackCount(run.step);
    if (run.evaluations !== undefined) run.evaluations = unpackCount(run.evaluations);
    for (const name of ["f", "gradient_norm"]) if (run[name]) run[name] = run[name].map(asNumber);
    run.x = run.x.map((column) => column.map(asNumber));
  }
  const prefersDark = matchMedia("(prefers-color-scheme: dark)");
  const prefersStill = matchMedia("(prefers-reduced-motion: reduce)");
  const isPage = host.dataset.fill === "window"; // the player alone is the page
  const state = { ground: 0, hidden: new Set(), read: null, unit: 1, clock: null };
  const runs = () => explorer.tables() || data.runs;
  const clock = makeClock(data.clock, momentsOf(data.runs, data.clock.rows), {
    onChange: () => showMoment(),
    onState: () => bar.update(),
  });
  state.clock = clock;

  let rows = null; // what each run shows now
  let shownKind = "steps";
  const rowOf = (run) => (rows ||= runs().map((table) => rowAt(table, clock)))[run];
  const shared = {
    data, state, redraw, rowOf,
    table: (run) => runs()[run],
    tables: runs,
    rows: () => runs().map((_, run) => rowOf(run)),
    latestRow: () => Math.max(...shared.rows().map(({ row }) => row)),
    density: () => Math.min(Math.max((devicePixelRatio || 1) * magnification(room), 1), 4),
    explored: (panel, track) => explorer.explored(panel, track),
    drawDropped: (panel, painter) => explorer.drawDropped(panel, painter),
    drawTint: (panel, painter) => explorer.drawTint(panel, painter),
    tintOf: (panel, fx, fy) => explorer.tintOf(panel, fx, fy),
  };

  // ---- elements

  const explorer = (data.exploration ? makeExplorer : explorerOfNothing)(data, { state, clock, redraw, onDropped });
  const heading = makeHeading(data, { state, toggle });
  if (data.note) heading.element.append(make("p", {}, data.note));
  const hasSpace = data.panels.some((panel) => panel.camera);
  const keys = [...KEYS, ...(hasSpace ? KEYS_IN_SPACE : []), ...(data.exploration ? KEYS_OF_EXPLORER : [])];
  const bar = makeBar(data, clock, { changeGround, countAt }, keys, explorer.controls);
  const stage = make("div", { className: "stage" });
  const tip = makeTip(data, shared.table);
  const description = make("p", { className: "hidden", id: "description" }, data.description);
  const player = make(
    "div",
    { className: "player", role: "group", "aria-roledescription": "animation", "aria-describedby": "description" },
    description, heading.element, stage, bar.element, tip.voice,
  );
  player.setAttribute("aria-label", data.title.t || "trajectories");
  const room = make("div", { className: "room" }, player);
  // What is around shrinks and grows with this: it is as wide as the figure where there is room, and wraps where there is none.
  const pieces = Math.ceil(data.figure.size[0] / PIECE);
  const ruler = make("div", { className: "ruler" }, ...Array.from({ length: pieces }, () => make("i")));
  ruler.style.setProperty("--piece", `${data.figure.size[0] / pieces}px`);
  const panels = data.panels.map((panel) => {
    const element = make("div", { className: "panel" });
    stage.append(element);
    const made = makePanel(panel, element, shared);
    if (panel.limits) offer(made);
    else element.classList.add("around");
    return made;
  });
  stage.append(tip.element, bar.keys);

  /** Let a reader take hold of a panel. */
  function offer(panel) {
    const { element } = panel;
    const what = panel.panel.camera ? "surface, turned with the arrow keys" : "axes";
    const names = panel.panel.names.filter(Boolean).join(", ");
    element.tabIndex = 0;
    element.setAttribute("role", "application");
    const reading = panel.panel.tracks?.length ? "; Page Up, Page Down and M read its paths" : "";
    element.setAttribute("aria-label", `${panel.panel.title || what} (${names})${reading}`);
    element.classList.toggle("space", Boolean(panel.panel.camera));
    element.classList.toggle("droppable", explorer.takes(panel.panel));
    if (panel.panel.camera) {
      panel.resetButton = make("button", {
        className: "button worded reset", type: "button", title: "the author's camera",
        "aria-label": "the author's camera", hidden: true, onclick: () => {
          element.focus(); // before the button that has it goes
          panel.ground.resetCamera();
        },
      }, makeIcon("camera"));
      panel.resetButton.addEventListener("pointerdown", (event) => event.stopPropagation());
      element.append(panel.resetButton);
    }
    listenToPanel(panel, { state, clock }, {
      read,
      drop: (made, x, y) => explorer.drop(made, x, y),
      moveStart: (right, up) => explorer.move(right, up),
      undrop: () => explorer.undrop(),
    });
  }

  // ---- what a reader does

  function toggle(ofRuns) {
    const areShown = ofRuns.some((run) => !state.hidden.has(run));
    for (const run of ofRuns) {
      if (areShown) state.hidden.add(run);
      else state.hidden.delete(run);
    }
    read(null);
    heading.dress();
    redraw();
  }

  function read(point) {
    if (!point && !state.read) return;
    state.read = point;
    tip.show(point, stage);
    schedule();
  }

  /** Return a moment as it is told: a row of the runs is some step of theirs. */
  function countAt(moment) {
    if (clock.kind === "evaluations") return moment;
    return Math.max(...runs().map((table) => table.step[rowAt(table, { kind: "steps", now: moment }).index]));
  }

  function changeGround() {
    setGround(1 - state.ground);
  }

  /** Whether the player is to be dark: as somebody has said, or as it is around. */
  function wantsDark() {
    const said = host.closest("[data-ground]")?.dataset.ground;
    if (said) return said === "dark";
    if (data.themed === "dark") return true;
    if (isPage) return prefersDark.matches;
    return isOnDark(isAlone(host) ? frameElement : host, getComputedStyle(ruler).backgroundColor);
  }

  let wanted = false;

  /** Become light or dark if it has become so around; what a reader has chosen stays till then. */
  function followGround() {
    if (wantsDark() === wanted) return;
    wanted = !wanted;
    setGround(Number(wanted));
  }

  function setGround(ground) {
    state.ground = data.themed ? ground : 0;
    dress();
    redraw();
  }

  function onDropped(isDropped) {
    rows = null;
    clock.setMoments(momentsOf(runs(), explorer.steps() || data.clock.rows));
    if (isDropped) clock.seek(prefersStill.matches ? clock.last : 0);
    showMoment();
    redraw();
    if (isDropped && !prefersStill.matches) clock.play();
  }

  // ---- drawing

  const outdated = new Set();
  let isScheduled = false;

  function redraw(panel) {
    for (const each of panel ? [panel] : panels) outdated.add(each);
    schedule();
  }

  function schedule() {
    if (isScheduled) return;
    isScheduled = true;
    requestAnimationFrame(draw);
  }

  function draw() {
    isScheduled = false;
    if (!panels.every((panel) => panel.view)) return;
    for (const panel of panels) {
      const hasTurned = panel.ground.orbit();
      if (hasTurned || outdated.has(panel)) panel.drawStill();
      panel.drawLive();
      if (panel.resetButton) panel.resetButton.hidden = !panel.ground.turned;
    }
    if (state.read && outdated.has(state.read.panel)) {
      state.read = state.read.panel.pointOf(state.read.run, state.read.index);
      tip.show(state.read, stage);
    }
    outdated.clear();
  }

  function showMoment() {
    rows = null;
    if (clock.kind !== shownKind) redraw(); // the axes of time count something else
    shownKind = clock.kind;
    if (state.read) {
      // A reader who points at a path goes on reading the same point, as long as it has been reached.
      const { panel, run, index } = state.read;
      state.read = index <= rowOf(run).index ? panel.pointOf(run, index) : null;
      tip.show(state.read, stage);
    }
    bar.update();
    heading.read(readoutOf);
    schedule();
  }

  /** Return in figures where a method is: its run that is lowest now. */
  function readoutOf(ofRuns) {
    const shown = ofRuns.map((run) => ({ table: runs()[run], index: rowOf(run).index }));
    const known = shown.filter(({ table, index }) => !Number.isNaN(table.f[index]));
    const step = numeral(Math.max(...shown.map((each) => each.table.step[each.index])));
    if (!known.length) return data.runs.some((run) => run.f.some((value) => !Number.isNaN(value))) ? `step ${step}` : "";
    const lowest = known.reduce((a, b) => (b.table.f[b.index] < a.table.f[a.index] ? b : a));
    const { table, index } = lowest;
    const width = numeral(Math.max(...runs().map((each) => each.step.at(-1)))).length;
    const norm = table.gradient_norm?.[index];
    const parts = [`step ${step.padEnd(width)}`, `${ofRuns.length > 1 ? "lowest f" : "f"} ${spelled(table.f[index], 5).padEnd(8)}`];
    if (norm !== undefined && !Number.isNaN(norm)) parts.push(`|\u2207f| ${spelled(norm, 2).padEnd(7)}`);
    return parts.join("  ");
  }

  // ---- fitting

  function dress() {
    const { style } = player;
    style.setProperty("--ground", data.colors[data.figure.ground][state.ground]);
    style.setProperty("--text", data.colors[data.figure.text][state.ground]);
    if (isPage || isAlone(host)) document.body.style.background = data.colors[data.figure.ground][state.ground];
    style.colorScheme = state.ground ? "dark" : "light";
    heading.dress();
  }

  let fitted = { width: Infinity, at: 0 };

  /** Fit the player into its container and the window. */
  function fit() {
    const width = paper.matches ? Math.min(room.clientWidth, PAPER) : room.clientWidth;
    // A scrollbar that has gone because of the last fit would come back with the next.
    if (!width || (width > fitted.width && width < fitted.width + SCROLLBAR && performance.now() < fitted.at + AT_ONCE)) return;
    fitted = { width, at: performance.now() };
    const full = isPage ? innerHeight : Math.max(innerHeight, LEAST_STAGE) * TALL;
    let placed = null;
    heading.element.style.minHeight = "";
    for (let attempt = 0; attempt < 2; attempt++) {
      const chrome = heading.element.offsetHeight + bar.element.offsetHeight;
      placed = arrange(data, width, Math.max(full - chrome - 2, LEAST_STAGE));
      state.unit = placed.unit;
      const size = Math.min(Math.max(FONT.own * placed.unit, FONT.least), FONT.most);
      const playersWidth = Math.floor(Math.max(placed.width, Math.min(width, 320)));
      player.style.width = `${playersWidth}px`;
      player.style.marginLeft = `${Math.floor((width - playersWidth) / 2)}px`;
      player.style.setProperty("--size", `${size}px`);
      heading.dress();
    }
    // On whole pixels, for a canvas between them is blurred.
    heading.element.style.minHeight = `${Math.ceil(parseFloat(getComputedStyle(heading.element).height))}px`;
    stage.style.width = `${placed.width}px`;
    stage.style.height = `${placed.height}px`;
    panels.forEach((panel, i) => {
      const { region, box, stretch } = placed.places[i];
      panel.layout(region, box, placed.unit, stretch);
    });
    read(null);
    for (const panel of panels) outdated.add(panel);
    draw(); // at once, for the canvases are blank now
  }

  // ---- on paper

  const paper = matchMedia("print");
  let onScreen = null; // what was shown before it was printed

  /** Show the end on white where there is no picture of that, and afterwards what was shown before. */
  function print() {
    if (paper.matches) {
      onScreen ??= { ground: state.ground, place: clock.place, playing: clock.playing };
      clock.pause();
      clock.go(clock.last);
      state.ground = 0;
    } else if (onScreen) {
      state.ground = onScreen.ground;
      clock.go(onScreen.place);
      if (onScreen.playing) clock.play();
      onScreen = null;
    }
    dress();
    fit();
  }

  // ---- on the page

  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLE);
  const root = host.attachShadow({ mode: "open" });
  root.adoptedStyleSheets = [sheet];
  root.append(ruler, room, make("div", { className: "paper" }, make("slot")));
  const printsItself = data.themed === "dark"; // for its picture is dark
  room.classList.toggle("prints", printsItself);
  bar.update();
  heading.read(readoutOf);

  let waits = !prefersStill.matches; // to play, until it is seen
  const follow = () => requestAnimationFrame(followGround);
  const sizes = new ResizeObserver(() => requestAnimationFrame(fit));
  const looks = new MutationObserver(follow);
  const sight = new IntersectionObserver((entries) => {
    const isSeen = entries.at(-1).isIntersecting;
    if (isSeen && waits) {
      waits = false;
      clock.play();
    } else if (!isSeen && clock.playing) {
      waits = true;
      clock.pause();
    }
  });
  let away = null; // ends what is listened to

  dress();
  if (prefersStill.matches) clock.go(clock.last);

  return {
    enter() {
      away = new AbortController();
      const { signal } = away;
      listenToKeys(isPage ? document : player, clock, bar.toggleKeys, signal);
      keepFromJupyterLab(host, signal);
      for (const element of [room, bar.element]) sizes.observe(element);
      for (const page of pagesAround()) {
        for (const element of [page.documentElement, page.body]) looks.observe(element, { attributes: true });
      }
      sight.observe(host);
      addEventListener("resize", fit, { signal });
      prefersDark.addEventListener("change", follow, { signal });
      document.addEventListener("DOMContentLoaded", dress, { signal });
      if (printsItself) paper.addEventListener("change", print, { signal });
      followGround();
    },
    leave() {
      away.abort();
      for (const observer of [sizes, looks, sight]) observer.disconnect();
      waits ||= clock.playing;
      clock.pause();
    },
  };
}

/** Return how much larger an element is seen than it is laid out. */
function magnification(element) {
  const factor = element.getBoundingClientRect().width / element.offsetWidth;
  return factor > 1.01 ? factor : 1;
}

/** Whether this script can show a player: what only some need is in their scripts alone. */
function isMine(data) {
  const needsSpace = data.panels.some((panel) => panel.camera);
  const hasAll = (!needsSpace || typeof makeSpace === "function") && (!data.exploration || typeof makeExplorer === "function");
  const hasMotions = (data.motions || []).every((kind) => kind in MOTIONS);
  return data.version === VERSION && suits(data.constants) && hasAll && hasMotions;
}

/** Read what is written deflated. */
async function unpackAll(data) {
  adopt(data.constants);
  if (typeof inflateMeshes === "function") await inflateMeshes(data);
}

/** Return the class of a player's element, which all players of a page share: each script brings what can show some. */
function definePlayers() {
  const makers = [];
  const waiting = new Set();

  class Player extends HTMLElement {
    #player = null;
    #hasBegun = false;
    #parts = new MutationObserver(() => this.#begin());

    connectedCallback() {
      if (this.#hasBegun) return this.#player?.enter();
      waiting.add(this);
      this.#parts.observe(this, { childList: true, subtree: true, characterData: true });
      this.#begin();
    }

    disconnectedCallback() {
      this.#parts.disconnect();
      waiting.delete(this);
      this.#player?.leave();
    }

    /** Start as soon as the data is there, and a script that can show it. */
    async #begin() {
      let data = null;
      try {
        data = JSON.parse(this.querySelector('script[type="application/json"]').textContent);
      } catch {
        return; // it is still on its way
      }
      const maker = makers.find(({ takes }) => takes(data));
      if (!maker) return;
      this.#parts.disconnect();
      waiting.delete(this);
      this.#hasBegun = true;
      await maker.unpack(data);
      this.#player = maker.make(this, data);
      if (this.isConnected) this.#player.enter(); // else when it is again
    }

    static offer(maker) {
      makers.push(maker);
      for (const player of [...waiting]) player.#begin();
    }
  }

  customElements.define("trajviz-player", Player);
  return Player;
}

(customElements.get("trajviz-player") || definePlayers()).offer({ takes: isMine, unpack: unpackAll, make: makePlayer });
