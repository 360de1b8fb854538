"""A recipe: methods, rates and steps that were found, by running, to look good on a function.

Every method of it ends near a minimum or clearly descends, from the function's own start, with rates of one digit.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from trajviz.errors import TrajvizError
from trajviz.functions.constraints import FEASIBLE
from trajviz.functions.objective import Objective
from trajviz.methods.optimizer import Optimizer, optimizers
from trajviz.runs.rates import LOST, best_rates, rate_of, with_rate
from trajviz.runs.tracing import trace
from trajviz.runs.trajectory import Trajectory

_METHODS = ("GD", "Momentum", "Adam", "BFGS")
_OTHERS = ("SLSQP", "COBYQA", "trust-constr", "Nelder-Mead", "Powell", "Differential evolution", "ProjectedGD")
_FEW = 3  # methods; with fewer, others are tried
_STEPS, _LEAST = 200, 20  # at the most and at the least
_MOST_VERIFIED = 5  # rates of a method
_NEAR = 0.03  # of the diagonal of the domain: so near a minimum a run has come to it
_CLEARLY = 0.5  # of the way down to the lowest value that is known
_IN_PLACE = 0.01  # of the diagonal: what moves less than that from its end has arrived
_MARGIN = 0.05  # of the domain's width: by how much a path may leave it
_APART = 100.0  # times: gaps that differ by so much are seen in a plot of convergence alone


class Recipe(NamedTuple):
    """What to run, and the views that show it."""

    methods: list[Optimizer]
    steps: int
    views: list[str]


def recipe_for(objective: Objective) -> Recipe:
    """Return what looks good on a function.

    Raises
    ------
    TrajvizError
        If no method gets anywhere from the start of the function.

    Examples
    --------
    >>> from trajviz import objective
    >>> recipe = recipe_for(objective("quadratic"))
    >>> [method.name for method in recipe.methods], recipe.steps <= 200
    (['GD', 'Momentum', 'Adam', 'BFGS'], True)
    """
    found: dict[str, tuple[Optimizer, Trajectory]] = {}
    for name in (*_METHODS, *_OTHERS):
        if name in _OTHERS and len(found) >= _FEW:
            break
        optimizer = optimizers[name]
        if optimizer.suits(objective) and not optimizer.is_free(objective):
            ran = _ran(objective, optimizer)
            found |= {} if ran is None else {name: ran}
    if not found:
        start = ",".join(f"{x:g}" for x in objective.start)
        raise TrajvizError(f"no method gets anywhere on {objective.name} from {start}; try another --start")
    methods, runs = map(list, zip(*found.values(), strict=True))
    steps = min(max(_arrival(objective, run) for run in runs), _STEPS)
    steps = max(_LEAST, -(-steps // 10) * 10)
    shorter = [_run(objective, method, steps) for method in methods]
    if all(_gets_there(objective, run) for run in shorter):
        return Recipe(methods, steps, _views(objective, shorter))
    return Recipe(methods, _STEPS, _views(objective, runs))


def _ran(objective: Objective, optimizer: Optimizer) -> tuple[Optimizer, Trajectory] | None:
    """Return a method, at the best of its rates if it has one, and a run that gets somewhere; None if none does."""
    if rate_of(optimizer) is None:
        run = _run(objective, optimizer, _STEPS)
        return (optimizer, run) if _gets_there(objective, run) else None
    low, high = np.array(objective.domain).T
    within = np.stack([low - _MARGIN * (high - low), high + _MARGIN * (high - low)], axis=1)
    starts = np.array([objective.start])
    for rate in best_rates(objective, optimizer, starts, _STEPS, within=within)[:_MOST_VERIFIED]:
        rated = with_rate(optimizer, rate)
        run = _run(objective, rated, _STEPS)
        if _gets_there(objective, run):
            return rated, run
    return None


def _run(objective: Objective, optimizer: Optimizer, steps: int) -> Trajectory:
    return trace(objective, optimizer, steps=steps, progress=lambda _: None)


def _gets_there(objective: Objective, run: Trajectory) -> bool:
    """Whether a run ends near a minimum, or clearly descends, where it can be seen."""
    end, first, last = run.path[-1], run.values[0], run.values[-1]
    if run.outcome in LOST or not last < first or objective.violation(end) > FEASIBLE:
        return False
    low, high = np.array(objective.domain).T
    if not (np.abs(end - (low + high) / 2) <= (0.5 + _MARGIN) * (high - low)).all():
        return False
    if run.outcome == "converged" and "minimum" in run.kind:
        return True
    if objective.score(end) <= _NEAR * _diagonal(objective):
        return True
    lowest = _lowest(objective)
    return bool(first - last >= _CLEARLY * (first - lowest))


def _lowest(objective: Objective) -> float:
    """Return the lowest value that is known of a function, or else that of a coarse grid over what is shown."""
    if objective.minimum is not None:
        return float(objective.minimum)
    if objective.dimension > 2:
        return math.inf  # where any descent has to count
    sides = [np.linspace(low, high, 60) for low, high in objective.domain]
    points = np.stack([side.ravel() for side in np.meshgrid(*sides)])
    with np.errstate(all="ignore"):
        values = np.asarray(objective(points))
    values = values[np.isfinite(values) & (np.asarray(objective.violation(points)) <= FEASIBLE)]
    return float(values.min()) if values.size else -math.inf


def _diagonal(objective: Objective) -> float:
    return float(np.linalg.norm(np.ptp(np.array(objective.domain), axis=1)))


def _arrival(objective: Objective, run: Trajectory) -> int:
    """Return the step from which on a run stays where it ends, as far as is seen, and a sixth more."""
    away = np.linalg.norm(run.path - run.path[-1], axis=1) > _IN_PLACE * _diagonal(objective)
    last = int(np.flatnonzero(away)[-1]) if away.any() else 0
    return math.ceil(1.15 * int(run.step_of_row[last])) + 1


def _views(objective: Objective, runs: list[Trajectory]) -> list[str]:
    """Return the view of the function, and convergence beside it where that tells runs apart that end in one place."""
    views = [objective.default_view]
    if objective.minimum is None or objective.dimension != 2:
        return views
    gaps = [max(float(run.values[-1]) - objective.minimum, 1e-16) for run in runs]
    return [*views, "convergence"] if max(gaps) > _APART * min(gaps) else views
