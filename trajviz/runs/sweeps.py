"""Sweeps: every setting of every method from every start with every seed, each run with the same budget of evaluations.

The work falls into parts that depend on nothing but what is swept: a setting with a seed, from up to so many starts.
Where they are computed, here or by workers, makes no difference to the last bit, and those that are done can be kept in
a file while the others are under way.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from functools import partial
from os import PathLike
from typing import Any, NamedTuple

import numpy as np

from trajviz.arrays import Array, Integers
from trajviz.errors import TrajvizError
from trajviz.functions.objective import Objective
from trajviz.methods.optimizer import Optimizer
from trajviz.parallel import in_parts
from trajviz.progress import progress as told_of
from trajviz.runs.recording import Progress
from trajviz.runs.sending import most_workers
from trajviz.runs.sweep_file import SweepFile
from trajviz.runs.swept import Setting, Swept, settings_of
from trajviz.runs.tracing import trace, trace_each
from trajviz.runs.trajectory import Trajectory

_MOST_ROWS = 2000  # that are kept of a path while it is looked at
_MOMENTS = 60  # at which a run is remembered
_BATCH, _BLOCK = 500, 20  # starts in a part, of methods that run them at once and of others


class Run(NamedTuple):
    """What is kept of a run."""

    start: int
    evaluations: int
    steps: int
    value: float
    outcome: str
    curve: Array


@dataclass(frozen=True)
class Part:
    """Runs of a setting with a seed, from `starts`, of which the first has the number `first`."""

    number: int
    setting: int
    optimizer: Optimizer
    seed: int
    first: int
    starts: Array


def run_sweep(
    objective: Objective,
    optimizers: Sequence[Optimizer],
    starts: Array,
    seeds: Sequence[int],
    budget: int,
    *,
    file: str | PathLike[str] | None = None,
    progress: Progress | None = None,
    tolerance: float = 1e-6,
) -> Swept:
    """Run all combinations; see `trajviz.sweep` for the parameters.

    Parameters
    ----------
    objective : Objective
    optimizers : sequence of Optimizer
    starts : ndarray of shape (n, d)
    seeds : sequence of int
        Methods that draw nothing at random run with the first alone, unless the objective does.
    budget : int
    file : str or path-like, optional
    progress : callable, optional
        Is told how many runs are done, after each part.
    tolerance : float
        See `trace`.

    Returns
    -------
    Swept

    Raises
    ------
    TrajvizError
        If there are several seeds and nothing is random, a method can't run on the objective, or the file is of another
        sweep.
    """
    settings = settings_of(optimizers)
    for setting in settings:
        if not setting.optimizer.suits(objective):
            needs = setting.optimizer.needs
            assert needs is not None
            raise TrajvizError(f"{setting.method} needs {needs[0]}, and {objective.name[:60]} does not have that")
    settings = [each for each in settings if each.is_tried or _is_allowed(objective, each.optimizer, starts[0])]
    parts = _parts(objective, settings, starts, seeds)
    moments = _moments(budget)
    kept = None if file is None else SweepFile(file, _told(objective, settings, starts, seeds, budget, tolerance))
    done = {} if kept is None else {part: _read(runs) for part, runs in kept.parts.items()}
    left = [part for part in parts if part.number not in done]
    count = len(starts) * sum(part.first == 0 for part in parts)
    with told_of(count, "sweep", "run", after=1) if progress is None else nullcontext(progress) as tell:

        def take(part: Part, runs: list[Run]) -> None:
            done[part.number] = runs
            if kept is not None:
                kept.add(part.number, _written(runs))
            tell(sum(map(len, done.values())))

        if left:
            sent = replace(objective, scaled=None)  # what scales it can't be sent, and isn't needed
            work = partial(_runs, sent, len(starts), budget, moments, tolerance)
            workers = most_workers(sent, [setting.optimizer for setting in settings])
            in_parts(work, left, workers, done=lambda number, runs: take(left[number], runs))
    return _swept(objective, settings, starts, budget, moments, parts, done)


def _is_allowed(objective: Objective, optimizer: Optimizer, start: Array) -> bool:
    """Whether a method runs with its hyperparameters: defaults may not go together with one that was set."""
    try:
        trace(objective.restarted(), optimizer, start, 1, progress=_silent)
    except TrajvizError:
        return False
    return True


def _parts(objective: Objective, settings: Sequence[Setting], starts: Array, seeds: Sequence[int]) -> list[Part]:
    """Return the work in parts, in the order in which it is done."""
    draws = [objective.stochastic or _draws(setting.optimizer) for setting in settings]
    if len(seeds) > 1 and not any(draws):
        raise TrajvizError("seeds repeat what is random, and nothing is: give a noisy objective or one seed")
    parts: list[Part] = []
    for place, (setting, is_random) in enumerate(zip(settings, draws, strict=True)):
        length = _BATCH if setting.optimizer.batched else _BLOCK
        for seed in seeds if is_random else seeds[:1]:
            optimizer = setting.optimizer
            if _draws(optimizer):
                optimizer = optimizer.with_hyperparameters(seed=int(seed))
            for first in range(0, len(starts), length):
                some = starts[first : first + length]
                parts.append(Part(len(parts), place, optimizer, int(seed), first, some))
    return parts


def _draws(optimizer: Optimizer) -> bool:
    """Whether a method draws at random, from a seed that was not set."""
    return "seed" in optimizer.defaults and "seed" not in optimizer.changed


def _moments(budget: int) -> Integers:
    """Return the numbers of evaluations at which a run is remembered: none, few, and ever more up to the budget."""
    return np.unique([0, *np.geomspace(1, budget, _MOMENTS).round().astype(int)])


def _runs(objective: Objective, starts: int, budget: int, moments: Integers, tolerance: float, part: Part) -> list[Run]:
    """Do a part of the work."""
    drawn = objective.restarted(part.seed * starts + part.first)
    runs = trace_each(
        drawn,
        part.optimizer,
        part.starts.T,
        budget,
        every=-(-budget // _MOST_ROWS),
        tolerance=tolerance,
        evaluations=budget,
        progress=_silent,
    )
    return [_run(part.first + k, run, budget, moments) for k, run in enumerate(runs)]


def _run(start: int, run: Trajectory, budget: int, moments: Integers) -> Run:
    """Return what is kept of a run: nothing that it found when the budget was spent."""
    # A row is reached when its step is; what the optimizer asked for after the last is no part of that.
    reached = np.minimum.accumulate(run.evaluations[::-1])[::-1]
    rows = np.maximum(np.searchsorted(reached, moments, side="right") - 1, 0)
    last = max(int(np.searchsorted(reached, budget, side="right")) - 1, 0)
    values = np.array(run.values, dtype=float)
    return Run(start, int(reached[last]), int(run.step_of_row[last]), float(values[last]), run.outcome, values[rows])


def _silent(_: int) -> None:
    """Tell nobody how far a run is."""


def _told(
    objective: Objective,
    settings: Sequence[Setting],
    starts: Array,
    seeds: Sequence[int],
    budget: int,
    tolerance: float,
) -> dict[str, str]:
    """Return what is swept, in words; what the objective is, is told by its values and gradients at the starts."""
    with np.errstate(all="ignore"):
        few = starts[:_BLOCK].T
        seen = np.concatenate([np.ravel(objective(few)), np.ravel(objective.restarted().gradient(few))])
    return {
        "objective": objective.name,
        "budget": str(budget),
        "methods": ", ".join(str(setting.optimizer) for setting in settings),
        "number of starts": str(len(starts)),
        "seeds": ", ".join(map(str, seeds)),
        "tolerance": repr(tolerance),
        "bounds": repr(objective.bounds),
        "constraints": ", ".join(each.name for each in objective.constraints),
        "starts": hashlib.sha256(starts.tobytes()).hexdigest()[:16],
        "function": hashlib.sha256(seen.tobytes()).hexdigest()[:16],
    }


def _written(runs: Sequence[Run]) -> list[list[Any]]:
    """Return runs as JSON holds them."""
    return [
        [run.start, run.evaluations, run.steps, run.value, run.outcome, base64.b64encode(run.curve.tobytes()).decode()]
        for run in runs
    ]


def _read(runs: Sequence[Sequence[Any]]) -> list[Run]:
    return [
        Run(start, evaluations, steps, value, outcome, np.frombuffer(base64.b64decode(curve)))
        for start, evaluations, steps, value, outcome, curve in runs
    ]


def _swept(
    objective: Objective,
    settings: Sequence[Setting],
    starts: Array,
    budget: int,
    moments: Integers,
    parts: Sequence[Part],
    done: dict[int, list[Run]],
) -> Swept:
    """Return all runs, in the order of the parts."""
    pairs = [(part, run) for part in parts for run in done[part.number]]
    return Swept(
        objective.exact(),
        tuple(settings),
        starts,
        budget,
        setting_of_run=np.array([part.setting for part, _ in pairs]),
        start_of_run=np.array([run.start for _, run in pairs]),
        seed_of_run=np.array([part.seed for part, _ in pairs]),
        evaluations=np.array([run.evaluations for _, run in pairs]),
        steps=np.array([run.steps for _, run in pairs]),
        values=np.array([run.value for _, run in pairs]),
        outcomes=tuple(run.outcome for _, run in pairs),
        moments=moments,
        curves=np.array([run.curve for _, run in pairs]),
    )
