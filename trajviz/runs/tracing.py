"""`trace` runs an optimizer and returns its trajectory.

The optimizer only moves; everything else about a run happens here: copying the iterates, counting evaluations,
stopping, and having it judged how the run ended, from the values rather than from what the optimizer says of itself.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from trajviz.arrays import Array, Numbers
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
from trajviz.runs.judging import End, Outcome, judged, tolerance_of
from trajviz.runs.paths import as_floats
from trajviz.runs.recording import Limits, Meter, Progress, RowRecorder, StopRun
from trajviz.runs.trajectory import Trajectory
from trajviz.words import answers_other_words

_BYTES_A_ROW = 300  # beside its coordinates


@answers_other_words
@checked
def trace(
    objective: object,
    optimizer: object,
    start: ArrayLike | None = None,
    steps: int = 200,
    *,
    bounds: object = None,
    label: str | None = None,
    tolerance: float = 1e-6,
    every: int = 1,
    progress: Progress | None = None,
    details: str | Sequence[str] | None = None,
) -> Trajectory:
    """Run an optimizer and return its trajectory.

    Parameters
    ----------
    objective : str, callable or Objective
        A registered name, an expression, a function or an objective.
    optimizer : str, callable or Optimizer
        A name, a spec such as `"Adam(lr=0.05)"`, a generator function or an optimizer.
    start : array-like of shape (d,) or (d, ...), optional
        One start or many; by default the objective's own.
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

    Returns
    -------
    Trajectory

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
    objective, start = objective_and_start(objective, start, bounds)
    runs = trace_each(
        objective, optimizer, start, steps,
        label=label, tolerance=tolerance, every=every, progress=progress, details=details,
    )  # fmt: skip
    return runs[0] if start.ndim == 1 else _side_by_side(runs, start.shape[1:])


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
    optimizer = as_optimizer(optimizer)
    objective, start = objective_and_start(objective, start)
    for name, number in {"steps": steps, "every": every}.items():
        check_whole(name, number, 1)
    _check_memory(optimizer, objective, start, int(steps) // int(every))
    label = optimizer.title if label is None else label
    may_rest = not optimizer.stops and not objective.stochastic
    limits = Limits(int(steps), int(every), tolerance if may_rest else -np.inf, evaluations)
    keeps = _keeper(details, start)
    at_most = tolerance_of(optimizer, tolerance)
    with told_of(limits.steps, label, "step", after=1) if progress is None else nullcontext(progress) as tell:
        if start.ndim == 1 or optimizer.batched:
            return _run(objective, optimizer, start, limits, at_most, label, tell, keeps)
        starts = start.reshape(len(start), -1).T
        return [
            run
            for k, s in enumerate(starts)
            for run in _run(objective.restarted(k), optimizer, s, limits, at_most, label, tell, keeps)
        ]


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


def _run(
    objective: Objective,
    optimizer: Optimizer,
    start: Array,
    limits: Limits,
    tolerance: float,
    label: str,
    progress: Progress,
    keeps: Callable[[str], bool],
) -> list[Trajectory]:
    """Return the run, or those from each of many starts that the optimizer runs at once, judged."""
    objective = objective.restarted()
    meter = Meter(objective, start)
    if keeps(PROBES[0]):
        meter.keep_probes()
    record = RowRecorder(meter, start, limits, progress, keeps)
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
        values = objective(np.moveaxis(path, 1, 0))
    path, values = path.reshape(len(path), start.shape[0], -1), values.reshape(len(path), -1)
    evaluations = np.stack([row.evaluations for row in rows]).reshape(len(path), -1)
    known = Trajectory(
        path=path[:, :, 0],
        values=values[:, 0],
        label=label,
        optimizer=str(optimizer),
        hyperparameters=optimizer.hyperparameters,
        objective=objective.exact(),
        step_of_row=np.array([row.step for row in rows]),
        bounds=objective.bounds,
        constraints=tuple(each.name for each in objective.constraints),
        free=optimizer.is_free(objective),
        details=stacked([row.details for row in rows]),
    )
    end = End(optimizer, objective, tolerance, ending)
    if start.ndim == 1:
        end = replace(end, gradient=record.gradient, tells_kind=True)
    counts = [dict(zip(("nfev", "njev", "nhev"), each.tolist(), strict=True)) for each in meter.counts.reshape(3, -1).T]
    return [
        _judged(
            replace(known, path=path[:, :, i], values=values[:, i], evaluations=evaluations[:, i], **counts[i]),
            replace(end, at_rest=bool(at_rest), used_hessians=counts[i]["nhev"] > 0),
        )
        for i, at_rest in enumerate(record.at_rest.ravel())
    ]


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


_WORST_FIRST: tuple[Outcome, ...] = ("failed", "diverged", "completed", "converged")


def _side_by_side(runs: list[Trajectory], shape: tuple[int, ...]) -> Trajectory:
    """Return runs from single starts as one trajectory; those that ended early rest where they ended."""
    rows = np.arange(max(map(len, runs)))

    def stacked(column: Callable[[Trajectory], Numbers]) -> Numbers:
        columns = [column(run)[np.minimum(rows, len(run) - 1)] for run in runs]
        return np.stack(columns, axis=-1).reshape(*columns[0].shape, *shape)

    outcomes = [run.outcome for run in runs]
    tally = ", ".join(f"{outcomes.count(o)} {o}" for o in reversed(_WORST_FIRST) if o in outcomes)
    return replace(
        runs[0],
        path=stacked(lambda run: run.path),
        values=stacked(lambda run: run.values),
        outcome=next(outcome for outcome in _WORST_FIRST if outcome in outcomes),
        message=f"of {len(runs)} starts {tally}",
        evaluations=stacked(lambda run: run.evaluations),
        nfev=sum(run.nfev for run in runs),
        njev=sum(run.njev for run in runs),
        nhev=sum(run.nhev for run in runs),
        step_of_row=max((run.step_of_row for run in runs), key=len),
        details={},
    )
