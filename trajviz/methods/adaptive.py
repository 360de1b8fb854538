"""Methods that give every coordinate a learning rate of its own, from the size or the signs of its past gradients.

Formulas and defaults are those that PyTorch documents; where `eps` stands, inside or outside of the root,
differs between these methods and is part of each.
"""

from __future__ import annotations

from itertools import count

import numpy as np

from trajviz.arrays import Array
from trajviz.functions.objective import Objective
from trajviz.methods.formulas import in_rows
from trajviz.methods.hyperparameters import ABOVE_0, AT_LEAST_0, UP_TO_1
from trajviz.methods.optimizer import Steps, optimizer


@optimizer(
    "Adagrad",
    reference="Duchi, Hazan and Singer, Adaptive subgradient methods for online learning and stochastic "
    "optimization, JMLR 12, 2011",
    latex=in_rows(
        r"g &= \nabla f(x) + \mathrm{weight\_decay}\, x",
        r"s &\leftarrow s + g^2, \quad \text{at first } s = \mathrm{initial\_accumulator\_value}",
        r"x &\leftarrow x - \frac{\mathrm{lr}}{1 + t\, \mathrm{lr\_decay}} \, \frac{g}{\sqrt{s} + \mathrm{eps}},"
        r" \quad t = 0, 1, \dots",
    ),
    ranges={
        "lr": AT_LEAST_0,
        "lr_decay": AT_LEAST_0,
        "weight_decay": AT_LEAST_0,
        "initial_accumulator_value": AT_LEAST_0,
        "eps": AT_LEAST_0,
    },
)
def adagrad(
    objective: Objective,
    x: Array,
    *,
    lr: float = 0.01,
    lr_decay: float = 0.0,
    weight_decay: float = 0.0,
    initial_accumulator_value: float = 0.0,
    eps: float = 1e-10,
) -> Steps:
    """Divide by the root of the sum of all squared gradients: steps shrink.

    s ← s + g²,  x ← x − lr / (1 + t lr_decay) · g / (√s + eps),  with g = ∇f(x) + weight_decay x, t = 0, 1, …
    and s from initial_accumulator_value on
    """
    squares = np.full_like(x, initial_accumulator_value)
    for t in count():
        gradient = objective.gradient(x) + weight_decay * x
        squares = squares + gradient**2
        x = x - lr / (1 + t * lr_decay) * gradient / (np.sqrt(squares) + eps)
        yield x


@optimizer(
    "RMSprop",
    reference="Tieleman and Hinton, Neural networks for machine learning, lecture 6.5, Coursera 2012",
    latex=in_rows(
        r"g &= \nabla f(x) + \mathrm{weight\_decay}\, x",
        r"s &\leftarrow \alpha s + (1 - \alpha) g^2",
        r"v &\leftarrow \mathrm{momentum}\, v + \frac{g}{\sqrt{s} + \mathrm{eps}}",
        r"x &\leftarrow x - \mathrm{lr}\, v",
        r"&\text{centered:} \quad a \leftarrow \alpha a + (1 - \alpha) g,"
        r" \quad s - a^2 \text{ in place of } s \text{ under the root}",
    ),
    ranges={
        "lr": AT_LEAST_0,
        "alpha": AT_LEAST_0,
        "eps": AT_LEAST_0,
        "momentum": AT_LEAST_0,
        "weight_decay": AT_LEAST_0,
    },
)
def rmsprop(
    objective: Objective,
    x: Array,
    *,
    lr: float = 0.01,
    alpha: float = 0.99,
    eps: float = 1e-8,
    momentum: float = 0.0,
    weight_decay: float = 0.0,
    centered: bool = False,
) -> Steps:
    """Divide by the root of a running mean of the squared gradients.

    s ← alpha s + (1 − alpha) g²,  v ← momentum v + g / (√s + eps),  x ← x − lr v,  with g = ∇f(x) + weight_decay x;
    centered, s − a² stands for s in the root, with a ← alpha a + (1 − alpha) g
    """
    mean = np.zeros_like(x)
    mean_square = np.zeros_like(x)
    velocity = np.zeros_like(x)
    while True:
        gradient = objective.gradient(x) + weight_decay * x
        mean_square = alpha * mean_square + (1 - alpha) * gradient**2
        mean = alpha * mean + (1 - alpha) * gradient
        variance = mean_square - mean**2 if centered else mean_square
        velocity = momentum * velocity + gradient / (np.sqrt(variance) + eps)
        x = x - lr * velocity
        yield x


