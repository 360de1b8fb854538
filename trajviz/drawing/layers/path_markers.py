"""The marker of a track at some of the places that it has passed, so that crossing curves can be told apart."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from trajviz.drawing.layers import motions
from trajviz.drawing.layers.layer import ABOVE, Attached, Track, add_line, rows_until, set_points


@dataclass(frozen=True, eq=False)
class PathMarkers:
    """A marker at each of some rows of a track, from when they are passed.

    Parameters
    ----------
    track : Track
        What is followed.
    rows : ndarray of int
        Which of its rows are marked, ascending.
    size : float
        The size of the markers, in points.
    """

    track: Track
    rows: NDArray[np.int_]
    size: float = 6.0

    def attach(self, axes: Axes) -> Attached:
        """Prepare the markers on `axes`."""
        points = self.track.points[self.rows]
        markers = add_line(
            axes,
            linestyle="none",
            marker=self.track.marker,
            markersize=self.size,
            color=self.track.color,
            markeredgecolor=self.track.halo,
            markeredgewidth=0.8,
            zorder=ABOVE + 1,
        )

        rows = self.rows.astype(float)

        def update(moment: float) -> None:
            set_points(markers, points[: rows_until(rows, self.track.place_at(moment))])

        return Attached((markers,), update, motions.Dots(self.track, (points, rows)))
