"""One arrow per step, in data units, on 2-D axes."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from matplotlib.axes import Axes

from trajviz.drawing.layers import motions
from trajviz.drawing.layers.layer import ABOVE, Attached, Track, thinned

_HEAD_WIDTH, _HEAD_LENGTH, _HEAD_AXIS_LENGTH = 4.0, 5.0, 4.5  # in widths of the shaft, as is the least length
_LEAST_LENGTH = 0.1
_CASING = 2.2  # how much wider than an arrow what sets it off is, in points


def arrows_set_off(track: Track) -> list[Arrows]:
    """Return the arrows of a track and, if it has a halo, those in its colour on which they lie."""
    casing = [] if track.halo is None else [Arrows(replace(track, color=track.halo), rim=_CASING)]
    return [Arrows(track), *casing]


@dataclass(frozen=True)
class Arrows:
    """An arrow from each iterate to the next, appearing as the steps are taken.

    Parameters
    ----------
    track : Track
        What is followed, in two coordinates.
    width : float
        The width of the shafts, in points.
    rim : float
        The width of a line around each, in points; what has one lies below what has none.
    """

    track: Track
    width: float = 1.8
    rim: float = 0.0

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
            headwidth=_HEAD_WIDTH,
            headlength=_HEAD_LENGTH,
            headaxislength=_HEAD_AXIS_LENGTH,
            minlength=_LEAST_LENGTH,
            facecolor=self.track.color,
            edgecolor=self.track.color,
            linewidths=(self.rim,),
            zorder=ABOVE - (0.1 if self.rim else 0),
        )

        def update(moment: float) -> None:
            taken = np.clip((self.track.place_at(moment) - rows[:-1]) / np.diff(rows), 0, 1)
            quiver.set_UVC(*np.where(taken > 0, taken * ways.T, np.nan))

        motion = motions.Arrows(
            self.track,
            (points, rows),
            self.width,
            _HEAD_WIDTH,
            _HEAD_LENGTH,
            _HEAD_AXIS_LENGTH,
            _LEAST_LENGTH,
            self.rim,
        )
        return Attached((quiver,), update, motion)
