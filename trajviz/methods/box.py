"""The box that a global method searches: the bounds, or where there are none what is shown of the objective."""

from __future__ import annotations

import numpy as np

from trajviz.arrays import Array
from trajviz.errors import TrajvizError
from trajviz.functions.objective import Objective

Box = tuple[Array, Array]
"""The lower and the upper corner, each of shape (d,)."""


def box_of(objective: Objective, start: Array, name: str) -> Box:
    """Return the box that a method of that name searches; where no bounds are given it reaches as far as the start.

    Raises
    ------
    TrajvizError
        If bounds are given that are infinite.
    """
    if objective.bounds is None:
        low, high = np.array(objective.domain, dtype=float).T
        return np.minimum(low, start), np.maximum(high, start)
    low, high = np.array(objective.bounds, dtype=float).T
    if not (np.isfinite(low).all() and np.isfinite(high).all()):
        raise TrajvizError(f"{name} searches a box; give it bounds that are finite")
    return low, high
