"""A curve that changes its shape from row to row."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patheffects import Normal, Stroke

from trajviz.drawing.layers import motions
from trajviz.drawing.layers.layer import ABOVE, Array, Attached, Track, add_line, mixed

_MARKERS = 7  # along the curve


@dataclass(frozen=True, eq=False)
class MovingCurve:
    """The graph of another function at each row, in the looks of a track.

    Parameters
    ----------
    track : Track
        Whose colour and marker the curve has, and when it comes to rest.
    x : ndarray of shape (n,)
        Where the functions are evaluated.
    heights : callable
        Takes a row of the track and returns the heights above `x`, shape (n,).
    shift : float
        Where along the curve the first marker is, from 0 to 1 of the way between two, so that curves that lie on each
        other can be told apart.
    """

    track: Track
    x: Array
    heights: Callable[[int], Array]
    shift: float = 0.5

    def attach(self, axes: Axes) -> Attached:
        """Add the curve to `axes`."""
        places = ((np.arange(_MARKERS) + self.shift) / _MARKERS * (len(self.x) - 1)).astype(int)
        curve = add_line(
            axes,
            color=self.track.color,
            label=self.track.label,
            linewidth=2.2,
            linestyle=self.track.linestyle,
            solid_joinstyle="round",
            zorder=ABOVE,
        )
        rim = Stroke(linewidth=4.6, foreground=self.track.halo, dashes={"dash_offset": 0, "dash_list": None})
        curve.set_path_effects([rim, Normal()])
        markers = add_line(
            axes,
            color=self.track.color,
            linestyle="none",
            marker=self.track.marker,
            markersize=7,
            markeredgecolor=self.track.halo,
            zorder=ABOVE + 1,
        )

        def update(moment: float) -> None:
            place = self.track.place_at(moment)
            row = int(place)
            heights = self.heights(row)
            if row < place:
                heights = mixed(heights, self.heights(row + 1), place - row)
            curve.set_data(self.x, heights)
            markers.set_data(self.x[places], heights[places])

        return Attached((curve, markers), update, motions.Recorded(self.track))
