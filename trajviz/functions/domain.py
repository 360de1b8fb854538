"""How a user writes a domain: one pair that serves every coordinate, or a pair per coordinate."""

from __future__ import annotations

import numpy as np

from trajviz.errors import TrajvizError

Pairs = tuple[tuple[float, float], ...]


def dimension_of(domain: object) -> int | None:
    """Return the dimension that `domain` fixes; None for one pair that serves every coordinate, or for None.

    Raises
    ------
    TrajvizError
        If `domain` is neither a pair nor a sequence of pairs.
    """
    if domain is None:
        return None
    try:
        shape = np.asarray(domain, dtype=float).shape
    except (TypeError, ValueError, OverflowError):
        shape = ()
    if shape == (2,):
        return None
    if len(shape) == 2 and shape[0] > 0 and shape[1] == 2:
        return int(shape[0])
    raise TrajvizError(f"domain {domain!r} is neither (low, high) nor a sequence of (low, high), one per coordinate")


def per_coordinate(domain: object, dimension: int) -> Pairs:
    """Return one (low, high) for each of `dimension` coordinates.

    Examples
    --------
    >>> per_coordinate((-1, 1), 2)
    ((-1.0, 1.0), (-1.0, 1.0))

    Raises
    ------
    TrajvizError
        If `domain` is neither a pair nor as many pairs as there are coordinates.
    """
    fixed = dimension_of(domain)
    if fixed not in (None, dimension):
        raise TrajvizError(f"domain {domain!r} has {fixed} coordinates, the function has {dimension}")
    low_high = np.broadcast_to(np.asarray(domain, dtype=float), (dimension, 2))
    return tuple((float(low), float(high)) for low, high in low_high)
