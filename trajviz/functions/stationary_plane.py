"""Where a function of two variables is flat: its minima, maxima and saddle points inside the domain.

They are sought by Newton's method from every cell of a grid in which both partial derivatives change their signs, from
wherever the gradient is shortest, and among the minima that are known. How often the gradient turns around on the way
around the domain then tells whether any is missing: that is one turn for each minimum and maximum less one for each
saddle point (Poincaré and Hopf). Where it does not come out, the grid is made finer once. A line of such points, as the
floor of a ring, is none.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from trajviz.arrays import Array
from trajviz.errors import TrajvizError
from trajviz.functions.objective import Objective
from trajviz.functions.stationary import Kind

_CELLS = (200, 400)  # along each axis of a grid, and of a finer one
_MOST_TO_REFINE = 5000  # points, beyond which a finer grid is not tried
_INSET = 0.37  # of a cell: how far the grid begins inside the domain, lest a round number lies on one of its lines
_ROUNDS = 80  # of Newton's method
_MOST_SEEDS = 20_000
_PATIENCE, _SHORTER = 5, 0.75  # after how many rounds a step has to be so much shorter
_ARRIVED = 1e-7  # of the domain's width, the last step
_LEVEL = 1e-8  # of the usual slope
_SAME = 1e-5  # of the domain's width, between two points
_UNSEEN = 1e-11  # of the range of values: ground that rises by less around a point is flat
_DEGENERATE = 1e-7  # of the larger curvature
_AROUND = 48  # directions
_KINDS: dict[str, Kind] = {
    "global minimum": "global minimum",
    "local minimum": "local minimum",
    "local maximum": "local maximum",
    "saddle point": "saddle point",
}
_FINER = 16  # points on the border for each cell


@dataclass(frozen=True)
class PointOnPlane:
    """A point at which the gradient vanishes."""

    x: float
    y: float
    value: float
    kind: Kind


@dataclass(frozen=True)
class StationaryPoints:
    """The stationary points of a function of two variables.

    Parameters
    ----------
    points : tuple of PointOnPlane
        The lowest first.
    complete : bool
        Whether the turns of the gradient around the domain are those of the points that were found in it, so that none
        is missing but pairs that undo each other. Creases, where there is no gradient, are seen as missing.
    """

    points: tuple[PointOnPlane, ...]
    complete: bool

    def of_kind(self, *kinds: Kind) -> Array:
        """Return those of some kinds, shape (n, 2)."""
        return np.array([(each.x, each.y) for each in self.points if each.kind in kinds]).reshape(-1, 2)


@lru_cache(maxsize=8)
def stationary_points_on_plane(objective: Objective) -> StationaryPoints:
    """Return the stationary points of an objective of two variables in its domain, which are sought once for each.

    A minimum is global if its value is the objective's minimum, or where that is not known if it is the lowest.

    Raises
    ------
    TrajvizError
        If the objective has not two variables.

    Examples
    --------
    >>> well = Objective(lambda x: x[0] ** 4 - 2 * x[0] ** 2 + x[1] ** 2, "well", domain=[(-2, 2), (-1, 1)])
    >>> found = stationary_points_on_plane(well)
    >>> [(round(each.x), each.kind) for each in found.points], found.complete
    ([(-1, 'global minimum'), (1, 'global minimum'), (0, 'saddle point')], True)
    """
    if objective.dimension != 2:
        raise TrajvizError(
            f"stationary points are marked for functions of two variables; {objective.name} has {objective.dimension}"
        )
    exact = objective.exact()
    found = StationaryPoints((), complete=False)
    for cells in _CELLS:
        found = _found(exact, cells)
        if found.complete or not objective.smooth or len(found.points) > _MOST_TO_REFINE:
            break
    return found


@dataclass(frozen=True, eq=False)
class _Grid:
    """Points inside a domain, values and gradients there; `gradient` is in values per width of the domain."""

    low: Array
    width: Array
    points: Array
    values: Array
    gradient: Array

    @property
    def cell(self) -> Array:
        """The size of a cell, shape (2,)."""
        return self.points[:, 1, 1] - self.points[:, 0, 0]


def _found(objective: Objective, cells: int) -> StationaryPoints:
    grid = _grid(objective, cells)
    places = _refined(objective, grid, _seeds(grid))
    values = objective(places)
    span = float(np.nanmax(grid.values) - np.nanmin(grid.values)) if np.isfinite(grid.values).any() else 0.0
    kinds, indices, seen = _kinds(objective, grid, places, values, span)
    known = _are_near(places, np.reshape(objective.minima, (-1, 2)).T, grid)
    kinds, seen = np.where(known, "local minimum", kinds), np.logical_or(seen, known)
    places, values, kinds, indices = places[:, seen], values[seen], kinds[seen], indices[seen]
    lowest = objective.minimum
    if lowest is None:
        lowest = float(np.min(values[kinds == "local minimum"], initial=np.inf))
    slack = 1e-8 * max(1.0, abs(lowest)) if np.isfinite(lowest) else 0.0
    is_global = (kinds == "local minimum") & (values <= lowest + slack)
    kinds = np.where(is_global, "global minimum", kinds)
    order = np.lexsort((places[1], places[0], np.round(values, 9)))
    points = tuple(
        PointOnPlane(float(places[0, i]), float(places[1, i]), float(values[i]), _KINDS[kinds[i]]) for i in order
    )
    # So many are so near each other that pairs of them are missed together.
    few = len(points) <= _MOST_TO_REFINE
    return StationaryPoints(points, complete=few and _turns_around(objective, grid) == _inside(grid, places, indices))


def _grid(objective: Objective, cells: int) -> _Grid:
    low, high = np.array(objective.domain).T
    width = high - low
    places = (np.arange(cells) + _INSET) / cells
    points = low[:, None, None] + width[:, None, None] * np.stack(np.meshgrid(places, places, indexing="ij"))
    gradient = objective.gradient(points) * width[:, None, None]
    return _Grid(low, width, points, objective(points), gradient)


def _seeds(grid: _Grid) -> Array:
    """Return where Newton's method begins: in cells where both derivatives turn, and where the gradient is shortest."""
    corners = np.stack([grid.gradient[:, i : i - 1 or None, j : j - 1 or None] for i in (0, 1) for j in (0, 1)])
    turning = ((corners.min(axis=0) <= 0) & (corners.max(axis=0) >= 0)).all(axis=0)
    middle = (grid.points[:, 1:, 1:] + grid.points[:, :-1, :-1]) / 2
    size = np.linalg.norm(grid.gradient, axis=0)
    padded = np.pad(np.where(np.isfinite(size), size, np.inf), 1, constant_values=np.inf)
    rows, columns = size.shape
    around = [padded[i : i + rows, j : j + columns] for i in range(3) for j in range(3) if (i, j) != (1, 1)]
    dips = np.isfinite(size) & (size < np.min(around, axis=0))
    return np.concatenate([middle[:, turning], grid.points[:, dips]], axis=1)[:, :_MOST_SEEDS]


