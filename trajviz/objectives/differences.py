"""Derivatives by central differences, for functions that autograd cannot follow and to check what it returns.

A central difference needs two evaluations per coordinate and is exact to second order in its step. The best
step balances that error against rounding: it is the cube root of the relative error of the values. Its unit
is half the width of the domain, and at most one, as the formulas that people write vary on the scale of one.
"""

from __future__ import annotations

import numpy as np

from trajviz.objectives.objective import Array, Function

EXACT_VALUES = float(np.finfo(float).eps) ** (1 / 3)
"""The relative step for values that are exact to rounding; first derivatives then are to about 1e-10."""

DIFFERENCED_VALUES = 3e-4
"""The relative step for values that are such differences; second derivatives then are to about 1e-7."""


def central_difference(function: Function, units: Array, step: float = EXACT_VALUES) -> Function:
    """Return the derivative of `function` by central differences.

    Parameters
    ----------
    function : callable
        Takes shape (d, ...) and returns (..., ) or (n, ...).
    units : ndarray of shape (d,)
        Half the width of the domain in each coordinate.
    step : float
        The step in these units, `EXACT_VALUES` or `DIFFERENCED_VALUES`.

    Returns
    -------
    callable
        Takes shape (d, ...) and returns (d, ...) or (d, n, ...).
    """

    def derivative(x: Array) -> Array:
        return np.stack([_partial(function, x, i, step * min(1.0, unit)) for i, unit in enumerate(units)])

    return derivative


def _partial(function: Function, x: Array, i: int, step: float) -> Array:
    """Return the partial derivative along coordinate `i`."""
    forward, backward = x.copy(), x.copy()
    # Far out, the step must grow with x to be felt at all.
    steps = np.maximum(step, 1e-8 * np.abs(x[i]))
    forward[i] += steps
    backward[i] -= steps
    # The distance as it was rounded, not as it was meant.
    return (function(forward) - function(backward)) / (forward[i] - backward[i])  # type: ignore[no-any-return]


def symmetric(hessian: Function) -> Function:
    """Return `hessian` made symmetric, which differences of a gradient are only to rounding."""

    def mean_with_transpose(x: Array) -> Array:
        matrix = hessian(x)
        return (matrix + np.swapaxes(matrix, 0, 1)) / 2  # type: ignore[no-any-return]

    return mean_with_transpose
