"""Which coordinates of a run in many variables are shown one by one, and what they are called."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from trajviz.runs.trajectory import Trajectory

_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def largest_movers(runs: Sequence[Trajectory], count: int) -> NDArray[np.int_]:
    """Return the coordinates that go furthest on their ways from the starts, at most so many, in their order.

    Examples
    --------
    >>> run = Trajectory.from_path([[0.0, 0.0, 1.0], [1.0, 0.1, 2.0], [2.0, 0.1, 2.5], [3.0, 0.1, 3.0]])
    >>> largest_movers([run], 2).tolist()
    [0, 2]
    """
    with np.errstate(all="ignore"):
        reached = [np.abs(run.path - run.path[0]) for run in runs]
        furthest = np.max([np.nanmax(np.where(np.isfinite(way), way, 0.0), axis=0) for way in reached], axis=0)
    return np.sort(np.argsort(-furthest, kind="stable")[:count])


def name_of_coordinate(index: int, dimension: int) -> str:
    """Return what a coordinate is called: x and y of two, and else its number from 1.

    Examples
    --------
    >>> name_of_coordinate(1, 2), name_of_coordinate(11, 40)
    ('y', 'x₁₂')
    """
    return "xy"[index] if dimension <= 2 else f"x{index + 1}".translate(_SUBSCRIPTS)
