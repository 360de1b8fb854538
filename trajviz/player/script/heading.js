// The heading: the title, explained marks, and the legend, whose entries hide and show and tell where their methods are.

/**
 * Make the heading; `toggle` hides or shows runs.
 *
 * @type {(data: Data, state: State, toggle: (runs: number[]) => void) => Heading}
 */
function makeHeading(data, state, toggle) {
  /** @type {(number: number) => string} */
  const color = (number) => data.colors[number][state.scheme];
  const entries = data.legend.map((entry) => makeEntry(entry, toggle));
  const title = make("h2", { className: "title" });
  const marks = make("div", { className: "marks" });
  const isBare = !data.figure.flows || (!data.title.t && !data.marks.length);
  const above = make("div", { className: "heading", hidden: isBare }, title, marks);
  const legend = make("ul", { className: "legend", "aria-label": "methods" }, ...entries.map(({ element }) => element));
  const longest = Math.max(0, ...data.legend.map((entry) => (entry.path ? 8 : entry.t.length)));
  legend.style.setProperty("--name", `${(0.68 * Math.min(longest, 20) + 3.2).toFixed(2)}em`);
  legend.classList.toggle("bundled", data.legend.some((entry) => entry.runs.length > 1));
  legend.classList.toggle("read", data.readouts);

  return {
    element: make("div", {}, above, legend),
    dress() {
      title.replaceChildren(makeWriting(data.title, state.unit));
      marks.replaceChildren(...data.marks.map(([marker, name]) => explained(marker, name, color(data.figure.text))));
      for (const entry of entries) dressEntry(entry, color(entry.color), color(data.figure.background), state);
    },
    read(readoutOf) {
      if (!data.readouts) return;
      for (const entry of entries) {
        const { readout } = entry;
        const told = readoutOf(entry);
        entry.longest = Math.max(entry.longest, told.length);
        // It keeps the room of the longest, for all would move where lines wrap.
        const text = told.length < entry.longest ? `${told} `.padEnd(entry.longest, "\u00a0") : told;
        if (readout.textContent !== text) readout.textContent = text;
      }
    },
  };
}

/** @type {(entry: LegendEntry, toggle: (runs: number[]) => void) => Entry} */
function makeEntry(entry, toggle) {
  const sample = makeDrawing("-14 -8 28 16", { d: "M-13 0H13" }, { d: entry.marker, transform: "scale(9)" });
  const name = make("span");
  const readout = make("span", { className: "readout" });
  const button = make("button", {
    className: "name", type: "button", "aria-pressed": "true", title: "show or hide", onclick: () => toggle(entry.runs),
  }, sample, name);
  return { ...entry, button, sample, name, readout, longest: 0, element: make("li", { className: "entry" }, button, readout) };
}

/**
 * Write and draw what depends on size and colours.
 *
 * @type {(entry: Entry, color: string, background: string, state: State) => void}
 */
function dressEntry({ button, sample, name, t, path, box, runs, dash }, color, background, { unit, hidden }) {
  const [line, mark] = sample.children;
  setAttributes(line, { "stroke": color, "stroke-width": 2.6, "stroke-dasharray": dash || "none" });
  setAttributes(mark, { "fill": color, "stroke": background, "stroke-width": 0.09 });
  name.replaceChildren(makeWriting({ t, path, box }, unit));
  button.setAttribute("aria-pressed", String(runs.some((run) => !hidden.has(run))));
}

/**
 * Return a mark, and what it stands for.
 *
 * @type {(marker: string, name: string, color: string) => HTMLElement}
 */
function explained(marker, name, color) {
  const ring = { d: "M-0.45 0A0.45 0.45 0 1 0 0.45 0A0.45 0.45 0 1 0 -0.45 0Z", "stroke-width": 0.16 };
  const dashes = { d: "M-0.6 0H-0.1M0.1 0H0.6", "stroke-width": 0.13 };
  const lines = marker === "o" ? ring : marker === "--" ? dashes : null;
  const look = lines ? { ...lines, fill: "none", stroke: color } : { d: starPath(0.62, 0.25), fill: color };
  return make("span", {}, makeDrawing("-0.6 -0.6 1.2 1.2", look), name);
}

/** @type {(outer: number, inner: number) => string} */
function starPath(outer, inner) {
  const corners = Array.from({ length: 10 }, (_, i) => {
    const [radius, angle] = [i % 2 ? inner : outer, (i * Math.PI) / 5];
    return `${(radius * Math.sin(angle)).toFixed(3)} ${(-radius * Math.cos(angle)).toFixed(3)}`;
  });
  return `M${corners.join("L")}Z`;
}
