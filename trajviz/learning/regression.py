"""Least squares: the objective of linear regression, whose landscape is a bowl that the data shape."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from autograd import numpy as anp
from numpy.typing import ArrayLike, NDArray

from trajviz.arrays import Array, Traced
from trajviz.checks import as_real_array, checked, shown
from trajviz.errors import TrajvizError
from trajviz.functions.objective import Objective
from trajviz.functions.stochastic import check_seed
from trajviz.learning.data import check_samples


@checked
def least_squares(
    inputs: ArrayLike,
    targets: ArrayLike,
    *,
    name: str = "least squares",
    domain: Sequence[tuple[float, float]] | None = None,
    start: Sequence[float] = (),
) -> Objective:
    r"""Return f(w) = ½ Σ (wᵀxᵢ − yᵢ)² as an objective of the weights w.

    The sum has a term per sample, so the gradient of a minibatch is the plain sum over the batch: one sample's is
    (wᵀxᵢ − yᵢ) xᵢ, and those of all the batches of an epoch add up to the gradient of f.

    Parameters
    ----------
    inputs : array-like of shape (n, d)
        A sample per row.
    targets : array-like of shape (n,)
        What is to be predicted.
    name : str
        The objective's name.
    domain : sequence of (low, high), optional
        The bounds that are shown, one pair per weight; by default ±10, or wider if the minimum calls for it.
    start : sequence of float, optional
        By default -10, 10 and so on in turn.

    Returns
    -------
    Objective
        Its minimum, in closed form, solves the normal equations XᵀX w = Xᵀy; it is left out where it is not unique.

    Raises
    ------
    TrajvizError
        If the shapes don't fit each other or a number is not finite.

    Examples
    --------
    >>> line = least_squares([[1, 0], [1, 1], [1, 2]], [1, 3, 5])
    >>> np.round(line.minima, 9).tolist(), round(line([1, 1]).item(), 9)
    ([[1.0, 2.0]], 2.5)
    """
    inputs, targets = _checked(inputs, targets)
    solution, _, rank, _ = np.linalg.lstsq(inputs, targets)
    best = np.asarray(solution, dtype=float)
    hessian = inputs.T @ inputs
    minimum = 0.5 * float(np.sum((inputs @ best - targets) ** 2))
    reach = max(10.0, 2.0 * float(np.abs(best).max()))
    dimension = len(best)

    # Measured from the minimum, f has no large terms that cancel there.
    def value(w: Array) -> Array:
        off = _from(best, w)
        return minimum + 0.5 * np.asarray((off * np.tensordot(hessian, off, axes=1)).sum(axis=0))

    def gradient(w: Array) -> Array:
        return np.asarray(np.tensordot(hessian, _from(best, w), axes=1))

    def second_derivatives(w: Array) -> Array:
        return np.broadcast_to(hessian.reshape(dimension, dimension, *[1] * (w.ndim - 1)), (dimension, *w.shape))

    def residuals(w: Traced) -> Traced:
        return anp.tensordot(inputs, w, axes=1) - targets.reshape(-1, *[1] * (w.ndim - 1))

    def sample_gradient(w: Array, batch: NDArray[np.int_]) -> Array:
        rows = inputs[batch]
        return np.asarray((rows @ w - targets[batch]) @ rows)

    return Objective(
        value,
        name,
        domain=[(-reach, reach)] * dimension if domain is None else domain,
        start=start if len(start) else [reach * (-1) ** (i + 1) for i in range(dimension)],
        minima=[best.tolist()] if rank == dimension else (),
        minimum=minimum,
        latex=r"\frac{1}{2} \sum_i (w^\top x_i - y_i)^2",
        gradient_function=gradient,
        hessian_function=second_derivatives,
        samples=len(inputs),
        sample_gradient=sample_gradient,
        residual_function=residuals,
    )


@checked
def linear_regression(
    samples: int = 20, noise: float = 0.2, seed: int = 17, weights: Sequence[float] = (2.0, -3.0)
) -> Objective:
    """Return the least squares of generated data: y = w₁x₁ + w₂x₂ + noise · N(0, 1), each x uniform in [-5, 5].

    Parameters
    ----------
    samples : int
        How many samples are generated.
    noise : float
        The standard deviation of the noise.
    seed : int
        Of the inputs and the noise.
    weights : sequence of float
        The weights that the data are made with; the minimum is near them.

    Returns
    -------
    Objective
        Of as many variables as there are weights.

    Raises
    ------
    TrajvizError
        If there is no sample, or the seed is none.

    Examples
    --------
    >>> line = linear_regression()
    >>> line.samples, np.round(line.minima, 1).tolist()
    (20, [[2.0, -3.0]])
    """
    check_samples(samples)
    check_seed(seed)
    true = as_real_array("weights", weights)
    if true.ndim != 1 or not true.size:
        raise TrajvizError(f"weights must be a sequence of numbers, not {shown(weights)}")
    rng = np.random.default_rng(seed)
    inputs = rng.uniform(-5, 5, (samples, len(true)))
    targets = inputs @ true + noise * rng.standard_normal(len(inputs))
    return least_squares(inputs, targets, name="linear regression")


def _from(best: Array, w: Array) -> Array:
    return w - best.reshape(-1, *[1] * (w.ndim - 1))


def _checked(inputs: ArrayLike, targets: ArrayLike) -> tuple[Array, Array]:
    try:
        inputs, targets = np.array(inputs, dtype=float), np.array(targets, dtype=float)
    except (TypeError, ValueError, OverflowError):
        raise TrajvizError("the inputs and targets of least squares must be arrays of numbers") from None
    if inputs.ndim != 2 or 0 in inputs.shape or targets.shape != inputs.shape[:1]:
        raise TrajvizError(
            "least squares takes inputs of shape (n, d) and targets of shape (n,),"
            f" not {inputs.shape} and {targets.shape}"
        )
    if not (np.isfinite(inputs).all() and np.isfinite(targets).all()):
        raise TrajvizError("the inputs and targets of least squares must be finite")
    return inputs, targets
