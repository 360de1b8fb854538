"""Many points in many dimensions, a block at a time.

A grid of 61×41 points in 100,000 dimensions would be 2 GB if it were lifted at once. Blocks bound that, and where
evaluation takes long they are what workers share (see `trajviz.parallel`).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from trajviz.arrays import Array
from trajviz.parallel import in_parts

_NUMBERS = 2**20  # coordinates of lifted points in a block: 8 MB
_POINTS = 256  # at most in a block: enough for a batch to pay, and few enough for many workers to have one


def block_length(dimension: int) -> int:
    """Return how many points in `dimension` coordinates make a block."""
    return min(max(_NUMBERS // dimension, 1), _POINTS)


def in_blocks(function: Callable[[Array], Array], points: Array, dimension: int) -> Array:
    """Evaluate a function in blocks.

    Parameters
    ----------
    function : callable
        Takes shape (2, n) and returns (..., n).
    points : ndarray of shape (2, ...)
        On a plane.
    dimension : int
        How many coordinates a point has when it is lifted off the plane.

    Returns
    -------
    ndarray of shape (..., ...)
        First what the function returns for a point, then the axes of the points.

    Raises
    ------
    TrajvizError
        If a worker process dies.
    """
    flat = points.reshape(2, -1)
    length = block_length(dimension)
    blocks = np.split(flat, range(length, flat.shape[1], length), axis=1)
    joined = np.concatenate(in_parts(function, blocks), axis=-1)
    return joined.reshape(joined.shape[:-1] + points.shape[1:])
