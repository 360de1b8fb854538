"""A thin, faint line along a track, for what lies behind the curve that is looked at."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes

from trajviz.drawing.layers import motions
from trajviz.drawing.layers.layer import ABOVE, Attached, Track, add_line, point_at, rows_until, set_points, thinned


@dataclass(frozen=True)
class RawTrail:
    """The way of a track up to now, below every trail and without a rim.

    Parameters
    ----------
    track : Track
        What is followed.
    """

    track: Track

    def attach(self, axes: Axes) -> Attached:
        """Add the line to `axes`."""
        points, rows = thinned(*(self.track.way or (self.track.points,)))
        line = add_line(axes, color=self.track.color, linewidth=1, alpha=0.5, zorder=ABOVE - 1)

        def update(moment: float) -> None:
            place = self.track.place_at(moment)
            passed = points[: rows_until(rows, place)]
            is_between = place > int(place)
            set_points(line, np.vstack([passed, point_at(self.track, place, axes)]) if is_between else passed)

        return Attached((line,), update, motions.Trail(self.track, (points, rows)))
