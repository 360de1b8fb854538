"""Methods that find how far to go: by trial, from two gradients, from a known minimum, or one coordinate at a time.

Of many starts each finds a length of its own; a trial is one for all of them that are still under way.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import count
from typing import Any

import numpy as np

from trajviz.arrays import Array
from trajviz.errors import UnknownNameError
from trajviz.functions.objective import Objective
from trajviz.methods.formulas import in_rows
from trajviz.methods.hyperparameters import AT_LEAST_0, BELOW_1, NUMBER_OR_NONE
from trajviz.methods.optimizer import Steps, optimizer
from trajviz.registry import did_you_mean

_MOST_TRIALS = 60  # of a step; halved so often it is far below rounding


@optimizer(
    "Armijo",
    reference="Armijo, Minimization of functions having Lipschitz continuous first partial derivatives, 1966",
    latex=in_rows(
        r"g &= \nabla f(x)",
        r"x &\leftarrow x - \eta g, \quad \eta = \mathrm{lr}\, \mathrm{shrink}^k",
        r"&\text{with the least } k = 0, 1, \dots"
        r" \text{ for which } f(x - \eta g) \leq f(x) - \mathrm{c1}\, \eta \, \| g \|^2",
    ),
    aliases=["backtracking", "steepest descent with backtracking", "Armijo line search"],
    ranges={"lr": AT_LEAST_0, "c1": BELOW_1, "shrink": BELOW_1},
)
def armijo(objective: Objective, x: Array, *, lr: float = 1.0, c1: float = 1e-4, shrink: float = 0.5) -> Steps:
    """Step along the gradient, shorter until the value falls enough.

    The step is `lr`, or as much less as makes the value fall in proportion to the slope.

    x ← x − lr shrinkᵏ g  with the least k for which  f(x − lr shrinkᵏ g) ≤ f(x) − c1 lr shrinkᵏ ‖g‖²,  g = ∇f(x)
    """
    value = objective(x)
    while True:
        gradient = objective.gradient(x)
        x, value, _ = _backtracked(objective, x, value, -gradient, gradient, np.full_like(value, lr), c1, shrink)
        yield x


def _backtracked(
    objective: Objective,
    x: Array,
    value: Array,
    direction: Array,
    gradient: Array,
    length: Array,
    c1: float,
    shrink: float,
) -> tuple[Array, Array, Array]:
    """Return the first point along a direction whose value is low enough, its value, and how far it is."""
    slope = (gradient * direction).sum(axis=0)
    for _ in range(_MOST_TRIALS):
        trial = x + length * direction
        reached = objective(trial)
        too_high = ~(reached <= value + c1 * length * slope)
        if not too_high.any():
            break
        length = np.where(too_high, shrink * length, length)
    stays = too_high & np.isfinite(value)  # what can't be lowered; what is not finite goes its way
    return np.where(stays, x, trial), np.where(stays, value, reached), length


@optimizer(
    "Barzilai-Borwein",
    reference="Barzilai and Borwein, Two-point step size gradient methods, 1988",
    latex=in_rows(
        r"x &\leftarrow x - \eta g, \quad g = \nabla f(x), \quad \text{at first } \eta = \mathrm{lr}",
        r"s &= x - x^{\text{last}}, \quad y = g - g^{\text{last}}",
        r"\eta &\leftarrow \frac{s^\top s}{s^\top y} \text{ or, short, } \frac{s^\top y}{y^\top y},"
        r" \quad \text{if } s^\top y > 0",
    ),
    aliases=["BB", "spectral gradient"],
    ranges={"lr": AT_LEAST_0},
)
def barzilai_borwein(objective: Objective, x: Array, *, lr: float = 0.01, short: bool = False) -> Steps:
    """Step along the gradient by the inverse of the curvature last seen.

    The first step is by `lr`.

    x ← x − η g,  η = sᵀs / sᵀy, or with short=True sᵀy / yᵀy, for the last step s and the change y of g = ∇f(x);
    where sᵀy is not positive η stays as it is
    """
    gradient = objective.gradient(x)
    rate: Array = np.full(x.shape[1:], lr)
    while True:
        step = -rate * gradient
        x = x + step
        yield x
        last, gradient = gradient, objective.gradient(x)
        change = gradient - last
        along = (step * change).sum(axis=0)
        curved = (change**2).sum(axis=0) if short else along
        rate = np.where(along > 0, (along if short else (step**2).sum(axis=0)) / curved, rate)


def _knows_minimum(objective: Objective, hyperparameters: Mapping[str, Any]) -> bool:
    return objective.minimum is not None or hyperparameters["target"] is not None


@optimizer(
    "Polyak",
    reference="Polyak, Introduction to optimization, 1987, section 5.3",
    latex=in_rows(
        r"g &= \nabla f(x)",
        r"\eta &= \mathrm{scale}\, \min\left( \frac{f(x) - \mathrm{target}}{\| g \|^2}, \, \mathrm{lr\_max}"
        r" \right), \quad \mathrm{target} = f(x^*) \text{ by default}",
        r"x &\leftarrow x - \eta g",
    ),
    aliases=["Polyak step size", "Polyak's step"],
    ranges={"scale": AT_LEAST_0, "target": NUMBER_OR_NONE, "lr_max": AT_LEAST_0},
    needs=("a known minimum, or one given as in Polyak(target=0)", _knows_minimum),
)
def polyak(
    objective: Objective, x: Array, *, scale: float = 1.0, target: float | None = None, lr_max: float = 1e12
) -> Steps:
    """Step as far as a straight slope would need to the minimum, which is known.

    x ← x − η g,  η = scale · min((f(x) − target) / ‖g‖², lr_max),  g = ∇f(x);  target is by default the known minimum
    """
    lowest = objective.minimum if target is None else target
    assert lowest is not None
    while True:
        gradient = objective.gradient(x)
        steepness = (gradient**2).sum(axis=0)
        rate = np.where(steepness > 0, (objective(x) - lowest) / steepness, 0.0)
        x = x - scale * np.minimum(rate, lr_max) * gradient
        yield x


@optimizer(
    "CoordinateDescent",
    reference="Wright, Coordinate descent algorithms, Mathematical Programming 151, 2015",
    latex=in_rows(
        r"x_i &\leftarrow x_i - \mathrm{lr}\, \partial_i f(x), \quad i = 1, \dots, d, 1, \dots",
        r"&\text{exact:} \quad x_i \leftarrow x_i - \frac{\partial_i f(x)}{|\partial_i^2 f(x)|}",
    ),
    aliases=["coordinate descent"],
    ranges={"lr": AT_LEAST_0},
)
def coordinate_descent(objective: Objective, x: Array, *, lr: float = 0.01, exact: bool = False) -> Steps:
    """Move along one coordinate after another.

    With `exact=True`, to the lowest point of the parabola along each.

    xᵢ ← xᵢ − lr ∂ᵢf(x),  or exact  xᵢ ← xᵢ − ∂ᵢf(x) / |∂ᵢᵢf(x)|,  i = 1, …, d, 1, …
    """
    for t in count():
        i = t % len(x)
        slope = objective.gradient(x)[i]
        step = -lr * slope
        if exact:
            curvature = np.abs(objective.hessian(x)[i, i])
            step = np.where(curvature > 0, -slope / curvature, 0.0)
        x = x.copy()
        x[i] += step
        yield x


def _ratio(above: Array, below: Array) -> Array:
    """Return a quotient, 0 where it is of nothing."""
    return np.where(below != 0, above / np.where(below != 0, below, 1.0), 0.0)


Conjugate = Callable[[Array, Array, Array], Array]
"""Takes the gradient, the one before and the direction before, and returns how much of that is kept."""

_CONJUGATE: dict[str, Conjugate] = {
    "FR": lambda new, old, _: _ratio((new * new).sum(axis=0), (old * old).sum(axis=0)),
    "PR": lambda new, old, _: np.maximum(0.0, _ratio((new * (new - old)).sum(axis=0), (old * old).sum(axis=0))),
    "HS": lambda new, old, way: _ratio((new * (new - old)).sum(axis=0), (way * (new - old)).sum(axis=0)),
    "DY": lambda new, old, way: _ratio((new * new).sum(axis=0), (way * (new - old)).sum(axis=0)),
}


@optimizer(
    "NLCG",
    reference="Fletcher and Reeves, Function minimization by conjugate gradients, 1964; Hager and Zhang, A survey of "
    "nonlinear conjugate gradient methods, 2006",
    latex=in_rows(
        r"\eta &= -h \, \frac{g^\top d}{\left( \nabla f(x + h d) - g \right)^\top d}, \quad 2 h"
        r" \text{ where the denominator is not positive}",
        r"\eta &\leftarrow \mathrm{shrink}\, \eta \text{ until } f(x + \eta d) \leq f(x) + \mathrm{c1}\, \eta \,"
        r" g^\top d",
        r"x &\leftarrow x + \eta d, \quad h \leftarrow \eta, \quad \text{at first } h = \mathrm{lr}",
        r"g &= \nabla f(x), \quad y = g - g^{\text{last}}",
        r"d &\leftarrow -g + \beta d, \quad d \leftarrow -g \text{ at first and where } g^\top d \geq 0",
        r"\beta &= \frac{g^\top g}{\| g^{\text{last}} \|^2} \text{ (FR)},"
        r" \quad \max\left( 0, \, \frac{g^\top y}{\| g^{\text{last}} \|^2} \right) \text{ (PR)},"
        r" \quad \frac{g^\top y}{d^\top y} \text{ (HS)}, \quad \frac{g^\top g}{d^\top y} \text{ (DY)}",
    ),
    aliases=["nonlinear conjugate gradient", "Fletcher-Reeves", "Hestenes-Stiefel", "Dai-Yuan"],
    ranges={"lr": AT_LEAST_0, "c1": BELOW_1, "shrink": BELOW_1},
)
def nonlinear_cg(
    objective: Objective, x: Array, *, rule: str = "PR", lr: float = 0.01, c1: float = 1e-4, shrink: float = 0.5
) -> Steps:
    """Step along directions that keep some of the last: nonlinear CG.

    Each step goes to the lowest point that a parabola along its direction has.

    d ← −g + β d,  β by rule: FR ‖g‖² / ‖g₋‖²,  PR max(0, gᵀy / ‖g₋‖²),  HS gᵀy / dᵀy,  DY ‖g‖² / dᵀy,  y = g − g₋;
    x ← x + η d, with η from a second gradient along d, at first lr away, and less of it where f does not fall
    """
    if rule not in _CONJUGATE:
        raise UnknownNameError(f"NLCG: unknown rule {rule!r:.60}; {did_you_mean(rule, _CONJUGATE)}")
    value, gradient = objective(x), objective.gradient(x)
    direction = -gradient
    probe: Array = np.full(x.shape[1:], lr)
    while True:
        slope = (gradient * direction).sum(axis=0)
        direction = np.where(slope < 0, direction, -gradient)
        slope = (gradient * direction).sum(axis=0)
        curvature = ((objective.gradient(x + probe * direction) - gradient) * direction).sum(axis=0)
        length = np.where(curvature > 0, -slope * _ratio(probe, curvature), 2 * probe)
        x, value, probe = _backtracked(objective, x, value, direction, gradient, length, c1, shrink)
        last, gradient = gradient, objective.gradient(x)
        direction = -gradient + _CONJUGATE[rule](gradient, last, direction) * direction
        yield x
