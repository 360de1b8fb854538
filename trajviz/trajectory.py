"""A trajectory, one run of an optimizer, and `trace`, which makes it.

The optimizer only moves; everything else about a run happens here: copying the iterates, counting evaluations,
stopping, and judging how the run ended, from the values rather than from what the optimizer says of itself.
"""

from __future__ import annotations

import reprlib
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from os import PathLike
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from trajviz.checks import as_real_array, checked, checked_fields, shown
from trajviz.errors import TrajvizError
from trajviz.judging import End, Outcome, judged, tolerance_of
from trajviz.kinds import Kind
from trajviz.memory import check_memory
from trajviz.objectives.bounds import Pairs, is_within, spelled
from trajviz.objectives.objective import Array, Objective
from trajviz.objectives.resolve import as_objective, is_users_own
from trajviz.optimizers.optimizer import Ending, Optimizer
from trajviz.optimizers.spec import as_optimizer
from trajviz.paths import as_floats, checked_counts, given_path, points_of
from trajviz.progress import progress as told_of
from trajviz.recording import Limits, Meter, Progress, Recorder, StopRun
from trajviz.words import answers_other_words

_MOST_DIMENSIONS_FOR_NORMS = 100
_BYTES_A_ROW = 300  # beside its coordinates


@checked_fields
@dataclass(frozen=True, eq=False)
class Trajectory:
    """One run: where an optimizer went and what it found there.

    Parameters
    ----------
    path : ndarray of shape (steps + 1, d) or (steps + 1, d, ...)
        The iterates. Row 0 is the start, the last row the last iterate. Runs from many starts have further axes.
    values : ndarray of shape (steps + 1,) or (steps + 1, ...)
        The objective along the path; nan where it is not known.
    label : str
        The name in a legend.
    outcome : {"converged", "completed", "diverged", "failed"}
        How the run ended; see `trace`. Of many starts, the worst.
    message : str
        The same in a sentence.
    kind : str
        What kind of point a run from a single start is at, or next to, if it came to rest or ended by itself: "global
        minimum", "local minimum", "local maximum", "saddle point", "flat ground" or "bound". Empty where it can't be
        told, and where it did not end so.
    evaluations : ndarray of int, shape (steps + 1,) or (steps + 1, ...)
        Evaluations of values, gradients and Hessians together, up to each row. An evaluation is one call of the
        function, its gradient or its Hessian; a derivative by differences costs the calls that it makes. The last row
        carries the whole count, with what the optimizer asked for after its last step.
    nfev, njev, nhev : int
        How many values, gradients and Hessians the optimizer asked for in all, from all starts: together the sum of the
        last row of `evaluations`. A gradient by differences counts as its values, as in SciPy.
    optimizer : str
        The spec of the optimizer, such as `"Adam(lr=0.05)"`.
    hyperparameters : mapping
        Every hyperparameter as it was used.
    objective : Objective, optional
        What was minimised, with its exact gradient where the optimizer had a stochastic one.
    step_of_row : ndarray of int, shape (steps + 1,)
        The number of the step that each row was reached by; by default each row is one step further.
    bounds : tuple of (low, high), optional
        The bounds that were given, one pair per coordinate; None where there were none.
    free : bool
        Whether the method went without regard of the bounds, as those do that can't be bound.
    """

    path: Array
    values: Array
    label: str = ""
    outcome: Outcome = "completed"
    message: str = ""
    evaluations: NDArray[np.int_] = field(default_factory=lambda: np.zeros(0, dtype=int))
    nfev: int = 0
    njev: int = 0
    nhev: int = 0
    optimizer: str = ""
    hyperparameters: Mapping[str, Any] = field(default_factory=dict)
    objective: Objective | None = None
    step_of_row: NDArray[np.int_] = field(default_factory=lambda: np.zeros(0, dtype=int))
    bounds: Pairs | None = None
    free: bool = False
    kind: Kind = ""

    def __post_init__(self) -> None:
        if not self.step_of_row.size:
            object.__setattr__(self, "step_of_row", np.arange(len(self.path)))

    def __repr__(self) -> str:
        """Tell the run in a line, however long it is."""
        label = f" {reprlib.repr(self.label)}" if self.label else ""
        on = f" on {self.objective.name:.40}" if self.objective is not None else ""
        starts = int(np.prod(self.path.shape[2:]))
        of = f" from {starts} starts" if self.path.ndim > 2 else ""
        at = f" at f = {self.values[-1]:.5g}" if self.values.ndim == 1 and not np.isnan(self.values[-1]) else ""
        steps, plural = self.step_of_row[-1], "" if self.dimension == 1 else "s"
        ending = f"{self.outcome}{at}"
        return f"<Trajectory{label}{on}: {steps} steps{of} in {self.dimension} dimension{plural}, {ending}>"

    @classmethod
    @checked
    def from_path(
        cls,
        path: Any,
        label: str = "",
        *,
        values: ArrayLike | None = None,
        objective: Any = None,
        dimension: int | None = None,
    ) -> Trajectory:
        """Make a trajectory of a path that comes from anywhere else.

        Parameters
        ----------
        path : array-like of shape (steps + 1, d), table, or iterable of points or of OptimizeResult
            The iterates, the start first. Rows that are masked or nan are gaps. An array of shape (d, steps + 1) has
            its coordinates in rows, unless it is square. Of SciPy's results `x` and `fun` are taken, of tables such as
            a `DataFrame` the columns by their names, see `trajviz.paths.path_of_columns`.
        label : str
            The name in a legend.
        values : array-like of shape (steps + 1,), optional
            The values along the path; by default those that come with it, or those of `objective`, or nan.
        objective : str, callable or Objective, optional
            What was minimised.
        dimension : int, optional
            The number of coordinates d; by default that of the objective. Where neither is known, an array of two rows
            and more than two columns is taken for x and y.

        Raises
        ------
        TrajvizError
            If the path is empty, not numeric, or not two-dimensional, or the shapes don't fit each other.

        Examples
        --------
        >>> Trajectory.from_path([[3, 4], [0, 0]], "leap", objective="x**2 + y**2").values.tolist()
        [25.0, 0.0]
        >>> Trajectory.from_path([[0, 1, 2], [5, 6, 7]]).path.tolist()
        [[0.0, 5.0], [1.0, 6.0], [2.0, 7.0]]
        """
        name = f"path {label!r:.60}" if label else "path"
        given = given_path(path, name)
        if objective is not None:
            objective = _objective_of_path(objective, given.numbers, dimension)
            dimension = objective.dimension
        (points,) = points_of([given], [name], dimension)
        rows, width = points.shape
        if objective is not None and objective.scaled is not None:
            objective = objective.in_dimensions(width)
        if objective is not None and width != objective.dimension:
            raise TrajvizError(f"{name} has {width} coordinates, {objective.name} has {objective.dimension}")
        if values is None:
            values = given.values
        if values is None:
            values = np.full(rows, np.nan) if objective is None else objective(points.T)
        values = as_floats(values, f"values of {name}")
        if values.shape != (rows,):
            raise TrajvizError(f"values of {name} must have shape ({rows},), not {values.shape}")
        evaluations = checked_counts(given.evaluations, f"evaluations of {name}", ascending=False)
        steps = checked_counts(given.steps, f"steps of {name}", ascending=True)
        return cls(
            points,
            values,
            label,
            evaluations=np.arange(rows) if evaluations is None else evaluations,
            objective=objective,
            step_of_row=np.arange(rows) if steps is None else steps,
        )

    @property
    def steps(self) -> int:
        """The number of steps that are kept, one less than the rows of the path; see `step_of_row` for those taken."""
        return len(self.path) - 1

    @property
    def title(self) -> str:
        """The label, and whether the method ran free of bounds that were given: what a legend shows."""
        return f"{self.label} (free)" if self.free else self.label

    @property
    def dimension(self) -> int:
        """The number of coordinates, d."""
        return int(self.path.shape[1])

    @property
    def accepted(self) -> NDArray[np.bool_]:
        """Whether each row moved from the one before, shape (steps + 1,); a step that repeats a point was rejected."""
        moved = (self.path[1:] != self.path[:-1]).reshape(self.steps, -1).any(axis=1)
        return np.concatenate([[True], moved])

    @checked
    def distance_to(self, points: ArrayLike) -> float:
        """Return the distance from the last iterate to the nearest of `points`, shape (n, d); nan if there are none."""
        points = as_real_array("points", points)
        if points.size == 0:
            return float("nan")
        if points.ndim != 2 or points.shape[1:] != self.path[-1].shape:
            raise TrajvizError(f"points must have shape (n, {self.dimension}), not {points.shape}")
        with np.errstate(over="ignore"):
            return float(np.linalg.norm(points - self.path[-1], axis=1).min())

    @checked
    def gradient_norms(self, rows: NDArray[np.int_]) -> Array:
        """Return the norm of the exact gradient at rows of the path, of a run from a single start.

        It is nan where no objective is known, or where so many gradients of so many variables would take long.
        """
        if self.objective is None or self.dimension > _MOST_DIMENSIONS_FOR_NORMS:
            return np.full(len(rows), np.nan)
        if rows.size and not -len(self.path) <= rows.min() <= rows.max() < len(self.path):
            raise TrajvizError(f"rows must lie between 0 and {self.steps}, not {shown(rows)}")
        with np.errstate(all="ignore"):
            return np.asarray(np.linalg.norm(self.objective.gradient(self.path[rows].T), axis=0))

    @checked
    def save(self, path: str | PathLike[str]) -> None:
        """Write to `.npz` or `.csv` (step, evaluations, coordinates and value per row).

        The objective is saved by its name alone.

        Raises
        ------
        TrajvizError
            If the suffix is another one, the file cannot be written, or `.csv` is to hold runs from many starts.
        """
        from trajviz.storage import save_trajectory

        save_trajectory(self, path)

    @classmethod
    @checked
    def load(cls, path: str | PathLike[str]) -> Trajectory:
        """Read back what `save` wrote, without its objective if the name does not say which one it was.

        Raises
        ------
        TrajvizError
            If the file is missing, is not of such a form, or holds anything but plain arrays.
        """
        from trajviz.storage import load_trajectory

        return load_trajectory(path)


