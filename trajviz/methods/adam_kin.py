"""Later relatives of Adam, each with another measure of how much a gradient can be trusted.

RAdam is as PyTorch documents it, the others as Optax does; the papers' own formulas are the same up to where `eps`
stands. Each method is written out in full.
"""

from __future__ import annotations

import math
from itertools import count

import numpy as np

from trajviz.arrays import Array
from trajviz.functions.objective import Objective
from trajviz.methods.formulas import in_rows
from trajviz.methods.hyperparameters import AT_LEAST_0, BELOW_1
from trajviz.methods.optimizer import Steps, optimizer

_OF_ADAM = {"lr": AT_LEAST_0, "beta1": BELOW_1, "beta2": BELOW_1, "eps": AT_LEAST_0, "weight_decay": AT_LEAST_0}
_RECTIFIABLE = 5.0  # samples in the mean of squares from which on its variance is known


@optimizer(
    "RAdam",
    reference="Liu et al., On the variance of the adaptive learning rate and beyond, ICLR 2020",
    latex=in_rows(
        r"g &= \nabla f(x) + \mathrm{weight\_decay}\, x",
        r"m &\leftarrow \beta_1 m + (1 - \beta_1) g, \quad v \leftarrow \beta_2 v + (1 - \beta_2) g^2,"
        r" \quad \hat m = \frac{m}{1 - \beta_1^t}",
        r"\rho_\infty &= \frac{2}{1 - \beta_2} - 1,"
        r" \quad \rho = \rho_\infty - \frac{2 t \beta_2^t}{1 - \beta_2^t}, \quad t = 1, 2, \dots",
        r"r^2 &= \frac{(\rho - 4) (\rho - 2) \rho_\infty}{(\rho_\infty - 4) (\rho_\infty - 2) \rho}",
        r"x &\leftarrow x - \mathrm{lr}\, \hat m \, \frac{r \sqrt{1 - \beta_2^t}}{\sqrt{v} + \mathrm{eps}}"
        r" \text{ if } \rho > 5, \quad x \leftarrow x - \mathrm{lr}\, \hat m \text{ if not}",
        r"&\text{decoupled:} \quad g = \nabla f(x),"
        r" \quad x \leftarrow (1 - \mathrm{lr}\, \mathrm{weight\_decay})\, x \text{ first}",
    ),
    aliases=["rectified Adam"],
    ranges=_OF_ADAM,
)
def radam(
    objective: Objective,
    x: Array,
    *,
    lr: float = 0.001,
    beta1: float = 0.9,
    beta2: float = 0.999,
    eps: float = 1e-8,
    weight_decay: float = 0.0,
    decoupled_weight_decay: bool = False,
) -> Steps:
    """Do as momentum does until a mean square can be told, then as Adam does.

    m̂, v as in Adam with g = ∇f(x) + weight_decay x,  ρ∞ = 2 / (1 − beta2) − 1,  ρ = ρ∞ − 2 t beta2ᵗ / (1 − beta2ᵗ),
    x ← x − lr m̂ up to ρ = 5, and then  x ← x − lr m̂ r √(1 − beta2ᵗ) / (√v + eps)
    with r² = (ρ − 4)(ρ − 2) ρ∞ / ((ρ∞ − 4)(ρ∞ − 2) ρ)
    """
    longest = 2 / (1 - beta2) - 1
    velocity = np.zeros_like(x)
    mean_square = np.zeros_like(x)
    for t in count(1):
        gradient = objective.gradient(x)
        if decoupled_weight_decay:
            x = (1 - lr * weight_decay) * x
        else:
            gradient = gradient + weight_decay * x
        velocity = beta1 * velocity + (1 - beta1) * gradient
        mean_square = beta2 * mean_square + (1 - beta2) * gradient**2
        length = longest - 2 * t * beta2**t / (1 - beta2**t)
        step = velocity / (1 - beta1**t)
        if length > _RECTIFIABLE:
            trust = (length - 4) * (length - 2) * longest / ((longest - 4) * (longest - 2) * length)
            step = step * math.sqrt(trust * (1 - beta2**t)) / (np.sqrt(mean_square) + eps)
        x = x - lr * step
        yield x


