"""Gradient descent and its momentum variants.

Written as PyTorch documents `torch.optim.SGD`: a velocity is a sum of gradients, and the learning rate
multiplies it as a whole.
"""

from __future__ import annotations

import numpy as np

from trajviz.arrays import Array
from trajviz.errors import TrajvizError
from trajviz.functions.objective import Objective
from trajviz.methods.formulas import in_rows
from trajviz.methods.hyperparameters import AT_LEAST_0
from trajviz.methods.optimizer import Steps, optimizer


@optimizer(
    "GD",
    reference="Cauchy, Méthode générale pour la résolution des systèmes d'équations simultanées, 1847",
    latex=r"x \leftarrow x - \mathrm{lr}\, \nabla f(x)",
    aliases=["gradient descent", "steepest descent"],
    ranges={"lr": AT_LEAST_0},
)
def gradient_descent(objective: Objective, x: Array, *, lr: float = 0.01) -> Steps:
    """Step downhill, in proportion to the slope.

    x ← x − lr ∇f(x)
    """
    while True:
        x = x - lr * objective.gradient(x)
        yield x


@optimizer(
    "Momentum",
    reference="Polyak, Some methods of speeding up the convergence of iteration methods, 1964",
    latex=in_rows(
        r"v &\leftarrow \mathrm{momentum}\, v + \nabla f(x)",
        r"x &\leftarrow x - \mathrm{lr}\, v",
    ),
    aliases=["heavy ball"],
    ranges={"lr": AT_LEAST_0, "momentum": AT_LEAST_0},
)
def heavy_ball(objective: Objective, x: Array, *, lr: float = 0.01, momentum: float = 0.9) -> Steps:
    """Keep a velocity, the decaying sum of all gradients, and step along it.

    v ← momentum v + ∇f(x),  x ← x − lr v
    """
    velocity = np.zeros_like(x)
    while True:
        velocity = momentum * velocity + objective.gradient(x)
        x = x - lr * velocity
        yield x


@optimizer(
    "Nesterov",
    reference="Nesterov, A method for solving the convex programming problem with convergence rate O(1/k²), "
    "1983; in the form of Sutskever et al., On the importance of initialization and momentum in deep "
    "learning, ICML 2013",
    latex=in_rows(
        r"v &\leftarrow \mathrm{momentum}\, v + \nabla f(x)",
        r"x &\leftarrow x - \mathrm{lr} \left( \nabla f(x) + \mathrm{momentum}\, v \right)",
    ),
    aliases=["NAG"],
    ranges={"lr": AT_LEAST_0, "momentum": AT_LEAST_0},
)
def nesterov(objective: Objective, x: Array, *, lr: float = 0.01, momentum: float = 0.9) -> Steps:
    """Step along the velocity as it will be after the present gradient.

    v ← momentum v + ∇f(x),  x ← x − lr (∇f(x) + momentum v)
    """
    velocity = np.zeros_like(x)
    while True:
        gradient = objective.gradient(x)
        velocity = momentum * velocity + gradient
        x = x - lr * (gradient + momentum * velocity)
        yield x


@optimizer(
    "SGD",
    reference="Robbins and Monro, A stochastic approximation method, 1951; in the form of torch.optim.SGD",
    latex=in_rows(
        r"g &= \nabla f(x) + \mathrm{weight\_decay}\, x",
        r"v &\leftarrow \mathrm{momentum}\, v + (1 - \mathrm{dampening})\, g,"
        r" \quad v = g \text{ at first and without momentum}",
        r"x &\leftarrow x - \mathrm{lr}\, v",
        r"&\text{nesterov:} \quad x \leftarrow x - \mathrm{lr} \left( g + \mathrm{momentum}\, v \right)",
    ),
    aliases=["stochastic gradient descent"],
    ranges={"lr": AT_LEAST_0, "momentum": AT_LEAST_0, "dampening": AT_LEAST_0, "weight_decay": AT_LEAST_0},
)
def sgd(
    objective: Objective,
    x: Array,
    *,
    lr: float = 0.001,
    momentum: float = 0.0,
    dampening: float = 0.0,
    weight_decay: float = 0.0,
    nesterov: bool = False,
) -> Steps:
    """Step along the gradient as it is drawn, as PyTorch's SGD does.

    g ← ∇f(x) + weight_decay x,  v ← momentum v + (1 − dampening) g, without momentum and at first v ← g,
    x ← x − lr v, or with nesterov x ← x − lr (g + momentum v)
    """
    if nesterov and (momentum == 0 or dampening != 0):
        raise TrajvizError("SGD: nesterov needs a momentum above 0 and no dampening")
    velocity: Array | None = None
    while True:
        gradient = objective.gradient(x) + weight_decay * x
        velocity = gradient if velocity is None or momentum == 0 else momentum * velocity + (1 - dampening) * gradient
        x = x - lr * (gradient + momentum * velocity if nesterov else velocity)
        yield x
