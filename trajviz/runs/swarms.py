"""Swarms: runs of one method from so many starts that they are looked at as one thing.

A swarm is a trajectory of shape (rows, d, n). What is written and drawn of a single run is told of its middle: at each
row, the start that is in the middle by its value then.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from trajviz.arrays import Integers
from trajviz.runs.trajectory import Trajectory

MANY = 30
"""From so many starts on the runs of a method are a swarm."""


def middle_of(run: Trajectory) -> Trajectory:
    """Return the middle of a swarm, and a run from a single start as it is.

    The middle is at each row where that start is whose value is the median of all, of an even number the lower one; a
    value that is not a number counts as the highest. It has the evaluations of the start that has spent the most up to
    each row, which is what a start has spent that is still on its way.

    Examples
    --------
    >>> from trajviz.runs.tracing import trace
    >>> swarm = trace("quadratic", "GD(lr=0.1)", start="grid:21x5", steps=4)
    >>> middle = middle_of(swarm)
    >>> middle.path.shape, bool((middle.values == np.median(swarm.values, axis=1)).all())
    ((5, 2), True)
    """
    if run.path.ndim == 2:
        return run
    values = run.values.reshape(len(run), -1)
    place = (values.shape[1] - 1) // 2
    middles = np.array([np.argpartition(np.where(np.isnan(row), np.inf, row), place)[place] for row in values])
    rows = np.arange(len(run))
    return replace(
        run,
        path=run.path.reshape(*run.path.shape[:2], -1)[rows, :, middles],
        values=values[rows, middles],
        evaluations=run.evaluations.reshape(len(run), -1).max(axis=1) if run.evaluations.size else run.evaluations,
        outcomes=run.outcomes.ravel()[:0],
    )


def arrived(run: Trajectory) -> Integers:
    """Return how many starts of a swarm have converged by each row, shape (rows,)."""
    path = run.path.reshape(*run.path.shape[:2], -1)
    last_moved = np.zeros(path.shape[2], dtype=int)
    for row in range(1, len(path)):
        last_moved[(path[row] != path[row - 1]).any(axis=0)] = row
    converged = last_moved[run.outcomes.ravel() == "converged"]
    return np.cumsum(np.bincount(converged, minlength=len(path)))


def some_of(run: Trajectory, most: int = 24) -> list[Trajectory]:
    """Return runs from some of the starts of a swarm, evenly among them, and a run from a single start alone."""
    if run.path.ndim == 2:
        return [run]
    path, values = run.path.reshape(*run.path.shape[:2], -1), run.values.reshape(len(run), -1)
    evaluations = run.evaluations.reshape(len(run), -1)
    chosen = np.unique(np.linspace(0, path.shape[2] - 1, most).round().astype(int)).tolist()
    return [
        replace(
            run,
            path=path[:, :, i],
            values=values[:, i],
            evaluations=evaluations[:, i],
            outcomes=run.outcomes.ravel()[:0],
        )
        for i in chosen
    ]
