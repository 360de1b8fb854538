// The clock: which moment is shown, counted in steps or in evaluations, and how time passes.

const MOST_MOMENTS = 400; // of the clock of evaluations

/** Return the moments that each clock can show, ascending: rows of the runs, or numbers of evaluations. */
function momentsOf(runs, steps) {
  const moments = { steps };
  const counts = runs.map((run) => run.evaluations);
  const spendAlike = counts.every((count, i) => count && count.every((number, row) => number === runs[i].step[row]));
  if (counts.every(Boolean) && !spendAlike) {
    const all = [...new Set(counts.flat())].sort((a, b) => a - b);
    const stride = Math.ceil((all.length - 1) / MOST_MOMENTS) || 1;
    moments.evaluations = all.filter((_, i) => i % stride === 0 || i === all.length - 1);
  }
  return moments;
}

/** Return how much a run has been through at each of its rows, in what a clock counts. */
const countsOf = (run, kind) => (kind === "steps" ? run.step : run.evaluations);

/** Whether axes of time count what the clock does as they were drawn: in steps, unless the author's clock is another. */
const countsAsDrawn = (data, clock) => clock.kind === "steps" && !data.clock.kind;

/** Make a clock; `onChange` is called whenever another moment is to be shown, `onState` when its state changes. */
function makeClock({ seconds, hold, kind = "steps" }, moments, { onChange, onState }) {
  let ticking = 0; // the frame that is asked for
  let began = null; // when, on the browser's clock, the place 0 was or would have been passed

  const clock = {
    moments,
    kind: moments[kind] ? kind : "steps",
    place: 0,
    playing: false,
    looping: true,
    speed: 1,
    get last() {
      return clock.moments[clock.kind].length - 1;
    },
    /** The moment that is shown. */
    get now() {
      return clock.moments[clock.kind][clock.place];
    },
    go(place) {
      const bounded = Math.min(Math.max(Math.round(place), 0), clock.last);
      if (bounded === clock.place) return;
      clock.place = bounded;
      onChange();
    },
    /** Go on from another place. */
    seek(place) {
      began = null;
      clock.go(place);
    },
    step(count) {
      clock.pause();
      clock.go(clock.place + count);
    },
    play() {
      if (clock.playing || clock.last === 0) return;
      if (clock.place >= clock.last) clock.go(0);
      clock.playing = true;
      began = null;
      ticking = requestAnimationFrame(tick);
      onState();
    },
    pause() {
      if (!clock.playing) return;
      clock.playing = false;
      cancelAnimationFrame(ticking);
      onState();
    },
    setSpeed(speed) {
      clock.speed = speed;
      began = null;
      onState();
    },
    setLooping(looping) {
      clock.looping = looping;
      began = null;
      onState();
    },
    /** Count in something else, at the same share of the whole. */
    setKind(kind) {
      clock.setMoments(clock.moments, kind);
    },
    /** Show other moments, at the same share of the whole. */
    setMoments(moments, kind = clock.kind) {
      const share = clock.last ? clock.place / clock.last : 1;
      clock.moments = moments;
      clock.kind = moments[kind] ? kind : "steps";
      clock.place = Math.round(share * clock.last);
      began = null;
      onState();
      onChange();
    },
  };

  function tick(now) {
    if (!clock.playing) return;
    const length = (seconds * 1000) / clock.speed;
    const perPlace = length / (clock.last + 1);
    began ??= now - clock.place * perPlace;
    const passed = now - began;
    if (passed >= length + hold * 1000 && clock.looping) {
      began = now;
      clock.go(0);
    } else if (passed >= length && !clock.looping) {
      clock.go(clock.last);
      clock.pause();
      return;
    } else {
      clock.go(Math.floor(passed / perPlace));
    }
    ticking = requestAnimationFrame(tick);
  }

  return clock;
}

/** Return the row that a run shows at the clock's moment, and its place among the rows that are kept. */
function rowAt(run, clock) {
  if (clock.kind === "steps") {
    const row = Math.min(clock.now, run.rows - 1);
    return { row, index: run.row ? Math.max(countUntil(run.row, row) - 1, 0) : row };
  }
  const index = Math.max(countUntil(run.evaluations, clock.now) - 1, 0);
  return { row: run.row ? run.row[index] : index, index };
}
