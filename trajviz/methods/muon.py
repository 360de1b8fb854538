"""Muon: momentum whose matrices are made orthogonal, so that every direction of a layer learns equally fast."""

from __future__ import annotations

import math

import numpy as np

from trajviz.arrays import Array
from trajviz.functions.objective import Objective
from trajviz.methods.formulas import in_rows
from trajviz.methods.hyperparameters import ABOVE_0, AT_LEAST_0, BELOW_1
from trajviz.methods.optimizer import Steps, optimizer

_QUINTIC = (3.4445, -4.7750, 2.0315)  # steepest at 0, and between 0.7 and 1.2 near 1


@optimizer(
    "Muon",
    reference="Jordan et al., Muon: an optimizer for hidden layers in neural networks, 2024; in the form of "
    "torch.optim.Muon",
    latex=in_rows(
        r"v &\leftarrow \mathrm{momentum}\, v + (1 - \mathrm{momentum})\, G, \quad G = \nabla f(W)",
        r"u &= \mathrm{momentum}\, v + (1 - \mathrm{momentum})\, G \text{ with nesterov}, \quad u = v \text{ without}",
        r"X &\leftarrow \frac{u}{\max(\| u \|_F, \mathrm{eps})}",
        r"X &\leftarrow a X + (b A + c A^2) X, \quad A = X X^\top, \quad \mathrm{ns\_steps} \text{ times}",
        r"W &\leftarrow (1 - \mathrm{lr}\, \mathrm{weight\_decay})\, W - \mathrm{lr} \sqrt{\max(1, \text{rows} /"
        r" \text{columns})} \, X",
        r"&a = 3.4445, \quad b = -4.775, \quad c = 2.0315",
    ),
    ranges={
        "lr": AT_LEAST_0, "momentum": BELOW_1, "weight_decay": AT_LEAST_0, "eps": ABOVE_0, "ns_steps": AT_LEAST_0
    },
)  # fmt: skip
def muon(
    objective: Objective,
    x: Array,
    *,
    lr: float = 0.02,
    momentum: float = 0.95,
    nesterov: bool = True,
    weight_decay: float = 0.0,
    eps: float = 1e-7,
    ns_steps: int = 5,
) -> Steps:
    """Step along the momentum with its singular values brought near 1.

    A vector is a matrix of a column.

    v ← momentum v + (1 − momentum) g,  u = momentum v + (1 − momentum) g, or v without nesterov,
    W ← (1 − lr weight_decay) W − lr √max(1, rows / columns) O(u),  O by ns_steps of Newton and Schulz's iteration
    """
    velocity = np.zeros_like(x)
    while True:
        gradient = objective.gradient(x)
        velocity = momentum * velocity + (1 - momentum) * gradient
        update = momentum * velocity + (1 - momentum) * gradient if nesterov else velocity
        step = np.empty_like(x)
        for place, (rows, columns) in objective.matrices:
            matrix = np.moveaxis(update[place].reshape(rows, columns, *x.shape[1:]), (0, 1), (-2, -1))
            turned = np.moveaxis(_orthogonal(matrix, ns_steps, eps), (-2, -1), (0, 1))
            step[place] = math.sqrt(max(1.0, rows / columns)) * turned.reshape(-1, *x.shape[1:])
        x = (1 - lr * weight_decay) * x - lr * step
        yield x


def _orthogonal(matrix: Array, steps: int, eps: float) -> Array:
    """Return matrices of shape (..., rows, columns) with singular values near 1."""
    is_tall = matrix.shape[-2] > matrix.shape[-1]
    flat = np.swapaxes(matrix, -1, -2) if is_tall else matrix
    flat = flat / np.maximum(np.sqrt((flat**2).sum(axis=(-2, -1), keepdims=True)), eps)
    a, b, c = _QUINTIC
    for _ in range(steps):
        square = flat @ np.swapaxes(flat, -1, -2)
        flat = a * flat + (b * square + c * square @ square) @ flat
    return np.swapaxes(flat, -1, -2) if is_tall else flat
