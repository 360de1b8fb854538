"""A population: each individual as a point without a trail. The best is where the track's head is."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes

from trajviz.drawing.layers import detail_motions
from trajviz.drawing.layers.ground import grounded
from trajviz.drawing.layers.layer import ABOVE, Array, Attached, Layer, Track, add_line, between, set_points
from trajviz.drawing.layers.probes import Marks, evenly
from trajviz.drawing.layers.registration import Lift, Seen, detail

_SIZE, _RIM, _LEFT_BEHIND = 6.0, 0.9, 3.6  # points


@detail("population")
def population(track: Track, seen: Seen, lift: Lift) -> Sequence[Layer]:
    """Show a population, or the points that are drawn in each step."""
    layers: list[Layer] = []
    if "population" in seen:
        layers.append(Population(track, seen["population"], lift, moves=True))
    if "samples" in seen:
        layers.append(Population(track, seen["samples"], lift, moves=False))
    if "tried" in seen:
        rows, _ = chosen = np.nonzero(np.isfinite(seen["tried"]).all(axis=2))
        points = lift(seen["tried"][chosen]), evenly(rows)
        layers.append(Marks(track, *points, "o", track.color, _LEFT_BEHIND, ABOVE - 0.2, rim=track.halo))
    return layers


def hides_trail(seen: Mapping[str, object], wanted: Container[str]) -> bool:
    """Whether the points are the story, so that the way of the best, which leaps, is drawn thin."""
    return "population" in wanted and ("population" in seen or "tried" in seen)


@dataclass(frozen=True, eq=False)
class Population:
    """A dot for each point, which moves from row to row if it is the same one.

    Parameters
    ----------
    track : Track
        Whose they are.
    points : ndarray of shape (rows, n, 2)
        Where they are at each row; nan where there is none.
    lift : callable
        Puts points of the plane on the axes.
    moves : bool
        Whether a point is between its places from one row to the next; else those that lead to a row are there from
        the row before it on.
    """

    track: Track
    points: Array
    lift: Lift
    moves: bool

    def attach(self, axes: Axes) -> Attached:
        """Prepare the dots on `axes`."""
        dots = add_line(
            axes,
            linestyle="none",
            marker="o",
            markersize=_SIZE,
            color=self.track.color,
            markeredgecolor=self.track.halo or self.track.color,
            markeredgewidth=_RIM,
            zorder=ABOVE - 0.2,
        )

        def update(moment: float) -> None:
            place = self.track.place_at(moment)
            set_points(dots, self.lift(between(self.points, place if self.moves else np.ceil(place))))

        lifted = tuple(grounded(own, self.lift) for own in self.points.swapaxes(0, 1))
        return Attached((dots,), update, detail_motions.Population(self.track, lifted, self.moves))
