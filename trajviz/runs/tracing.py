"""`trace` runs an optimizer and returns its trajectory.

The optimizer only moves; everything else about a run happens here: copying the iterates, counting evaluations,
stopping, and having it judged how the run ended, from the values rather than from what the optimizer says of itself.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from trajviz.arrays import Array, Integers
from trajviz.checks import check_whole, checked
from trajviz.errors import TrajvizError
from trajviz.functions.bounds import is_within, spelled
from trajviz.functions.objective import Objective
from trajviz.functions.resolve import as_objective, is_users_own
from trajviz.memory import check_memory
from trajviz.methods.optimizer import Ending, Optimizer
from trajviz.methods.spec import as_optimizer
from trajviz.progress import progress as told_of
from trajviz.runs.details import FEW_VARIABLES, PROBES, WHERE_NAMED, first_rows, names_of, stacked
from trajviz.runs.judging import End, judged, tolerance_of
from trajviz.runs.paths import as_floats
from trajviz.runs.recording import Limits, Meter, Progress, RowRecorder, StopRun
from trajviz.runs.side_by_side import judged_together, side_by_side
from trajviz.runs.starts import starts_by_words
from trajviz.runs.trajectory import Trajectory
from trajviz.words import answers_other_words

_BYTES_A_ROW = 300  # beside its coordinates
_MOST_AT_ONCE = 200_000  # points whose values are asked for
_COUNTS = ("nfev", "njev", "nhev")


@answers_other_words
@checked
def trace(
    objective: object,
    optimizer: object,
    start: ArrayLike | str | None = None,
    steps: int = 200,
    *,
    bounds: object = None,
    label: str | None = None,
    tolerance: float = 1e-6,
    every: int = 1,
    progress: Progress | None = None,
    details: str | Sequence[str] | None = None,
    seed: int = 0,
) -> Trajectory:
    """Run an optimizer and return its trajectory.

    Parameters
    ----------
    objective : str, callable or Objective
        A registered name, an expression, a function or an objective.
    optimizer : str, callable or Optimizer
        A name, a spec such as `"Adam(lr=0.05)"`, a generator function or an optimizer.
    start : array-like of shape (d,) or (d, ...), or str, optional
        One start or many; by default the objective's own. Words say many, shape (d, n): `"random:500"` are drawn from
        the domain, `"grid:40x25"` are the middles of the cells of a grid over it.
    steps : int
        The most steps that are taken. Optimizers with a stopping rule of their own may end before.
    bounds : array-like of shape (d, 2) or (2,), scipy.optimize.Bounds or "domain", optional
        What the iterates have to respect, as `Objective.bounded` takes it. It binds those of SciPy's methods that can
        be bound; other methods run free, and their trajectory says so. By default those of the objective, if any.
    label : str, optional
        The name in a legend; by default the optimizer's.
    tolerance : float
        A method without a stopping rule of its own has converged, and ends, when the norm of the exact gradient is at
        most this at its last iterate, and was in the step before. A stochastic gradient may vanish by chance, and ends
        nothing.
    every : int
        Keep one row of the path in so many steps, and always the start and the last iterate; `step_of_row` says which.
    progress : callable, optional
        Is told the number of steps taken, after each; by default a bar on stderr, if that is a terminal and the run
        takes long.
    details : str or sequence of str, optional
        What is kept, in `details`, of what the method saw or had at each row, of a run from a single start: names of
        `trajviz.runs.details`, such as "simplex" or "probes". By default all that the method itself tells, of up to 10
        variables; "probes", every point at which it asked for anything, and "velocity" are kept where they are named.
    seed : int
        Of starts that are drawn at random.

    Returns
    -------
    Trajectory
        The start and each iterate that is kept, with values, counts and how the run ended.

    Raises
    ------
    TrajvizError
        If a name or a spec is not known, the start has the wrong shape, is not finite or lies outside the bounds, or
        the bounds are none.

    Notes
    -----
    A run has *converged* where the exact gradient at its last row is small: within `tolerance`, and for SciPy's methods
    within their `gtol`, or 1e-5 if they have none, if that is larger. It has *completed* where all steps were taken, a
    limit was reached, or the method's own rule was met at a larger gradient, as with methods that use none and at
    kinks; it has *diverged* where iterates or values overflow, are a thousand domains away or grow without end; it has
    *failed* where the objective or a derivative is not a number, or the method gave up. The message says so in a
    sentence, and at what kind of point, as far as the Hessian tells.

    Examples
    --------
    >>> run = trace("quadratic", "GD(lr=0.1)", start=(-4, 4), steps=30)
    >>> run.path.shape, run.path[1].round(6).tolist(), run.outcome
    ((31, 2), [-3.2, 3.6], 'completed')
    >>> trace("quadratic", "GD(lr=0.1)", steps=30, every=12).step_of_row.tolist()
    [0, 12, 24, 30]
    """
    if isinstance(start, str):
        objective = as_objective(objective) if bounds is None else as_objective(objective).bounded(bounds)
        start = starts_by_words(start, objective, seed).T
    objective, start = objective_and_start(objective, start, bounds)
    plan = _planned(objective, optimizer, start, steps, label, tolerance, every, details)
    with plan.told(progress) as tell:
        if start.ndim == 1:
            return _run(plan, objective, start, tell)[0]
        if plan.optimizer.batched:
            return _run_together(plan, objective, start, tell)
        return side_by_side(_run_each(plan, objective, start, tell), start.shape[1:])


def trace_each(
    objective: object,
    optimizer: object,
    start: ArrayLike | None = None,
    steps: int = 200,
    *,
    label: str | None = None,
    tolerance: float = 1e-6,
    every: int = 1,
    progress: Progress | None = None,
    details: str | Sequence[str] | None = None,
    evaluations: int | None = None,
) -> list[Trajectory]:
    """Run an optimizer from many starts and return a trajectory for each, in the order of `start.ravel()`.

    The parameters are those of `trace`, which lays these trajectories side by side, and `evaluations`, which a run
    may spend: the step that spends the last of them is its last. A run that ends before others of its batch rests where
    it ended; what kind of point that is isn't told.

    Raises
    ------
    TrajvizError
        As `trace` does.
    """
    objective, start = objective_and_start(objective, start)
    plan = _planned(objective, optimizer, start, steps, label, tolerance, every, details, evaluations)
    with plan.told(progress) as tell:
        return _run_each(plan, objective, start, tell)


@dataclass(frozen=True)
class _Plan:
    """How an optimizer is run, from whatever start."""

    optimizer: Optimizer
    limits: Limits
    tolerance: float
    label: str
    keeps: Callable[[str], bool]

    def told(self, progress: Progress | None) -> AbstractContextManager[Progress]:
        """Lend what is told how many steps were taken: by default a bar, if that takes long."""
        if progress is None:
            return told_of(self.limits.steps, self.label, "step", after=1)
        return nullcontext(progress)


def _planned(
    objective: Objective,
    optimizer: object,
    start: Array,
    steps: int,
    label: str | None,
    tolerance: float,
    every: int,
    details: str | Sequence[str] | None,
    evaluations: int | None = None,
) -> _Plan:
    """Return how an optimizer is run, from numbers that make sense."""
    optimizer = as_optimizer(optimizer)
    for name, number in {"steps": steps, "every": every}.items():
        check_whole(name, number, 1)
    _check_memory(optimizer, objective, start, int(steps) // int(every))
    may_rest = not optimizer.stops and not objective.stochastic
    return _Plan(
        optimizer,
        Limits(int(steps), int(every), tolerance if may_rest else -np.inf, evaluations),
        tolerance_of(optimizer, tolerance),
        optimizer.title if label is None else label,
        _keeper(details, start),
    )


def _run_each(plan: _Plan, objective: Objective, start: Array, tell: Progress) -> list[Trajectory]:
    """Return the run from each of the starts, as one batch where the optimizer can."""
    if start.ndim == 1 or plan.optimizer.batched:
        return _run(plan, objective, start, tell)
    starts = start.reshape(len(start), -1).T
    return [run for k, each in enumerate(starts) for run in _run(plan, objective.restarted(k), each, tell)]


def _keeper(details: str | Sequence[str] | None, start: Array) -> Callable[[str], bool]:
    """Return what tells which details are kept of runs from `start`."""
    if start.ndim > 1:  # which may be run at once
        return lambda _: False
    if details is None:
        return lambda name: name not in WHERE_NAMED and len(start) <= FEW_VARIABLES
    wanted = names_of(details)
    return lambda name: name in wanted


def _check_memory(optimizer: Optimizer, objective: Objective, start: Array, rows: int) -> None:
    """Refuse a run that would take more memory than there is."""
    numbers = optimizer.matrices * len(start) * (start.size if optimizer.batched else len(start))
    check_memory(8 * numbers, f"{optimizer.name} on the {len(start)} variables of {objective.name}")
    check_memory(rows * (2 * start.nbytes + _BYTES_A_ROW), f"keeping {rows} rows of {start.size} numbers")


def objective_and_start(objective: object, start: ArrayLike | None, bounds: object = None) -> tuple[Objective, Array]:
    """Return an objective, with bounds if any are given, and a start, shape (d, ...), that fit each other.

    Raises
    ------
    TrajvizError
        If they don't, or the start is not finite or lies outside the bounds.
    """
    if start is not None:
        start = np.atleast_1d(as_floats(start, "start"))
        if not np.isfinite(start).all():
            raise TrajvizError(f"start {start.tolist()!s:.80} is not finite")
    if start is not None and start.size and is_users_own(objective):
        objective = as_objective(objective, start=start.reshape(len(start), -1)[:, 0])
    objective = as_objective(objective)
    start = np.array(objective.start) if start is None else start
    if objective.scaled is not None and len(start) != objective.dimension and len(start) > 0:
        objective = objective.in_dimensions(len(start))
    if len(start) != objective.dimension:
        raise TrajvizError(
            f"start {start.tolist()!s:.80} has shape {start.shape},"
            f" but {objective.name} has {objective.dimension} coordinates"
        )
    if bounds is not None:
        objective = objective.bounded(bounds)
    if objective.bounds is not None and not is_within(start, objective.bounds):
        raise TrajvizError(f"start {start.tolist()!s:.80} lies outside the bounds {spelled(objective.bounds)}")
    return objective, start


class _Ran(NamedTuple):
    """What has happened: paths of shape (rows, d, n), how they stopped, and what each start has cost, shape (3, n)."""

    run: Trajectory
    end: End
    record: RowRecorder
    counts: Integers


def _ran(plan: _Plan, objective: Objective, start: Array, progress: Progress) -> _Ran:
    """Run the optimizer from a start, or from many at once."""
    objective, optimizer = objective.restarted(), plan.optimizer
    meter = Meter(objective, start)
    if plan.keeps(PROBES[0]):
        meter.keep_probes()
    record = RowRecorder(meter, start, plan.limits, progress, plan.keeps)
    with np.errstate(all="ignore"):
        try:
            ending = optimizer.minimize(
                meter,  # type: ignore[arg-type]  # it stands in for the objective
                start.copy(),
                record,
            ) or Ending(True, "it has no more steps")
        except StopRun:
            ending = None
        rows = record.rows_and_last()
        path = np.stack([row.x for row in rows])
        values = _values(objective, path)
    evaluations = np.stack([row.evaluations for row in rows]).reshape(len(path), -1)
    run = Trajectory(
        path=path.reshape(*path.shape[:2], -1),
        values=values.reshape(len(path), -1),
        label=plan.label,
        evaluations=evaluations,
        optimizer=str(optimizer),
        hyperparameters=optimizer.hyperparameters,
        objective=objective.exact(),
        step_of_row=np.array([row.step for row in rows]),
        bounds=objective.bounds,
        constraints=tuple(each.name for each in objective.constraints),
        free=optimizer.is_free(objective),
        details=stacked([row.details for row in rows]),
    )
    return _Ran(run, End(optimizer, objective, plan.tolerance, ending), record, meter.counts.reshape(3, -1))


def _values(objective: Objective, path: Array) -> Array:
    """Return the objective along paths of shape (rows, d, ...), some rows at a time where these are long."""
    together = max(1, _MOST_AT_ONCE // max(path[0, 0].size, 1))
    parts = [path[row : row + together] for row in range(0, len(path), together)]
    return np.concatenate([objective(np.moveaxis(part, 1, 0)) for part in parts])


def _run(plan: _Plan, objective: Objective, start: Array, tell: Progress) -> list[Trajectory]:
    """Return the run, or those from each of many starts that the optimizer runs at once, judged."""
    run, end, record, counts = _ran(plan, objective, start, tell)
    if start.ndim == 1:
        end = replace(end, gradient=record.gradient, tells_kind=True)
    asked = [dict(zip(_COUNTS, each.tolist(), strict=True)) for each in counts.T]
    return [
        _judged(
            replace(
                run, path=run.path[:, :, i], values=run.values[:, i], evaluations=run.evaluations[:, i], **asked[i]
            ),
            replace(end, at_rest=bool(at_rest), used_hessians=asked[i]["nhev"] > 0),
        )
        for i, at_rest in enumerate(record.at_rest.ravel())
    ]


def _run_together(plan: _Plan, objective: Objective, start: Array, tell: Progress) -> Trajectory:
    """Return the runs from many starts that the optimizer runs at once, as one."""
    run, end, record, counts = _ran(plan, objective, start, tell)
    end = replace(end, used_hessians=bool(counts[2].any()))
    run = judged_together(run, end, record.at_rest.ravel())
    shape = start.shape[1:]
    return replace(
        run,
        path=run.path.reshape(*run.path.shape[:2], *shape),
        values=run.values.reshape(-1, *shape),
        evaluations=run.evaluations.reshape(-1, *shape),
        outcomes=run.outcomes.reshape(shape),
        **dict(zip(_COUNTS, counts.sum(axis=1).tolist(), strict=True)),
    )


def _judged(run: Trajectory, end: End) -> Trajectory:
    """Return `run`, up to where it was lost if it was, with its outcome."""
    # A row whose value is not finite is the last that is shown; one whose coordinates are not finite can't be.
    finite_rows = _leading(np.asarray(np.isfinite(run.path).all(axis=1)))
    rows = min(finite_rows, _leading(np.isfinite(run.values[:finite_rows])) + 1)
    lost = rows < len(run.path)
    if lost:
        end = replace(end, gradient=None)  # which is that of the row that was lost
    cut = replace(
        run, path=run.path[:rows], values=run.values[:rows], step_of_row=run.step_of_row[:rows],
        details=first_rows(run.details, rows),
    )  # fmt: skip
    with np.errstate(all="ignore"):
        verdict = judged(cut.path, cut.values, int(cut.step_of_row[-1]), end, lost=lost)
    evaluations = np.append(run.evaluations[: rows - 1], run.evaluations[-1])
    return replace(cut, evaluations=evaluations, **verdict._asdict())


def _leading(good: NDArray[np.bool_]) -> int:
    """Return how many entries there are before the first that is false."""
    return len(good) if good.all() else int(np.argmin(good))
