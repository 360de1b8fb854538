"""Where each method goes from every start on a grid over the domain of a function of two variables.

A page that lets a reader drop a ball anywhere can't run an optimizer, so all of the paths are computed beforehand, and
the nearest start stands for the place that was picked. A method written by hand runs all starts as one batch. SciPy's
run one start after another, on a test function by two processes if that takes long. A page has to hold the paths, so
of long ones a few rows are kept.

The basins say which minimum each path ends in. Catalogues list the global minima, and a user's function none, so the
others are found from the ends of the paths themselves.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from trajviz.arrays import Array, Integers, Numbers
from trajviz.checks import is_whole
from trajviz.errors import TrajvizError
from trajviz.functions.objective import Objective
from trajviz.methods.optimizer import Optimizer
from trajviz.parallel import in_parts
from trajviz.runs.basins import ends_on_grid, grid_of_starts
from trajviz.runs.minima import basin_of, minima_reached
from trajviz.runs.sending import most_workers
from trajviz.runs.tracing import trace_each
from trajviz.runs.trajectory import Trajectory

MOST_ROWS = 60
"""How many steps are kept of each path, besides the start."""

_LEAST_STARTS, _MOST_STARTS = 2, 200  # along an axis
_STARTS_IN_BLOCK = 20


@dataclass(frozen=True, eq=False)
class Exploration:
    """The paths of several methods from every start on a grid, and where they end.

    Parameters
    ----------
    x, y : ndarray of shape (nx,) and (ny,)
        The coordinates of the starts: the middles of the cells of a grid over the domain.
    labels : tuple of str
        The names of the methods.
    steps : tuple of ndarray of int, shape (rows,)
        For each method, the number of the step that each row was reached by. Row 0 is the start, and there are at most
        `MOST_ROWS` others.
    paths : tuple of ndarray of shape (rows, 2, ny, nx)
        For each method, the iterates. A path that has ended rests where it ended, so that the last row is every path's
        last iterate. One that was lost, where the objective or the next iterate is not finite or where SciPy ended it
        as it diverged, is nan from then on.
    values : tuple of ndarray of shape (rows, ny, nx)
        For each method, the objective along the paths.
    evaluations : tuple of ndarray of int, shape (rows, ny, nx)
        For each method, evaluations of values, gradients and Hessians together, up to each row.
    minima : ndarray of shape (k, 2)
        The objective's known minima inside the domain and those at which paths have come to rest, by value and then by
        coordinates.
    basins : tuple of ndarray of int, shape (ny, nx)
        For each method, the row of `minima` at which the path from each start ended, or -1 if it ended at none.
    fine : tuple of ndarray of int, shape (my, mx), or None
        For each method the same on a finer grid over the domain, where that was asked for and the method runs many
        starts at once.
    """

    x: Array
    y: Array
    labels: tuple[str, ...]
    steps: tuple[Integers, ...]
    paths: tuple[Array, ...]
    values: tuple[Array, ...]
    evaluations: tuple[Integers, ...]
    minima: Array
    basins: tuple[Integers, ...]
    fine: tuple[Integers | None, ...]


def explore(
    objective: Objective,
    optimizers: Sequence[Optimizer],
    labels: Sequence[str],
    *,
    grid: tuple[int, int] = (40, 25),
    resolution: tuple[int, int] | None = None,
    steps: int = 200,
    tolerance: float = 1e-6,
) -> Exploration:
    """Run each method from every start on a grid over the domain.

    Of an objective with bounds, a start outside them stands for the nearest point within.

    Parameters
    ----------
    objective : Objective
        Of two variables.
    optimizers : sequence of Optimizer
    labels : sequence of str
        The name of each optimizer.
    grid : (nx, ny)
        The number of starts along each axis, from 2 to 200.
    resolution : (mx, my), optional
        How many starts along each axis tell the basins more finely; their paths are not kept.
    steps : int
        The most steps that are taken.
    tolerance : float
        See `trace`.

    Returns
    -------
    Exploration

    Raises
    ------
    TrajvizError
        If the objective does not have two variables, the grid is not such numbers, there are not as many labels as
        optimizers, or `trace` refuses the steps or an optimizer.

    Notes
    -----
    A minimum that is not known beforehand is a place where a path has come to rest and that is the lowest around.

    A path has come to rest where Newton's method, continuing from its end, stays within half a hundredth of the
    domain. A bound on the gradient alone would be in units of value per length and mean rest on one landscape and full
    speed on another; Newton's step is the gradient divided by the curvature, a length, and how it compares with the
    domain changes with the unit of neither. Where Newton's method arrives is the exact place.

    Paths also come to rest on saddles and maxima, if they start on a line of symmetry, and on plains. So the place has
    to lie lower than every point of a small ring around it, whose lowest point is sought along the ring to a millionth
    of a turn. That holds where the Hessian vanishes, which says nothing there, and tells a minimum from one point among
    many on the floor of a valley.

    Ends within a hundredth of the domain of a minimum belong to the nearest such minimum, whether or not they have come
    to rest, and no two minima are nearer to each other than that unless both are known.

    Examples
    --------
    >>> from trajviz.functions import objectives
    >>> from trajviz.methods import parse_optimizers
    >>> found = explore(objectives["camel"], parse_optimizers("Momentum"), ["Momentum"], grid=(12, 8))
    >>> found.paths[0].shape, found.steps[0][-2:].tolist()
    ((51, 2, 8, 12), [196, 200])
    >>> found.minima[:2].round(4).tolist()
    [[-0.0898, 0.7127], [0.0898, -0.7127]]
    """
    if objective.dimension != 2:
        raise TrajvizError(
            f"starts on a grid need a function of two variables; {objective.name} has {objective.dimension}"
        )
    if len(labels) != len(optimizers):
        raise TrajvizError(f"there must be a label for each of the {len(optimizers)} optimizers, not {list(labels)!r}")
    nx, ny = _checked_grid(grid)
    x, y, starts = grid_of_starts(objective, nx, ny)
    runs = [_run(objective, optimizer, starts, steps, tolerance) for optimizer in optimizers]
    ends = [run.path[-1] for run in runs]
    finer = [
        ends_on_grid(objective, optimizer, *resolution, steps, tolerance).ends
        if resolution is not None and optimizer.batched
        else None
        for optimizer in optimizers
    ]
    with np.errstate(all="ignore"):  # a path that is about to overflow ends at no minimum
        everywhere = [*ends, *(each for each in finer if each is not None)]
        minima = minima_reached(objective.exact(), starts, everywhere)
        basins = tuple(basin_of(objective, minima, each) for each in ends)
        fine = tuple(None if each is None else basin_of(objective, minima, each) for each in finer)
    return Exploration(
        x,
        y,
        tuple(labels),
        steps=tuple(run.steps for run in runs),
        paths=tuple(run.path for run in runs),
        values=tuple(run.values for run in runs),
        evaluations=tuple(run.evaluations for run in runs),
        minima=minima,
        basins=basins,
        fine=fine,
    )


def _checked_grid(grid: tuple[int, int]) -> tuple[int, int]:
    try:
        nx, ny = grid
    except (TypeError, ValueError, OverflowError):
        nx = ny = 0
    for n in (nx, ny):
        if not is_whole(n) or not _LEAST_STARTS <= n <= _MOST_STARTS:
            raise TrajvizError(
                f"the grid of starts is two whole numbers from {_LEAST_STARTS} to {_MOST_STARTS}, not {grid!r}"
            )
    return int(nx), int(ny)


class _Runs(NamedTuple):
    """One method's paths from all starts, shapes as in `Exploration`."""

    steps: Integers
    path: Array
    values: Array
    evaluations: Integers


