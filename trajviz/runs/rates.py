"""Learning rates found by running: the one at which a method does best, among many that are tried at once.

A method written by hand moves a batch of starts elementwise, so that many rates run in one batch, one for each column.
Methods of another make run with one rate after another, of which fewer are tried. Whether a rate keeps what the trial
promises is known after a run with it, which is for the caller to make.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from trajviz.arrays import Array
from trajviz.errors import TrajvizError
from trajviz.functions.objective import Objective
from trajviz.methods.optimizer import Optimizer
from trajviz.runs.tracing import trace
from trajviz.runs.tuning import NAMES

LOST = ("diverged", "failed")

_TRIED = tuple(float(f"{digit}e{power}") for power in range(-9, 2) for digit in (1, 2, 5))
_TRIED_ONE_BY_ONE = tuple(float(f"1e{power}") for power in range(-4, 1))
_AS_GOOD = 1e-3  # of what the best rate gains: what another may fall short of it


class Trial(NamedTuple):
    """What a rate has come to.

    Parameters
    ----------
    rate : float
    values : ndarray of shape (n,)
        The last value from each start.
    outcomes : tuple of str
        How the run from each start ended.
    path : ndarray of shape (rows, d, n)
    """

    rate: float
    values: Array
    outcomes: tuple[str, ...]
    path: Array


def rate_of(optimizer: Optimizer) -> tuple[str, float] | None:
    """Return what the rate of a method is called and what it is; None if it has none, or one that changes.

    Examples
    --------
    >>> from trajviz import optimizer
    >>> rate_of(optimizer("Adam")), rate_of(optimizer("BFGS")), rate_of(optimizer("GD(lr=0.1*0.9**t)"))
    (('lr', 0.001), None, None)
    """
    for name in NAMES:
        rate = optimizer.hyperparameters.get(name)
        if isinstance(rate, int | float) and not isinstance(rate, bool):
            return name, float(rate)
    return None


def best_rates(
    objective: Objective, optimizer: Optimizer, starts: Array, steps: int, *, within: NDArray[np.float64] | None = None
) -> list[float]:
    """Return rates at which a method does best, the most promising first; none where it finds nothing at any.

    Parameters
    ----------
    objective : Objective
    optimizer : Optimizer
        That has a rate.
    starts : ndarray of shape (n, d)
        A rate is as good as it is from the start where it falls shortest of the best rate there.
    steps : int
    within : ndarray of shape (d, 2), optional
        What paths should not leave; a rate at which they do counts where there is no other.

    Returns
    -------
    list of float
        Those that come near the best rate of all, from the middle outwards, where a rate is safest; then the others,
        from the best on.

    Examples
    --------
    >>> from trajviz import objective, optimizer
    >>> bowl = objective("quadratic")
    >>> best_rates(bowl, optimizer("GD"), np.array([bowl.start]), 50)[0]
    0.2
    """
    before = np.asarray(objective(starts.T))
    trials = [
        trial
        for trial in tried(objective, optimizer, starts, steps)
        if not set(trial.outcomes) & set(LOST) and (trial.values < before).all()
    ]
    if within is not None:
        staying = [trial for trial in trials if _stays(trial.path, within)]
        trials = staying or trials
    if not trials:
        return []
    values = np.stack([trial.values for trial in trials])
    gains = (before - values) / (before - values.min(axis=0))
    shortfalls = 1 - gains.min(axis=1)
    good = np.flatnonzero(shortfalls <= _AS_GOOD + shortfalls.min())
    middle_first = sorted(good, key=lambda place: abs(int(np.searchsorted(good, place)) - (len(good) - 1) / 2))
    others = [place for place in np.argsort(shortfalls, kind="stable") if place not in good]
    return [trials[place].rate for place in (*middle_first, *others)]


def tried(objective: Objective, optimizer: Optimizer, starts: Array, steps: int) -> list[Trial]:
    """Return what each of many rates comes to."""
    if not optimizer.batched:
        return _tried_one_by_one(objective, optimizer, starts, steps)
    count = len(starts)
    together = replace(optimizer, changed={**optimizer.changed, _name(optimizer): np.repeat(_TRIED, count)})
    try:
        run = trace(objective.restarted(), together, np.tile(starts.T, len(_TRIED)), steps, progress=_silent)
    except (TrajvizError, TypeError, ValueError):  # a method of a user's own, which wants one number
        return _tried_one_by_one(objective, optimizer, starts, steps)
    columns = [slice(place * count, (place + 1) * count) for place in range(len(_TRIED))]
    return [
        Trial(rate, run.values[-1, own], tuple(map(str, run.outcomes[own])), run.path[:, :, own])
        for rate, own in zip(_TRIED, columns, strict=True)
    ]


def _tried_one_by_one(objective: Objective, optimizer: Optimizer, starts: Array, steps: int) -> list[Trial]:
    trials = []
    for rate in _TRIED_ONE_BY_ONE:
        method = with_rate(optimizer, rate)
        runs = [trace(objective.restarted(), method, start, steps, progress=_silent) for start in starts]
        rows = np.arange(max(map(len, runs)))
        path = np.stack([run.path[np.minimum(rows, len(run) - 1)] for run in runs], axis=-1)
        values = np.array([run.values[-1] for run in runs])
        trials.append(Trial(rate, values, tuple(run.outcome for run in runs), path))
    return trials


def _stays(path: Array, within: NDArray[np.float64]) -> bool:
    low, high = within.T[:, None, :, None]
    return bool(((path >= low) & (path <= high)).all())


def with_rate(optimizer: Optimizer, rate: float) -> Optimizer:
    """Return a method with another rate."""
    return optimizer.with_hyperparameters(**{_name(optimizer): rate})


def _name(optimizer: Optimizer) -> str:
    named = rate_of(optimizer)
    assert named is not None
    return named[0]


def _silent(_: int) -> None:
    """Tell nobody how far a trial is."""
