"""Newton's method, as it is and guarded.

Pure Newton steps to the stationary point of the local quadratic model, whether that is a minimum, a saddle or a
maximum. Taking the curvatures (the Hessian's eigenvalues) by their size keeps every step a descent direction and leaves
the method as it is where the function is convex.
"""

from __future__ import annotations

from collections.abc import Generator

import numpy as np
from numpy.typing import NDArray

from trajviz.arrays import Array
from trajviz.functions.objective import Objective
from trajviz.methods.formulas import in_rows
from trajviz.methods.hyperparameters import ABOVE_0, AT_LEAST_0
from trajviz.methods.optimizer import Ending, optimizer

_NO_SLOPE = 1e-10  # of the gradient: what differences of large numbers leave where there is none


@optimizer(
    "Newton",
    reference="Nocedal and Wright, Numerical optimization, 2006, sections 2.2 and 3.4",
    latex=in_rows(
        r"\nabla^2 f(x) &= Q \Lambda Q^\top",
        r"x &\leftarrow x - \mathrm{lr}\, Q \Lambda^{-1} Q^\top \nabla f(x)",
        r"&\text{modified:} \quad \max(|\Lambda|, \mathrm{min\_curvature}) \text{ in place of } \Lambda",
    ),
    matrices=8,
    ranges={"lr": AT_LEAST_0, "min_curvature": ABOVE_0},
)
def newton(
    objective: Objective, x: Array, *, lr: float = 1.0, modified: bool = False, min_curvature: float = 1e-8
) -> Generator[Array, None, Ending]:
    """Step to the stationary point of the local quadratic model.

    With `modified=True` the curvatures of the model are made positive.

    x ← x − lr Q Λ⁻¹ Qᵀ ∇f(x),  with ∇²f(x) = Q Λ Qᵀ; where the Hessian is singular there may be no such step,
    and the run ends. Modified, max(|Λ|, min_curvature) stands for Λ.
    """
    while True:
        slopes, curvatures, directions = _quadratic_model(objective.hessian(x), objective.gradient(x))
        if modified:
            lengths = slopes / np.maximum(np.abs(curvatures), min_curvature)
        else:
            # Along a direction without slope and curvature every length is one of Newton's; the shortest is none.
            flat = _is_small(curvatures, curvatures.shape[-1] * np.finfo(float).eps)
            lengths = np.where(flat & _is_small(slopes, _NO_SLOPE), 0.0, slopes / np.where(flat, np.nan, curvatures))
        step = np.einsum("...ij,...j->i...", directions, lengths)
        if np.isnan(step).any(axis=0).all():
            fault = "singular" if np.isfinite(curvatures).all() else "not finite"
            return Ending(False, f"the Hessian is {fault}, so that Newton's method has no step")
        x = x - lr * step
        yield x


def _quadratic_model(hessian: Array, gradient: Array) -> tuple[Array, Array, Array]:
    """Return the slopes along the Hessian's eigenvectors, the eigenvalues, and the eigenvectors in columns.

    Shapes (..., d), (..., d) and (..., d, d); eigenvalues are nan where the Hessian is not finite.
    """
    matrices = np.moveaxis(hessian, (0, 1), (-2, -1))
    finite = np.asarray(np.isfinite(matrices).all(axis=(-2, -1)))[..., None]
    # From three dimensions on, eigh raises for the whole batch when one matrix holds a nan.
    curvatures, directions = np.linalg.eigh(np.where(finite[..., None], matrices, 0.0))
    slopes = np.einsum("...ij,i...->...j", directions, gradient)
    return slopes, np.where(finite, curvatures, np.nan), directions


def _is_small(numbers: Array, share: float) -> NDArray[np.bool_]:
    """Return which of the numbers, shape (..., d), are at most that share of the largest of their row."""
    sizes = np.abs(numbers)
    return np.asarray(sizes <= share * sizes.max(axis=-1, keepdims=True))
