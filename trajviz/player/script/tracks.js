// Where the tracks of a panel are now.

/**
 * Make what tells where tracks are, on the author's axes or on that of evaluations, from the author's start or a reader's.
 *
 * @type {(panel: Panel, axes: Axes, shared: Shared, made: () => MadePanel) => Tracks}
 */
function makeTracks(panel, axes, { data, clock, explorer, rowOf, state }, made) {
  const tracks = tracksOf(panel);
  for (const track of tracks) track.points = unpackPoints(track);

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
      const { row, index } = rowOf(track.run);
      const own = source(track);
      const way = own.way || (own.points === track.points && item?.way);
      const last = own.points[0].length - 1;
      return {
        row,
        index: Math.min(index, last),
        track,
        points: axes.place(own.points),
        way: way ? { points: axes.place(way.points), steps: way.steps } : undefined,
        others: own.points === track.points ? item?.others?.map(axes.place) : undefined,
        ended: index >= last,
      };
    },
  };
}

/** @type {(track: Track, runs: Run[], kind: ClockKind) => Points} */
function overTime({ run, points: [along, up] }, runs, kind) {
  const most = mostOf(runs, kind);
  const counts = countsOf(runs[run], kind);
  return [Float64Array.from(along, (_, i) => onTimeAxis(counts[i] / Math.max(most, 1))), up];
}
