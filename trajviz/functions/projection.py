"""The nearest feasible point, and the feasible point that lies furthest along a direction.

Bounds alone are a matter of clipping. With constraints each point is a small problem of its own, which SciPy's SLSQP
solves; of a set that is not convex, what it finds is the nearest, or furthest, around.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from trajviz.arrays import Array
from trajviz.functions.constraints import Constraint, is_feasible

Pairs = Sequence[tuple[float, float]]

_ACCURACY, _MOST_STEPS = 1e-15, 200  # of SLSQP


def nearest_feasible(points: Array, bounds: Pairs | None, constraints: Sequence[Constraint]) -> Array:
    """Return the nearest points that respect bounds and constraints.

    Parameters
    ----------
    points : ndarray of shape (d, ...)
        Those that are not finite stay as they are.
    bounds : sequence of (low, high) or None
    constraints : sequence of Constraint

    Examples
    --------
    >>> nearest_feasible(np.array([[3.0, 0.5], [0.0, -9.0]]), [(-1, 1), (-2, 2)], ()).tolist()
    [[1.0, 0.5], [0.0, -2.0]]
    """
    within = _clipped(points, bounds)
    if not constraints:
        return within
    flat, nearest = points.reshape(len(points), -1), within.reshape(len(points), -1).copy()
    # What is feasible once it is clipped is the nearest, too.
    outside = ~is_feasible(constraints, nearest) & np.isfinite(flat).all(axis=0)
    for place in np.flatnonzero(outside):
        nearest[:, place] = _nearest(flat[:, place], nearest[:, place], bounds, constraints)
    return nearest.reshape(points.shape)


def furthest_feasible(direction: Array, x: Array, bounds: Pairs | None, constraints: Sequence[Constraint]) -> Array:
    """Return the feasible points that are furthest along a direction, sought from `x`, both of shape (d, ...).

    Where a coordinate of the direction is 0, or the set has no end along it, that of `x` stays.
    """
    if not constraints:
        low, high = _sides(bounds, x)
        corner = np.where(direction > 0, high, np.where(direction < 0, low, x))
        return np.where(np.isfinite(corner), corner, x)
    ways, starts = direction.reshape(len(x), -1), x.reshape(len(x), -1)
    furthest = starts.copy()
    for place in np.flatnonzero(np.isfinite(ways).all(axis=0) & np.isfinite(starts).all(axis=0)):
        length = np.linalg.norm(ways[:, place])
        if length > 0:
            end = _furthest(ways[:, place] / length, starts[:, place], bounds, constraints)
            furthest[:, place] = end if np.isfinite(end).all() else starts[:, place]
    return furthest.reshape(x.shape)


def _nearest(point: Array, start: Array, bounds: Pairs | None, constraints: Sequence[Constraint]) -> Array:
    def half_square(x: Array) -> float:
        return 0.5 * float(((x - point) ** 2).sum())

    return _solved(half_square, lambda x: x - point, start, bounds, constraints)


def _furthest(way: Array, start: Array, bounds: Pairs | None, constraints: Sequence[Constraint]) -> Array:
    return _solved(lambda x: -float(way @ x), lambda _: -way, start, bounds, constraints)


def _solved(
    function: Callable[[Array], float],
    gradient: Callable[[Array], Array],
    start: Array,
    bounds: Pairs | None,
    constraints: Sequence[Constraint],
) -> Array:
    from scipy.optimize import Bounds, minimize

    told = [told for each in constraints for told in _as_dictionaries(each)]
    sides = None if bounds is None else Bounds(*np.transpose(bounds))
    with np.errstate(all="ignore"):
        result: Any = minimize(
            function,
            start,
            jac=gradient,
            method="SLSQP",
            bounds=sides,
            constraints=told,
            options={"ftol": _ACCURACY, "maxiter": _MOST_STEPS},
        )
    return np.asarray(result.x)


def _as_dictionaries(constraint: Constraint) -> list[Any]:
    """Return a constraint in the form that SLSQP itself takes, one for each limit."""
    low, high = constraint.low, constraint.high
    if constraint.is_equality:
        return [{"type": "eq", "fun": lambda x: constraint(x) - low, "jac": constraint.gradient_at}]
    told: list[Any] = []
    if np.isfinite(low):
        told.append({"type": "ineq", "fun": lambda x: constraint(x) - low, "jac": constraint.gradient_at})
    if np.isfinite(high):
        told.append(
            {"type": "ineq", "fun": lambda x: high - constraint(x), "jac": lambda x: -constraint.gradient_at(x)}
        )
    return told


def _clipped(points: Array, bounds: Pairs | None) -> Array:
    return np.clip(points, *_sides(bounds, points))


def _sides(bounds: Pairs | None, points: Array) -> tuple[Array, Array]:
    """Return the low and the high bounds, shaped to broadcast against points of shape (d, ...)."""
    pairs = np.array([(-np.inf, np.inf)] * len(points) if bounds is None else bounds, dtype=float)
    low, high = pairs.T.reshape(2, len(points), *[1] * (points.ndim - 1))
    return low, high
