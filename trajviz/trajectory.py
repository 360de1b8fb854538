"""A trajectory, one run of an optimizer, and `trace`, which makes it.

The optimizer only moves; everything else about a run happens here: copying the iterates, counting evaluations,
stopping, and judging how the run ended, from the values rather than from what the optimizer says of itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from os import PathLike
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from trajviz.errors import TrajvizError
from trajviz.objectives.bounds import Pairs, is_within, spelled
from trajviz.objectives.objective import Array, Objective
from trajviz.objectives.resolve import as_objective
from trajviz.optimizers.optimizer import Ending, Optimizer
from trajviz.optimizers.spec import as_optimizer
from trajviz.recording import Limits, Meter, Progress, Recorder, StopRun, progress_bar
from trajviz.words import answers_other_words

Outcome = Literal["converged", "completed", "diverged", "failed"]

_MOST_DIMENSIONS_FOR_NORMS = 100
_FAR = 1e3  # diameters of the domain; a run that ends further off has diverged


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
        How the run ended. Of many starts, the worst.
    message : str
        The same in a sentence.
    evaluations : ndarray of int, shape (steps + 1,) or (steps + 1, ...)
        Evaluations of values, gradients and Hessians together, up to each row.
    nfev, njev, nhev : int
        How many values, gradients and Hessians the optimizer asked for in all, from all starts.
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

    def __post_init__(self) -> None:
        if not self.step_of_row.size:
            object.__setattr__(self, "step_of_row", np.arange(len(self.path)))

    @classmethod
    def from_path(
        cls, path: ArrayLike, label: str = "", *, values: ArrayLike | None = None, objective: Any = None
    ) -> Trajectory:
        """Make a trajectory of a path that comes from anywhere else.

        Parameters
        ----------
        path : array-like of shape (steps + 1, d)
            The iterates, the start first.
        label : str
            The name in a legend.
        values : array-like of shape (steps + 1,), optional
            The values along the path; by default those of `objective`, or nan without one.
        objective : str, callable or Objective, optional
            What was minimised.

        Raises
        ------
        TrajvizError
            If the path is empty, not numeric, or not two-dimensional, or the shapes don't fit each other.

        Examples
        --------
        >>> Trajectory.from_path([[3, 4], [0, 0]], "leap", objective="x**2 + y**2").values.tolist()
        [25.0, 0.0]
        """
        name = f"path {label!r}" if label else "path"
        path = as_floats(path, name)
        if path.ndim != 2 or 0 in path.shape:
            raise TrajvizError(f"{name} must have shape (steps + 1, d) with at least one row, not {path.shape}")
        if objective is not None:
            objective = as_objective(objective)
        if values is None:
            values = np.full(len(path), np.nan) if objective is None else objective(path.T)
        values = as_floats(values, f"values of {name}")
        if values.shape != (len(path),):
            raise TrajvizError(f"values of {name} must have shape ({len(path)},), not {values.shape}")
        return cls(path, values, label, evaluations=np.arange(len(path)), objective=objective)

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

    def distance_to(self, points: ArrayLike) -> float:
        """Return the distance from the last iterate to the nearest of `points`, shape (n, d); nan if there are none."""
        points = np.asarray(points, dtype=float)
        if points.size == 0:
            return float("nan")
        with np.errstate(over="ignore"):
            return float(np.linalg.norm(points - self.path[-1], axis=1).min())

    def gradient_norms(self, rows: NDArray[np.int_]) -> Array:
        """Return the norm of the exact gradient at rows of the path, of a run from a single start.

        It is nan where no objective is known, or where so many gradients of so many variables would take long.
        """
        if self.objective is None or self.dimension > _MOST_DIMENSIONS_FOR_NORMS:
            return np.full(len(rows), np.nan)
        with np.errstate(all="ignore"):
            return np.asarray(np.linalg.norm(self.objective.gradient(self.path[rows].T), axis=0))

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
        A method without a stopping rule of its own has converged, and ends, when the norm of the gradient is at most
        this. A stochastic gradient may vanish by chance, and ends nothing.
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

    Examples
    --------
    >>> run = trace("quadratic", "GD(lr=0.1)", start=(-4, 4), steps=30)
    >>> run.path.shape, run.path[1].round(6).tolist(), run.outcome
    ((31, 2), [-3.2, 3.6], 'completed')
    >>> trace("quadratic", "GD(lr=0.1)", steps=30, every=12).step_of_row.tolist()
    [0, 12, 24, 30]
    """
    optimizer = as_optimizer(optimizer)
    objective, start = objective_and_start(objective, start, bounds)
    for name, number in {"steps": steps, "every": every}.items():
        if isinstance(number, bool) or not isinstance(number, int | np.integer) or number < 1:
            raise TrajvizError(f"{name} must be a whole number of at least 1, not {number!r}")
    label = optimizer.title if label is None else label
    may_rest = optimizer.batched and not objective.stochastic
    limits = Limits(int(steps), int(every), tolerance if may_rest else -np.inf)
    with progress_bar(limits.steps, label) if progress is None else nullcontext(progress) as tell:
        if start.ndim == 1 or optimizer.batched:
            return _run(objective, optimizer, start, limits, label, tell)
        starts = start.reshape(len(start), -1).T
        each = [_run(objective.restarted(k), optimizer, s, limits, label, tell) for k, s in enumerate(starts)]
        return _side_by_side(each, start.shape[1:])


