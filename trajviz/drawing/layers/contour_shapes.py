"""Contours of heights on a grid, as lines and as areas, with no more points than can be seen.

Matplotlib's own contours have an artist's needs in mind; here all lines of a level are one array, so that what is done
with each of their points is done at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from contourpy import FillType, LineType, contour_generator
from matplotlib.path import Path
from numpy.typing import NDArray

from trajviz.drawing.layers.layer import Array

_STRAIGHT = 0.08  # cells by which a point that is left out lies off the line at the most, each time
_TIMES = 4


class Lines(NamedTuple):
    """Lines one after the other: their points, shape (n, 2), and where each begins, with the end of the last."""

    points: Array
    offsets: NDArray[np.int_]


@dataclass(frozen=True, eq=False)
class Heights:
    """Heights on a grid.

    Parameters
    ----------
    x, y : ndarray of shape (nx,) and (ny,)
        The coordinates of the grid.
    heights : ndarray of shape (ny, nx)
        nan where there is none.
    """

    x: Array
    y: Array
    heights: Array

    @property
    def cell(self) -> Array:
        """The size of a cell."""
        return np.array([self.x[1] - self.x[0], self.y[1] - self.y[0]])

    def nearest(self, points: Array, values: Array) -> Array:
        """Return which of some values on the grid, shape (ny, nx), are nearest to points, shape (n, 2)."""
        i, j = np.rint((points - (self.x[0], self.y[0])) / self.cell).astype(int).T
        return np.asarray(values[np.clip(j, 0, len(self.y) - 1), np.clip(i, 0, len(self.x) - 1)])

    def lines(self, levels: Array) -> list[Lines]:
        """Return the contours at each level."""
        generator = contour_generator(
            self.x, self.y, np.ma.masked_invalid(self.heights), line_type=LineType.ChunkCombinedOffset
        )
        return [self._lines(*generator.lines(level)) for level in levels.tolist()]

    def areas_above(self, levels: Array) -> list[Path]:
        """Return the area that lies above each level; that of minus infinity is all that has a height."""
        generator = contour_generator(
            self.x, self.y, np.ma.masked_invalid(self.heights), fill_type=FillType.ChunkCombinedCode
        )
        return [self._area(*generator.filled(level, np.inf)) for level in levels.tolist()]

    def _lines(self, points: list[Array | None], offsets: list[NDArray[np.uint32] | None]) -> Lines:
        if points[0] is None or offsets[0] is None:
            return Lines(np.empty((0, 2)), np.zeros(1, dtype=int))
        begins = np.zeros(len(points[0]) + 1, dtype=bool)
        begins[offsets[0]] = True
        kept = _kept(points[0] / self.cell, begins[:-1] | begins[1:])
        return Lines(points[0][kept], np.append(np.flatnonzero(begins[:-1][kept]), len(kept)))

    def _area(self, points: list[Array | None], codes: list[NDArray[np.uint8] | None]) -> Path:
        if points[0] is None or codes[0] is None:
            return Path(np.empty((0, 2)))
        kept = _kept(points[0] / self.cell, codes[0] != Path.LINETO)
        return Path(points[0][kept], codes[0][kept])


def _kept(points: Array, needed: NDArray[np.bool_]) -> NDArray[np.int_]:
    """Return the places of the points that remain when those on straight pieces are left out, but none `needed`."""
    kept = np.arange(len(points))
    for _ in range(_TIMES):
        if len(kept) < 3:
            break
        before, own, after = points[kept[:-2]], points[kept[1:-1]], points[kept[2:]]
        way, side = after - before, own - before
        off = np.abs(way[:, 0] * side[:, 1] - way[:, 1] * side[:, 0])
        leaves = (off < _STRAIGHT * np.hypot(*way.T)) & ~needed[kept[1:-1]]
        leaves[1::2] = False  # never two neighbours at once
        kept = np.delete(kept, 1 + np.flatnonzero(leaves))
    return kept