def _run(objective: Objective, optimizer: Optimizer, starts: Array, steps: int, tolerance: float) -> _Runs:
    run_starts = _as_batch if optimizer.batched else _one_by_one
    runs, lost = run_starts(objective, optimizer, starts, steps, tolerance)
    rests = (runs.path == runs.path[-1]).all(axis=1) & (runs.evaluations == runs.evaluations[-1])
    gone = lost & (np.cumsum(rests, axis=0) > 1)
    return runs._replace(
        path=np.where(gone[:, None], np.nan, runs.path),
        values=np.where(gone, np.nan, runs.values),
    )


def _as_batch(
    objective: Objective, optimizer: Optimizer, starts: Array, steps: int, tolerance: float
) -> tuple[_Runs, NDArray[np.bool_]]:
    """Return the runs, and which of the paths were lost after the row from which they rest, shape (ny, nx)."""
    every = -(-steps // MOST_ROWS) if isinstance(steps, int | np.integer) else 1  # `trace` refuses what is no number
    each = trace_each(objective, optimizer, starts, steps, tolerance=tolerance, every=every, progress=_silent)
    longest = max(each, key=lambda run: len(run.path))
    return _side_by_side([_sent(run) for run in each], np.arange(len(longest.path)), longest.step_of_row, starts)


def _one_by_one(
    objective: Objective, optimizer: Optimizer, starts: Array, steps: int, tolerance: float
) -> tuple[_Runs, NDArray[np.bool_]]:
    """Return the same as `_as_batch`, of a method that runs one start at a time."""
    paths = _paths_by_workers(objective, optimizer, starts.reshape(2, -1).T, steps, tolerance)
    longest = max(len(path.values) for path in paths) - 1
    kept = np.array([*range(0, longest, -(-longest // MOST_ROWS) or 1), longest])
    return _side_by_side(paths, kept, kept, starts)


def _side_by_side(
    paths: Sequence[_Path], kept: Integers, steps: Integers, starts: Array
) -> tuple[_Runs, NDArray[np.bool_]]:
    """Return the `kept` rows of paths, each resting where it ended, with their steps, and which paths were lost."""

    def stacked(columns: Sequence[Numbers]) -> Numbers:
        each = [column[np.minimum(kept, len(column) - 1)] for column in columns]
        return np.stack(each, axis=-1).reshape(*each[0].shape, *starts.shape[1:])

    runs = _Runs(
        steps,
        stacked([path.iterates for path in paths]),
        stacked([path.values for path in paths]),
        stacked([path.evaluations for path in paths]),
    )
    return runs, np.array([path.lost for path in paths]).reshape(starts.shape[1:])


class _Path(NamedTuple):
    """One path from one start: what a worker sends back."""

    iterates: Array
    values: Array
    evaluations: Integers
    lost: bool


class _Block(NamedTuple):
    """Some of the starts, shape (n, 2), and the number of the first, since each draws its own noise."""

    first: int
    starts: Array

    @classmethod
    def of(cls, starts: Array) -> list[_Block]:
        """Return all of the starts in blocks."""
        return [cls(k, starts[k : k + _STARTS_IN_BLOCK]) for k in range(0, len(starts), _STARTS_IN_BLOCK)]


def _paths_by_workers(
    objective: Objective, optimizer: Optimizer, starts: Array, steps: int, tolerance: float
) -> list[_Path]:
    """Return the path from each of `starts`, shape (n, 2)."""
    objective = replace(objective, scaled=None)  # it has two variables already, and what scales it can't be sent
    follow = partial(_paths, objective, optimizer, steps, tolerance)
    workers = most_workers(objective, optimizer)
    return [path for paths in in_parts(follow, _Block.of(starts), workers) for path in paths]


def _paths(objective: Objective, optimizer: Optimizer, steps: int, tolerance: float, block: _Block) -> list[_Path]:
    return [
        _sent(run)
        for number, start in enumerate(block.starts, block.first)
        for run in trace_each(
            objective.restarted(number), optimizer, start, steps, tolerance=tolerance, progress=_silent
        )
    ]


def _sent(run: Trajectory) -> _Path:
    lost = run.outcome == "diverged" or not np.isfinite(run.values[-1])
    return _Path(run.path, run.values, run.evaluations, lost)


def _silent(_: int) -> None:
    """Tell nobody how far a run is."""