@optimizer(
    "AdaBelief",
    reference="Zhuang et al., AdaBelief optimizer: adapting stepsizes by the belief in observed gradients, "
    "NeurIPS 2020",
    latex=in_rows(
        r"g &= \nabla f(x)",
        r"m &\leftarrow \beta_1 m + (1 - \beta_1) g",
        r"s &\leftarrow \beta_2 s + (1 - \beta_2) (g - m)^2 + \mathrm{eps\_root}",
        r"\hat m &= \frac{m}{1 - \beta_1^t}, \quad \hat s = \frac{s}{1 - \beta_2^t}, \quad t = 1, 2, \dots",
        r"x &\leftarrow (1 - \mathrm{lr}\, \mathrm{weight\_decay})\, x - \mathrm{lr} \, \frac{\hat m}{\sqrt{\hat s}"
        r" + \mathrm{eps}}",
    ),
    ranges={**_OF_ADAM, "eps_root": AT_LEAST_0},
)
def adabelief(
    objective: Objective,
    x: Array,
    *,
    lr: float = 0.001,
    beta1: float = 0.9,
    beta2: float = 0.999,
    eps: float = 1e-16,
    eps_root: float = 1e-16,
    weight_decay: float = 0.0,
) -> Steps:
    """Do as Adam does, but scale by how far gradients are from their mean.

    Steps are long where gradients are as expected.

    m as in Adam,  s ← beta2 s + (1 − beta2)(g − m)² + eps_root,
    x ← (1 − lr weight_decay) x − lr m̂ / (√ŝ + eps),  with g = ∇f(x) and the biases undone as in Adam
    """
    velocity = np.zeros_like(x)
    surprise = np.zeros_like(x)
    for t in count(1):
        gradient = objective.gradient(x)
        velocity = beta1 * velocity + (1 - beta1) * gradient
        surprise = beta2 * surprise + (1 - beta2) * (gradient - velocity) ** 2 + eps_root
        scale = np.sqrt(surprise / (1 - beta2**t)) + eps
        x = (1 - lr * weight_decay) * x - lr / (1 - beta1**t) * velocity / scale
        yield x


@optimizer(
    "Yogi",
    reference="Zaheer et al., Adaptive methods for nonconvex optimization, NeurIPS 2018",
    latex=in_rows(
        r"g &= \nabla f(x), \quad \text{at first } m = v = \mathrm{initial\_accumulator\_value}",
        r"m &\leftarrow \beta_1 m + (1 - \beta_1) g",
        r"v &\leftarrow v - (1 - \beta_2) \operatorname{sign}(v - g^2) \, g^2",
        r"\hat m &= \frac{m}{1 - \beta_1^t}, \quad \hat v = \frac{v}{1 - \beta_2^t}, \quad t = 1, 2, \dots",
        r"x &\leftarrow (1 - \mathrm{lr}\, \mathrm{weight\_decay})\, x - \mathrm{lr} \, \frac{\hat m}{\sqrt{\hat v}"
        r" + \mathrm{eps}}",
    ),
    ranges={**_OF_ADAM, "initial_accumulator_value": AT_LEAST_0},
)
def yogi(
    objective: Objective,
    x: Array,
    *,
    lr: float = 0.01,
    beta1: float = 0.9,
    beta2: float = 0.999,
    eps: float = 1e-3,
    initial_accumulator_value: float = 1e-6,
    weight_decay: float = 0.0,
) -> Steps:
    """Do as Adam does, but change the mean square by less.

    It changes by no more than the gradient's own square.

    m as in Adam,  v ← v − (1 − beta2) sign(v − g²) g²,  x ← (1 − lr weight_decay) x − lr m̂ / (√v̂ + eps),
    with g = ∇f(x), and m and v from initial_accumulator_value on
    """
    velocity = np.full_like(x, initial_accumulator_value)
    mean_square = np.full_like(x, initial_accumulator_value)
    for t in count(1):
        gradient = objective.gradient(x)
        velocity = beta1 * velocity + (1 - beta1) * gradient
        mean_square = mean_square - (1 - beta2) * np.sign(mean_square - gradient**2) * gradient**2
        scale = np.sqrt(mean_square / (1 - beta2**t)) + eps
        x = (1 - lr * weight_decay) * x - lr / (1 - beta1**t) * velocity / scale
        yield x


