"""What kind of point a run has come to rest at, or next to: a minimum, a maximum, a saddle point, flat ground.

The kind is read off the eigenvalues of the Hessian, measured in widths of the domain so that the units of the
coordinates do not matter. They say something only where they are not zero to rounding, and where they hardly change
over Newton's step to the point itself: at x³ or x⁴ they vanish together with the gradient, and no kind is told.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np

from trajviz.arrays import Array
from trajviz.errors import TrajvizError
from trajviz.functions.constraints import is_feasible
from trajviz.functions.objective import Objective

Kind = Literal[
    "global minimum", "local minimum", "local maximum", "saddle point", "flat ground", "bound", "constraint", ""
]

_MOST_DIMENSIONS = 50
_NEXT_TO = 1e-3  # of the domain's width, the longest Newton step to a point that a run has ended next to
_GAIN = 1e-6  # of the value and one, the most that is still to be gained there
_ZERO = 1e-9  # of the largest curvature
_CHANGE = 0.5  # of the smallest curvature, over twice Newton's step
_GLOBAL = 1e-8  # of the minimum and one: values that differ by less are the same
_AROUND = 0.01  # of the domain's width: how far flat ground has to reach


def kind_of_point(objective: Objective, x: Array, value: float, gradient: Array, tolerance: float) -> Kind:
    """Return what kind of point lies at `x`, or within a thousandth of the domain, or "" where that can't be told.

    It is not told of functions of more than fifty variables, of those whose second derivatives are differences of
    differences, which are noise near a minimum, and where the curvature vanishes.

    Parameters
    ----------
    objective : Objective
    x : ndarray of shape (d,)
    value : float
        The objective at `x`.
    gradient : ndarray of shape (d,)
        Its gradient there.
    tolerance : float
        Ground is flat where nothing within a domain's width would bring the gradient above this.

    Examples
    --------
    >>> f = Objective(lambda x: x[0] ** 2 - x[1] ** 2, "saddle", domain=[(-1, 1), (-1, 1)])
    >>> kind_of_point(f, np.array([1e-8, 0]), 1e-16, np.array([2e-8, 0]), 1e-6)
    'saddle point'
    """
    if not np.isfinite(value):
        return ""
    kind = _kind_by_curvature(objective, x, value, gradient, tolerance)
    at_global = _is_global_minimum(objective, x, value, kind)
    return "global minimum" if at_global else kind


def holding_bounds(x: Array, gradient: Array, bounds: Sequence[tuple[float, float]]) -> Array:
    """Return which way a bound holds back each coordinate of `x`: -1 for the low one, 1 for the high one, 0 for none.

    The other coordinates of the gradient are those of the projected gradient, which is to vanish.
    """
    low, high = np.array(bounds, dtype=float).T
    reach = 1e-9 * np.maximum(1.0, np.abs(x))
    on_low, on_high = np.abs(x - low) <= reach, np.abs(x - high) <= reach
    return np.asarray(np.where(on_low & (gradient > 0), -1.0, np.where(on_high & (gradient < 0), 1.0, 0.0)))


def kind_on_constraint(objective: Objective, x: Array, value: float) -> Kind:
    """Return whether a stationary point on a constraint is known to be the minimum of those that meet them all."""
    is_known = objective.minimum is not None and is_feasible(objective.constraints, x)
    if not is_known or is_above_global_minimum(objective, value - _GAIN * (1.0 + abs(value))):
        return "constraint"
    return "global minimum"


def is_above_global_minimum(objective: Objective, value: float) -> bool:
    """Return whether a lower value than this is known."""
    return objective.minimum is not None and value > objective.minimum + _GLOBAL * max(1.0, abs(objective.minimum))


def _is_global_minimum(objective: Objective, x: Array, value: float, kind: Kind) -> bool:
    if objective.minimum is None or kind not in ("", "local minimum", "flat ground"):
        return False
    if not is_feasible(objective.constraints, x):
        return False
    if abs(value - objective.minimum) <= _GLOBAL * max(1.0, abs(objective.minimum)):
        return True
    if not objective.minima or (kind != "local minimum" and objective.smooth):
        return False
    # Next to a known minimizer; what the point is next to is a minimum, or has a kink and no curvature.
    offsets = np.abs(np.array(objective.minima) - x) / np.ptp(objective.domain, axis=1)
    return bool((offsets.max(axis=1) <= _NEXT_TO).any())


def _kind_by_curvature(objective: Objective, x: Array, value: float, gradient: Array, tolerance: float) -> Kind:
    if len(x) > _MOST_DIMENSIONS or objective.hessian_cost.values or not np.isfinite(gradient).all():
        return ""
    widths = np.ptp(objective.domain, axis=1)
    hessian = _hessian(objective, x, widths)
    if hessian is None:
        return ""
    curvatures, directions = np.linalg.eigh(hessian)
    sizes = np.abs(curvatures)
    if sizes.max() <= tolerance * widths.min():
        return "flat ground" if _is_flat_around(objective, x, value, widths, tolerance) else ""
    if sizes.min() <= _ZERO * sizes.max():
        return ""
    slopes = directions.T @ (gradient * widths)
    step = directions @ (slopes / curvatures)
    gain = 0.5 * (slopes**2 / sizes).sum()
    if np.abs(step).max() > _NEXT_TO or gain > _GAIN * (1.0 + abs(value)):
        return ""
    beyond = _hessian(objective, x - 2 * step * widths, widths)
    if beyond is None or np.linalg.norm(beyond - hessian, 2) > _CHANGE * sizes.min():
        return ""
    if (curvatures > 0).all():
        return "local minimum"
    return "local maximum" if (curvatures < 0).all() else "saddle point"


def _hessian(objective: Objective, x: Array, widths: Array) -> Array | None:
    """Return the Hessian in widths of the domain, shape (d, d), or None where it is not finite or there is none."""
    try:
        hessian = objective.hessian(x) * np.multiply.outer(widths, widths)
    except TrajvizError:  # there are too many variables
        return None
    return hessian if np.isfinite(hessian).all() else None


def _is_flat_around(objective: Objective, x: Array, value: float, widths: Array, tolerance: float) -> bool:
    steps = _AROUND * np.diag(widths)
    values = objective(x[:, None] + np.hstack([steps, -steps]))
    return bool((np.abs(values - value) <= _AROUND * tolerance * widths.max()).all())