def objective_and_start(objective: Any, start: ArrayLike | None, bounds: Any = None) -> tuple[Objective, Array]:
    """Return an objective, with bounds if any are given, and a start, shape (d, ...), that fit each other.

    Raises
    ------
    TrajvizError
        If they don't, or the start is not finite or lies outside the bounds.
    """
    objective = as_objective(objective)
    start = np.array(objective.start) if start is None else as_floats(start, "start")
    if start.ndim and objective.scaled is not None and len(start) != objective.dimension and len(start) > 0:
        objective = objective.in_dimensions(len(start))
    if start.ndim == 0 or len(start) != objective.dimension:
        raise TrajvizError(
            f"start {start.tolist()!s:.80} has shape {start.shape},"
            f" but {objective.name} has {objective.dimension} coordinates"
        )
    if not np.isfinite(start).all():
        raise TrajvizError(f"start {start.tolist()!s:.80} is not finite")
    if bounds is not None:
        objective = objective.bounded(bounds)
    if objective.bounds is not None and not is_within(start, objective.bounds):
        raise TrajvizError(f"start {start.tolist()!s:.80} lies outside the bounds {spelled(objective.bounds)}")
    return objective, start


def _run(
    objective: Objective, optimizer: Optimizer, start: Array, limits: Limits, label: str, progress: Progress
) -> Trajectory:
    meter = Meter(objective.restarted())
    record = Recorder(meter, start, limits, progress)
    with np.errstate(all="ignore"):
        try:
            ending = optimizer.minimize(meter, start.copy(), record)  # type: ignore[arg-type]
        except StopRun as stop:
            ending = stop.ending
        rows = record.rows_and_last()
        path = np.stack([row.x for row in rows])
        values = objective(np.moveaxis(path, 1, 0))
    run = Trajectory(
        path,
        values,
        label,
        evaluations=np.array([row.evaluations for row in rows]),
        nfev=meter.nfev,
        njev=meter.njev,
        nhev=meter.nhev,
        optimizer=str(optimizer),
        hyperparameters=optimizer.hyperparameters,
        objective=objective.exact(),
        step_of_row=np.array([row.step for row in rows]),
        bounds=objective.bounds,
        free=objective.bounds is not None and not optimizer.takes_bounds,
    )
    if start.ndim > 1:
        return _judged_each(run, ending, meter.gradient_norm <= limits.tolerance)
    return _judged(run, ending)


def _judged(run: Trajectory, ending: Ending | None) -> Trajectory:
    """Return `run`, up to where it was lost if it was, with its outcome."""
    # A row whose value is not finite is the last that is shown; one whose coordinates are not finite can't be.
    finite_rows = _leading(np.asarray(np.isfinite(run.path).all(axis=1)))
    end = min(finite_rows, _leading(np.isfinite(run.values[:finite_rows])) + 1)
    cut = replace(
        run,
        path=run.path[:end],
        values=run.values[:end],
        evaluations=run.evaluations[:end],
        step_of_row=run.step_of_row[:end],
    )
    outcome, message = _verdict(cut, ending, lost=end < len(run.path))
    return replace(cut, outcome=outcome, message=message)


def _leading(good: NDArray[np.bool_]) -> int:
    """Return how many entries there are before the first that is false."""
    return len(good) if good.all() else int(np.argmin(good))


def _verdict(run: Trajectory, ending: Ending | None, *, lost: bool) -> tuple[Outcome, str]:
    last, step = run.values[-1], run.step_of_row[-1]
    at = f"at step {step}" if step else "at the start"
    if _is_far_off(run):
        return "diverged", f"the iterate is {np.abs(run.path[-1]).max():.1e} away from the origin {at}"
    if np.isnan(last):
        return "failed", f"the objective is not a number {at}"
    if np.isneginf(last):
        return "diverged", f"the objective fell to minus infinity {at}"
    if np.isposinf(last):
        return "diverged" if step else "failed", f"the objective is infinite {at}"
    if lost:
        return "diverged", f"the iterates overflowed after step {step}"
    if ending is None:
        return "completed", f"all {step} steps taken"
    return ("converged" if ending.converged else "failed"), ending.message


def _is_far_off(run: Trajectory) -> bool:
    assert run.objective is not None
    low, high = np.array(run.objective.domain).T
    with np.errstate(over="ignore"):
        return bool((np.abs(run.path[-1] - (low + high) / 2) > _FAR * (high - low)).any())


_WORST_FIRST: tuple[Outcome, ...] = ("failed", "diverged", "completed", "converged")


def _judged_each(run: Trajectory, ending: Ending | None, at_rest: NDArray[np.bool_]) -> Trajectory:
    """Judge each of many starts by itself; those `at_rest` have converged, however the others fare."""
    paths = run.path.reshape(*run.path.shape[:2], -1)
    values = run.values.reshape(len(paths), -1)
    converged = Ending(True, "the gradient vanished")
    each = [
        _judged(replace(run, path=paths[:, :, i], values=values[:, i]), converged if rests else ending)
        for i, rests in enumerate(np.broadcast_to(at_rest, run.path.shape[2:]).ravel())
    ]
    return _side_by_side(each, run.path.shape[2:])


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


def as_floats(values: ArrayLike, name: str) -> Array:
    """Return a copy of an array of real numbers.

    Raises
    ------
    TrajvizError
        If it is none.
    """
    try:
        array = np.array(values)
        if np.iscomplexobj(array):
            raise TypeError
        return array.astype(float, copy=False)
    except (TypeError, ValueError):
        raise TrajvizError(f"{name} must be an array of numbers, not {values!r:.80}") from None
