"""Values and gradients of an objective on a grid over its two-dimensional domain: what contours and surfaces show."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from trajviz.arrays import Array
from trajviz.errors import TrajvizError
from trajviz.functions.objective import Objective
from trajviz.memory import check_memory

_NOTICED = 0.03  # of the range of heights: how far a grid may lie off the function between its points
_BYTES_A_POINT = 100  # coordinates, values, and what a formula has under way


@dataclass(frozen=True, eq=False)
class Landscape:
    """Values on a grid.

    Parameters
    ----------
    x, y : ndarray of shape (nx,) and (ny,)
        The coordinates of the grid.
    values : ndarray of shape (ny, nx)
        The values there, as they are: nan and infinities included.
    """

    x: Array
    y: Array
    values: Array


def landscape(objective: Objective, resolution: tuple[int, int] = (241, 161)) -> Landscape:
    """Evaluate an objective on a grid over its domain, in one call.

    Parameters
    ----------
    objective : Objective
        Of two variables.
    resolution : (nx, ny)
        The number of grid points along each axis.

    Raises
    ------
    TrajvizError
        If the objective does not have two variables, or no value on the grid is finite.
    """
    check_memory(math.prod(resolution) * _BYTES_A_POINT, f"a grid of {resolution[0]}×{resolution[1]} points")
    x, y = _axes(objective, resolution)
    values = objective(np.stack(np.meshgrid(x, y)))
    if not np.isfinite(values).any():
        raise TrajvizError(
            f"{objective.name} has no finite value on {_spelled(objective)}, so there is nothing to draw"
        )
    return Landscape(x, y, values)


def is_coarse(heights: Array, share: float = 2e-3, noticed: float = _NOTICED) -> bool:
    """Whether a grid is too coarse for what it shows.

    Between two points of a grid a function lies off the straight line by about an eighth of its second difference. A
    grid is too coarse where that is more than what is `noticed` on more than a `share` of it.

    Parameters
    ----------
    heights : ndarray of shape (ny, nx)
        What is shown; nan for nothing.
    share : float
        The part of the grid that may bend more.
    noticed : float
        How far off the function a grid may lie, in shares of the range of heights; by default three hundredths.
    """
    if min(heights.shape) < 3:
        return False
    with np.errstate(all="ignore"):
        across, along = (np.abs(np.diff(heights, 2, axis=axis)) / 8 for axis in (1, 0))
        off = across[1:-1] + along[:, 1:-1]
        return bool(np.mean(off > noticed * (np.nanmax(heights) - np.nanmin(heights))) > share)


def gradient_grid(objective: Objective, resolution: tuple[int, int]) -> tuple[Array, Array]:
    """Return points in the middle of the cells of a grid and the gradients there, both of shape (2, n), in one call."""
    x, y = _axes(objective, (resolution[0] * 2 + 1, resolution[1] * 2 + 1))
    points = np.stack(np.meshgrid(x[1::2], y[1::2])).reshape(2, -1)
    return points, objective.gradient(points)


def _axes(objective: Objective, resolution: tuple[int, int]) -> tuple[Array, Array]:
    if objective.dimension != 2:
        raise TrajvizError(
            f"contours and surfaces need a function of two variables; {objective.name} has {objective.dimension}, "
            "which the view convergence can show"
        )
    x, y = (np.linspace(low, high, n) for (low, high), n in zip(objective.domain, resolution, strict=True))
    return x, y


def _spelled(objective: Objective) -> str:
    return " × ".join(f"[{low:g}, {high:g}]" for low, high in objective.domain)
