"""Learning rates that hold: what to try where a method diverged.

Gradient descent is stable on a quadratic as long as its rate is below two over the largest curvature, so one over the
curvature at the start is where the search begins. Elsewhere a function may be steeper, and other methods have other
limits; so a rate is named only after a run with it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import ArrayLike

from trajviz.functions.objective import Objective
from trajviz.methods.optimizer import Optimizer
from trajviz.runs.tracing import trace

_TRIALS = 8
_SMALLER = 4.0  # by which factor, from trial to trial
_MOST_DIMENSIONS = 100  # of a Hessian that is worth its time
_RATE = "lr"


def rates_that_hold(
    objective: Objective, optimizers: Iterable[Optimizer], starts: Sequence[ArrayLike], steps: int
) -> list[Optimizer]:
    """Return each of the optimizers that has a rate with a smaller one, with which it does not diverge.

    Parameters
    ----------
    objective : Objective
    optimizers : iterable of Optimizer
    starts : sequence of array-like of shape (d,)
        From none of them the method diverges.
    steps : int
        How many steps are tried.

    Returns
    -------
    list of Optimizer
        Without those that have no rate, or for which none was found.

    Examples
    --------
    >>> from trajviz import objective, optimizer
    >>> [str(tame) for tame in rates_that_hold(objective("quadratic"), [optimizer("GD(lr=2.5)")], [(-4, 4)], 50)]
    ['GD(lr=0.5)']
    """
    objective = objective.exact()
    curvature = max(_curvature(objective, start) for start in starts)
    found = []
    for method in optimizers:
        rate = method.hyperparameters.get(_RATE)
        if isinstance(rate, bool) or not isinstance(rate, int | float) or not rate > 0:
            continue
        first = 1 / curvature if 0 < curvature < math.inf and 1 / curvature < rate else rate / 10
        for trial in range(_TRIALS):
            tame = method.with_hyperparameters(**{_RATE: _rounded_down(first / _SMALLER**trial)})
            if all(trace(objective, tame, s, steps, progress=lambda _: None).outcome in _HELD for s in starts):
                found.append(tame)
                break
    return found


_HELD = ("converged", "completed")


def _curvature(objective: Objective, start: ArrayLike) -> float:
    """Return the largest curvature at a start, nan where it is not known."""
    if objective.dimension > _MOST_DIMENSIONS:
        return math.nan
    hessian = objective.hessian(start)
    return float(np.abs(np.linalg.eigvalsh(hessian)).max()) if np.isfinite(hessian).all() else math.nan


def _rounded_down(rate: float) -> float:
    """Return a rate with one digit, such as 0.0004 for 0.00047."""
    digits = 10.0 ** math.floor(math.log10(rate))
    return float(f"{math.floor(rate / digits) * digits:.0e}")
