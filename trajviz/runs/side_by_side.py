"""Runs from many starts as one trajectory: one array for all paths, and one pass that judges how they ended.

A batch is judged at once as far as the verdicts are plain; what has left the domain, was lost, or ended by the method's
own word is judged one by one, by what judges a run from a single start.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from trajviz.arrays import Array, Integers, Numbers
from trajviz.runs.judging import End, Outcome, judged, widths_away
from trajviz.runs.trajectory import Trajectory

_WORST_FIRST: tuple[Outcome, ...] = ("failed", "diverged", "completed", "converged")
_AT_HOME = 1.0  # widths of the domain; nearer than that no finite run is taken to diverge

Flags = NDArray[np.bool_]


def side_by_side(runs: list[Trajectory], shape: tuple[int, ...]) -> Trajectory:
    """Return runs from single starts as one trajectory; those that ended early rest where they ended."""
    rows = np.arange(max(map(len, runs)))

    def stacked(column: Callable[[Trajectory], Numbers]) -> Numbers:
        columns = [column(run)[np.minimum(rows, len(run) - 1)] for run in runs]
        return np.stack(columns, axis=-1).reshape(*columns[0].shape, *shape)

    together = replace(
        runs[0],
        path=stacked(lambda run: run.path),
        values=stacked(lambda run: run.values),
        evaluations=stacked(lambda run: run.evaluations),
        nfev=sum(run.nfev for run in runs),
        njev=sum(run.njev for run in runs),
        nhev=sum(run.nhev for run in runs),
        step_of_row=max((run.step_of_row for run in runs), key=len),
        kind="",
        details={},
    )
    return _with_outcomes(together, np.array([run.outcome for run in runs]).reshape(shape))


def judged_together(run: Trajectory, end: End, at_rest: Flags) -> Trajectory:
    """Return runs of one batch with how each ended; one that was lost rests where it was lost.

    Parameters
    ----------
    run : Trajectory
        From starts of shape (d, n); its arrays are changed where runs were lost.
    end : End
        How they stopped.
    at_rest : ndarray of bool, shape (n,)
        Which of them were stopped since they had come to rest.
    """
    rows = _rows_that_count(run.path, run.values)
    lost = rows < len(run.path)
    run = _cut(run, int(rows.max()))
    path, values, evaluations = run.path, run.values, run.evaluations
    for i in np.flatnonzero(lost):
        last = rows[i] - 1
        path[last:, :, i], values[last:, i], evaluations[last:, i] = (
            path[last, :, i],
            values[last, i],
            evaluations[-1, i],
        )
    with np.errstate(all="ignore"):
        is_plain = ~lost & np.isfinite(values[-1]) & (widths_away(path[-1].T, end.objective) < _AT_HOME)
    if end.ending is not None:
        is_plain &= at_rest
    outcomes = np.where(at_rest, "converged", "completed").astype("<U9")
    for i in np.flatnonzero(~is_plain):
        own = replace(end, at_rest=bool(at_rest[i]))
        with np.errstate(all="ignore"):
            verdict = judged(
                path[: rows[i], :, i], values[: rows[i], i], int(run.step_of_row[rows[i] - 1]), own, lost=bool(lost[i])
            )
        outcomes[i] = verdict.outcome
    return _with_outcomes(run, outcomes)


def _cut(run: Trajectory, rows: int) -> Trajectory:
    """Return the first rows of a run, the last of which carries the whole count."""
    if rows == len(run.path):
        return run
    evaluations = np.concatenate([run.evaluations[: rows - 1], run.evaluations[-1:]])
    return replace(
        run, path=run.path[:rows], values=run.values[:rows], evaluations=evaluations, step_of_row=run.step_of_row[:rows]
    )


def _rows_that_count(path: Array, values: Array) -> Integers:
    """Return how many rows of each path there are up to where it is lost, shape (n,).

    A row whose value is not finite is the last that is shown; one whose coordinates are not finite can't be.
    """
    are_places = np.stack([np.isfinite(row).all(axis=0) for row in path])
    finite = np.isfinite(values)
    if finite.all() and are_places.all():
        return np.full(path.shape[2], len(path))
    places = _leading(are_places)
    known = _leading(finite | ~are_places)
    return np.minimum(places, known + 1)


def _leading(good: Flags) -> Integers:
    """Return how many entries of each column there are before the first that is false, shape (n,)."""
    return np.where(good.all(axis=0), len(good), np.argmin(good, axis=0))


def _with_outcomes(run: Trajectory, outcomes: NDArray[np.str_]) -> Trajectory:
    counts = {outcome: int((outcomes == outcome).sum()) for outcome in _WORST_FIRST}
    tally = ", ".join(f"{counts[outcome]} {outcome}" for outcome in reversed(_WORST_FIRST) if counts[outcome])
    return replace(
        run,
        outcome=next(outcome for outcome in _WORST_FIRST if counts[outcome]),
        outcomes=outcomes,
        message=f"of {outcomes.size} starts {tally}",
    )
