// The controls: the heading with its legend, the bar below the stage, and the keys.

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

const numeral = (count) => String(count).replace(/\B(?=(\d{3})+$)/g, "\u2009");

/** Make the heading: title, explained marks, and a legend whose entries hide and show. */
function makeHeading(data, { state, toggle }) {
  const color = (number) => data.colors[number][state.ground];
  const unit = () => state.unit;
  const entries = data.legend.map((entry) => {
    const sample = makeDrawing("-14 -8 28 16", { d: "M-13 0H13" }, { d: entry.marker, transform: "scale(9)" });
    const name = make("span");
    const readout = make("span", { className: "readout" });
    const button = make("button", {
      className: "name", type: "button", "aria-pressed": "true", title: "show or hide", onclick: () => toggle(entry.runs),
    }, sample, name);
    return { ...entry, button, sample, name, readout, element: make("li", { className: "entry" }, button, readout) };
  });
  const title = make("h2", { className: "title" });
  const marks = make("div", { className: "marks" });
  const element = make(
    "div", {},
    make("div", { className: "heading" }, title, marks),
    make("ul", { className: "legend", "aria-label": "methods" }, ...entries.map((entry) => entry.element)),
  );
  title.parentElement.hidden = !data.figure.flows || (!data.title.t && !data.marks.length);
  const longest = Math.max(0, ...data.legend.map((entry) => (entry.path ? 8 : entry.t.length)));
  element.lastChild.style.setProperty("--name", `${(0.68 * Math.min(longest, 20) + 3.2).toFixed(2)}em`);
  element.lastChild.classList.toggle("bundled", data.legend.some((entry) => entry.runs.length > 1));
  element.lastChild.classList.toggle("read", Boolean(data.readouts));

  return {
    element,
    /** Write and draw what depends on size and colours. */
    dress() {
      title.replaceChildren(makeWriting(data.title, unit()));
      marks.replaceChildren(...data.marks.map(([marker, name]) => explained(marker, name, color)));
      for (const { button, sample, name, ...entry } of entries) {
        const [line, mark] = sample.children;
        line.setAttribute("stroke", color(entry.color));
        line.setAttribute("stroke-width", 2.6);
        mark.setAttribute("fill", color(entry.color));
        mark.setAttribute("stroke", color(data.figure.ground));
        mark.setAttribute("stroke-width", 0.09);
        name.replaceChildren(makeWriting(entry, unit()));
        button.setAttribute("aria-pressed", String(entry.runs.some((run) => !state.hidden.has(run))));
      }
    },
    /** Write where each method is. */
    read(readoutOf) {
      if (!data.readouts) return;
      for (const entry of entries) {
        const { readout, runs } = entry;
        const told = readoutOf(runs);
        entry.longest = Math.max(entry.longest || 0, told.length);
        // It keeps the room of the longest, for all would move where lines wrap.
        const text = told.length < entry.longest ? `${told} `.padEnd(entry.longest, "\u00a0") : told;
        if (readout.textContent !== text) readout.textContent = text;
      }
    },
  };

  function explained(marker, name, color) {
    const ring = { d: "M-0.45 0A0.45 0.45 0 1 0 0.45 0A0.45 0.45 0 1 0 -0.45 0Z", "stroke-width": 0.16 };
    const dashes = { d: "M-0.6 0H-0.1M0.1 0H0.6", "stroke-width": 0.13 };
    const lines = { o: ring, "--": dashes }[marker];
    const look = lines
      ? { ...lines, fill: "none", stroke: color(data.figure.text) }
      : { d: starPath(0.62, 0.25), fill: color(data.figure.text) };
    return make("span", {}, makeDrawing("-0.6 -0.6 1.2 1.2", look), name);
  }
}

function starPath(outer, inner) {
  const corners = Array.from({ length: 10 }, (_, i) => {
    const [radius, angle] = [i % 2 ? inner : outer, (i * Math.PI) / 5];
    return `${(radius * Math.sin(angle)).toFixed(3)} ${(-radius * Math.cos(angle)).toFixed(3)}`;
  });
  return `M${corners.join("L")}Z`;
}

