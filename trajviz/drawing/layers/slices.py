"""Curves of a function along single coordinates through the point where a track is, and that point on each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes

from trajviz.drawing.layers import motions
from trajviz.drawing.layers.layer import ABOVE, Array, Attached, Track, add_line

_LINE, _DOT = 1.9, 7.0  # points


@dataclass(frozen=True, eq=False)
class Slices:
    """The curves at the last row that was reached.

    Parameters
    ----------
    track : Track
        Whose row it is.
    x : ndarray of shape (k, n)
        Where each of the curves is evaluated.
    heights : callable
        Takes a row of the track and returns the heights above `x`, shape (k, n).
    points : ndarray of shape (rows, k, 2)
        Where on each curve the track is, at each row.
    colors : sequence of k str
        Of the curves.
    halo : str
        The colour of the rims of the points.
    """

    track: Track
    x: Array
    heights: Callable[[int], Array]
    points: Array
    colors: Sequence[str]
    halo: str

    def attach(self, axes: Axes) -> Attached:
        """Add the curves to `axes`."""
        curves = [add_line(axes, color=color, linewidth=_LINE, zorder=ABOVE) for color in self.colors]
        dots = [
            add_line(
                axes,
                color=color,
                linestyle="none",
                marker="o",
                markersize=_DOT,
                markeredgecolor=self.halo,
                markeredgewidth=1.0,
                zorder=ABOVE + 1,
            )
            for color in self.colors
        ]

        def update(moment: float) -> None:
            row = int(self.track.place_at(moment))
            heights = self.heights(row)
            for curve, x, y in zip(curves, self.x, heights, strict=True):
                curve.set_data(x, y)
            for dot, point in zip(dots, self.points[row], strict=True):
                dot.set_data(*np.reshape(point, (2, 1)))

        return Attached((*curves, *dots), update, motions.Recorded(self.track))
