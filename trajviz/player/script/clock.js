// The clock: which moment is shown, counted in steps or in evaluations, and how time passes.

const MOST_MOMENTS = 400; // of the clock of evaluations

/**
 * Return the moments that each clock can show, ascending: rows of the runs, or numbers of evaluations.
 *
 * @type {(runs: Run[], steps: number[]) => Moments}
 */
function momentsOf(runs, steps) {
  const counts = runs.map(evaluationsOf);
  const spendAlike = counts.every((count, i) => count.every((number, row) => number === runs[i].step[row]));
  if (!runs.every((run) => run.evaluations) || spendAlike) return { steps };
  const all = [...new Set(counts.flat())].sort((a, b) => a - b);
  const stride = Math.ceil((all.length - 1) / MOST_MOMENTS) || 1;
  return { steps, evaluations: all.filter((_, i) => i % stride === 0 || i === all.length - 1) };
}

/**
 * A clock; `onChange` is called whenever another moment is to be shown, `onState` when its state changes.
 *
 * @implements {Clock}
 */
class PlayerClock {
  /** @type {ClockKind} */
  kind = "steps";
  place = 0;
  playing = false;
  looping = true;
  speed = 1;
  #ticking = 0; // the frame that is asked for
  /** @type {number | null} */
  #began = null; // when, on the browser's clock, the place 0 was or would have been passed

  /** @param {Data["clock"]} pace @param {Run[]} runs @param {ClockListeners} listeners */
  constructor(pace, runs, { onChange, onState }) {
    this.moments = momentsOf(runs, pace.rows);
    if (pace.kind && this.moments[pace.kind]) this.kind = pace.kind;
    this.pace = pace;
    this.onChange = onChange;
    this.onState = onState;
  }

  /** Whether axes of time count what this clock does as they were drawn: in steps, unless the author's clock is another. */
  get countsAsDrawn() {
    return this.kind === "steps" && !this.pace.kind;
  }

  /** The moments that can be shown. */
  get all() {
    return this.moments[this.kind] || this.moments.steps;
  }

  get last() {
    return this.all.length - 1;
  }

  /** The moment that is shown. */
  get now() {
    return this.all[this.place];
  }

  /** @param {number} place */
  go(place) {
    const bounded = clamp(Math.round(place), 0, this.last);
    if (bounded === this.place) return;
    this.place = bounded;
    this.onChange();
  }

  /** Go on from another place. @param {number} place */
  seek(place) {
    this.#began = null;
    this.go(place);
  }

  /** @param {number} count */
  step(count) {
    this.pause();
    this.go(this.place + count);
  }

  play() {
    if (this.playing || this.last === 0) return;
    if (this.place >= this.last) this.go(0);
    this.playing = true;
    this.#ask();
    this.#restart();
  }

  pause() {
    if (!this.playing) return;
    this.playing = false;
    cancelAnimationFrame(this.#ticking);
    this.onState();
  }

  toggle() {
    if (this.playing) this.pause();
    else this.play();
  }

  /** @param {number} speed */
  setSpeed(speed) {
    this.speed = speed;
    this.#restart();
  }

  /** @param {boolean} looping */
  setLooping(looping) {
    this.looping = looping;
    this.#restart();
  }

  /** Count in something else, at the same share of the whole. @param {ClockKind} kind */
  setKind(kind) {
    this.setMoments(this.moments, kind);
  }

  /** Show other moments, at the same share of the whole. @param {Moments} moments */
  setMoments(moments, kind = this.kind) {
    const share = this.last ? this.place / this.last : 1;
    this.moments = moments;
    this.kind = moments[kind] ? kind : "steps";
    this.place = Math.round(share * this.last);
    this.#restart();
    this.onChange();
  }

  #restart() {
    this.#began = null;
    this.onState();
  }

  #ask() {
    this.#ticking = requestAnimationFrame((now) => this.#tick(now));
  }

  /** @param {number} now */
  #tick(now) {
    if (!this.playing) return;
    const length = (this.pace.seconds * 1000) / this.speed;
    const perPlace = length / (this.last + 1);
    this.#began ??= now - this.place * perPlace;
    const passed = now - this.#began;
    if (passed >= length + this.pace.hold * 1000 && this.looping) {
      this.#began = now;
      this.go(0);
    } else if (passed >= length && !this.looping) {
      this.go(this.last);
      this.pause();
      return;
    } else {
      this.go(Math.floor(passed / perPlace));
    }
    this.#ask();
  }
}

/**
 * Return the row that a run shows at the clock's moment, and its place among the rows that are kept.
 *
 * @type {(run: Run, clock: Pick<Clock, "kind" | "now">) => At}
 */
function rowAt(run, { kind, now }) {
  if (kind === "steps") {
    const row = Math.min(now, run.rows - 1);
    return { row, index: run.row ? Math.max(countUntil(run.row, row) - 1, 0) : row };
  }
  const index = Math.max(countUntil(evaluationsOf(run), now) - 1, 0);
  return { row: run.row ? run.row[index] : index, index };
}