def _refined(objective: Objective, grid: _Grid, seeds: Array) -> Array:
    """Return the different points in the domain to which Newton's method leads from the seeds, shape (2, n)."""
    usual = float(np.sqrt(np.nanmean(np.sum(grid.gradient**2, axis=0))))
    places, longest = seeds.copy(), (grid.cell / grid.width).min()
    step = np.full_like(places, np.inf)
    going = np.arange(places.shape[1])
    lengths: list[Array] = []
    for done in range(_ROUNDS):
        if not len(going):
            break
        step[:, going] = _newton_step(objective, places[:, going], grid.width, longest)
        places[:, going] += step[:, going] * grid.width[:, None]
        outside = (np.abs((places - grid.low[:, None]) / grid.width[:, None] - 0.5) > 0.6).any(axis=0)
        moving = np.asarray((np.abs(step) > 1e-15).any(axis=0) & np.isfinite(places).all(axis=0) & ~outside)
        lengths.append(np.linalg.norm(step, axis=0))
        if done > 3 * _PATIENCE:  # those that only walk, or jump to and fro on a crease, are left
            moving &= lengths[-1] < _SHORTER * lengths[-1 - _PATIENCE]
        going = going[moving[going]]
    inside = ((places >= grid.low[:, None]) & (places <= (grid.low + grid.width)[:, None])).all(axis=0)
    slope = np.linalg.norm(objective.gradient(places) * grid.width[:, None], axis=0)
    arrived = inside & (np.abs(step).max(axis=0, initial=0.0) < _ARRIVED) & (slope <= _LEVEL * max(usual, 1e-300))
    known = np.reshape(objective.minima, (-1, 2)).T
    slopes = np.abs(objective.gradient(known) * grid.width[:, None])
    known = known[:, slopes.max(axis=0, initial=0.0) <= _LEVEL * usual]
    return _different(np.concatenate([known, places[:, arrived]], axis=1), grid)


def _newton_step(objective: Objective, places: Array, width: Array, longest: float) -> Array:
    """Return a step towards where the gradient vanishes, in widths of the domain and no longer than a cell."""
    slope = objective.gradient(places) * width[:, None]
    hessian = np.moveaxis(objective.hessian(places) * np.multiply.outer(width, width)[..., None], -1, 0)
    usable = np.asarray(np.isfinite(hessian).all(axis=(1, 2)) & np.isfinite(slope).all(axis=0))
    curvatures, directions = np.linalg.eigh(np.where(usable[:, None, None], hessian, np.eye(2)))
    sizes = np.abs(curvatures)
    curved = sizes > 1e-13 * sizes.max(axis=1, keepdims=True) + 1e-300
    along = np.einsum("nij,in->nj", directions, np.where(usable, slope, 0.0))
    step = -np.einsum("nij,nj->in", directions, np.where(curved, along / np.where(curved, curvatures, 1.0), 0.0))
    length = np.linalg.norm(step, axis=0)
    shortened = step * np.minimum(1.0, longest / np.maximum(length, 1e-300))
    return np.where(usable, shortened, np.nan)


