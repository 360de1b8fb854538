"""The growing line behind a method, and the head at its end."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patheffects import Normal, Stroke

from trajviz.drawing.layers import motions
from trajviz.drawing.layers.layer import (
    ABOVE,
    Attached,
    Track,
    add_line,
    between,
    movable_aside,
    point_at,
    rows_until,
    set_points,
    thinned,
)

_CASING = 2.4  # how much wider than a line what sets it off is, in points
_DASH = 3.0  # the length that is seen of each of some lines that lie on each other, in widths of them
_ABOVE_ANOTHER = 0.01  # in zorder
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
        width = (self.track.linewidth or self.width) * self.track.thickness
        points, rows = thinned(*(self.track.way or (self.track.points,)))
        line = add_line(
            axes,
            color=self.track.color,
            label=self.track.label,
            linewidth=width,
            linestyle=self._linestyle,
            solid_joinstyle="round",
            solid_capstyle="round",
            dash_joinstyle="round",
            dash_capstyle="butt",
            zorder=ABOVE + _ABOVE_ANOTHER * self.track.shared[0],
        )
        if self.track.halo is not None and not self.track.shared[0]:
            casing = width + _CASING * self.track.thickness
            rim = Stroke(linewidth=casing, foreground=self.track.halo, dashes={"dash_offset": 0, "dash_list": None})
            line.set_path_effects([rim, Normal()])

        def update(moment: float) -> None:
            place = self.track.place_at(moment)
            # The point of this very moment closes the line, whether or not thinning has kept it.
            now = point_at(self.track, place, axes)[None]
            set_points(line, np.concatenate([points[: rows_until(rows, place)], now]))

        return Attached((line,), update, motions.Trail(self.track, (points, rows)))

    @property
    def _linestyle(self) -> object:
        """Dashes where it lies above others, such that each of them is seen between those of the next."""
        place, count = self.track.shared
        return (0, (_DASH * (count - place), _DASH * place)) if place else self.track.linestyle


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
        size = (self.track.markersize or self.size) * self.track.thickness**0.5
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

        # At the start and at the end it stands beside the heads of other methods, and between them on its own way.
        move_aside = movable_aside(head, axes)

        def update(moment: float) -> None:
            place = self.track.place_at(moment)
            move_aside(self.track.moved_aside(place))
            set_points(head, point_at(self.track, place, axes)[None])
            if self.track.depth is not None:
                head.set_markersize(size * (1 - _SHRINKING * between(self.track.depth, place)))

        return Attached((head,), update, motions.Head(self.track, _SHRINKING))
