"""The best learning rate of each method, found by a sweep over the same rates with the same budget for all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike

from trajviz.checks import check_whole
from trajviz.errors import TrajvizError
from trajviz.functions.objective import Objective
from trajviz.methods.optimizer import Optimizer
from trajviz.runs.recording import Progress
from trajviz.runs.sweeps import run_sweep

RATES = (*(float(f"{digit}e{power}") for power in range(-5, 1) for digit in (1, 2, 5)), 10.0)
"""The rates that are tried, the same for every method: three in a decade, from 1e-5 to 10."""

NAMES = ("lr", "learning_rate")


def tuned(
    objective: Objective,
    optimizers: Sequence[Optimizer],
    start: ArrayLike | None,
    budget: int,
    *,
    progress: Progress | None = None,
) -> list[Optimizer]:
    """Return each of the optimizers with its best rate; their titles say so, and among how many it was the best.

    A method has a rate if it has a hyperparameter `lr` or `learning_rate`. One whose rate was set, or for which no rate
    keeps more than half of the runs from diverging, is returned as it is.

    Parameters
    ----------
    objective : Objective
    optimizers : sequence of Optimizer
    start : array-like of shape (d,) or (n, d), optional
        The starts that count, the median of several; by default the objective's own.
    budget : int
        How many evaluations each rate may spend from each start.
    progress : callable, optional
        See `trajviz.sweep`.

    Raises
    ------
    TrajvizError
        If the budget is no number from 1 up, or no method has a rate to tune.

    Examples
    --------
    >>> from trajviz import objective, optimizer
    >>> [best] = tuned(objective("quadratic"), [optimizer("GD")], None, 50)
    >>> str(best), best.title
    ('GD(lr=0.5)', 'GD (lr=0.5, best of 19)')
    """
    check_whole("budget", budget, 1)
    starts = np.atleast_2d(np.array(objective.start if start is None else start, dtype=float))
    found = [_tuned(objective, each, starts, budget, progress) for each in optimizers]
    if not any(_rate_of(each) for each in optimizers):
        raise TrajvizError("there is no rate to tune: no method has one that is not set already")
    return found


def _tuned(
    objective: Objective, optimizer: Optimizer, starts: np.ndarray, budget: int, progress: Progress | None
) -> Optimizer:
    name = _rate_of(optimizer)
    if not name:
        return optimizer
    tried = [optimizer.with_hyperparameters(**{name: rate}) for rate in RATES]
    (summary,) = run_sweep(objective, tried, starts, [0], budget, progress=progress).summary
    if summary.best is None:
        return optimizer
    edge = ", at the edge" if summary.edges else ""
    return replace(summary.best.optimizer, tuned=f"({summary.best.spelled}, best of {len(RATES)}{edge})")


def _rate_of(optimizer: Optimizer) -> str:
    """Return what the rate of a method is called that nobody has set; empty where there is none."""
    for name in NAMES:
        default = optimizer.defaults.get(name)
        if isinstance(default, int | float) and not isinstance(default, bool) and name not in optimizer.changed:
            return name
    return ""