def _different(places: Array, grid: _Grid) -> Array:
    """Return the points of shape (2, n) without those that are next to another."""
    from scipy.spatial import cKDTree

    scaled = ((places - grid.low[:, None]) / grid.width[:, None]).T
    kept = np.ones(len(scaled), dtype=bool)
    for i, j in sorted(cKDTree(scaled).query_pairs(_SAME)) if len(scaled) else []:
        if kept[i]:
            kept[j] = False
    return places[:, kept]


def _are_near(places: Array, others: Array, grid: _Grid) -> NDArray[np.bool_]:
    """Return which points of shape (2, n) are next to one of others, shape (2, m)."""
    apart = np.abs(places[:, :, None] - others[:, None]) / grid.width[:, None, None]
    return np.asarray((apart.max(axis=0) <= _SAME).any(axis=1))


def _kinds(objective: Objective, grid: _Grid, places: Array, values: Array, span: float) -> tuple[Array, Array, Array]:
    """Return the kind of each point, how often the gradient turns around it, and whether it is seen at all."""
    if not places.size:
        return np.array([], dtype="<U16"), np.array([], dtype=int), np.array([], dtype=bool)
    from scipy.spatial import cKDTree

    radius = np.full(places.shape[1], (grid.cell / grid.width).min() / 3)
    if len(radius) > 1:
        scaled = ((places - grid.low[:, None]) / grid.width[:, None]).T
        radius = np.minimum(radius, np.asarray(cKDTree(scaled).query(scaled, k=2)[0])[:, 1] / 3)
    angles = np.linspace(0, 2 * np.pi, _AROUND, endpoint=False)
    ring = (
        places[:, :, None]
        + grid.width[:, None, None] * radius[:, None] * np.array([np.cos(angles), np.sin(angles)])[:, None]
    )
    rises = objective(ring) - values[:, None]
    turns = _turns(objective.gradient(ring) * grid.width[:, None, None])
    hessian = np.moveaxis(objective.hessian(places) * np.multiply.outer(grid.width, grid.width)[..., None], -1, 0)
    curvatures, directions = np.linalg.eigh(np.where(np.isfinite(hessian), hessian, 0.0))
    sizes = np.abs(curvatures)
    vague = (sizes.min(axis=1) <= _DEGENERATE * sizes.max(axis=1)) | (sizes.max(axis=1) <= _UNSEEN * span)
    up = np.where(vague, (rises > 0).all(axis=1), (curvatures > 0).all(axis=1))
    down = np.where(vague, (rises < 0).all(axis=1), (curvatures < 0).all(axis=1))
    kinds = np.where(up, "local minimum", np.where(down, "local maximum", "saddle point"))
    seen = np.abs(rises).max(axis=1) > _UNSEEN * span
    flattest = directions[np.arange(len(sizes)), :, sizes.argmin(axis=1)].T
    alone = ~vague
    alone[vague] = _are_alone(objective, grid, places[:, vague], flattest[:, vague], radius[vague])
    return kinds, turns, seen & alone


def _are_alone(objective: Objective, grid: _Grid, places: Array, flattest: Array, radius: Array) -> Array:
    """Return whether Newton's method comes back to a point from its flattest direction: on a line it stays."""
    moved = places + radius * flattest * grid.width[:, None]
    for _ in range(_ROUNDS):
        step = _newton_step(objective, moved, grid.width, (grid.cell / grid.width).min())
        moved = moved + step * grid.width[:, None]
    apart = np.linalg.norm((moved - places) / grid.width[:, None], axis=0)
    return np.asarray(apart < radius / 2)


def _turns(gradient: Array) -> Array:
    """Return how often gradients on closed ways, of shape (2, ..., n), turn around, shape (...)."""
    angles = np.arctan2(gradient[1], gradient[0])
    differences = np.diff(angles, axis=-1, append=angles[..., :1])
    wrapped = (differences + np.pi) % (2 * np.pi) - np.pi
    return np.asarray(np.round(np.nan_to_num(np.sum(wrapped, axis=-1)) / (2 * np.pi)).astype(int))


def _turns_around(objective: Objective, grid: _Grid) -> int:
    """Return how often the gradient turns around on the way around the grid; -1000 where it can't be told."""
    low, high = grid.points[:, 0, 0], grid.points[:, -1, -1]
    count = _FINER * grid.values.shape[0]
    side = np.linspace(0, 1, count, endpoint=False)
    zero, one = np.zeros(count), np.ones(count)
    way = np.concatenate([(side, zero), (one, side), (1 - side, one), (zero, 1 - side)], axis=1)
    gradient = objective.gradient(low[:, None] + (high - low)[:, None] * way) * grid.width[:, None]
    return int(_turns(gradient)) if np.isfinite(gradient).all() else -1000


def _inside(grid: _Grid, places: Array, indices: Array) -> int:
    """Return the sum of the turns around the points inside the grid."""
    low, high = grid.points[:, 0, 0, None], grid.points[:, -1, -1, None]
    return int(indices[((places > low) & (places < high)).all(axis=0)].sum())