@optimizer(
    "Adadelta",
    reference="Zeiler, ADADELTA: an adaptive learning rate method, arXiv:1212.5701, 2012",
    latex=in_rows(
        r"g &= \nabla f(x) + \mathrm{weight\_decay}\, x",
        r"s &\leftarrow \rho s + (1 - \rho) g^2",
        r"\delta &= \frac{\sqrt{u + \mathrm{eps}}}{\sqrt{s + \mathrm{eps}}} \, g",
        r"u &\leftarrow \rho u + (1 - \rho) \delta^2",
        r"x &\leftarrow x - \mathrm{lr}\, \delta",
    ),
    ranges={"lr": AT_LEAST_0, "rho": UP_TO_1, "eps": AT_LEAST_0, "weight_decay": AT_LEAST_0},
)
def adadelta(
    objective: Objective,
    x: Array,
    *,
    lr: float = 1.0,
    rho: float = 0.9,
    eps: float = 1e-6,
    weight_decay: float = 0.0,
) -> Steps:
    """Scale by the root mean square of past steps over that of gradients.

    s ← rho s + (1 − rho) g²,  δ = √(u + eps) / √(s + eps) · g,  u ← rho u + (1 − rho) δ²,
    x ← x − lr δ,  with g = ∇f(x) + weight_decay x
    """
    mean_square_gradient = np.zeros_like(x)
    mean_square_step = np.zeros_like(x)
    while True:
        gradient = objective.gradient(x) + weight_decay * x
        mean_square_gradient = rho * mean_square_gradient + (1 - rho) * gradient**2
        step = np.sqrt(mean_square_step + eps) / np.sqrt(mean_square_gradient + eps) * gradient
        mean_square_step = rho * mean_square_step + (1 - rho) * step**2
        x = x - lr * step
        yield x


@optimizer(
    "Rprop",
    reference="Riedmiller and Braun, A direct adaptive method for faster backpropagation learning: the RPROP "
    "algorithm, 1993",
    latex=in_rows(
        r"g &= \nabla f(x), \quad a_i = g_i \, g_i^{\text{last}}",
        r"\delta_i &\leftarrow \mathrm{eta\_plus}\, \delta_i \text{ if } a_i > 0,"
        r" \quad \mathrm{eta\_minus}\, \delta_i \text{ if } a_i < 0, \quad \text{at first } \mathrm{lr}",
        r"\delta_i &\leftarrow \min(\max(\delta_i, \mathrm{step\_min}), \mathrm{step\_max})",
        r"g_i &\leftarrow 0 \text{ if } a_i < 0",
        r"x_i &\leftarrow x_i - \operatorname{sign}(g_i) \, \delta_i, \quad g^{\text{last}} \leftarrow g",
    ),
    aliases=["resilient backpropagation"],
    ranges={
        "lr": AT_LEAST_0, "eta_minus": UP_TO_1, "eta_plus": ABOVE_0, "step_min": AT_LEAST_0, "step_max": AT_LEAST_0
    },
)  # fmt: skip
def rprop(
    objective: Objective,
    x: Array,
    *,
    lr: float = 0.01,
    eta_minus: float = 0.5,
    eta_plus: float = 1.2,
    step_min: float = 1e-6,
    step_max: float = 50.0,
) -> Steps:
    """Give each coordinate a step that grows while the slope keeps its sign.

    It shrinks where the slope turns.

    δ ← δ eta_plus or δ eta_minus as g has the sign of the last g or the other, within step_min and step_max;
    x ← x − sign(g) δ, but where the sign has turned x stays and g counts as 0 in the next step
    """
    length = np.full_like(x, lr)
    last = np.zeros_like(x)
    while True:
        gradient = objective.gradient(x)
        agreement = np.sign(gradient * last)
        factor = np.where(agreement > 0, eta_plus, np.where(agreement < 0, eta_minus, 1.0))
        length = np.clip(length * factor, step_min, step_max)
        last = np.where(agreement < 0, 0.0, gradient)
        x = x - np.sign(last) * length
        yield x
