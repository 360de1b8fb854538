// The controls: the bar below the picture, and the keys.

const SPEEDS = [0.25, 0.5, 1, 2, 4];
const KEYS = [
  ["Space", "play, pause"],
  ["\u2190 \u2192", "a step back, forward"],
  ["Home, End", "to the first, last moment"],
  ["\u2212 +", "slower, faster"],
  ["L", "repeat or not"],
  ["E", "count evaluations or steps"],
  ["Page Up, Page Down", "read the points of a path in a panel"],
  ["M", "read the next method"],
];
const KEYS_IN_SPACE = [
  ["drag, pinch", "turn and tilt, zoom"],
  ["wheel", "zoom, once the surface was clicked"],
  ["\u2190 \u2192 \u2191 \u2193 in a surface", "turn and tilt"],
  ["\u2212 + in a surface", "zoom"],
  ["0 in a surface", "the author's camera"],
];
const KEYS_OF_EXPLORER = [
  ["Shift + arrow in a panel", "move the start"],
  ["Escape in a panel", "back to the author's start"],
];

/** @type {(data: Data) => string[][]} */
const keysFor = ({ panels, exploration }) =>
  [...KEYS, ...(panels.some(({ camera }) => camera) ? KEYS_IN_SPACE : []), ...(exploration ? KEYS_OF_EXPLORER : [])];

/**
 * Return a button of the bar, with an icon.
 *
 * @type {(name: string, icon: IconName, onclick: () => void, more?: Properties) => HTMLButtonElement}
 */
const makeButton = (name, icon, onclick, more = {}) =>
  make("button", { className: "button", type: "button", "aria-label": name, title: name, onclick, ...more }, makeIcon(icon));

/**
 * Return a choice of the bar: options, each a value and its name.
 *
 * @type {(title: string, options: string[][], onchange: (event: { target: HTMLSelectElement }) => void) => HTMLSelectElement}
 */
const makeChoice = (title, options, onchange) =>
  make(
    "select", { className: "choice", title, "aria-label": title, onchange },
    ...options.map(([value, name]) => make("option", { value }, name)),
  );

/**
 * Make the slider, which holds the clock while a hand is on it.
 *
 * @type {(clock: Clock) => HTMLInputElement}
 */
function makeSlider(clock) {
  let goesOn = false; // after the hand has let go
  const slider = make("input", {
    className: "slider", type: "range", min: 0, step: 1, "aria-label": "moment", oninput: () => clock.seek(Number(slider.value)),
    onpointerdown: () => {
      goesOn = clock.playing;
      clock.pause();
    },
    onpointerup: () => goesOn && clock.play(),
  });
  return slider;
}

/**
 * Make the list of keys, and the button that shows and hides it.
 *
 * @type {(keys: string[][]) => Help}
 */
function makeHelp(keys) {
  const list = make("dl", {}, ...keys.map(([key, what]) => make("div", {}, make("dt", {}, key), make("dd", {}, what))));
  const sheet = make("div", { className: "keys", hidden: true, tabIndex: 0, role: "region", "aria-label": "list of keys" }, list);
  const toggle = () => {
    sheet.hidden = !sheet.hidden;
    button.setAttribute("aria-expanded", String(!sheet.hidden));
  };
  const button = makeButton("keys", "keys", toggle, { "aria-expanded": "false" });
  return { sheet, button, toggle };
}

/**
 * Make the bar; `tables` returns the runs that are shown, `extra` are further controls.
 *
 * @type {(data: Data, clock: Clock, tables: () => Run[], changeScheme: () => void, extra: HTMLElement[]) => Bar}
 */
function makeBar(data, clock, tables, changeScheme, extra) {
  const play = makeButton("play", "play", () => clock.toggle());
  const back = makeButton("a step back", "back", () => clock.step(-1));
  const forward = makeButton("a step forward", "forward", () => clock.step(1));
  const slider = makeSlider(clock);
  const moment = make("span", { className: "moment", "aria-hidden": "true" });
  const speeds = SPEEDS.map((factor) => [String(factor), `${factor}\u00d7`]);
  const speed = makeChoice("speed", speeds, ({ target }) => clock.setSpeed(Number(target.value)));
  const loop = makeButton("repeat", "loop", () => clock.setLooping(!clock.looping), { "aria-pressed": "true" });
  const kinds = ["steps", "evaluations"].map((name) => [name, name]);
  const kind = makeChoice("what the clock counts", kinds, ({ target }) =>
    clock.setKind(/** @type {ClockKind} */ (target.value)));
  const scheme = makeButton("light or dark", "scheme", changeScheme, { hidden: !data.themed });
  const help = makeHelp(keysFor(data));
  kind.hidden = !clock.moments.evaluations && !data.exploration; // its room is kept where it may be needed
  const element = make(
    "div", { className: "bar", role: "group", "aria-label": "controls" },
    make("span", { className: "group" }, play, back, forward),
    slider, moment,
    make("span", { className: "group" }, speed, kind, loop, scheme, help.button),
    ...extra,
  );
  const tell = makeTeller(clock, slider, moment);
  let shownIcon = "play";
  return {
    element,
    keys: help.sheet,
    toggleKeys: help.toggle,
    update() {
      tell(countAt(tables(), clock.kind, clock.now), countAt(tables(), clock.kind, lastOf(clock.all)));
      const icon = clock.playing ? "pause" : "play";
      if (icon !== shownIcon) {
        play.replaceChildren(makeIcon(icon));
        play.title = icon;
        play.setAttribute("aria-label", icon);
        shownIcon = icon;
      }
      speed.value = String(clock.speed);
      loop.setAttribute("aria-pressed", String(clock.looping));
      kind.value = clock.kind;
      kind.disabled = !clock.moments.evaluations;
    },
  };
}

