"""The largest curvatures of a function at a point: the leading eigenvalues of its Hessian, and their directions.

Of few variables the Hessian is computed whole. Of many, Lanczos's method needs its products with vectors alone, which
an objective may know (`hessian_product`), and which two gradients give otherwise.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from trajviz.arrays import Array, Function
from trajviz.checks import as_real_array
from trajviz.errors import TrajvizError
from trajviz.functions.objective import Objective

_WHOLE = 40  # variables up to which the Hessian is computed
_STEP = 1e-5  # of a point's size, between two gradients
_ACCURACY = 1e-4  # of an eigenvalue


def leading_curvatures(objective: Objective, x: ArrayLike, count: int = 1) -> tuple[Array, Array]:
    """Return the algebraically largest eigenvalues of the Hessian at a point, and their directions.

    Parameters
    ----------
    objective : Objective
        With its exact gradient.
    x : array-like of shape (d,)
    count : int
        How many, fewer than d.

    Returns
    -------
    curvatures : ndarray of shape (count,)
        The largest first.
    directions : ndarray of shape (d, count)
        Of length 1.

    Raises
    ------
    TrajvizError
        If the point or the curvature there is not finite.

    Examples
    --------
    >>> bowl = Objective(lambda x: 3 * x[0] ** 2 + x[1] ** 2, "bowl", domain=[(-1, 1), (-1, 1)])
    >>> leading_curvatures(bowl, [0.5, 0.5])[0].round(6).tolist()
    [6.0]
    """
    point = as_real_array("a point", x)
    if not np.isfinite(point).all():
        raise TrajvizError("the curvature is told at finite points alone")
    if objective.dimension <= _WHOLE:
        hessian = objective.hessian(point)
        if not np.isfinite(hessian).all():
            raise TrajvizError(f"{objective.name} has no finite curvature at this point")
        curvatures, directions = np.linalg.eigh((hessian + hessian.T) / 2)
        return curvatures[::-1][:count], directions[:, ::-1][:, :count]
    from scipy.sparse.linalg import ArpackError, LinearOperator, eigsh

    product = hessian_product(objective, point)
    operator = LinearOperator((len(point), len(point)), matvec=product, dtype=float)
    start = np.random.default_rng(0).standard_normal(len(point))
    try:
        curvatures, directions = eigsh(operator, k=count, which="LA", tol=_ACCURACY, v0=start)
    except (ArpackError, ValueError) as error:
        raise TrajvizError(f"the curvature of {objective.name} can't be told at this point: {error}") from error
    order = np.argsort(-curvatures)
    return curvatures[order], directions[:, order]


def hessian_product(objective: Objective, x: Array) -> Function:
    """Return what multiplies the Hessian at `x` with a vector, both of shape (d,)."""
    known = getattr(objective, "hessian_product", None)
    if known is not None:
        return lambda vector: known(x, np.ravel(vector))
    size = max(float(np.linalg.norm(x)), 1.0)

    def product(vector: Array) -> Array:
        vector = np.ravel(vector)
        length = float(np.linalg.norm(vector)) or 1.0
        step = _STEP * size / length
        return np.asarray((objective.gradient(x + step * vector) - objective.gradient(x - step * vector)) / (2 * step))

    return product
