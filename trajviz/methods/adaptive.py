"""Methods that give every coordinate a learning rate of its own, from the size of its past gradients.

Formulas and defaults are those that PyTorch documents; where `eps` stands, inside or outside of the root,
differs between these methods and is part of each.
"""

from __future__ import annotations

from itertools import count

import numpy as np

from trajviz.arrays import Array
from trajviz.functions.objective import Objective
from trajviz.methods.hyperparameters import AT_LEAST_0, UP_TO_1
from trajviz.methods.optimizer import Steps, optimizer


@optimizer(
    "Adagrad",
    reference="Duchi, Hazan and Singer, Adaptive subgradient methods for online learning and stochastic "
    "optimization, JMLR 12, 2011",
    ranges={"lr": AT_LEAST_0, "lr_decay": AT_LEAST_0, "eps": AT_LEAST_0},
)
def adagrad(objective: Objective, x: Array, *, lr: float = 0.01, lr_decay: float = 0.0, eps: float = 1e-10) -> Steps:
    """Divide by the root of the sum of all squared gradients, so that steps only ever shrink.

    s ← s + g²,  x ← x − lr / (1 + t lr_decay) · g / (√s + eps),  with g = ∇f(x) and t = 0, 1, …
    """
    squares = np.zeros_like(x)
    for t in count():
        gradient = objective.gradient(x)
        squares = squares + gradient**2
        x = x - lr / (1 + t * lr_decay) * gradient / (np.sqrt(squares) + eps)
        yield x


@optimizer(
    "RMSprop",
    reference="Tieleman and Hinton, Neural networks for machine learning, lecture 6.5, Coursera 2012",
    ranges={"lr": AT_LEAST_0, "alpha": AT_LEAST_0, "eps": AT_LEAST_0, "momentum": AT_LEAST_0},
)
def rmsprop(
    objective: Objective,
    x: Array,
    *,
    lr: float = 0.01,
    alpha: float = 0.99,
    eps: float = 1e-8,
    momentum: float = 0.0,
) -> Steps:
    """Divide by the root of a running mean of the squared gradients, which forgets as Adagrad can not.

    s ← alpha s + (1 − alpha) g²,  v ← momentum v + g / (√s + eps),  x ← x − lr v,  with g = ∇f(x)
    """
    mean_square = np.zeros_like(x)
    velocity = np.zeros_like(x)
    while True:
        gradient = objective.gradient(x)
        mean_square = alpha * mean_square + (1 - alpha) * gradient**2
        velocity = momentum * velocity + gradient / (np.sqrt(mean_square) + eps)
        x = x - lr * velocity
        yield x


@optimizer(
    "Adadelta",
    reference="Zeiler, ADADELTA: an adaptive learning rate method, arXiv:1212.5701, 2012",
    ranges={"lr": AT_LEAST_0, "rho": UP_TO_1, "eps": AT_LEAST_0},
)
def adadelta(objective: Objective, x: Array, *, lr: float = 1.0, rho: float = 0.9, eps: float = 1e-6) -> Steps:
    """Scale by the root mean square of past steps over that of past gradients, so that units cancel.

    s ← rho s + (1 − rho) g²,  δ = √(u + eps) / √(s + eps) · g,  u ← rho u + (1 − rho) δ²,
    x ← x − lr δ,  with g = ∇f(x)
    """
    mean_square_gradient = np.zeros_like(x)
    mean_square_step = np.zeros_like(x)
    while True:
        gradient = objective.gradient(x)
        mean_square_gradient = rho * mean_square_gradient + (1 - rho) * gradient**2
        step = np.sqrt(mean_square_step + eps) / np.sqrt(mean_square_gradient + eps) * gradient
        mean_square_step = rho * mean_square_step + (1 - rho) * step**2
        x = x - lr * step
        yield x