/** Make the bar. `countAt(moment)` tells a moment in steps or evaluations; `extra` are further controls. */
function makeBar(data, clock, { changeGround, countAt }, keys, extra) {
  const button = (name, icon, onclick, more = {}) =>
    make("button", { className: "button", type: "button", "aria-label": name, title: name, onclick, ...more }, makeIcon(icon));
  const play = button("play", "play", () => (clock.playing ? clock.pause() : clock.play()));
  const back = button("a step back", "back", () => clock.step(-1));
  const forward = button("a step forward", "forward", () => clock.step(1));
  let goesOn = false; // after the hand has let go of the slider
  const slider = make("input", {
    className: "slider", type: "range", min: 0, step: 1, "aria-label": "moment", oninput: () => clock.seek(Number(slider.value)),
    onpointerdown: () => {
      goesOn = clock.playing;
      clock.pause();
    },
    onpointerup: () => goesOn && clock.play(),
  });
  const moment = make("span", { className: "moment", "aria-hidden": "true" });
  const speed = make(
    "select", { className: "choice", title: "speed", "aria-label": "speed", onchange: () => clock.setSpeed(Number(speed.value)) },
    ...SPEEDS.map((factor) => make("option", { value: String(factor) }, `${factor}\u00d7`)),
  );
  const loop = button("repeat", "loop", () => clock.setLooping(!clock.looping), { "aria-pressed": "true" });
  const kind = make(
    "select", { className: "choice", title: "what the clock counts", "aria-label": "what the clock counts", onchange: () => clock.setKind(kind.value) },
    ...["steps", "evaluations"].map((name) => make("option", { value: name }, name)),
  );
  const ground = button("light or dark", "ground", changeGround);
  const list = make("dl", {}, ...keys.map(([key, what]) => make("div", {}, make("dt", {}, key), make("dd", {}, what))));
  const sheet = make("div", { className: "keys", hidden: true, tabIndex: 0, role: "region", "aria-label": "list of keys" }, list);
  const toggleKeys = () => {
    sheet.hidden = !sheet.hidden;
    help.setAttribute("aria-expanded", String(!sheet.hidden));
  };
  const help = button("keys", "keys", toggleKeys, { "aria-expanded": "false" });
  ground.hidden = !data.themed;
  kind.hidden = !clock.moments.evaluations && !data.exploration; // its room is kept where it may be needed
  const element = make(
    "div", { className: "bar", role: "group", "aria-label": "controls" },
    make("span", { className: "group" }, play, back, forward),
    slider, moment,
    make("span", { className: "group" }, speed, kind, loop, ground, help),
    ...extra,
  );

  let shownIcon = "play";
  let widest = 0;
  return {
    element,
    keys: sheet,
    toggleKeys,
    /** Show the state of the clock. */
    update() {
      const { kind: counted, last, place } = clock;
      const now = countAt(clock.now);
      const most = countAt(clock.moments[counted].at(-1));
      slider.max = last;
      slider.value = place;
      slider.style.setProperty("--done", `${last ? (100 * place) / last : 100}%`);
      const singular = counted.slice(0, -1);
      moment.textContent = `${singular} ${numeral(now)} / ${numeral(most)}`;
      widest = Math.max(widest, singular.length + 2 * numeral(most).length + 2.5); // it never gives room back, for all would move
      moment.style.setProperty("--moment", `${widest}ch`);
      slider.setAttribute("aria-valuetext", `${singular} ${now} of ${most}`);
      const icon = clock.playing ? "pause" : "play";
      if (icon !== shownIcon) {
        play.replaceChildren(makeIcon(icon));
        play.title = icon;
        play.setAttribute("aria-label", icon);
        shownIcon = icon;
      }
      speed.value = String(clock.speed);
      loop.setAttribute("aria-pressed", String(clock.looping));
      kind.value = counted;
      kind.disabled = !clock.moments.evaluations;
    },
  };
}

/** Whether a key is none that a player takes: it saves, it runs a cell. */
function isForPage({ key, ctrlKey, metaKey, altKey, shiftKey }) {
  return ctrlKey || metaKey || altKey || (shiftKey && key === "Enter");
}

/** Let JupyterLab, which hears keys before an element does, leave those to `host` that a player may take. */
function keepFromJupyterLab(host, signal) {
  addEventListener("keydown", (event) => {
    host.toggleAttribute("data-lm-suppress-shortcuts", !isForPage(event));
  }, { capture: true, signal });
}

/** Let keys do what the controls do, until `signal` says otherwise. */
function listenToKeys(element, clock, toggleKeys, signal) {
  const step = (count) => clock.step(count);
  const actions = {
    " ": () => (clock.playing ? clock.pause() : clock.play()),
    ArrowLeft: () => step(-1),
    ArrowRight: () => step(1),
    Home: () => step(-Infinity),
    End: () => step(Infinity),
    "-": () => clock.setSpeed(SPEEDS[Math.max(SPEEDS.indexOf(clock.speed) - 1, 0)]),
    "+": () => clock.setSpeed(SPEEDS[Math.min(SPEEDS.indexOf(clock.speed) + 1, SPEEDS.length - 1)]),
    l: () => clock.setLooping(!clock.looping),
    e: () => clock.moments.evaluations && clock.setKind(clock.kind === "steps" ? "evaluations" : "steps"),
    "?": toggleKeys,
  };

  /** Whether a key means something here: a panel has answered it, a control will, or the clock does. */
  function answers(event) {
    if (event.defaultPrevented) return true;
    if (event.repeat && event.key === " ") return false;
    const [target] = event.composedPath();
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

  element.addEventListener("keydown", (event) => {
    if (isForPage(event)) return;
    // What means something here means nothing to the page around: slides, notebooks.
    if (answers(event) && event.key !== "Tab") event.stopPropagation();
  }, { signal });
}
