"""Constraints: a shade over the points that break one, and a dashed line along the border."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch
from numpy.typing import NDArray

from trajviz.drawing.layers import motions
from trajviz.drawing.layers.bounds import bounds_looks
from trajviz.drawing.layers.contour_shapes import Heights
from trajviz.drawing.layers.layer import ABOVE, Array, Attached, add_line, set_points
from trajviz.drawing.theme import Theme
from trajviz.functions.constraints import Constraint

SHADE = 0.2
"""How much of the foreground lies over what is infeasible."""


@dataclass(frozen=True, eq=False)
class Infeasible:
    """The infeasible region on plain axes.

    Parameters
    ----------
    constraints : sequence of Constraint
        Of the coordinates that the axes show, the first one or two.
    x, y : ndarray of shape (nx,) and (ny,)
        The grid on which the border is sought.
    theme : Theme
        The looks.
    """

    constraints: Sequence[Constraint]
    x: Array
    y: Array
    theme: Theme

    def attach(self, axes: Axes) -> Attached:
        """Draw the region on `axes`."""
        slack = slack_on_grid(self.constraints, self.x, self.y)
        # What is infeasible lies above 0 here; the line itself is not.
        (area,) = Heights(self.x, self.y, -slack).areas_above(np.array([0.0]))
        axes.add_artist(PathPatch(area, facecolor=self.theme.foreground, alpha=SHADE, linewidth=0, zorder=0.7))
        line = add_line(axes, zorder=0.8, **bounds_looks(self.theme))
        set_points(line, borders(self.constraints, self.x, self.y))
        return Attached((), lambda _: None, motions.Still())


@dataclass(frozen=True, eq=False)
class BorderOnSurface:
    """The border of the feasible region as a line on a surface.

    Parameters
    ----------
    constraints, x, y, theme
        As in `Infeasible`.
    lift : callable
        Takes points, shape (n, 2), and returns them on the surface, shape (n, 3).
    """

    constraints: Sequence[Constraint]
    x: Array
    y: Array
    theme: Theme
    lift: Callable[[Array], Array]

    def attach(self, axes: Axes) -> Attached:
        """Draw the line on `axes`."""
        line = add_line(axes, zorder=ABOVE - 2, **bounds_looks(self.theme))
        set_points(line, self.lift(borders(self.constraints, self.x, self.y)))
        return Attached((), lambda _: None, motions.Still())


def slack_on_grid(constraints: Sequence[Constraint], x: Array, y: Array) -> Array:
    """Return how much room inequalities leave on a grid, shape (ny, nx), negative where one is broken.

    Each is in units of its largest value there. Equalities leave no room anywhere, so that they do not count.
    """
    slack = np.full((len(y), len(x)), np.inf)
    points = np.stack(np.meshgrid(x, y))
    for constraint in constraints:
        if not constraint.is_equality:
            slack = np.minimum(slack, _in_its_units(constraint.room(points)))
    return np.where(np.isposinf(slack), 1.0, slack)


def is_infeasible(constraints: Sequence[Constraint], x: Array, y: Array) -> NDArray[np.bool_]:
    """Return which points of a grid break an inequality, shape (ny, nx)."""
    return slack_on_grid(constraints, x, y) < 0


def borders(constraints: Sequence[Constraint], x: Array, y: Array) -> Array:
    """Return the lines on which inequalities begin to be broken and equalities hold, nan between them, shape (n, 2)."""
    points = np.stack(np.meshgrid(x, y))
    equalities = [_in_its_units(each(points) - each.low) for each in constraints if each.is_equality]
    pieces = [np.full((1, 2), np.nan)]
    for heights in [slack_on_grid(constraints, x, y), *equalities]:
        (lines,) = Heights(x, y, heights).lines(np.array([0.0]))
        for line in np.split(lines.points, lines.offsets[1:-1]):
            pieces += [line, pieces[0]]
    return np.concatenate(pieces[1:] or pieces)


def _in_its_units(values: Array) -> Array:
    """Return values divided by the largest; what is not a number breaks a constraint."""
    finite = np.isfinite(values)
    largest = float(np.max(np.abs(values), where=finite, initial=0.0)) or 1.0
    return np.clip(np.where(np.isnan(values), -1.0, values / largest), -1.0, 1.0)
