// Click to start: the paths from a grid of starts, and the basin of each minimum.

/** Make what explores, or what does nothing where the file holds no other starts. */
function makeExplorer(data) {
  const nothing = () => null;
  return { controls: [], tables: nothing, steps: nothing, takes: () => false, drop: nothing, move: nothing, undrop: nothing, explored: nothing, drawDropped: nothing, drawTint: nothing, tintOf: nothing };
}
