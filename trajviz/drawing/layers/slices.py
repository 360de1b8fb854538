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
    """The curves at a place among the rows.

    Parameters
    ----------
    track : Track
        Whose place it is.
    x : ndarray of shape (k, n)
        Where each of the curves is evaluated.
    at : callable
        Takes a place among the rows of the track and returns the heights above `x`, shape (k, n), and where on each
        curve the track is, shape (k, 2).
    colors : sequence of k str
        Of the curves.
    halo : str
        The colour of the rims of the points.
    """

    track: Track
    x: Array
    at: Callable[[float], tuple[Array, Array]]
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
            heights, points = self.at(self.track.place_at(moment))
            for curve, x, y in zip(curves, self.x, heights, strict=True):
                curve.set_data(x, y)
            for dot, point in zip(dots, points, strict=True):
                dot.set_data(*np.reshape(point, (2, 1)))

        return Attached((*curves, *dots), update, motions.Recorded(self.track))
