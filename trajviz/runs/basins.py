"""Basins: to which minimum each start of a fine grid leads, and how fast.

Paths are not kept. A method written by hand runs many thousand starts as a batch, and what has arrived is dropped from
it where that pays: a method's memory can't be thinned out from outside, so that all are run for some steps first, and
those that are on their way then are run anew, together, to the end. SciPy's methods run one start after another. Both
go to two processes where that takes long.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from trajviz.arrays import Array, Integers
from trajviz.checks import is_whole
from trajviz.errors import TrajvizError
from trajviz.functions.objective import Objective
from trajviz.methods.optimizer import Optimizer
from trajviz.parallel import in_parts
from trajviz.runs.minima import REACH, basin_of, minima_reached
from trajviz.runs.recording import Limits, Meter, RowRecorder, StopRun
from trajviz.runs.sending import most_workers
from trajviz.runs.starts import middles
from trajviz.runs.tracing import trace_each

FINE, COARSE = (480, 300), (80, 50)
"""How many starts there are along each side by default: of methods that run many at once, and of others."""

_LEAST_STARTS, _MOST_STARTS = 2, 4000  # along a side
_PART, _BATCH, _PART_OF_SINGLE = 65_536, 32_768, 40  # starts
_SAMPLE = 1024  # starts, by which is seen how long paths take
_FIRST = (8, 12, 16, 24, 32, 48, 64, 96)  # steps, after which what has arrived may be left out


@dataclass(frozen=True, eq=False)
class Basin:
    """Where a method leads from each start on a grid.

    Parameters
    ----------
    x, y : ndarray of shape (nx,) and (ny,)
        The coordinates of the starts: the middles of the cells of a grid over the domain.
    reached : ndarray of int, shape (ny, nx)
        The number of the minimum at which the path ends, or -1 if it ends at none.
    arrivals : ndarray of shape (ny, nx)
        The steps after which the path stays within a hundredth of the domain of where it ends, between two where it
        comes so near on the way from one to the other; nan of what is lost.
    """

    x: Array
    y: Array
    reached: Integers
    arrivals: Array


@dataclass(frozen=True, eq=False)
class Basins:
    """Where several methods lead.

    Parameters
    ----------
    labels : tuple of str
        The names of the methods.
    methods : tuple of Basin
        What is known of each.
    minima : ndarray of shape (k, 2)
        As in `trajviz.runs.exploration.Exploration`.
    """

    labels: tuple[str, ...]
    methods: tuple[Basin, ...]
    minima: Array


def basins(
    objective: Objective,
    optimizers: Sequence[Optimizer],
    labels: Sequence[str],
    *,
    resolution: tuple[int, int] | None = None,
    steps: int = 200,
    tolerance: float = 1e-6,
) -> Basins:
    """Run each method from every start on a fine grid over the domain, and tell where it ends.

    Parameters
    ----------
    objective : Objective
        Of two variables.
    optimizers : sequence of Optimizer
    labels : sequence of str
        The name of each.
    resolution : (nx, ny), optional
        How many starts there are along each side, up to 4000; by default 480×300, or 80×50 of methods that run one
        start at a time.
    steps, tolerance
        See `trace`.

    Raises
    ------
    TrajvizError
        If the objective does not have two variables, or the resolution is none.

    Notes
    -----
    What a minimum is, and which ends belong to one, is said by `trajviz.runs.exploration.explore`.

    Examples
    --------
    >>> from trajviz.functions import objectives
    >>> from trajviz.methods import parse_optimizers
    >>> found = basins(objectives["himmelblau"], parse_optimizers("GD"), ["GD"], resolution=(60, 40))
    >>> found.minima.round(2).tolist()
    [[-3.78, -3.28], [-2.81, 3.13], [3.0, 2.0], [3.58, -1.85]]
    >>> np.bincount(found.methods[0].reached.ravel()).tolist()
    [566, 623, 617, 594]
    """
    if objective.dimension != 2:
        raise TrajvizError(
            f"basins are those of functions of two variables; {objective.name} has {objective.dimension}"
        )
    if not 0 < len(optimizers) == len(labels):
        raise TrajvizError(f"there must be a label for each optimizer, not {len(labels)} for {len(optimizers)}")
    sizes = [_checked(resolution, optimizer) for optimizer in optimizers]
    ran = [
        ends_on_grid(objective, optimizer, *size, steps, tolerance)
        for optimizer, size in zip(optimizers, sizes, strict=True)
    ]
    with np.errstate(all="ignore"):
        _, _, largest = grid_of_starts(objective, *max(sizes))
        minima = minima_reached(objective.exact(), largest, [each.ends for each in ran])
        found = [Basin(each.x, each.y, basin_of(objective, minima, each.ends), each.arrivals) for each in ran]
    return Basins(tuple(labels), tuple(found), minima)


class Ends(NamedTuple):
    """Where paths from a grid end, shape (2, ny, nx), and when they are there, shape (ny, nx)."""

    x: Array
    y: Array
    ends: Array
    arrivals: Array


def ends_on_grid(objective: Objective, optimizer: Optimizer, nx: int, ny: int, steps: int, tolerance: float) -> Ends:
    """Return where a method leads from the middles of the cells of a grid over the domain."""
    x, y, starts = grid_of_starts(objective, nx, ny)
    with np.errstate(all="ignore"):
        led = _led(objective, optimizer, starts, steps, tolerance)
    return Ends(x, y, led.ends.reshape(starts.shape), led.arrivals.reshape(starts.shape[1:]))


def _checked(resolution: tuple[int, int] | None, optimizer: Optimizer) -> tuple[int, int]:
    if resolution is None:
        return FINE if optimizer.batched else COARSE
    try:
        nx, ny = resolution
    except (TypeError, ValueError, OverflowError):
        nx = ny = 0
    if not all(is_whole(n) and _LEAST_STARTS <= n <= _MOST_STARTS for n in (nx, ny)):
        raise TrajvizError(
            f"resolution must be two whole numbers from {_LEAST_STARTS} to {_MOST_STARTS}, not {resolution!r:.60}"
        )
    return int(nx), int(ny)


def grid_of_starts(objective: Objective, nx: int, ny: int) -> tuple[Array, Array, Array]:
    """Return the sides of a grid over the domain, and its points, shape (2, ny, nx), as far as bounds allow."""
    x, y = (middles(low, high, n) for (low, high), n in zip(objective.domain, (nx, ny), strict=True))
    starts = np.stack(np.meshgrid(x, y))
    if objective.bounds is not None:
        low, high = np.transpose(objective.bounds)[:, :, None, None]
        starts = np.clip(starts, low, high)
    return x, y, starts


class _Led(NamedTuple):
    """Where paths end, shape (2, n), and when they are there, shape (n,)."""

    ends: Array
    arrivals: Array


class _Part(NamedTuple):
    """Some of the starts, shape (2, n), and the number of the first, since each draws its own noise."""

    first: int
    starts: Array


def _led(objective: Objective, optimizer: Optimizer, starts: Array, steps: int, tolerance: float) -> _Led:
    """Return where paths from `starts` lead, shape (2, ny, nx)."""
    workers = most_workers(objective, optimizer)
    if workers > 1:
        objective = replace(objective, scaled=None)  # it has two variables already, and what scales it can't be sent
    flat = starts.reshape(2, -1)
    run: Callable[[_Part], _Led]
    if optimizer.batched:
        first = _first_steps(objective, optimizer, flat, steps, tolerance)
        run, size = partial(_led_together, objective, optimizer, first, steps, tolerance), _PART
    else:
        run, size = partial(_led_one_by_one, objective, optimizer, steps, tolerance), _PART_OF_SINGLE
    parts = [_Part(k, flat[:, k : k + size]) for k in range(0, flat.shape[1], size)]
    led = in_parts(run, parts, workers)
    return _Led(np.concatenate([each.ends for each in led], axis=1), np.concatenate([each.arrivals for each in led]))


def _led_one_by_one(objective: Objective, optimizer: Optimizer, steps: int, tolerance: float, part: _Part) -> _Led:
    ends, arrivals = np.empty(part.starts.shape), np.empty(part.starts.shape[1])
    for k, start in enumerate(part.starts.T):
        (run,) = trace_each(
            objective.restarted(part.first + k), optimizer, start, steps, tolerance=tolerance, progress=lambda _: None
        )
        lost = run.outcome == "diverged" or not np.isfinite(run.values[-1])
        ends[:, k] = np.nan if lost else run.path[-1]
        arrivals[k] = _arrivals(objective, run.path[:, :, None], ends[:, k : k + 1])[0]  # type: ignore[arg-type]  # rows of an array
    return _Led(ends, arrivals)


def _led_together(
    objective: Objective, optimizer: Optimizer, first: int, steps: int, tolerance: float, part: _Part
) -> _Led:
    """Return where a batch leads: all are run for the `first` steps, and then what has not ended anew."""
    count = part.starts.shape[1]
    ends, arrivals, left = np.empty((2, count)), np.empty(count), np.arange(count)
    for length in dict.fromkeys([first, steps]):
        batches = [left[k : k + _BATCH] for k in range(0, len(left), _BATCH)]
        still = []
        for own in batches:
            led, is_over = _followed(objective, optimizer, part.starts[:, own], length, tolerance)
            ends[:, own], arrivals[own] = led
            still.append(own[~is_over])
        left = np.concatenate(still) if still else left
    return _Led(ends, arrivals)


def _followed(
    objective: Objective, optimizer: Optimizer, starts: Array, steps: int, tolerance: float
) -> tuple[_Led, NDArray[np.bool_]]:
    """Return where `starts`, shape (2, n), lead in so many steps at the most, and which are at their end before."""
    objective = objective.restarted()
    meter = Meter(objective, starts)
    may_rest = not optimizer.stops and not objective.stochastic
    limits = Limits(steps, steps, tolerance if may_rest else -np.inf)
    path = [starts.astype(np.float32)]

    def keep(_: int) -> None:
        path.append(record.iterate.astype(np.float32))

    record = RowRecorder(meter, starts, limits, keep, lambda _: False)
    ended = False
    with np.errstate(all="ignore"):
        try:
            optimizer.minimize(meter, starts.copy(), record)  # type: ignore[arg-type]  # it stands in for the objective
            ended = True
        except StopRun:
            pass
        ends = record.iterate
        led = _Led(ends, _arrivals(objective, path, ends))
        lost = ~np.isfinite(ends).all(axis=0)
    return led, record.at_rest | lost | ended


def _arrivals(objective: Objective, path: Sequence[NDArray[np.floating[Any]]], ends: Array) -> Array:
    """Return when paths, rows of shape (2, n), are within reach of their ends for good, shape (n,)."""
    count = ends.shape[1]
    widths = np.ptp(objective.domain, axis=1)[:, None].astype(path[0].dtype)
    within, outside = np.full(count, REACH**2), np.zeros(count)  # the squares of the distances around the last crossing
    crossed, after = np.zeros(count, dtype=int), np.zeros(count)
    seen = np.zeros(count, dtype=bool)
    with np.errstate(all="ignore"):
        at = (ends / widths).astype(path[0].dtype)
        for row in range(len(path) - 1, -1, -1):
            apart = path[row] / widths - at
            away = apart[0] ** 2 + apart[1] ** 2
            crosses = ~(away <= REACH**2) & ~seen
            if crosses.any():
                crossed[crosses], outside[crosses], within[crosses] = row, away[crosses], after[crosses]
                seen |= crosses
            after = away
        share = np.log(outside / REACH**2) / np.log(outside / np.maximum(within, 1e-12))
        arrivals = np.where(seen, crossed + np.clip(np.nan_to_num(share, nan=1.0), 0.0, 1.0), 0.0)
    return np.where(np.isfinite(ends).all(axis=0), np.minimum(arrivals, len(path) - 1), np.nan)


def _first_steps(objective: Objective, optimizer: Optimizer, starts: Array, steps: int, tolerance: float) -> int:
    """Return after how many steps it pays to leave out what has arrived; all of them if it never does."""
    if objective.stochastic or starts.shape[1] <= _BATCH:
        return steps
    sample = starts[:, np.linspace(0, starts.shape[1] - 1, _SAMPLE).astype(int)]
    over = []
    for length in (*_FIRST, steps):
        if length >= steps:
            break
        _, is_over = _followed(objective, optimizer, sample, length, tolerance)
        over.append((length, float(is_over.mean())))
        if is_over.all():
            return length
    # Those that are left are run to the end, and of a batch some are always the last.
    costs = {length: length + (1 - share) * steps for length, share in over}
    best = min(costs, key=lambda length: costs[length], default=steps)
    return best if costs and costs[best] < 0.8 * steps else steps
