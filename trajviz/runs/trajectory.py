"""A trajectory: one run of an optimizer, where it went, what it found there, and how it ended."""

from __future__ import annotations

import reprlib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from trajviz.arrays import Array
from trajviz.checks import as_real_array, checked, checked_fields, shown
from trajviz.errors import TrajvizError
from trajviz.functions.bounds import Pairs
from trajviz.functions.kinds import Kind
from trajviz.functions.objective import Objective
from trajviz.functions.resolve import as_objective, is_users_own
from trajviz.runs.details import Details
from trajviz.runs.judging import Outcome
from trajviz.runs.paths import as_floats, checked_counts, given_path, points_of
from trajviz.runs.populations import path_of_population

_MOST_DIMENSIONS_FOR_NORMS = 100


@checked_fields
@dataclass(frozen=True, eq=False)
class Trajectory:
    """One run: where an optimizer went and what it found there.

    Parameters
    ----------
    path : ndarray of shape (rows, d) or (rows, d, ...)
        The iterates. Row 0 is the start, the last row the last iterate. Runs from many starts have further axes.
    values : ndarray of shape (rows,) or (rows, ...)
        The objective along the path; nan where it is not known.
    label : str
        The name in a legend.
    outcome : {"converged", "completed", "diverged", "failed"}
        How the run ended; see `trace`. Of many starts, the worst.
    message : str
        The same in a sentence.
    evaluations : ndarray of int, shape (rows,) or (rows, ...)
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
    step_of_row : ndarray of int, shape (rows,)
        The number of the step that each row was reached by; by default each row is one step further.
    bounds : tuple of (low, high), optional
        The bounds that were given, one pair per coordinate; None where there were none.
    constraints : tuple of str
        The constraints that were given.
    free : bool
        Whether the method went without regard of the bounds or the constraints, as those do that can't be bound.
    kind : str
        What kind of point a run from a single start is at, or next to, if it came to rest or ended by itself: "global
        minimum", "local minimum", "local maximum", "saddle point", "flat ground" or "bound". Empty where it can't be
        told, and where it did not end so.
    outcomes : ndarray of str, shape (...)
        How the run from each of many starts ended; empty for a single one.
    details : mapping of str to ndarray of shape (rows, ...)
        What the method saw or had at each row beside its iterate, such as its "simplex" or "population"; see
        `trajviz.runs.details`.

    Raises
    ------
    TrajvizError
        If anything is not of its kind.

    Examples
    --------
    >>> run = Trajectory.from_path([[3, 4], [3, 4], [0, 0]], "leap", objective="x**2 + y**2")
    >>> len(run), run.steps, run.dimension, run.title, run.accepted.tolist(), run.violation
    (3, 2, 2, 'leap', [True, False, True], 0.0)
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
    hyperparameters: Mapping[str, Any] = field(default_factory=dict)  # each of the type of its default
    objective: Objective | None = None
    step_of_row: NDArray[np.int_] = field(default_factory=lambda: np.zeros(0, dtype=int))
    bounds: Pairs | None = None
    constraints: tuple[str, ...] = ()
    free: bool = False
    kind: Kind = ""
    outcomes: NDArray[np.str_] = field(default_factory=lambda: np.zeros(0, dtype="<U9"))
    details: Details = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.step_of_row.size:
            object.__setattr__(self, "step_of_row", np.arange(len(self.path)))

    def __len__(self) -> int:
        """Return the number of rows, which is one more than the steps where each of them is kept."""
        return len(self.path)

    def __repr__(self) -> str:
        """Tell the run in a line, however long it is."""
        label = f" {reprlib.repr(self.label)}" if self.label else ""
        on = f" on {self.objective.name:.40}" if self.objective is not None else ""
        starts = int(np.prod(self.path.shape[2:]))
        of = f" from {starts} starts" if self.path.ndim > 2 else ""
        at = f" at f = {self.values[-1]:.5g}" if self.values.ndim == 1 and not np.isnan(self.values[-1]) else ""
        plural = "" if self.dimension == 1 else "s"
        ending = f"{self.outcome}{at}"
        return f"<Trajectory{label}{on}: {self.steps} steps{of} in {self.dimension} dimension{plural}, {ending}>"

    @classmethod
    @checked
    def from_path(
        cls,
        path: object,
        label: str = "",
        *,
        values: ArrayLike | None = None,
        objective: object = None,
        dimension: int | None = None,
    ) -> Trajectory:
        """Make a trajectory of a path that comes from anywhere else.

        Parameters
        ----------
        path : array-like of shape (rows, d) or (rows, n, d), table, or iterable of points or of OptimizeResult
            The iterates, the start first; or a population of n at each iteration, as swarms and evolution keep it, each
            individual in one place. Then the path is that of the best up to each, where an objective or a value for
            each individual tells, else that of the middle; the population is in `details`.
            Rows that are masked or nan are gaps. An array of shape (d, rows) has
            its coordinates in rows, unless it is square. Of SciPy's results `x` and `fun` are taken, of tables such as
            a `DataFrame` the columns by their names, see `trajviz.runs.paths.path_of_columns`.
        label : str
            The name in a legend.
        values : array-like of shape (rows,), or of a population (rows, n), optional
            The values along the path; by default those that come with it, or those of `objective`, or nan.
        objective : str, callable or Objective, optional
            What was minimised.
        dimension : int, optional
            The number of coordinates d; by default that of the objective. Where neither is known, an array of two rows
            and more than two columns is taken for x and y.

        Returns
        -------
        Trajectory
            Its outcome is "completed"; each row is a step, and as many evaluations, unless the path tells others.

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
        details = {}
        if given.numbers.ndim == 3 and given.numbers.size:
            details["population"] = given.numbers
            given, values = path_of_population(given, values, objective, name)
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
            details=details,
        )

    @classmethod
    @checked
    def from_checkpoints(
        cls, folder: str | PathLike[str], label: str = "", *, model: object = None, objective: object = None
    ) -> Trajectory:
        """Make a trajectory of the checkpoints of a training run, a row each.

        Parameters
        ----------
        folder : str or path-like
            Of state dicts as `torch.save` writes them, alone or inside of a checkpoint, and files in folders below it.
            They are ordered by the step or epoch that is stored beside them, or else by the numbers in their names,
            which then number the steps. A loss that is stored with them is the value. Nothing that a file holds is run.
        label : str
            The name in a legend; by default the folder's.
        model : torch.nn.Module, optional
            Tells which of the tensors are parameters; by default all numbers are, but the running statistics of a
            normalization.
        objective : str, callable or Objective, optional
            What was minimised, as for `from_path`.

        Returns
        -------
        Trajectory
            A row for each checkpoint.

        Raises
        ------
        TrajvizError
            If PyTorch is missing, there are no checkpoints, or they don't fit each other.

        Examples
        --------
        >>> run = Trajectory.from_checkpoints("checkpoints/", model=model)  # doctest: +SKIP
        """
        from trajviz.runs.checkpoints import read_checkpoints

        found = read_checkpoints(folder, model)
        run = cls.from_path(found.path, label or Path(folder).resolve().name, values=found.values, objective=objective,
                            dimension=found.path.shape[1])  # fmt: skip
        return replace(run, path=found.path, step_of_row=found.steps, evaluations=found.evaluations)

    @property
    def steps(self) -> int:
        """The number of steps that were taken; `len(run)` is that of the rows, and `step_of_row` ties them."""
        return int(self.step_of_row[-1])

    @property
    def title(self) -> str:
        """The label, and whether the method ran free of bounds or constraints that were given: what a legend shows."""
        return f"{self.label} (free)" if self.free else self.label

    @property
    def violation(self) -> float:
        """By how much the last iterate breaks the constraints, the most of any; nan without an objective."""
        return float("nan") if self.objective is None else float(np.max(self.objective.violation(self.path[-1])))

    @property
    def dimension(self) -> int:
        """The number of coordinates, d."""
        return int(self.path.shape[1])

    @property
    def accepted(self) -> NDArray[np.bool_]:
        """Whether each row moved from the one before, shape (rows,); a step that repeats a point was rejected."""
        moved = (self.path[1:] != self.path[:-1]).any(axis=tuple(range(1, self.path.ndim)))
        return np.concatenate([[True], moved])

    @checked
    def distance_to(self, points: ArrayLike) -> float:
        """Return the distance from the last iterate to the nearest of some points.

        Parameters
        ----------
        points : array-like of shape (n, d)
            The points, such as the minima of the objective.

        Returns
        -------
        float
            The Euclidean distance; nan if there are no points.

        Raises
        ------
        TrajvizError
            If the points have another number of coordinates.

        Examples
        --------
        >>> run = Trajectory.from_path([[3, 4], [3, 4], [0, 0]], "leap", objective="x**2 + y**2")
        >>> run.distance_to([[3, 4], [9, 9]])
        5.0
        """
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

        Parameters
        ----------
        rows : ndarray of int, shape (n,)
            The numbers of the rows.

        Returns
        -------
        ndarray of shape (n,)
            Nan where no objective is known, or where so many gradients of so many variables would take long.

        Raises
        ------
        TrajvizError
            If there is no such row.

        Examples
        --------
        >>> run = Trajectory.from_path([[3, 4], [3, 4], [0, 0]], "leap", objective="x**2 + y**2")
        >>> run.gradient_norms(np.array([0, -1])).tolist()
        [10.0, 0.0]
        """
        if self.objective is None or self.dimension > _MOST_DIMENSIONS_FOR_NORMS:
            return np.full(len(rows), np.nan)
        if rows.size and not -len(self) <= rows.min() <= rows.max() < len(self):
            raise TrajvizError(f"rows must lie between 0 and {len(self) - 1}, not {shown(rows)}")
        with np.errstate(all="ignore"):
            return np.asarray(np.linalg.norm(self.objective.gradient(self.path[rows].T), axis=0))

    @checked
    def save(self, path: str | PathLike[str]) -> None:
        """Write to `.npz` or `.csv` (step, evaluations, coordinates and value per row).

        The objective is saved by its name alone. Details are saved to `.npz`.

        Parameters
        ----------
        path : str or path-like
            The file, whose name ends in `.npz` or `.csv`.

        Raises
        ------
        TrajvizError
            If the suffix is another one, the file cannot be written, or `.csv` is to hold runs from many starts.

        Examples
        --------
        >>> from tempfile import TemporaryDirectory
        >>> run = Trajectory.from_path([[3, 4], [3, 4], [0, 0]], "leap", objective="x**2 + y**2")
        >>> with TemporaryDirectory() as folder:
        ...     run.save(f"{folder}/run.csv")
        ...     Trajectory.load(f"{folder}/run.csv").path.tolist()
        [[3.0, 4.0], [3.0, 4.0], [0.0, 0.0]]
        """
        from trajviz.runs.storage import write_fields

        write_fields({each.name: getattr(self, each.name) for each in fields(self)}, path)

    @classmethod
    @checked
    def load(cls, path: str | PathLike[str]) -> Trajectory:
        """Read back what `save` wrote, without its objective if the name does not say which one it was.

        Parameters
        ----------
        path : str or path-like
            The file, whose name ends in `.npz` or `.csv`.

        Returns
        -------
        Trajectory
            The run.

        Raises
        ------
        TrajvizError
            If the file is missing, is not of such a form, or holds anything but plain arrays.

        Examples
        --------
        >>> from tempfile import TemporaryDirectory
        >>> run = Trajectory.from_path([[3, 4], [3, 4], [0, 0]], "leap", objective="x**2 + y**2")
        >>> with TemporaryDirectory() as folder:
        ...     run.save(f"{folder}/run.csv")
        ...     Trajectory.load(f"{folder}/run.csv").path.tolist()
        [[3.0, 4.0], [3.0, 4.0], [0.0, 0.0]]
        """
        from trajviz.runs.storage import read_fields

        return cls(**read_fields(path))


def _objective_of_path(objective: object, numbers: Array, dimension: int | None) -> Objective:
    """Return the objective; where a function needs to be told, the path has as many columns as it takes coordinates."""
    try:
        return as_objective(objective, dimension=dimension)
    except TrajvizError:
        if dimension is not None or not is_users_own(objective) or numbers.ndim not in (2, 3):
            raise
        return as_objective(objective, dimension=numbers.shape[-1])
