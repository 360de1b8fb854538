"""Derivatives by central differences, for functions that autograd cannot follow and to check what it returns.

A central difference needs two evaluations per coordinate and is exact to second order in its step. The best
step balances that error against rounding: it is the cube root of the relative error of the values. Its unit
is half the width of the domain, and at most one, as the formulas that people write vary on the scale of one.

Where a gradient is not a number although the function has a value, as that of a norm is at zero, differences to either
side stand in for it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from trajviz.arrays import Array, Function
from trajviz.functions.cost import Cost, Derivative

EXACT_VALUES = float(np.finfo(float).eps) ** (1 / 3)
"""The relative step for values that are exact to rounding; first derivatives then are to about 1e-10."""

DIFFERENCED_VALUES = 3e-4
"""The relative step for values that are such differences; second derivatives then are to about 1e-7."""

ONE_VALUE = Cost(values=1)

_MOST_COORDINATES_MENDED = 100  # each takes two more values


def central_difference(
    function: Function, units: Array, step: float = EXACT_VALUES, each: Cost = ONE_VALUE
) -> Derivative:
    """Return the derivative of `function` by central differences.

    Parameters
    ----------
    function : callable
        Takes shape (d, ...) and returns (..., ) or (n, ...).
    units : ndarray of shape (d,)
        Half the width of the domain in each coordinate.
    step : float
        The step in these units, `EXACT_VALUES` or `DIFFERENCED_VALUES`.
    each : Cost
        What a call of `function` costs.

    Returns
    -------
    Derivative
        Takes shape (d, ...) and returns (d, ...) or (d, n, ...); costs two calls of `function` per coordinate.
    """

    def derivative(x: Array) -> Array:
        return np.stack([_partial(function, x, i, step * min(1.0, unit)) for i, unit in enumerate(units)])

    return Derivative(derivative, each.times(2 * len(units)))


def _partial(function: Function, x: Array, i: int, step: float) -> Array:
    """Return the partial derivative along coordinate `i`."""
    forward, backward = _neighbours(x, i, step)
    # The distance as it was rounded, not as it was meant.
    slope: Array = (function(forward) - function(backward)) / (forward[i] - backward[i])
    return slope


def _neighbours(x: Array, i: int, step: float) -> tuple[Array, Array]:
    """Return the points a step further and a step back along coordinate `i`."""
    forward, backward = x.copy(), x.copy()
    # Far out, the step must grow with x to be felt at all.
    steps = np.maximum(step, 1e-8 * np.abs(x[i]))
    forward[i] += steps
    backward[i] -= steps
    return forward, backward


def mended(gradient: Array, function: Function, x: Array, units: Array) -> tuple[Array, NDArray[np.int_]]:
    """Return a gradient with differences where it is nan and the function is finite, and what that took.

    The derivative to either side is taken; where both exist, their mean, which at the lowest point of a kink is zero
    as the derivative that autograd gives |x| at 0 is.

    Parameters
    ----------
    gradient : ndarray of shape (d, ...)
    function : callable
        Takes shape (d, k) and returns (k,).
    x : ndarray of shape (d, ...)
        The points of the gradient.
    units : ndarray of shape (d,)
        Half the width of the domain in each coordinate.

    Returns
    -------
    gradient : ndarray of shape (d, ...)
    calls : ndarray of int, shape (...)
        How many values were asked for at each point.
    """
    points, slopes = x.reshape(len(x), -1), gradient.reshape(len(x), -1).copy()
    calls = np.zeros(points.shape[1], dtype=int)
    places = np.flatnonzero(np.isnan(slopes).any(axis=0) & np.isfinite(points).all(axis=0))
    if places.size and len(x) <= _MOST_COORDINATES_MENDED:
        values = function(points[:, places])
        calls[places] += 1
        places, values = places[np.isfinite(values)], values[np.isfinite(values)]
        for i, unit in enumerate(units):
            missing = np.isnan(slopes[i, places])
            if missing.any():
                here = places[missing]
                slopes[i, here] = _slope_of_sides(function, points[:, here], values[missing], i, min(1.0, float(unit)))
                calls[here] += 2
    return slopes.reshape(x.shape), calls.reshape(x.shape[1:])


def _slope_of_sides(function: Function, x: Array, values: Array, i: int, unit: float) -> Array:
    """Return the mean of the derivatives to the two sides along coordinate `i`, or the one that is finite."""
    forward, backward = _neighbours(x, i, EXACT_VALUES * unit)
    sides = np.stack(
        [
            (function(forward) - values) / (forward[i] - x[i]),
            (values - function(backward)) / (x[i] - backward[i]),
        ]
    )
    finite = np.isfinite(sides)
    total = np.where(finite, sides, 0.0).sum(axis=0)
    return np.where(finite.any(axis=0), total / np.maximum(finite.sum(axis=0), 1), np.nan)


def symmetric(hessian: Derivative) -> Derivative:
    """Return `hessian` made symmetric, which differences of a gradient are only to rounding."""

    def mean_with_transpose(x: Array) -> Array:
        matrix: Array = hessian(x)
        return (matrix + np.swapaxes(matrix, 0, 1)) / 2

    return Derivative(mean_with_transpose, hessian.cost)
