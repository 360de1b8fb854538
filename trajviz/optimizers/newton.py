"""Newton's method.

Pure Newton may run uphill where the Hessian is indefinite. Taking the curvatures (the Hessian's eigenvalues)
by their size keeps every step a descent direction and leaves the method as it is where the function is
convex.
"""

from __future__ import annotations

import numpy as np

from trajviz.objectives.objective import Array, Objective
from trajviz.optimizers.optimizer import Steps, optimizer


@optimizer("Newton", reference="Nocedal and Wright, Numerical optimization, 2006, section 3.4", matrices=8)
def newton(objective: Objective, x: Array, *, lr: float = 1.0, min_curvature: float = 1e-8) -> Steps:
    """Step to the minimum of the local quadratic model, its curvatures made positive.

    x ← x − lr Q max(|Λ|, min_curvature)⁻¹ Qᵀ ∇f(x),  with ∇²f(x) = Q Λ Qᵀ
    """
    while True:
        x = x - lr * _newton_step(objective.hessian(x), objective.gradient(x), min_curvature)
        yield x


def _newton_step(hessian: Array, gradient: Array, min_curvature: float) -> Array:
    """Return `|hessian|⁻¹ gradient` of shape (d, ...), nan where the Hessian is not finite."""
    matrices = np.moveaxis(hessian, (0, 1), (-2, -1))
    finite = np.asarray(np.isfinite(matrices).all(axis=(-2, -1)))
    # From three dimensions on, eigh raises for the whole batch when one matrix holds a nan.
    curvatures, directions = np.linalg.eigh(np.where(finite[..., None, None], matrices, 0.0))
    slopes = np.einsum("...ij,i...->...j", directions, gradient)
    lengths = slopes / np.maximum(np.abs(curvatures), min_curvature)
    step = np.einsum("...ij,...j->i...", directions, lengths)
    return np.where(finite, step, np.nan)
