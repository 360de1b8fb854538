"""A straight line between two points of many dimensions, as an objective of one variable, which a curve shows."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from trajviz.arrays import Array
from trajviz.checks import as_real_array, checked
from trajviz.errors import TrajvizError
from trajviz.functions.objective import Objective
from trajviz.functions.resolve import as_objective

_BEYOND = 0.5  # of the way, what is shown on each side of it


@checked
def line_between(objective: object, a: ArrayLike, b: ArrayLike) -> Objective:
    """Return an objective along the straight line through two points: 0 is the first, 1 the second.

    Parameters
    ----------
    objective : str, callable or Objective
        What is minimised.
    a, b : array-like of shape (d,)
        Such as the parameters of two models that were trained.

    Returns
    -------
    Objective
        Of one variable.

    Raises
    ------
    TrajvizError
        If the points are the same, or do not fit each other or the objective.

    References
    ----------
    Goodfellow, Vinyals and Saxe: Qualitatively characterizing neural network optimization problems, 2015.

    Examples
    --------
    >>> line = line_between("sphere", [1.0, 0.0, 0.0], [-1.0, 0.0, 2.0])
    >>> line([[0.0, 0.5, 1.0]]).tolist(), line.gradient([0.5]).tolist()
    ([1.0, 1.0, 5.0], [4.0])
    """
    start, end = as_real_array("a point", a), as_real_array("a point", b)
    if start.ndim != 1 or start.shape != end.shape:
        raise TrajvizError(f"a line goes between two points of as many coordinates, not {start.shape} and {end.shape}")
    way = end - start
    if not (np.isfinite(start).all() and np.isfinite(end).all() and way.any()):
        raise TrajvizError("a line goes between two different points whose coordinates are finite")
    whole = as_objective(objective, dimension=len(start)).exact()

    def point(t: Array) -> Array:
        return np.asarray(np.multiply.outer(start, np.ones_like(t[0])) + np.multiply.outer(way, t[0]))

    def slope(t: Array) -> Array:
        return np.asarray(np.tensordot(way, whole.gradient(point(t)), 1)[None])

    return Objective(
        lambda t: whole(point(np.asarray(t))),
        f"{whole.name} on a line",
        domain=[(-_BEYOND, 1 + _BEYOND)],
        start=(0.0,),
        title=whole.title,
        gradient_function=slope,
        reference=whole.reference,
        smooth=whole.smooth,
        notes=whole.notes,
    )
