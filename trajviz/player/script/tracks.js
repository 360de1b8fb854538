// Where the tracks of a panel are now.

/**
 * Make what tells where tracks are, on the author's axes or on that of evaluations, from the author's start or a reader's.
 *
 * @type {(panel: Panel, axes: Axes, shared: Shared, made: () => MadePanel) => Tracks}
 */
function makeTracks(panel, axes, { data, clock, explorer, rowOf, tables, state }, made) {
  const tracks = tracksOf(panel);
  for (const track of tracks) track.points = unpackPoints(track);
  const endOf = (/** @type {number} */ run) => {
    const table = tables()[run];
    return clock.kind === "steps" ? table.rows - 1 : lastOf(evaluationsOf(table));
  };

  /**
   * Return where a track is to be shown now, in fractions; `way` only where it is another's.
   *
   * @type {(track: Track) => Retraced}
   */
  function source(track) {
    const retraced = explorer.retraced(made(), track);
    if (retraced) return retraced;
    if (!track.over_steps || clock.countsAsDrawn) return { points: track.points };
    track.over ??= {};
    return { points: track.over[clock.kind] ??= overTime(track, data.runs, clock.kind) };
  }

  return {
    all: tracks,
    shown: () => tracks.filter((track) => !state.hidden.has(track.run)),
    momentOf(track, item) {
      const { row, index: reached, share } = rowOf(track.run);
      const own = source(track);
      const finer = own.way || (own.points === track.points && item?.way);
      const way = finer ? { points: axes.place(finer.points), steps: finer.steps } : undefined;
      const points = axes.place(own.points);
      const last = own.points[0].length - 1;
      const [index, ended] = [Math.min(reached, last), reached >= last];
      const place = ended ? last : index + share;
      return {
        row, index, track, points, way, ended, place,
        stand: own.stand || { aside: item?.aside },
        here: way && !ended ? pointAt(way.points, placeOf(way.steps, row)) : pointAt(points, place),
        others: own.points === track.points ? item?.others?.map(axes.place) : undefined,
        age: ended ? clock.frame - clock.frameOf(endOf(track.run)) : 0,
      };
    },
  };
}

/**
 * Return the point at a place on a line, which may lie between two of its points.
 *
 * @type {(line: Placed, place: number) => Here}
 */
function pointAt({ x, y, hidden, far }, place) {
  const index = Math.floor(place);
  return {
    x: along(x, place), y: along(y, place), hidden: hidden?.[Math.round(place)],
    far: Boolean(far?.has(index) && far.has(Math.ceil(place))),
  };
}

/** @type {(track: Track, runs: Run[], kind: ClockKind) => Points} */
function overTime({ run, points: [along, up] }, runs, kind) {
  const most = mostOf(runs, kind);
  const counts = countsOf(runs[run], kind);
  return [Float64Array.from(along, (_, i) => onTimeAxis(counts[i] / Math.max(most, 1))), up];
}
