"""Bounds: a dashed line where a method may not pass, and a shade over what lies beyond."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from trajviz.drawing.layers import motions
from trajviz.drawing.layers.layer import ABOVE, Array, Attached, add_line, set_points
from trajviz.drawing.theme import Theme

_BEYOND = 0.5  # of the picture's width: further out than anything is drawn
_SHADE = 0.1


def bounds_looks(theme: Theme) -> dict[str, Any]:  # an argument of Matplotlib's each, with the type of that
    """Return the looks of the line along bounds."""
    return {"color": theme.foreground, "linewidth": 1.1, "linestyle": (0, (5, 3)), "alpha": 0.75}


@dataclass(frozen=True, eq=False)
class Bounds:
    """The bounds on plain axes.

    Parameters
    ----------
    bounds : sequence of (low, high)
        Of each axis; infinite where there is no bound.
    limits : sequence of (low, high)
        What the axes show.
    theme : Theme
        The looks.
    """

    bounds: Sequence[tuple[float, float]]
    limits: Sequence[tuple[float, float]]
    theme: Theme

    def attach(self, axes: Axes) -> Attached:
        """Draw the bounds on `axes`."""
        # Sides without a bound lie outside the picture.
        outer = _rectangle(_widened(self.limits))
        inner = _rectangle(_clipped(self.bounds, _widened(self.limits)))
        path = Path(np.concatenate([outer, inner[::-1]]), [*_CLOSED, *_CLOSED])
        axes.add_artist(PathPatch(path, facecolor=self.theme.foreground, alpha=_SHADE, linewidth=0, zorder=0.7))
        line = add_line(axes, zorder=0.8, **bounds_looks(self.theme))
        set_points(line, inner)
        return Attached((), lambda _: None, motions.Still())


@dataclass(frozen=True, eq=False)
class BoundsOnSurface:
    """The bounds as a line on a surface.

    Parameters
    ----------
    bounds, limits : sequence of (low, high)
        As in `Bounds`.
    drape : callable
        Takes the corners of a line, shape (n, 2), and returns it on the surface, shape (m, 3), nan where there is none.
    theme : Theme
        The looks.
    """

    bounds: Sequence[tuple[float, float]]
    limits: Sequence[tuple[float, float]]
    drape: Callable[[Array], Array]
    theme: Theme

    def attach(self, axes: Axes) -> Attached:
        """Draw the line on `axes`."""
        low, high = np.transpose(self.limits)
        corners = _rectangle(_clipped(self.bounds, _widened(self.limits)))
        for here, there in pairwise(corners):
            across = here == there  # the coordinate that is the same along the side
            if ((low <= here) & (here <= high))[across].all():
                line = add_line(axes, zorder=ABOVE - 2, **bounds_looks(self.theme))
                set_points(line, self.drape(np.clip([here, there], low, high)))
        return Attached((), lambda _: None, motions.Still())


_CLOSED = [Path.MOVETO, Path.LINETO, Path.LINETO, Path.LINETO, Path.CLOSEPOLY]


def _widened(limits: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    return [(low - _BEYOND * (high - low), high + _BEYOND * (high - low)) for low, high in limits]


def _clipped(bounds: Sequence[tuple[float, float]], limits: Sequence[tuple[float, float]]) -> list[Array]:
    return [np.clip(pair, low, high) for pair, (low, high) in zip(bounds, limits, strict=True)]


def _rectangle(sides: Sequence[tuple[float, float] | Array]) -> Array:
    """Return the corners, the first one twice, shape (5, 2)."""
    (left, right), (bottom, top) = sides
    return np.array([[left, bottom], [right, bottom], [right, top], [left, top], [left, bottom]])
