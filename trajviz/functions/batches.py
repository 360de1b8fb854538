"""Evaluation of a function that may take batches of points or may not, and may raise at some of them.

Objectives are evaluated in batches, one call for a whole grid. A user's function that branches with `if`, or
uses `math.sin`, takes one point at a time. Which it is, is found out by comparing both ways at a few points.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable

import numpy as np

from trajviz.arrays import Array, Function
from trajviz.errors import TrajvizError
from trajviz.functions.derivatives import real_or_nan
from trajviz.functions.tensors import as_array

Tell = Callable[[str], None]


def in_batches(function: Function, shape: tuple[int, ...], points: Array, called: str, tell: Tell) -> Function:
    """Return `function` for batches of points: in a loop where it can do no better, and nan where it raises.

    Parameters
    ----------
    function : callable
        Takes one point of shape (d,), and perhaps a batch of shape (d, k).
    shape : tuple of int
        The shape of its value at one point: () for a value, (d,) for a gradient, (d, d) for a Hessian.
    points : ndarray of shape (d, k)
        Points to try it at; k must not be d, or a function that mixes the two up would not be found out.
    called : str
        What messages call the function.
    tell : callable
        Is told, in a sentence, what a user should know.

    Returns
    -------
    callable
        Takes shape (d, ...) and returns (*shape, ...).

    Raises
    ------
    TrajvizError
        If the function has a value at none of the points.
    """

    def one_by_one(points: Array) -> Array:
        values = np.full((*shape, points.shape[1]), np.nan)
        for i, point in enumerate(points.T):
            try:
                values[..., i] = _value(function(point.copy()), shape, (), called, tell)
            except Exception as error:
                tell(f"{called} raises {type(error).__name__} at some points, which count as nan")
        return values

    def all_at_once(points: Array) -> Array:
        if points.shape[1] == 1:  # should it raise, it is not called again
            return one_by_one(points)
        try:
            return _value(function(points.copy()), shape, points.shape[1:], called, tell)
        except Exception:  # one bad point is enough
            return one_by_one(points)

    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")  # the points are only tried
        _check_has_a_value(function, shape, points, called)
        batched = _takes_batches(function, one_by_one(points), points)
    if not batched:
        tell(f"{called} takes one point at a time: it is evaluated in a loop")
    evaluate = all_at_once if batched else one_by_one
    return lambda x: evaluate(x.reshape(len(x), -1)).reshape(shape + x.shape[1:])


def _value(returned: object, shape: tuple[int, ...], points: tuple[int, ...], called: str, tell: Tell) -> Array:
    """Return what a function returned for that many points as real numbers of shape (*shape, *points)."""
    if returned is None:
        raise TypeError("it returned None, not a number")
    values = as_array(returned)
    if np.iscomplexobj(values) and np.any(values.imag != 0):
        tell(f"{called} is complex at some points, which count as nan")
    whole = shape + points
    is_constant = values.ndim == 0 and not shape  # one number may stand for the values at all points
    if values.size != np.prod(whole, dtype=int) and not is_constant:
        expected = f"shape {whole}" if whole else "one number"
        raise ValueError(f"it returned an array of shape {values.shape} where {expected} is expected")
    values = real_or_nan(values)
    return np.broadcast_to(values, whole) if is_constant else values.reshape(whole)


def _check_has_a_value(function: Function, shape: tuple[int, ...], points: Array, called: str) -> None:
    for point in points.T:
        try:
            _value(function(point.copy()), shape, (), called, tell=lambda _: None)
        except Exception as error:
            reason = error
        else:
            return
    first_line = next(iter(str(reason).splitlines()), "")
    raise TrajvizError(f"{called} has no value at the points tried: {type(reason).__name__}: {first_line}")


def _takes_batches(function: Function, values: Array, points: Array) -> bool:
    """Return whether one call with many points gives the `values` that calls with each of them give."""
    shape, count = values.shape[:-1], values.shape[-1:]
    has_value = ~np.isnan(values).reshape(-1, points.shape[1]).any(axis=0)
    # A point at which the function raises would spoil the whole batch, so the others stand in for it.
    chosen = np.resize(np.flatnonzero(has_value) if has_value.any() else 0, points.shape[1])
    try:
        together = _value(function(points[:, chosen]), shape, count, "", tell=lambda _: None)
    except Exception:
        return False
    apart = values[..., chosen]
    rounding = 1e-12 * np.max(np.abs(apart), where=np.isfinite(apart), initial=0.0)
    return np.allclose(together, apart, rtol=1e-9, atol=rounding, equal_nan=True)
