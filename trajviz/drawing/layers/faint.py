"""A thin, faint line along a track, for what lies behind the curve that is looked at."""

from __future__ import annotations

from dataclasses import dataclass

from matplotlib.axes import Axes

from trajviz.drawing.layers import motions
from trajviz.drawing.layers.layer import ABOVE, Attached, Track, add_line, rows_until, set_points, thinned


@dataclass(frozen=True)
class FaintTrail:
    """The way of a track up to now, below every trail and without a rim.

    Parameters
    ----------
    track : Track
        What is followed.
    """

    track: Track

    def attach(self, axes: Axes) -> Attached:
        """Add the line to `axes`."""
        points, steps = thinned(self.track.points)
        line = add_line(axes, color=self.track.color, linewidth=1, alpha=0.5, zorder=ABOVE - 1)

        def update(step: int) -> None:
            set_points(line, points[: rows_until(steps, step)])

        return Attached((line,), update, motions.Trail(self.track, (points, steps)))