/**
 * Make what tells the moment, `now` of `most` steps or evaluations, on the slider and beside it.
 *
 * @type {(clock: Clock, slider: HTMLInputElement, moment: HTMLElement) => (now: number, most: number) => void}
 */
function makeTeller(clock, slider, moment) {
  let widest = 0;
  return (now, most) => {
    const { kind, last, place, hurry } = clock;
    slider.max = String(last);
    slider.value = String(Math.floor(place));
    slider.style.setProperty("--done", `${last ? (100 * place) / last : 100}%`);
    const singular = kind.slice(0, -1);
    const text = `${singular} ${numeral(now)} / ${numeral(most)}${hurry > 1 ? ` \u00d7${hurry}` : ""}`;
    if (moment.textContent === text) return; // sixty times a second
    moment.textContent = text;
    const room = clock.pace.hurries ? 3 + String(2 ** Math.max(...clock.pace.hurries)).length : 0;
    widest = Math.max(widest, singular.length + 2 * numeral(most).length + 2.5 + room); // it never gives room back, for all would move
    moment.style.setProperty("--moment", `${widest}ch`);
    slider.setAttribute("aria-valuetext", `${singular} ${now} of ${most}`);
  };
}

/**
 * Whether a key is none that a player takes: it saves, it runs a cell.
 *
 * @type {(event: KeyboardEvent) => boolean}
 */
function isForPage({ key, ctrlKey, metaKey, altKey, shiftKey }) {
  return ctrlKey || metaKey || altKey || (shiftKey && key === "Enter");
}

/**
 * Let JupyterLab, which hears keys before an element does, leave those to `host` that a player may take.
 *
 * @type {(host: HTMLElement, signal: AbortSignal) => void}
 */
function keepFromJupyterLab(host, signal) {
  addEventListener("keydown", (event) => {
    host.toggleAttribute("data-lm-suppress-shortcuts", !isForPage(event));
  }, { capture: true, signal });
}

/**
 * Let keys do what the controls do, until `signal` says otherwise.
 *
 * @type {(element: HTMLElement | Document, clock: Clock, toggleKeys: () => void, signal: AbortSignal) => void}
 */
function listenToKeys(element, clock, toggleKeys, signal) {
  /** @type {(by: number) => void} */
  const changeSpeed = (by) => clock.setSpeed(SPEEDS[clamp(SPEEDS.indexOf(clock.speed) + by, 0, SPEEDS.length - 1)]);
  /** @type {Record<string, () => void>} */
  const actions = {
    " ": () => clock.toggle(),
    ArrowLeft: () => clock.step(-1),
    ArrowRight: () => clock.step(1),
    Home: () => clock.step(-Infinity),
    End: () => clock.step(Infinity),
    "-": () => changeSpeed(-1),
    "+": () => changeSpeed(1),
    l: () => clock.setLooping(!clock.looping),
    e: () => clock.moments.evaluations && clock.setKind(clock.kind === "steps" ? "evaluations" : "steps"),
    "?": toggleKeys,
  };

  /**
   * Whether a key means something here: a panel has answered it, a control will, or the clock does.
   *
   * @type {(event: KeyboardEvent) => boolean}
   */
  function answers(event) {
    if (event.defaultPrevented) return true;
    if (event.repeat && event.key === " ") return false;
    const [target] = /** @type {HTMLElement[]} */ (event.composedPath());
    if (target.matches("select") || (target.matches("button") && (event.key === " " || event.key === "Enter"))) return true;
    if (target.matches("input") && /^(Arrow|Home|End|Page)/.test(event.key)) {
      clock.pause();
      return true;
    }
    const action = actions[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!action) return false;
    event.preventDefault();
    action();
    return true;
  }

  /** @type {HTMLElement} */ (element).addEventListener("keydown", (event) => {
    if (isForPage(event)) return;
    // What means something here means nothing to the page around: slides, notebooks.
    if (answers(event) && event.key !== "Tab") event.stopPropagation();
  }, { signal });
}