@answers_other_words
@checked
def trace(
    objective: Any,
    optimizer: Any,
    start: ArrayLike | None = None,
    steps: int = 200,
    *,
    bounds: Any = None,
    label: str | None = None,
    tolerance: float = 1e-6,
    every: int = 1,
    progress: Progress | None = None,
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
        objective, optimizer, start, steps, label=label, tolerance=tolerance, every=every, progress=progress
    )
    return runs[0] if start.ndim == 1 else _side_by_side(runs, start.shape[1:])


def trace_each(
    objective: Any,
    optimizer: Any,
    start: ArrayLike | None = None,
    steps: int = 200,
    *,
    label: str | None = None,
    tolerance: float = 1e-6,
    every: int = 1,
    progress: Progress | None = None,
) -> list[Trajectory]:
    """Run an optimizer from many starts and return a trajectory for each, in the order of `start.ravel()`.

    The parameters are those of `trace`, which lays these trajectories side by side. A run that ends before others of
    its batch rests where it ended; what kind of point that is isn't told.

    Raises
    ------
    TrajvizError
        As `trace` does.
    """
    optimizer = as_optimizer(optimizer)
    objective, start = objective_and_start(objective, start)
    for name, number in {"steps": steps, "every": every}.items():
        if isinstance(number, bool) or not isinstance(number, int | np.integer) or number < 1:
            raise TrajvizError(f"{name} must be a whole number of at least 1, not {number!r}")
    _check_memory(optimizer, objective, start, int(steps) // int(every))
    label = optimizer.title if label is None else label
    may_rest = optimizer.batched and not objective.stochastic
    limits = Limits(int(steps), int(every), tolerance if may_rest else -np.inf)
    at_most = tolerance_of(optimizer, tolerance)
    with told_of(limits.steps, label, "step", after=1) if progress is None else nullcontext(progress) as tell:
        if start.ndim == 1 or optimizer.batched:
            return _run(objective, optimizer, start, limits, at_most, label, tell)
        starts = start.reshape(len(start), -1).T
        return [
            run
            for k, s in enumerate(starts)
            for run in _run(objective.restarted(k), optimizer, s, limits, at_most, label, tell)
        ]


def _check_memory(optimizer: Optimizer, objective: Objective, start: Array, rows: int) -> None:
    """Refuse a run that would take more memory than there is."""
    numbers = optimizer.matrices * len(start) * (start.size if optimizer.batched else len(start))
    check_memory(8 * numbers, f"{optimizer.name} on the {len(start)} variables of {objective.name}")
    check_memory(rows * (2 * start.nbytes + _BYTES_A_ROW), f"keeping {rows} rows of {start.size} numbers")


def objective_and_start(objective: Any, start: ArrayLike | None, bounds: Any = None) -> tuple[Objective, Array]:
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


def _objective_of_path(objective: Any, numbers: Array, dimension: int | None) -> Objective:
    """Return the objective; where a function needs to be told, the path has as many columns as it takes coordinates."""
    try:
        return as_objective(objective, dimension=dimension)
    except TrajvizError:
        if dimension is not None or not is_users_own(objective) or numbers.ndim != 2:
            raise
        return as_objective(objective, dimension=numbers.shape[1])


def _run(
    objective: Objective,
    optimizer: Optimizer,
    start: Array,
    limits: Limits,
    tolerance: float,
    label: str,
    progress: Progress,
) -> list[Trajectory]:
    """Return the run, or those from each of many starts that the optimizer runs at once, judged."""
    objective = objective.restarted()
    meter = Meter(objective, start)
    record = Recorder(meter, start, limits, progress)
    with np.errstate(all="ignore"):
        try:
            ending = optimizer.minimize(meter, start.copy(), record) or Ending(True, "it has no more steps")  # type: ignore[arg-type]
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
        free=objective.bounds is not None and not optimizer.takes_bounds,
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
    cut = replace(run, path=run.path[:rows], values=run.values[:rows], step_of_row=run.step_of_row[:rows])
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
    rows = np.arange(max(len(run.path) for run in runs))

    def stacked(column: Callable[[Trajectory], NDArray[Any]]) -> NDArray[Any]:
        columns = [column(run)[np.minimum(rows, run.steps)] for run in runs]
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
    )
