"""What to say where a method hardly moved or diverged: which rate does better from the same start.

It is said of what was run, so only what does better when it is run in the same way is named. Nobody has asked for it,
so it is left out where finding it would take long.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from time import perf_counter

import numpy as np

from trajviz.arrays import Array
from trajviz.functions.objective import Objective
from trajviz.methods.optimizer import Optimizer
from trajviz.runs.rates import LOST, best_rates, rate_of, with_rate
from trajviz.runs.tracing import trace
from trajviz.runs.trajectory import Trajectory

_HARDLY = 0.1  # of the width of the domain: a run that gets no further has hardly moved
_FEWEST_STEPS = 30  # after which it can be said that a run has hardly moved
_LITTLE = 0.5  # of what a better rate gains: a run that gains more has done well enough
_MOST_STARTS = 20
_MOST_VERIFIED = 3  # rates that are run to see whether they do better
_LONGEST = 2.0  # seconds for the steps of a trial, by what one of its gradients takes
_TIMED = 5
_COLUMNS = 33  # that a trial has about
_MOST_DIMENSIONS = 1000


def advice_on(
    objective: Objective, optimizers: Sequence[Optimizer], runs: Sequence[Trajectory], steps: int
) -> list[str]:
    """Return a sentence for each method that did badly at every rate that was run, and does better at another.

    Parameters
    ----------
    objective : Objective
        As it was run, with its noise and its bounds.
    optimizers : sequence of Optimizer
    runs : sequence of Trajectory
        Of each of the optimizers in turn, as many as there were starts.
    steps : int
        How many they might take.

    Returns
    -------
    list of str

    Examples
    --------
    >>> from trajviz import objective, optimizer
    >>> bowl, wild = objective("quadratic"), optimizer("GD(lr=3)")
    >>> advice_on(bowl, [wild], [trace(bowl, wild, steps=50)], 50)
    ['GD diverged at lr=3; lr=0.2 comes to f = 1.63e-09 in 50 steps: GD(lr=0.2)']
    """
    if objective.dimension > _MOST_DIMENSIONS or not objective.spatial:
        return []
    each = len(runs) // len(optimizers)
    groups: dict[str, list[int]] = {}
    for place, optimizer in enumerate(optimizers):
        if rate_of(optimizer) is not None and not optimizer.tuned:
            groups.setdefault(_without_rate(optimizer), []).append(place)
    sentences = []
    for title, places in groups.items():
        own = [run for place in places for run in runs[place * each : (place + 1) * each]]
        if all(_went_wrong(run, steps) for run in own) and _is_quick(objective, steps):
            sentence = _advice(objective, title, [optimizers[place] for place in places], own, steps)
            sentences += [sentence] if sentence else []
    return sentences


def _advice(
    objective: Objective, title: str, optimizers: Sequence[Optimizer], runs: Sequence[Trajectory], steps: int
) -> str:
    """Return what to say of a method; empty where no rate does better."""
    each = len(runs) // len(optimizers)
    starts = np.concatenate([_starts_of(run) for run in runs[:each]])[:_MOST_STARTS]
    hardly = any(run.outcome == "completed" for run in runs)
    for rate in best_rates(objective, optimizers[0], starts, steps)[:_MOST_VERIFIED]:
        better = with_rate(optimizers[0], rate)
        found = [
            trace(objective.restarted(number), better, start, steps, progress=lambda _: None)
            for number, start in enumerate(starts)
        ]
        if all(_does_better(found[place % each], run) for place, run in enumerate(runs) if place % each < len(found)):
            wrong = " or ".join(["hardly moved"] * hardly + ["diverged"] * any(run.outcome in LOST for run in runs))
            name = (rate_of(better) or ("",))[0]
            reached = max(float(run.values[-1]) for run in found)
            far = f"f = {reached:.3g}" if len(found) == 1 else f"f = {reached:.3g} or less from each start"
            return (
                f"{title} {wrong} at {_told_rates(optimizers)}; {name}={rate:g} comes to {far} "
                f"in {max(run.steps for run in found)} steps: {better}"
            )
    return ""


def _does_better(found: Trajectory, run: Trajectory) -> bool:
    """Whether what was found is clearly better than a run that went wrong, which a swarm did as a whole."""
    if found.outcome in LOST or run.path.ndim > 2 or run.outcome in LOST:
        return found.outcome not in LOST
    return bool(run.values[0] - run.values[-1] < _LITTLE * (run.values[0] - found.values[-1]))


def _went_wrong(run: Trajectory, steps: int) -> bool:
    """Whether a run diverged, or took all its steps and is about where it began."""
    if run.path.ndim > 2:
        return set(run.outcomes.ravel().tolist()) == {"diverged"}
    if run.outcome != "completed":
        return run.outcome == "diverged"
    if run.steps < max(steps, _FEWEST_STEPS) or run.objective is None:
        return False
    widths = np.ptp(np.array(run.objective.domain), axis=1)
    return float(np.linalg.norm(run.path - run.path[0], axis=1).max()) < _HARDLY * float(np.linalg.norm(widths))


def _starts_of(run: Trajectory) -> Array:
    """Return where a run began, shape (n, d)."""
    starts: Array = run.path[0].reshape(run.path.shape[1], -1).T
    return starts


def _without_rate(optimizer: Optimizer) -> str:
    """Return how a method is spelled but for its rate."""
    name = (rate_of(optimizer) or ("",))[0]
    return str(replace(optimizer, changed={key: value for key, value in optimizer.changed.items() if key != name}))


def _told_rates(optimizers: Sequence[Optimizer]) -> str:
    """Return the rates that were run, such as `lr=0.1`."""
    named = [rate for optimizer in optimizers if (rate := rate_of(optimizer))]
    rates = sorted(rate for _, rate in named)
    if len(rates) == 1:
        return f"{named[0][0]}={rates[0]:g}"
    return f"{named[0][0]} from {rates[0]:g} to {rates[-1]:g}"


def _is_quick(objective: Objective, steps: int) -> bool:
    """Whether the steps of a trial, of many rates at once, take no longer than one would wait for them."""
    points = np.tile(np.array(objective.start)[:, None], _COLUMNS)
    gradient = objective.exact().gradient
    for _ in range(_TIMED):  # once may be slow by chance
        began = perf_counter()
        gradient(points)
        if steps * (perf_counter() - began) < _LONGEST:
            return True
    return False