@optimizer(
    "Adan",
    reference="Xie et al., Adan: adaptive Nesterov momentum algorithm for faster optimizing deep models, 2022",
    latex=in_rows(
        r"g &= \nabla f(x), \quad \Delta = g - g^{\text{last}}, \quad \text{at first } \Delta = 0",
        r"m &\leftarrow \beta_1 m + (1 - \beta_1) g, \quad v \leftarrow \beta_2 v + (1 - \beta_2) \Delta",
        r"n &\leftarrow \beta_3 n + (1 - \beta_3) \left( g + (1 - \beta_2) \Delta \right)^2",
        r"\hat m &= \frac{m}{1 - \beta_1^t}, \quad \hat v = \frac{v}{1 - \beta_2^t},"
        r" \quad \hat n = \frac{n}{1 - \beta_3^t}, \quad t = 1, 2, \dots",
        r"x &\leftarrow (1 - \mathrm{lr}\, \mathrm{weight\_decay})\, x - \mathrm{lr} \, \frac{\hat m + (1 - \beta_2)"
        r" \hat v}{\sqrt{\hat n + \mathrm{eps\_root}} + \mathrm{eps}}",
    ),
    ranges={**_OF_ADAM, "beta3": BELOW_1, "eps_root": AT_LEAST_0},
)
def adan(
    objective: Objective,
    x: Array,
    *,
    lr: float = 0.001,
    beta1: float = 0.98,
    beta2: float = 0.92,
    beta3: float = 0.99,
    eps: float = 1e-8,
    eps_root: float = 1e-8,
    weight_decay: float = 0.0,
) -> Steps:
    """Keep means of gradients and of their changes, to look ahead.

    m ← beta1 m + (1 − beta1) g,  v ← beta2 v + (1 − beta2) Δ,  n ← beta3 n + (1 − beta3)(g + (1 − beta2) Δ)²,
    x ← (1 − lr weight_decay) x − lr (m̂ + (1 − beta2) v̂) / (√(n̂ + eps_root) + eps),
    with g = ∇f(x), Δ its change since the last step, 0 at first, and the biases undone as in Adam
    """
    velocity = np.zeros_like(x)
    mean_change = np.zeros_like(x)
    mean_square = np.zeros_like(x)
    last: Array | None = None
    for t in count(1):
        gradient = objective.gradient(x)
        change = np.zeros_like(x) if last is None else gradient - last
        last = gradient
        velocity = beta1 * velocity + (1 - beta1) * gradient
        mean_change = beta2 * mean_change + (1 - beta2) * change
        mean_square = beta3 * mean_square + (1 - beta3) * (gradient + (1 - beta2) * change) ** 2
        ahead = velocity / (1 - beta1**t) + (1 - beta2) * mean_change / (1 - beta2**t)
        scale = np.sqrt(mean_square / (1 - beta3**t) + eps_root) + eps
        x = (1 - lr * weight_decay) * x - lr * ahead / scale
        yield x


@optimizer(
    "Lion",
    reference="Chen et al., Symbolic discovery of optimization algorithms, NeurIPS 2023",
    latex=in_rows(
        r"g &= \nabla f(x)",
        r"u &= \operatorname{sign}(\beta_1 m + (1 - \beta_1) g)",
        r"m &\leftarrow \beta_2 m + (1 - \beta_2) g",
        r"x &\leftarrow (1 - \mathrm{lr}\, \mathrm{weight\_decay})\, x - \mathrm{lr}\, u",
    ),
    ranges={"lr": AT_LEAST_0, "beta1": BELOW_1, "beta2": BELOW_1, "weight_decay": AT_LEAST_0},
)
def lion(
    objective: Objective,
    x: Array,
    *,
    lr: float = 0.001,
    beta1: float = 0.9,
    beta2: float = 0.99,
    weight_decay: float = 0.0,
) -> Steps:
    """Step by the same length in every coordinate, by the mean gradient's signs.

    x ← (1 − lr weight_decay) x − lr sign(beta1 m + (1 − beta1) g),  m ← beta2 m + (1 − beta2) g,  with g = ∇f(x)
    """
    velocity = np.zeros_like(x)
    while True:
        gradient = objective.gradient(x)
        direction = np.sign(beta1 * velocity + (1 - beta1) * gradient)
        velocity = beta2 * velocity + (1 - beta2) * gradient
        x = (1 - lr * weight_decay) * x - lr * direction
        yield x
