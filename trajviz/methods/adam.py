"""Adam and its relatives: a running mean of the gradients over the root of one of their squares.

Both means start at zero, and dividing by `1 − beta**t` undoes that bias; t counts steps from 1. Formulas and
defaults are those that PyTorch documents. Each method is written out in full, so that it can be read, and
compared with its paper, by itself.
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


@optimizer(
    "Adam",
    reference="Kingma and Ba, Adam: a method for stochastic optimization, ICLR 2015",
    latex=in_rows(
        r"g &= \nabla f(x) + \mathrm{weight\_decay}\, x",
        r"m &\leftarrow \beta_1 m + (1 - \beta_1) g, \quad v \leftarrow \beta_2 v + (1 - \beta_2) g^2",
        r"\hat m &= \frac{m}{1 - \beta_1^t}, \quad \hat v = \frac{v}{1 - \beta_2^t}, \quad t = 1, 2, \dots",
        r"x &\leftarrow x - \mathrm{lr} \, \frac{\hat m}{\sqrt{\hat v} + \mathrm{eps}}",
        r"&\text{amsgrad:} \quad \hat v = \frac{w}{1 - \beta_2^t} \text{ with the largest } v \text{ so far, } w"
        r" \leftarrow \max(w, v)",
    ),
    ranges={"lr": AT_LEAST_0, "beta1": BELOW_1, "beta2": BELOW_1, "eps": AT_LEAST_0, "weight_decay": AT_LEAST_0},
)
def adam(
    objective: Objective,
    x: Array,
    *,
    lr: float = 0.001,
    beta1: float = 0.9,
    beta2: float = 0.999,
    eps: float = 1e-8,
    weight_decay: float = 0.0,
    amsgrad: bool = False,
) -> Steps:
    """Step along the mean gradient, scaled by the root of its mean square.

    m ← beta1 m + (1 − beta1) g,  v ← beta2 v + (1 − beta2) g²,  m̂ = m / (1 − beta1ᵗ),  v̂ = v / (1 − beta2ᵗ),
    x ← x − lr m̂ / (√v̂ + eps),  with g = ∇f(x) + weight_decay x; amsgrad takes the largest v so far
    """
    velocity = np.zeros_like(x)
    mean_square = np.zeros_like(x)
    largest = np.zeros_like(x)
    for t in count(1):
        gradient = objective.gradient(x) + weight_decay * x
        velocity = beta1 * velocity + (1 - beta1) * gradient
        mean_square = beta2 * mean_square + (1 - beta2) * gradient**2
        largest = np.maximum(largest, mean_square) if amsgrad else mean_square
        scale = np.sqrt(largest / (1 - beta2**t)) + eps
        x = x - lr / (1 - beta1**t) * velocity / scale
        yield x


@optimizer(
    "AMSGrad",
    reference="Reddi, Kale and Kumar, On the convergence of Adam and beyond, ICLR 2018",
    latex=in_rows(
        r"g &= \nabla f(x) + \mathrm{weight\_decay}\, x",
        r"m &\leftarrow \beta_1 m + (1 - \beta_1) g, \quad v \leftarrow \beta_2 v + (1 - \beta_2) g^2",
        r"w &\leftarrow \max(w, v)",
        r"\hat m &= \frac{m}{1 - \beta_1^t}, \quad \hat w = \frac{w}{1 - \beta_2^t}, \quad t = 1, 2, \dots",
        r"x &\leftarrow x - \mathrm{lr} \, \frac{\hat m}{\sqrt{\hat w} + \mathrm{eps}}",
    ),
    ranges={"lr": AT_LEAST_0, "beta1": BELOW_1, "beta2": BELOW_1, "eps": AT_LEAST_0, "weight_decay": AT_LEAST_0},
)
def amsgrad(
    objective: Objective,
    x: Array,
    *,
    lr: float = 0.001,
    beta1: float = 0.9,
    beta2: float = 0.999,
    eps: float = 1e-8,
    weight_decay: float = 0.0,
) -> Steps:
    """Do as Adam does, but scale by the largest mean square so far.

    m, v, m̂ as in Adam with g = ∇f(x) + weight_decay x,  w ← max(w, v),  x ← x − lr m̂ / (√(w / (1 − beta2ᵗ)) + eps)
    """
    velocity = np.zeros_like(x)
    mean_square = np.zeros_like(x)
    largest = np.zeros_like(x)
    for t in count(1):
        gradient = objective.gradient(x) + weight_decay * x
        velocity = beta1 * velocity + (1 - beta1) * gradient
        mean_square = beta2 * mean_square + (1 - beta2) * gradient**2
        largest = np.maximum(largest, mean_square)
        scale = np.sqrt(largest / (1 - beta2**t)) + eps
        x = x - lr / (1 - beta1**t) * velocity / scale
        yield x


@optimizer(
    "AdamW",
    reference="Loshchilov and Hutter, Decoupled weight decay regularization, ICLR 2019",
    latex=in_rows(
        r"g &= \nabla f(x)",
        r"m &\leftarrow \beta_1 m + (1 - \beta_1) g, \quad v \leftarrow \beta_2 v + (1 - \beta_2) g^2",
        r"\hat m &= \frac{m}{1 - \beta_1^t}, \quad \hat v = \frac{v}{1 - \beta_2^t}, \quad t = 1, 2, \dots",
        r"x &\leftarrow (1 - \mathrm{lr}\, \mathrm{weight\_decay})\, x - \mathrm{lr} \, \frac{\hat m}{\sqrt{\hat v}"
        r" + \mathrm{eps}}",
        r"&\text{amsgrad:} \quad \hat v = \frac{w}{1 - \beta_2^t} \text{ with the largest } v \text{ so far, } w"
        r" \leftarrow \max(w, v)",
    ),
    ranges={"lr": AT_LEAST_0, "beta1": BELOW_1, "beta2": BELOW_1, "eps": AT_LEAST_0, "weight_decay": AT_LEAST_0},
)
def adamw(
    objective: Objective,
    x: Array,
    *,
    lr: float = 0.001,
    beta1: float = 0.9,
    beta2: float = 0.999,
    eps: float = 1e-8,
    weight_decay: float = 0.01,
    amsgrad: bool = False,
) -> Steps:
    """Do as Adam does, and draw x towards the origin apart from the gradient.

    m̂, v̂ as in Adam with g = ∇f(x),  x ← (1 − lr weight_decay) x − lr m̂ / (√v̂ + eps)
    """
    velocity = np.zeros_like(x)
    mean_square = np.zeros_like(x)
    largest = np.zeros_like(x)
    for t in count(1):
        gradient = objective.gradient(x)
        velocity = beta1 * velocity + (1 - beta1) * gradient
        mean_square = beta2 * mean_square + (1 - beta2) * gradient**2
        largest = np.maximum(largest, mean_square) if amsgrad else mean_square
        scale = np.sqrt(largest / (1 - beta2**t)) + eps
        x = (1 - lr * weight_decay) * x - lr / (1 - beta1**t) * velocity / scale
        yield x


@optimizer(
    "Nadam",
    reference="Dozat, Incorporating Nesterov momentum into Adam, ICLR workshop 2016",
    latex=in_rows(
        r"g &= \nabla f(x) + \mathrm{weight\_decay}\, x",
        r"m &\leftarrow \beta_1 m + (1 - \beta_1) g, \quad v \leftarrow \beta_2 v + (1 - \beta_2) g^2",
        r"\hat v &= \frac{v}{1 - \beta_2^t}, \quad t = 1, 2, \dots",
        r"\mu_t &= \beta_1 \left( 1 - \frac{1}{2} \, 0.96^{\, t\, \mathrm{momentum\_decay}} \right),"
        r" \quad \pi_t = \mu_1 \mu_2 \cdots \mu_t",
        r"x &\leftarrow x - \frac{\mathrm{lr}}{\sqrt{\hat v} + \mathrm{eps}} \left( \frac{1 - \mu_t}{1 - \pi_t} \, g"
        r" + \frac{\mu_{t+1}}{1 - \pi_{t+1}} \, m \right)",
        r"&\text{decoupled:} \quad g = \nabla f(x),"
        r" \quad x \leftarrow (1 - \mathrm{lr}\, \mathrm{weight\_decay})\, x \text{ first}",
    ),
    ranges={
        "lr": AT_LEAST_0,
        "beta1": BELOW_1,
        "beta2": BELOW_1,
        "eps": AT_LEAST_0,
        "weight_decay": AT_LEAST_0,
        "momentum_decay": AT_LEAST_0,
    },
)
def nadam(
    objective: Objective,
    x: Array,
    *,
    lr: float = 0.002,
    beta1: float = 0.9,
    beta2: float = 0.999,
    eps: float = 1e-8,
    weight_decay: float = 0.0,
    momentum_decay: float = 0.004,
    decoupled_weight_decay: bool = False,
) -> Steps:
    """Do as Adam does, but look ahead as Nesterov's momentum does.

    The momentum warms up.

    m, v, v̂ as in Adam,  μₜ = beta1 (1 − ½ 0.96^(t momentum_decay)),  πₜ = μ₁ μ₂ … μₜ,
    x ← x − lr ((1 − μₜ) g / (1 − πₜ) + μₜ₊₁ m / (1 − πₜ₊₁)) / (√v̂ + eps),  with g = ∇f(x) + weight_decay x;
    decoupled, x ← (1 − lr weight_decay) x comes first and g = ∇f(x), as in AdamW
    """

    def momentum_at(t: int) -> float:
        return beta1 * (1 - 0.5 * math.pow(0.96, t * momentum_decay))

    velocity = np.zeros_like(x)
    mean_square = np.zeros_like(x)
    momentum_product = 1.0
    for t in count(1):
        gradient = objective.gradient(x)
        if decoupled_weight_decay:
            x = (1 - lr * weight_decay) * x
        else:
            gradient = gradient + weight_decay * x
        velocity = beta1 * velocity + (1 - beta1) * gradient
        mean_square = beta2 * mean_square + (1 - beta2) * gradient**2
        momentum, next_momentum = momentum_at(t), momentum_at(t + 1)
        momentum_product *= momentum
        present = (1 - momentum) / (1 - momentum_product) * gradient
        ahead = next_momentum / (1 - momentum_product * next_momentum) * velocity
        scale = np.sqrt(mean_square / (1 - beta2**t)) + eps
        x = x - lr * (present + ahead) / scale
        yield x


@optimizer(
    "Adamax",
    reference="Kingma and Ba, Adam: a method for stochastic optimization, ICLR 2015, section 7.1",
    latex=in_rows(
        r"g &= \nabla f(x) + \mathrm{weight\_decay}\, x",
        r"m &\leftarrow \beta_1 m + (1 - \beta_1) g",
        r"u &\leftarrow \max(\beta_2 u, \, |g| + \mathrm{eps})",
        r"x &\leftarrow x - \frac{\mathrm{lr}}{1 - \beta_1^t} \, \frac{m}{u}, \quad t = 1, 2, \dots",
    ),
    ranges={"lr": AT_LEAST_0, "beta1": BELOW_1, "beta2": BELOW_1, "eps": AT_LEAST_0, "weight_decay": AT_LEAST_0},
)
def adamax(
    objective: Objective,
    x: Array,
    *,
    lr: float = 0.002,
    beta1: float = 0.9,
    beta2: float = 0.999,
    eps: float = 1e-8,
    weight_decay: float = 0.0,
) -> Steps:
    """Do as Adam does, but scale by a decaying maximum of the gradients' sizes.

    m̂ as in Adam with g = ∇f(x) + weight_decay x,  u ← max(beta2 u, |g| + eps),  x ← x − lr m̂ / u
    """
    velocity = np.zeros_like(x)
    largest = np.zeros_like(x)
    for t in count(1):
        gradient = objective.gradient(x) + weight_decay * x
        velocity = beta1 * velocity + (1 - beta1) * gradient
        largest = np.maximum(beta2 * largest, np.abs(gradient) + eps)
        x = x - lr / (1 - beta1**t) * velocity / largest
        yield x
