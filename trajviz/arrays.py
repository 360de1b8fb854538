"""The kinds of arrays that are handed from room to room, and the functions of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
"""Coordinates, values and derivatives."""

Integers = NDArray[np.int_]
"""Rows, steps and counts."""

Pixels = NDArray[np.uint8]
"""A picture, shape (height, width, 3), or (height, width, 4) with alpha."""

Numbers = NDArray[Any]
"""An array of numbers of any kind, as a file, a table or a function of a user's gives it."""

Traced = Any
"""An array or a number, or one of the boxes in which autograd hands these through a formula: they share no type."""

Function = Callable[[Traced], Traced]
"""What is minimised, or a derivative of it: takes shape (d, ...)."""


def in_their_places(before: Array, after: Array) -> Array:
    """Return points in an order in which each that was there before has the place that it had.

    A point that is new takes the place of one that is gone, so that all ways together are short.

    Parameters
    ----------
    before, after : ndarray of shape (n, d)

    Returns
    -------
    ndarray of shape (n, d)

    Examples
    --------
    >>> in_their_places(np.array([[0.0, 0], [1, 1], [5, 5]]), np.array([[4.0, 5], [1, 1], [0, 0]])).tolist()
    [[0.0, 0.0], [1.0, 1.0], [4.0, 5.0]]
    """
    places = np.full(len(after), -1)
    known: dict[bytes, list[int]] = {}
    for number in range(len(before) - 1, -1, -1):
        known.setdefault(before[number].tobytes(), []).append(number)
    for number, point in enumerate(after):
        same = known.get(point.tobytes())
        places[number] = same.pop() if same else -1
    new, gone = np.flatnonzero(places < 0), np.setdiff1d(np.arange(len(after)), places)
    if len(new) > 1:
        from scipy.optimize import linear_sum_assignment

        gone = gone[linear_sum_assignment(np.linalg.norm(after[new][:, None] - before[gone], axis=2))[1]]
    places[new] = gone
    ordered = np.empty_like(after)
    ordered[places] = after
    return ordered
