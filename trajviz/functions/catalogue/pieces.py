"""Pieces that several formulas share and that autograd would get wrong or awkward if written plainly."""

from __future__ import annotations

import autograd.numpy as np

from trajviz.arrays import Traced


def root(t: Traced) -> Traced:
    """Return the square root of `t`, with finite derivatives at 0.

    The derivative of a plain square root is infinite at 0, and infinity times the zero inside, as in |x| or
    x² + y², is nan: one nan arrow in a gradient field, one optimizer that dies at the minimum. The shift is
    far below rounding.

    Examples
    --------
    >>> float(root(4.0)), float(root(0.0)) < 1e-29
    (2.0, True)
    """
    return np.sqrt(t + 1e-60)


def radius(x: Traced) -> Traced:
    """Return how far points, of shape (d, ...), are from the origin, with finite derivatives there."""
    return root(np.sum(x**2, axis=0))


def numbers(x: Traced) -> Traced:
    """Return the numbers 1 to d of the coordinates of `x`, shaped to broadcast against its (d, ...).

    Examples
    --------
    >>> numbers(np.zeros((3, 10, 20))).shape
    (3, 1, 1)
    """
    return np.arange(1.0, len(x) + 1).reshape(-1, *[1] * (x.ndim - 1))
