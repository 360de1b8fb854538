"""The growing line behind a method, and the head at its end."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patheffects import Normal, Stroke
from matplotlib.transforms import ScaledTranslation

from trajviz.drawing.layers import motions
from trajviz.drawing.layers.layer import (
    ABOVE,
    Attached,
    Track,
    add_line,
    between,
    figure_of,
    point_at,
    rows_until,
    set_points,
    thinned,
)

_SHRINKING = 0.6  # by which share a head that is furthest off the plane is smaller


@dataclass(frozen=True)
class Trail:
    """The way of a track up to now, as a line.

    Parameters
    ----------
    track : Track
        What is followed.
    width : float
        The width of the line, in points, of a track of thickness 1.
    """

    track: Track
    width: float = 2.0

    def attach(self, axes: Axes) -> Attached:
        """Add the line to `axes`."""
        width = self.width * self.track.thickness
        points, rows = thinned(*(self.track.way or (self.track.points,)))
        line = add_line(
            axes,
            color=self.track.color,
            label=self.track.label,
            linewidth=width,
            solid_joinstyle="round",
            solid_capstyle="round",
            zorder=ABOVE,
        )
        if self.track.halo is not None:
            rim = Stroke(linewidth=width + 2 * self.track.thickness, foreground=self.track.halo, alpha=0.75)
            line.set_path_effects([rim, Normal()])

        def update(moment: float) -> None:
            place = self.track.place_at(moment)
            # The point of this very moment closes the line, whether or not thinning has kept it.
            now = point_at(self.track, place, axes)[None]
            set_points(line, np.concatenate([points[: rows_until(rows, place)], now]))

        return Attached((line,), update, motions.Trail(self.track, (points, rows)))


@dataclass(frozen=True)
class Head:
    """Where a track is now, as its marker, the smaller the further off the plane that is.

    Parameters
    ----------
    track : Track
        What is followed.
    size : float
        The size of the marker, in points, of a track of thickness 1.
    """

    track: Track
    size: float = 8.0

    def attach(self, axes: Axes) -> Attached:
        """Add the marker to `axes`."""
        size = self.size * self.track.thickness**0.5
        head = add_line(
            axes,
            color=self.track.color,
            marker=self.track.marker,
            markersize=size,
            markeredgecolor=self.track.halo or self.track.color,
            markeredgewidth=1.2 * self.track.thickness,
            linestyle="none",
            zorder=ABOVE + 2,
        )

        inches = figure_of(axes).dpi_scale_trans

        def update(moment: float) -> None:
            place = self.track.place_at(moment)
            if any(self.track.beside):
                # At the start it stands beside the heads of others, and is on its own way once it has taken a step.
                right, up = (max(0.0, 1 - place) / 72 * length for length in self.track.beside)
                aside = ScaledTranslation(right, up, inches)
                head.set_transform(axes.transData + aside if place < 1 else axes.transData)
            set_points(head, point_at(self.track, place, axes)[None])
            if self.track.depth is not None:
                head.set_markersize(size * (1 - _SHRINKING * between(self.track.depth, place)))

        return Attached((head,), update, motions.Head(self.track, _SHRINKING))
