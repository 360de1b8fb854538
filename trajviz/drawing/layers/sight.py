"""What a surface hides: on the way from a point to the camera, it rises above the way somewhere over its grid."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from mpl_toolkits.mplot3d import Axes3D
from numpy.typing import NDArray

from trajviz.drawing.layers.layer import Array
from trajviz.drawing.layers.sheet import eye_of

_ABOVE = 0.006  # of the heights: by how much the surface must rise above the way
_NEAR = 0.5  # rows: what is nearer hides nothing, lest a point on a slope hides itself
_AT_ONCE = 200_000  # crossings that are looked at together


@dataclass(frozen=True, eq=False)
class Sight:
    """A surface in the way of looks.

    Parameters
    ----------
    x, y : ndarray of shape (nx,) and (ny,)
        The coordinates of an even grid, ascending.
    heights : ndarray of shape (ny, nx)
        Where the surface is; what is nan hides nothing.
    """

    x: Array
    y: Array
    heights: Array

    @cached_property
    def _margin(self) -> float:
        return _ABOVE * float(np.nanmax(self.heights) - np.nanmin(self.heights))

    def coarser(self, count: int) -> Sight:
        """Return it on every second, third... point of the grid, about `count` along each axis."""
        steps = [max(1, round(len(ends) / count)) for ends in (self.y, self.x)]
        return Sight(self.x[:: steps[1]], self.y[:: steps[0]], self.heights[:: steps[0], :: steps[1]])

    def hidden(self, axes: Axes3D, points: Array) -> NDArray[np.bool_]:
        """Return which of some points, shape (n, 3), the camera of axes does not see for the surface before them."""
        return self.hidden_from(eye_of(axes), points)

    def hidden_from(self, eye: Array, points: Array) -> NDArray[np.bool_]:
        """Return which of some points, shape (n, 3), can't be seen from a place, shape (3,), all in data units."""
        origin = np.array([self.x[0], self.y[0], 0.0])
        cell = np.array([self.x[1] - self.x[0], self.y[1] - self.y[0], 1.0])
        tails, tip = (points - origin) / cell, (eye - origin) / cell
        ways = tip - tails
        along_rows = np.abs(ways[:, 0]) > np.abs(ways[:, 1])  # more columns are crossed than rows
        found = np.zeros(len(points), dtype=bool)
        for chosen, swap, heights in ((~along_rows, [1, 0, 2], self.heights), (along_rows, [0, 1, 2], self.heights.T)):
            places = np.flatnonzero(chosen & np.isfinite(tails).all(axis=1))
            step = max(1, _AT_ONCE // len(heights))
            for first in range(0, len(places), step):
                some = places[first : first + step]
                found[some] = _rises_above(heights, self._margin, tails[some][:, swap], ways[some][:, swap])
        return found


def _rises_above(heights: Array, margin: float, tails: Array, ways: Array) -> NDArray[np.bool_]:
    """Return above which ways a surface rises, by a margin; all is in cells: (row, column, height)."""
    rows, columns = heights.shape
    with np.errstate(all="ignore"):
        slopes = ways[:, 1:] / ways[:, :1]
    tops = tails[:, 0].min() if ways[:, 0].min() > 0 else 0, tails[:, 0].max() if ways[:, 0].max() < 0 else rows - 1
    crossed = np.arange(
        max(int(tops[0]), 0), min(int(tops[1]) + 2, rows)
    )  # rows that lie on no way to the eye are left out
    apart = crossed - tails[:, :1]
    ahead = apart * np.sign(ways[:, :1])
    at = tails[:, 1:2] + apart * slopes[:, :1]
    left = np.clip(at.astype(int), 0, columns - 2)
    share = at - left
    surface = heights[crossed, left] * (1 - share) + heights[crossed, left + 1] * share
    inside = (ahead > _NEAR) & (ahead <= np.abs(ways[:, :1])) & (at >= 0) & (at <= columns - 1)
    return np.asarray((inside & (surface > tails[:, 2:] + apart * slopes[:, 1:] + margin)).any(axis=1))
