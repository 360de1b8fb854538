"""The ball's tangent on a curve, and the places where the ball has been."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes

from trajviz.drawing.layers import motions
from trajviz.drawing.layers.layer import (
    ABOVE,
    Array,
    Attached,
    Track,
    add_line,
    between,
    point_at,
    rows_until,
    set_points,
    thinned,
)
from trajviz.drawing.layers.registration import layer


@dataclass(frozen=True, eq=False)
class Tangent:
    """The tangent to a curve at a track's point.

    Parameters
    ----------
    track : Track
        What is followed, on the curve.
    slopes : ndarray of shape (rows,)
        The derivative at each of its points.
    reach : (width, height)
        How far the tangent reaches to each side, in data units: to whichever of the two it comes first.
    """

    track: Track
    slopes: Array
    reach: tuple[float, float]

    def attach(self, axes: Axes) -> Attached:
        """Prepare the tangent on `axes`."""
        line = add_line(axes, color=self.track.color, linewidth=1.4, alpha=0.9, zorder=ABOVE - 1)
        width, height = self.reach
        with np.errstate(over="ignore"):  # an infinite slope is vertical
            angles = np.arctan(self.slopes * width / height)
        halves = np.column_stack([width * np.cos(angles), height * np.sin(angles)])  # of equal length on the screen

        def update(moment: float) -> None:
            place = self.track.place_at(moment)
            half = between(halves, place)
            set_points(line, point_at(self.track, place, axes) + np.array([-half, half]))

        return Attached((line,), update, motions.Tangent(self.track, halves))


@layer("footprints")
@dataclass(frozen=True)
class Footprints:
    """A small dot wherever a track has been.

    Parameters
    ----------
    track : Track
        What is followed.
    """

    track: Track

    def attach(self, axes: Axes) -> Attached:
        """Prepare the dots on `axes`."""
        points, rows = thinned(self.track.points)
        dots = add_line(
            axes,
            linestyle="none",
            marker="o",
            markersize=4.5,
            color=self.track.color,
            markeredgecolor=self.track.halo or self.track.color,
            markeredgewidth=0.6,
            zorder=ABOVE,
        )

        def update(moment: float) -> None:
            set_points(dots, points[: rows_until(rows, self.track.place_at(moment))])

        return Attached((dots,), update, motions.Dots(self.track, (points, rows)))
