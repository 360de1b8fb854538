"""What a surface hides: on the way from a point to the camera, it rises above the way somewhere over its grid."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from mpl_toolkits.mplot3d import Axes3D
from numpy.typing import NDArray

from trajviz.drawing.layers.layer import Array
from trajviz.drawing.layers.sheet import eye_of

_ABOVE = 0.006  # of the heights: by how much the surface must rise above the way, lest a point on it hides itself
_AT_ONCE = 50_000  # crossings that are looked at together, about
_ROUNDED = 1e-9  # cells by which a way may miss the edge of the grid that it ends on


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

    @cached_property
    def _box(self) -> tuple[Array, Array]:
        """The corners, in cells, of where a way may run below the surface by the margin."""
        rows, columns = self.heights.shape
        top = float(np.nanmax(self.heights)) - self._margin
        return np.array([0.0, 0.0, -np.inf]), np.array([columns - 1.0, rows - 1.0, top])

    def hidden(self, axes: Axes3D, points: Array) -> NDArray[np.bool_]:
        """Return which of some points, shape (n, 3), the camera of axes does not see for the surface before them."""
        return self.hidden_from(eye_of(axes), points)

    def hidden_from(self, eye: Array, points: Array) -> NDArray[np.bool_]:
        """Return which of some points, shape (n, 3), can't be seen from a place, shape (3,), all in data units."""
        origin = np.array([self.x[0], self.y[0], 0.0])
        cell = np.array([self.x[1] - self.x[0], self.y[1] - self.y[0], 1.0])
        tails, tip = (points - origin) / cell, (eye - origin) / cell
        found = np.zeros(len(points), dtype=bool)
        places = np.flatnonzero(np.isfinite(tails).all(axis=1))
        step = max(1, _AT_ONCE // sum(self.heights.shape))
        for first in range(0, len(places), step):
            some = places[first : first + step]
            found[some] = _rises_above(self.heights, self._margin, tails[some], tip - tails[some], self._box)
        return found


def _rises_above(
    heights: Array, margin: float, tails: Array, ways: Array, box: tuple[Array, Array]
) -> NDArray[np.bool_]:
    """Return above which ways a surface rises, by a margin, where they cross a line of its grid inside a box.

    All is in cells: (column, row, height). Lines of both directions count, the edge over which a way leaves the grid
    among them, for between two lines of one direction the surface may rise and fall.
    """
    count, (rows, columns) = len(tails), heights.shape
    at, by = tails[:, :2].T, ways[:, :2].T
    with np.errstate(all="ignore"):
        start, end = _shares_within(box, tails, ways)
        crossing, line = _crossings((rows, columns), at + start * by, at + end * by, start <= end)
        is_row = crossing >= count
        way = crossing - count * is_row
        share = (line - at.ravel()[crossing]) / by.ravel()[crossing]
        share = np.minimum(np.maximum(share, start[way]), end[way])
        beside = at[::-1].ravel()[crossing] + share * by[::-1].ravel()[crossing]
        left = np.minimum(np.maximum(beside.astype(int), 0), np.where(is_row, columns - 2, rows - 2))
        step = np.where(is_row, 1, columns)  # along the line, in the flat heights
        place = left * step + line * (columns + 1 - step)
        flat = heights.ravel()
        lower = flat[place]
        surface = lower + (flat[place + step] - lower) * (beside - left)
        above = surface > tails[:, 2][way] + share * ways[:, 2][way] + margin
    found = np.zeros(len(tails), dtype=bool)
    found[way[above]] = True
    return found


def _shares_within(box: tuple[Array, Array], tails: Array, ways: Array) -> tuple[Array, Array]:
    """Return between which shares of them ways run within a box; of those that never do the first is the larger."""
    one, other = ((corner - tails) / ways for corner in box)
    start = np.fmax.reduce(np.fmin(one, other), axis=1, initial=0.0)  # nan where a way runs along a side
    end = np.fmin.reduce(np.fmax(one, other), axis=1, initial=1.0)
    return start, end


def _crossings(
    shape: tuple[int, int], one: Array, other: Array, exist: NDArray[np.bool_]
) -> tuple[NDArray[np.int_], NDArray[np.int_]]:
    """Return where pieces cross the lines of a grid of some shape.

    Parameters
    ----------
    shape : (int, int)
        The numbers of rows and columns.
    one, other : ndarray of shape (2, n)
        The ends of pieces, their columns and their rows.
    exist : ndarray of shape (n,)
        Which pieces count.

    Returns
    -------
    (ndarray, ndarray)
        For each crossing the number of the piece, `n` more where it is a row that is crossed, and that of the line.
    """
    first = np.maximum(np.ceil(np.minimum(one, other) - _ROUNDED), 0)
    last = np.minimum(np.floor(np.maximum(one, other) + _ROUNDED), np.array(shape)[::-1, None] - 1)
    counts = np.where(exist, np.maximum(last - first + 1, 0), 0).astype(int).ravel()
    before = np.cumsum(counts) - counts
    crossing = np.repeat(np.arange(len(counts)), counts)
    lines = np.arange(len(crossing)) - (before - np.where(counts, first.ravel(), 0)).astype(int)[crossing]
    return crossing, lines
