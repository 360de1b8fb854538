"""The mesh of a surface: as fine as the function needs it, and paths that lie on it.

A mesh that is too coarse shows shapes that the function has not: folds across its waves, teeth along a narrow valley.
How far a mesh is from the function between its points is told by how much it bends from point to point, so it is
refined until that is little. Heights on a logarithmic scale fall without end towards a valley's floor, which no mesh
can follow; there the scale ends at a height that it can. What is still too coarse after that is said in the picture.

Points of a path are laid on the mesh that is drawn, not on the function, or else they would float above a fold or
vanish below it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from trajviz.drawing.layers.layer import MOST_POINTS, Array, Way
from trajviz.drawing.views.levels import HeightScale, height_scale
from trajviz.functions.landscape import is_coarse, landscape
from trajviz.functions.objective import Objective

_RESOLUTIONS = (121, 181, 241)  # tried one after another
_FINEST_OF_LOGARITHMS = 121  # a valley's floor stays out of reach; beyond, a page turns too slowly for what is gained
_RAISE = 10**0.1  # of the floor of a logarithmic scale, until the mesh can follow it
_MOST_RAISES = 15
_SEEN = 0.01  # of the range of heights: how far a mesh may lie off the function before its crests look like saws
_KINKS = 2e-3  # the share of a mesh that may bend more
_TEETH = 1e-3  # the share of a mesh that may bend too much on a logarithmic scale: along the floor of a valley


@dataclass(frozen=True, eq=False)
class Mesh:
    """Heights on a grid.

    Parameters
    ----------
    x, y : ndarray of shape (nx,) and (ny,)
        The coordinates of the grid.
    heights : ndarray of shape (ny, nx)
        The heights there on `scale`; nan where the function has no finite value.
    scale : HeightScale
        How heights are shown.
    coarse : bool
        Whether the function bends more between neighbouring points than the mesh can show.
    """

    x: Array
    y: Array
    heights: Array
    scale: HeightScale
    coarse: bool

    def lift(self, points: Array) -> Array:
        """Return points, shape (n, 2), with their heights on the mesh, shape (n, 3); nan for those beside it."""
        from scipy.interpolate import RegularGridInterpolator

        on_mesh = RegularGridInterpolator((self.y, self.x), self.heights, bounds_error=False, fill_value=np.nan)
        with np.errstate(all="ignore"):
            heights = on_mesh(points[:, ::-1])
        return np.where(np.isfinite(heights)[:, None], np.column_stack([points, heights]), np.nan)

    def drape(self, path: Array) -> Way:
        """Return a path, shape (rows, 2), as a line on the mesh, shape (n, 3), and the rows at which it is passed.

        Steps are cut where they leave the mesh, and what is inside has a point in about every cell that it crosses. A
        path of more points than a line shows gets no further ones.
        """
        rows = np.arange(len(path), dtype=float)
        if not 2 <= len(path) <= MOST_POINTS:
            return self.lift(path), rows
        pieces: list[Array] = []
        passed: list[Array] = []
        for row, (tail, tip) in enumerate(pairwise(path)):
            shares = self._shares_inside(tail, tip)
            with np.errstate(all="ignore"):
                inside = (1 - shares) * tail + shares * tip
            pieces += [tail[None], np.clip(inside, *self._corners)]  # what lies on the edge may be rounded over it
            passed += [rows[row, None], row + shares[:, 0]]
        return self.lift(np.concatenate([*pieces, path[-1:]])), np.concatenate([*passed, rows[-1:]])

    @property
    def _corners(self) -> tuple[Array, Array]:
        """The lower left and the upper right corner."""
        return np.array([self.x[0], self.y[0]]), np.array([self.x[-1], self.y[-1]])

    def _shares_inside(self, tail: Array, tip: Array) -> Array:
        """Return the shares of a step, shape (n, 1), at which it enters the mesh, crosses cells, and leaves it."""
        low, high = self._corners
        with np.errstate(all="ignore"):
            way = tip - tail
            crossings = np.sort([(low - tail) / way, (high - tail) / way], axis=0)
            resting = way == 0
            beside = resting & ((tail < low) | (tail > high))
            enters = max(0.0, float(np.max(np.where(resting, 0.0, crossings[0]))))
            leaves = min(1.0, float(np.min(np.where(resting, 1.0, crossings[1]))))
            cells = np.abs(way) * (leaves - enters) / (high - low) * [len(self.x) - 1, len(self.y) - 1]
        if beside.any() or not (np.isfinite(way).all() and enters < leaves):
            return np.empty((0, 1))
        shares = np.linspace(enters, leaves, max(2, 1 + int(np.ceil(cells.max()))))
        return shares[(shares > 0) & (shares < 1), None]


def mesh_of(objective: Objective, resolution: int | None = None, log: bool | None = None) -> Mesh:
    """Return the mesh of an objective of two variables over its domain.

    Parameters
    ----------
    objective : Objective
        Of two variables.
    resolution : int, optional
        The number of points along each axis; by default 121, 181 or 241, as many as the function needs.
    log : bool, optional
        Whether heights are logarithmic; by default chosen from the function's range.
    """
    for points in _RESOLUTIONS if resolution is None else (resolution,):
        grid = landscape(objective, (points, points))
        scale = height_scale(grid.values, objective.minimum, log)
        heights = scale.height(grid.values)
        if not is_coarse(heights, _TEETH if scale.is_log else _KINKS, _SEEN):
            break
        if scale.is_log and points >= _FINEST_OF_LOGARITHMS:
            break
    scale = _followed(scale, grid.values)
    heights = scale.height(grid.values)
    return Mesh(grid.x, grid.y, heights, scale, is_coarse(heights))


def _followed(scale: HeightScale, values: Array) -> HeightScale:
    """Return a logarithmic scale that ends at a height down to which a mesh of these values can follow a valley."""
    raised = scale
    for _ in range(_MOST_RAISES if scale.is_log else 0):
        if not is_coarse(raised.height(values), _TEETH):
            return raised
        raised = replace(raised, floor=raised.floor * _RAISE)
    return scale
