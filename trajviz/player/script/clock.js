// The clock: which moment is shown, counted in steps or in evaluations, and how time passes.
//
// A `place` among the moments may lie between two of them, and so may `frame` among the frames of the author's pace,
// which has its say as long as the clock counts what the author's does, from the author's start.

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
  frame = 0;
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
    return along(this.all, this.place);
  }

  /** The moments of the author's frames, where they count. */
  get #told() {
    const { at, kind = "steps", rows } = this.pace;
    return kind === this.kind && this.moments.steps === rows ? at : undefined;
  }

  /** The last frame. */
  get lastFrame() {
    return (this.#told?.length ?? this.all.length) - 1;
  }

  /** How many times its usual speed the clock has. */
  get hurry() {
    return this.#told ? 2 ** (this.pace.hurries?.[Math.floor(this.frame)] ?? 0) : 1;
  }

  /** Return the frame at which a moment is shown. @param {number} moment */
  frameOf(moment) {
    return placeOf(this.#told || this.all, moment);
  }

  /** @param {number} place */
  go(place) {
    const bounded = clamp(place, 0, this.last);
    this.#show(bounded, this.frameOf(along(this.all, bounded)));
  }

  /** @param {number} frame */
  #goToFrame(frame) {
    const at = this.#told;
    const bounded = clamp(frame, 0, this.lastFrame);
    this.#show(at ? placeOf(this.all, along(at, bounded)) : bounded, bounded);
  }

  /** @param {number} place @param {number} frame */
  #show(place, frame) {
    if (place === this.place && frame === this.frame) return;
    this.place = place;
    this.frame = frame;
    this.onChange();
  }

  /** Go on from another place. @param {number} place */
  seek(place) {
    this.#began = null;
    this.go(place);
  }

  /** Go to the moment so many further on. @param {number} count */
  step(count) {
    this.pause();
    this.go((count < 0 ? Math.ceil(this.place) : Math.floor(this.place)) + count);
  }

  play() {
    if (this.playing || this.last === 0) return;
    if (this.frame >= this.lastFrame || this.place >= this.last) this.go(0);
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
    this.frame = this.frameOf(this.now);
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
    const { seconds, hold, opening = 0 } = this.pace;
    const length = (seconds * 1000) / this.speed;
    const perFrame = length / (this.lastFrame + 1);
    const waits = Math.max(0, opening * 1000 - perFrame); // at the start
    this.#began ??= now - (this.frame ? waits + this.frame * perFrame : 0);
    const passed = now - this.#began - waits;
    if (passed >= length + hold * 1000 && this.looping) {
      this.#began = now;
      this.go(0);
    } else if (passed >= length && !this.looping) {
      this.#goToFrame(this.lastFrame);
      this.pause();
      return;
    } else {
      this.#goToFrame(passed / perFrame);
    }
    this.#ask();
  }
}

/**
 * Return the row that a run shows at the clock's moment, which may lie between two, and the place of the last one that it
 * has reached among those that are kept, with the share of the way to the next.
 *
 * @type {(run: Run, clock: Pick<Clock, "kind" | "now">) => At}
 */
function rowAt({ row: kept, rows, ...run }, { kind, now }) {
  const counts = kind === "steps" ? kept : run.evaluations || [];
  const place = counts ? placeOf(counts, now) : Math.min(now, rows - 1);
  const index = Math.floor(place);
  return { row: kept ? along(kept, place) : place, index, share: place - index };
}

/**
 * Return what lies at a place among numbers, which may be between two.
 *
 * @type {(numbers: Column, place: number) => number}
 */
function along(numbers, place) {
  const index = Math.floor(place);
  return index === place ? numbers[index] : mixed(numbers[index], numbers[index + 1], place - index);
}

/** @type {(before: number, after: number, share: number) => number} */
const mixed = (before, after, share) => (1 - share) * before + share * after;

/**
 * Return the place of a number among ascending ones, from the first to the last, which may be between two.
 *
 * @type {(ascending: Column, number: number) => number}
 */
function placeOf(ascending, number) {
  const index = Math.max(countUntil(ascending, number) - 1, 0);
  if (index + 1 >= ascending.length) return index;
  return index + clamp((number - ascending[index]) / (ascending[index + 1] - ascending[index]), 0, 1);
}
