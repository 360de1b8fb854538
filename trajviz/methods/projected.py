"""First-order methods for minimising under bounds and constraints, and for a penalty that has a kink.

What is feasible is what the objective's bounds and constraints leave. Every iterate but the start respects it.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from itertools import count
from typing import Any

import numpy as np

from trajviz.arrays import Array
from trajviz.functions.objective import Objective
from trajviz.functions.projection import furthest_feasible, nearest_feasible
from trajviz.methods.formulas import in_rows
from trajviz.methods.hyperparameters import AT_LEAST_0
from trajviz.methods.optimizer import Ending, Steps, optimizer

_AT_REST = 1e-10  # of the size of a coordinate: what a step is at most that leads back to where it began


@optimizer(
    "ProjectedGD",
    reference="Goldstein, Convex programming in Hilbert space, 1964; Levitin and Polyak, Constrained minimization "
    "methods, 1966",
    latex=in_rows(
        r"x &\leftarrow P(x - \mathrm{lr}\, \nabla f(x))",
        r"P(z) &= \operatorname{argmin}_{y \in C} \| y - z \|, \quad C \text{ the feasible points}",
    ),
    aliases=["projected gradient descent", "projected descent", "PGD"],
    takes_bounds=True,
    takes_constraints=True,
    ranges={"lr": AT_LEAST_0},
)
def projected_gradient(objective: Objective, x: Array, *, lr: float = 0.01) -> Generator[Array, None, Ending]:
    """Step along the gradient, then go to the nearest feasible point.

    x ← P(x − lr ∇f(x)),  until a step on the border of what is feasible leads back to where it began
    """
    has_limits = objective.bounds is not None or bool(objective.constraints)
    while True:
        last, x = x, nearest_feasible(x - lr * objective.gradient(x), objective.bounds, objective.constraints)
        yield x
        if has_limits and (np.abs(x - last) <= _AT_REST * np.maximum(1.0, np.abs(x))).all():
            return Ending(True, "its steps lead back to where they begin")


def _has_limits(objective: Objective, _hyperparameters: Mapping[str, Any]) -> bool:
    bounds = () if objective.bounds is None else np.ravel(objective.bounds)
    return bool(objective.constraints) or (len(bounds) > 0 and bool(np.isfinite(bounds).all()))


@optimizer(
    "Frank-Wolfe",
    reference="Frank and Wolfe, An algorithm for quadratic programming, 1956; Jaggi, Revisiting Frank-Wolfe, ICML 2013",
    latex=in_rows(
        r"s &= \operatorname{argmin}_{s \in C} \; s^\top \nabla f(x), \quad C \text{ the feasible points}",
        r"x &\leftarrow x + \frac{2}{t + 2} (s - x), \quad t = 0, 1, \dots",
    ),
    aliases=["conditional gradient"],
    takes_bounds=True,
    takes_constraints=True,
    needs=("bounds or constraints, which leave no way to infinity", _has_limits),
)
def frank_wolfe(objective: Objective, x: Array) -> Steps:
    """Go a part of the way to the feasible point furthest down a straight slope.

    s ← argmin sᵀ∇f(x) over what is feasible,  x ← x + 2 / (t + 2) · (s − x),  t = 0, 1, …
    """
    for t in count():
        corner = furthest_feasible(-objective.gradient(x), x, objective.bounds, objective.constraints)
        x = x + 2 / (t + 2) * (corner - x)
        yield x


@optimizer(
    "MirrorDescent",
    reference="Nemirovsky and Yudin, Problem complexity and method efficiency in optimization, 1983; Beck and "
    "Teboulle, Mirror descent and nonlinear projected subgradient methods, 2003",
    latex=in_rows(
        r"u &\leftarrow u - \mathrm{lr}\, \nabla f(x), \quad \text{at first } u = \phi(x)",
        r"x &\leftarrow \phi^{-1}(u)",
        r"\phi_i(x) &= \log \frac{x_i - l_i}{h_i - x_i} \text{ between the bounds } l_i < x_i < h_i",
        r"\phi_i(x) &= \log(x_i - l_i) \text{ above one}, \quad -\log(h_i - x_i) \text{ below one},"
        r" \quad x_i \text{ without}",
    ),
    aliases=["mirror descent", "exponentiated gradient"],
    takes_bounds=True,
    ranges={"lr": AT_LEAST_0},
)
def mirror_descent(objective: Objective, x: Array, *, lr: float = 0.01) -> Steps:
    """Step in coordinates in which bounds lie at infinity.

    u ← u − lr ∇f(x),  with  uᵢ = log(xᵢ − low) above a bound, −log(high − xᵢ) below one, log((xᵢ − low) / (high − xᵢ))
    between two, and xᵢ itself where there is none. On the bounds themselves a start stays.
    """
    low, high = np.transpose(objective.bounds or [(-np.inf, np.inf)] * len(x))
    low, high = (side.reshape(-1, *[1] * (x.ndim - 1)) for side in (low, high))
    above, below = np.isfinite(low), np.isfinite(high)
    low, high = np.where(above, low, 0.0), np.where(below, high, 0.0)
    mirrored = np.where(above, np.log(x - low), 0.0) - np.where(below, np.log(high - x), 0.0)
    mirrored = np.where(above | below, mirrored, x)
    while True:
        mirrored = mirrored - lr * objective.gradient(x)
        between = low + (high - low) / (1 + np.exp(-mirrored))
        one_side = np.where(above, low + np.exp(mirrored), high - np.exp(-mirrored))
        x = np.where(above & below, between, np.where(above | below, one_side, mirrored))
        yield x


def _shrunk(x: Array, by: float) -> Array:
    """Return numbers nearer to zero, or zero: the proximal map of `by` times the sum of their sizes."""
    return np.sign(x) * np.maximum(np.abs(x) - by, 0.0)


@optimizer(
    "ISTA",
    reference="Daubechies, Defrise and De Mol, An iterative thresholding algorithm for linear inverse problems with a "
    "sparsity constraint, 2004",
    latex=in_rows(
        r"x &\leftarrow S(x - \mathrm{lr}\, \nabla f(x))",
        r"S(z)_i &= \operatorname{sign}(z_i) \, \max(|z_i| - \mathrm{lr}\, \mathrm{l1}, \, 0)",
        r"&\text{to minimise } f(x) + \mathrm{l1} \sum_i |x_i|",
    ),
    aliases=["proximal gradient", "proximal gradient descent", "iterative soft thresholding"],
    ranges={"lr": AT_LEAST_0, "l1": AT_LEAST_0},
)
def ista(objective: Objective, x: Array, *, lr: float = 0.01, l1: float = 0.1) -> Steps:
    """Minimise f(x) + l1 Σ|xᵢ|: step along the gradient of f, then towards zero.

    x ← S(x − lr ∇f(x)),  S(z)ᵢ = sign(zᵢ) max(|zᵢ| − lr l1, 0)
    """
    while True:
        x = _shrunk(x - lr * objective.gradient(x), lr * l1)
        yield x


@optimizer(
    "FISTA",
    reference="Beck and Teboulle, A fast iterative shrinkage-thresholding algorithm for linear inverse problems, 2009",
    latex=in_rows(
        r"x &\leftarrow S(y - \mathrm{lr}\, \nabla f(y)), \quad \text{at first } y = x, \, t = 1",
        r"t &\leftarrow \frac{1 + \sqrt{1 + 4 t^2}}{2}",
        r"y &\leftarrow x + \frac{t^{\text{last}} - 1}{t} \, (x - x^{\text{last}})",
        r"S(z)_i &= \operatorname{sign}(z_i) \, \max(|z_i| - \mathrm{lr}\, \mathrm{l1}, \, 0)",
        r"&\text{to minimise } f(x) + \mathrm{l1} \sum_i |x_i|",
    ),
    aliases=["accelerated proximal gradient"],
    ranges={"lr": AT_LEAST_0, "l1": AT_LEAST_0},
)
def fista(objective: Objective, x: Array, *, lr: float = 0.01, l1: float = 0.1) -> Steps:
    """Do as ISTA does, from a point further along the last step than its end.

    x ← S(y − lr ∇f(y)),  t ← (1 + √(1 + 4t²)) / 2,  y ← x + (t₋ − 1) / t · (x − x₋),  from y = x and t = 1
    """
    ahead, weight = x, 1.0
    while True:
        last, x = x, _shrunk(ahead - lr * objective.gradient(ahead), lr * l1)
        next_weight = (1 + np.sqrt(1 + 4 * weight**2)) / 2
        ahead = x + (weight - 1) / next_weight * (x - last)
        weight = next_weight
        yield x
