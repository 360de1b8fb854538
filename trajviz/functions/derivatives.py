"""Derivatives by autograd, in batches, and the real part of what a function returns."""

from __future__ import annotations

import warnings

import numpy as np

from trajviz.arrays import Array, Function


def real_or_nan(values: object) -> Array:
    """Return `values` as real numbers, nan where the imaginary part is not zero."""
    values = np.asarray(values)
    if np.iscomplexobj(values):
        values = np.where(values.imag == 0, values.real, np.nan)
    return np.array(values, dtype=float)


def autograd_gradient(function: Function) -> Function:
    """Return the gradient of `function`, batched: (d, ...) to (d, ...)."""
    # Points are independent, so the gradient of the sum over a batch holds each point's own gradient.
    from autograd import grad
    from autograd import numpy as anp

    of_sum = grad(lambda x: anp.sum(function(x)) + 0.0)

    def gradient(x: Array) -> object:
        with warnings.catch_warnings():
            # A function that is flat in all of its inputs has the gradient zero, which is what autograd returns.
            warnings.filterwarnings("ignore", "Output seems independent of input", UserWarning)
            return of_sum(x)

    return gradient


def autograd_hessian(gradient: Function) -> Function:
    """Return the Hessian from a differentiable, batched `gradient`: (d, ...) to (d, d, ...)."""

    def row(i: int) -> Function:
        return autograd_gradient(lambda x: gradient(x)[i])

    def hessian(x: Array) -> object:
        return np.stack([row(i)(x) for i in range(x.shape[0])])

    return hessian
