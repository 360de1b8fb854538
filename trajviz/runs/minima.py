"""The minima that paths of a function of two variables have reached, and which of them each path ended at.

Catalogues list the global minima, and a user's function none, so the others are found from the ends of the paths
themselves; `trajviz.runs.exploration.explore` says how.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from trajviz.arrays import Array, Integers
from trajviz.functions.objective import Objective
from trajviz.runs.tracing import trace

REACH = 0.01
"""Of the domain's width along each axis: an end this near to a minimum belongs to it."""

_NEWTON_STEPS = 20
_RING = 1e-3  # the radius of what a minimum has to be the lowest point of, in widths of the domain
_ANGLES = 64
_REFINEMENTS = 5  # each by the factor 8, to some 1e-6 of a turn
_FLAT = 1e-8  # of the steepest rise to the ring: what rises less in some direction is a valley's floor, no point
_ROUNDING = 1e-14  # of a value


def minima_reached(objective: Objective, starts: Array, ends: Sequence[Array]) -> Array:
    """Return the known minima inside the domain and those where paths came to rest, in order, shape (k, 2)."""
    known = np.array(objective.minima).reshape(-1, 2).T
    everywhere = np.concatenate([np.empty((2, 0)), *(each.reshape(2, -1) for each in ends)], axis=1)
    minima = known[:, _is_inside(objective, known)]
    for place in _in_order(objective, starts, _found_minima(objective, everywhere)).T:
        if (_distances(objective, minima, place[:, None]) > REACH).all():
            minima = np.column_stack([minima, place])
    return _in_order(objective, starts, minima).T


def _found_minima(objective: Objective, ends: Array) -> Array:
    """Return the minima that are close to some of `ends`, shape (2, n), as Newton's method reaches them; (2, k)."""
    ends = _thinned_out(objective, ends[:, _is_inside(objective, ends)])
    if not ends.size:
        return ends
    on = trace(
        objective.bounded(None),
        "Newton(modified=True)",
        ends,
        _NEWTON_STEPS,
        tolerance=0.0,
        every=_NEWTON_STEPS,
        progress=lambda _: None,
    )
    places: Array = on.path[-1]
    # Half of the reach, so that a place further than the reach from all others is the nearest to the end it came from.
    rested = _distances(objective, places, ends) <= REACH / 2
    return places[:, rested & _is_inside(objective, places) & _is_lowest_around(objective, places)]


def _thinned_out(objective: Objective, points: Array) -> Array:
    """Return the lowest of the points, shape (2, n), in each cell of a grid as fine as the reach."""
    points = points[:, np.lexsort((points[1], points[0], objective(points)))]
    across, along = np.floor(_in_widths(objective, points) / REACH).astype(np.int64)
    across, along = across - across.min(initial=0), along - along.min(initial=0)
    cells = across * (along.max(initial=0) + 1) + along
    return points[:, np.unique(cells, return_index=True)[1]]


def _is_lowest_around(objective: Objective, points: Array) -> NDArray[np.bool_]:
    """Return which of the points, shape (2, n), are lower than all of a small ring around them, shape (n,)."""
    radii = _RING * np.ptp(objective.domain, axis=1)[:, None, None]

    def heights_at(angles: Array) -> Array:
        heights = objective(points[:, None] + radii * np.stack([np.cos(angles), np.sin(angles)]))
        return np.where(np.isnan(heights), np.inf, heights)

    spacing = 2 * np.pi / _ANGLES
    angles = np.repeat(spacing * np.arange(_ANGLES)[:, None], points.shape[1], axis=1)
    heights = heights_at(angles)
    highest = np.where(np.isfinite(heights), heights, -np.inf).max(axis=0)
    # The way down from a saddle may be narrow, and the floor of a valley may lead in any direction.
    for _ in range(_REFINEMENTS):
        lowest = np.take_along_axis(angles, heights.argmin(axis=0)[None], axis=0)
        spacing /= 8
        angles = lowest + spacing * np.arange(-8, 9)[:, None]
        heights = heights_at(angles)
    values = objective(points)
    rise = heights.min(axis=0) - values
    return np.asarray((rise > _FLAT * (highest - values)) & (rise > _ROUNDING * np.abs(values)))


def _in_order(objective: Objective, starts: Array, points: Array) -> Array:
    """Return the points, shape (2, n), by value and then by coordinates; what differs by rounding alone is a tie."""
    if not points.size:
        return points
    values, around = objective(points), objective(starts)
    typical = np.median(np.concatenate([around[np.isfinite(around)], values])) - values.min()
    x, y = _in_widths(objective, points)
    return points[:, np.lexsort(np.round([y, x, values / (typical or 1.0)], 9))]


def basin_of(objective: Objective, minima: Array, ends: Array) -> Integers:
    """Return which of the minima, shape (k, 2), each of `ends` is at, shape (2, ...), or -1; shape (...)."""
    from scipy.spatial import KDTree

    points = _in_widths(objective, ends.reshape(2, -1)).T
    basins = np.full(len(points), -1)
    known = np.isfinite(points).all(axis=1)
    if len(minima) and known.any():
        tree = KDTree(_in_widths(objective, minima.T).T)
        distances, nearest = tree.query(points[known], distance_upper_bound=np.nextafter(REACH, 1.0))
        basins[known] = np.where(np.isfinite(distances), nearest, -1)
    return basins.reshape(ends.shape[1:])


def _is_inside(objective: Objective, points: Array) -> NDArray[np.bool_]:
    """Return which of the points, shape (2, n), lie in the domain, up to rounding at its border, shape (n,)."""
    low = np.array(objective.domain)[:, :1]
    along = _in_widths(objective, points - low)
    return np.asarray(((along >= -1e-9) & (along <= 1 + 1e-9)).all(axis=0))


def _distances(objective: Objective, points: Array, others: Array) -> Array:
    """Return the distances between points, shape (2, ...), with each axis measured in widths of the domain."""
    return np.asarray(np.hypot(*_in_widths(objective, points - others)))


def _in_widths(objective: Objective, vectors: Array) -> Array:
    """Return vectors, shape (2, ...), with each axis measured in widths of the domain."""
    return np.asarray((vectors.T / np.ptp(objective.domain, axis=1)).T)
