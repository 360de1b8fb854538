"""Gradient descent that looks around or back: at the worst point nearby, to slow weights, over the mean of its way."""

from __future__ import annotations

from itertools import count

import numpy as np

from trajviz.arrays import Array
from trajviz.functions.objective import Objective
from trajviz.methods.formulas import in_rows
from trajviz.methods.hyperparameters import ABOVE_0, AT_LEAST_0, UP_TO_1
from trajviz.methods.optimizer import Steps, optimizer


@optimizer(
    "SAM",
    reference="Foret et al., Sharpness-aware minimization for efficiently improving generalization, ICLR 2021",
    latex=in_rows(
        r"g &= \nabla f\left( x + \rho \, \frac{\nabla f(x)}{\| \nabla f(x) \|} \right) +"
        r" \mathrm{weight\_decay}\, x",
        r"v &\leftarrow \mathrm{momentum}\, v + g",
        r"x &\leftarrow x - \mathrm{lr}\, v",
        r"&\text{adaptive:} \quad g = \nabla f\left( x + \rho \, \frac{x^2 \, \nabla f(x)}{\| x \, \nabla f(x)"
        r" \|} \right) + \mathrm{weight\_decay}\, x",
    ),
    aliases=["sharpness-aware minimization"],
    ranges={"lr": AT_LEAST_0, "rho": AT_LEAST_0, "momentum": AT_LEAST_0, "weight_decay": AT_LEAST_0},
)
def sam(
    objective: Objective,
    x: Array,
    *,
    lr: float = 0.01,
    rho: float = 0.05,
    momentum: float = 0.0,
    weight_decay: float = 0.0,
    adaptive: bool = False,
) -> Steps:
    """Step along the gradient at the highest point near by: wide valleys win.

    That point is within `rho`, so that sharp valleys are left for wide ones.

    g ← ∇f(x + rho ∇f(x) / ‖∇f(x)‖) + weight_decay x,  v ← momentum v + g,  x ← x − lr v;
    adaptive, the climb is rho x² ∇f(x) / ‖|x| ∇f(x)‖, in units of the coordinates
    """
    velocity = np.zeros_like(x)
    while True:
        uphill = objective.gradient(x)
        slope = np.sqrt(((np.abs(x) * uphill if adaptive else uphill) ** 2).sum(axis=0))
        climb = rho * (x**2 * uphill if adaptive else uphill) / np.where(slope > 0, slope, 1.0)
        gradient = objective.gradient(x + climb) + weight_decay * x
        velocity = momentum * velocity + gradient
        x = x - lr * velocity
        yield x


@optimizer(
    "Lookahead",
    reference="Zhang et al., Lookahead optimizer: k steps forward, 1 step back, NeurIPS 2019",
    latex=in_rows(
        r"v &\leftarrow \mathrm{momentum}\, v + \nabla f(x)",
        r"x &\leftarrow x - \mathrm{lr}\, v",
        r"s &\leftarrow s + \alpha (x - s), \quad x \leftarrow s \quad \text{at every } \mathrm{k}\text{-th step}",
    ),
    ranges={"lr": AT_LEAST_0, "momentum": AT_LEAST_0, "k": ABOVE_0, "alpha": UP_TO_1},
)
def lookahead(
    objective: Objective, x: Array, *, lr: float = 0.01, momentum: float = 0.9, k: int = 5, alpha: float = 0.5
) -> Steps:
    """Take k steps with momentum, then go back a part of the way.

    It goes back to a share `alpha` of the way from where the steps began.

    v ← momentum v + ∇f(x),  x ← x − lr v,  and at every k-th step  s ← s + alpha (x − s),  x ← s
    """
    slow = x
    velocity = np.zeros_like(x)
    for t in count(1):
        velocity = momentum * velocity + objective.gradient(x)
        x = x - lr * velocity
        if t % k == 0:
            slow = slow + alpha * (x - slow)
            x = slow
        yield x


@optimizer(
    "ASGD",
    reference="Polyak and Juditsky, Acceleration of stochastic approximation by averaging, 1992; in the form of "
    "torch.optim.ASGD",
    latex=in_rows(
        r"g &= \nabla f(x) + \mathrm{weight\_decay}\, x",
        r"x &\leftarrow (1 - \mathrm{lambd}\, \eta)\, x - \eta g, \quad \text{at first } \eta = \mathrm{lr}",
        r"a &\leftarrow a + \mu (x - a), \quad \text{at first } a = x, \, \mu = 1",
        r"\eta &\leftarrow \frac{\mathrm{lr}}{(1 + \mathrm{lambd}\, \mathrm{lr}\, t)^{\alpha}},"
        r" \quad \mu \leftarrow \frac{1}{\max(1, t - \mathrm{t0})}, \quad t = 1, 2, \dots",
        r"&\text{average:} \quad a \text{ is shown in place of } x",
    ),
    aliases=["averaged SGD"],
    ranges={
        "lr": AT_LEAST_0, "lambd": AT_LEAST_0, "alpha": AT_LEAST_0, "t0": AT_LEAST_0, "weight_decay": AT_LEAST_0
    },
)  # fmt: skip
def asgd(
    objective: Objective,
    x: Array,
    *,
    lr: float = 0.01,
    lambd: float = 1e-4,
    alpha: float = 0.75,
    t0: float = 1e6,
    weight_decay: float = 0.0,
    average: bool = False,
) -> Steps:
    """Step with a rate that decays; average=True shows the mean of the iterates.

    The mean is of the iterates since step `t0`.

    x ← (1 − lambd η) x − η g,  a ← a + μ (x − a),  η ← lr / (1 + lambd lr t)^alpha,  μ ← 1 / max(1, t − t0),
    with g = ∇f(x) + weight_decay x
    """
    rate, share, mean = lr, 1.0, x
    for t in count(1):
        gradient = objective.gradient(x) + weight_decay * x
        x = (1 - lambd * rate) * x - rate * gradient
        mean = mean + share * (x - mean)
        rate = lr / (1 + lambd * lr * t) ** alpha
        share = 1 / max(1.0, t - t0)
        yield mean.copy() if average else x
