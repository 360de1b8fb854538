"""Bounds as users give them: what an iterate must respect, where the method can be bound.

They are kept as a (low, high) pair per coordinate; a side without a bound is infinite.
"""

from __future__ import annotations

import reprlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from trajviz.errors import TrajvizError

Pairs = Sequence[tuple[float, float]]


def checked_bounds(bounds: object, domain: Pairs) -> Pairs:
    """Return a (low, high) pair for each coordinate.

    Parameters
    ----------
    bounds : array-like of shape (d, 2) or (2,), scipy.optimize.Bounds or "domain"
        A pair for each coordinate or one for all, a side without a bound being infinite or None; or SciPy's object;
        or what is shown.
    domain : sequence of (low, high)
        What is shown, d pairs.

    Raises
    ------
    TrajvizError
        If they are none of these, hold nan, leave no room between low and high, or are not one pair or d.

    Examples
    --------
    >>> checked_bounds([(0, None), (-1, 1)], domain=[(-5, 5), (-5, 5)])
    ((0.0, inf), (-1.0, 1.0))
    >>> checked_bounds((-2, 2), domain=[(-5, 5), (-5, 5)])
    ((-2.0, 2.0), (-2.0, 2.0))
    """
    if isinstance(bounds, str):
        if bounds.strip().lower() != "domain":
            raise TrajvizError(f'bounds are numbers or "domain", not {reprlib.repr(bounds)}')
        return tuple(domain)
    try:
        pairs = (
            _of_scipy(bounds.lb, bounds.ub) if hasattr(bounds, "lb") and hasattr(bounds, "ub") else _of_array(bounds)
        )
        pairs = np.broadcast_to(pairs, (len(domain), 2)) if pairs.ndim == 1 else pairs
    except (TypeError, ValueError, OverflowError):
        pairs = np.empty(0)
    if pairs.shape != (len(domain), 2):
        raise TrajvizError(
            f"bounds must be one (low, high) pair or {len(domain)}, one for each coordinate, not {reprlib.repr(bounds)}"
        )
    for low, high in pairs.tolist():
        if not low < high or low == np.inf or high == -np.inf:
            raise TrajvizError(f"bounds must have low < high in every coordinate, not ({low:g}, {high:g})")
    return tuple((low, high) for low, high in pairs.tolist())


def _of_scipy(lower: object, upper: object) -> NDArray[np.float64]:
    """Return the pairs of SciPy's `lb` and `ub`, which have shape (d,), or (1,) for all coordinates."""
    pairs = np.stack(np.broadcast_arrays(*(np.asarray(side, float) for side in (lower, upper))), axis=-1)
    return pairs[0] if len(pairs) == 1 else pairs


def _of_array(bounds: object) -> NDArray[np.float64]:
    """Return an array in which a side that is None, as SciPy writes one without a bound, is infinite."""
    pairs = np.array(bounds, dtype=object)
    if pairs.ndim not in (1, 2) or pairs.shape[-1] != 2 or any(isinstance(side, bool | str) for side in pairs.flat):
        raise ValueError
    lacking = np.vectorize(lambda side: side is None)(pairs)
    return np.where(lacking, [-np.inf, np.inf], np.where(lacking, 0.0, pairs)).astype(float)


def is_within(points: ArrayLike, bounds: Pairs) -> bool:
    """Return whether all points, shape (d, ...), respect the bounds."""
    low, high = np.reshape(bounds, (len(bounds), 2, *[1] * (np.ndim(points) - 1))).swapaxes(0, 1)
    return bool(((low <= points) & (points <= high)).all())


def spelled(bounds: Pairs) -> str:
    """Return bounds as a sentence writes them, such as `[-1, 1] × [0, inf)`.

    Examples
    --------
    >>> spelled(((-1.0, 1.0), (0.0, float("inf"))))
    '[-1, 1] × [0, inf)'
    """
    sides = (
        f"{'(' if low == -np.inf else '['}{low:g}, {high:g}{')' if high == np.inf else ']'}" for low, high in bounds
    )
    text = " × ".join(sides)
    return text if len(text) <= 80 else f"{text[:77]}..."
