"""One arrow per step, in data units, on 2-D axes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes

from trajviz.drawing.layers.layer import ABOVE, Attached, Motion, Track, rows_until, thinned


@dataclass(frozen=True)
class Arrows:
    """An arrow from each iterate to the next, appearing as the steps are taken.

    Parameters
    ----------
    track : Track
        What is followed, in two coordinates.
    width : float
        The width of the shafts, in points.
    """

    track: Track
    width: float = 1.8

    def attach(self, axes: Axes) -> Attached:
        """Add the arrows to `axes`."""
        points, rows = thinned(self.track.points)
        tails, ways = points[:-1], np.diff(points, axis=0)
        quiver = axes.quiver(
            *tails.T,
            *ways.T,
            angles="xy",
            scale_units="xy",
            scale=1,
            units="inches",
            width=self.width / 72,
            headwidth=4,
            headlength=5,
            headaxislength=4.5,
            minlength=0.1,
            color=self.track.color,
            zorder=ABOVE,
        )

        def update(moment: float) -> None:
            taken = np.arange(len(ways)) < rows_until(rows[1:], self.track.place_at(moment))
            quiver.set_UVC(*np.where(taken, ways.T, np.nan))

        return Attached(
            (quiver,), update, Motion("arrows", self.track, (points, rows), {"width": self.width * 100 / 72})
        )
