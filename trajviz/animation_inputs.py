"""What `TrajectoryAnimation` is given, in the many forms that notebooks know, as trajectories, axes and a timeline."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import islice
from numbers import Real
from typing import TypeGuard

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure, FigureBase

from trajviz.drawing.layers.layer import figure_of
from trajviz.drawing.timeline import LONGEST, Clock, Timeline, reached, timeline
from trajviz.errors import TrajvizError, UnknownNameError
from trajviz.functions.tensors import as_array
from trajviz.registry import did_you_mean
from trajviz.runs.paths import given_path, is_result, is_table, points_of
from trajviz.runs.trajectory import Trajectory

_TAKEN = (
    *("paths", "labels", "fig", "ax", "frames", "interval", "repeat_delay", "blit", "zpaths", "repeat", "save_count"),
    *("colors", "linewidth", "markersize"),
    *("event_source", "clock", "pace"),
)
_HOLD = 2.0  # seconds for which the last frame of what has a pace stays
_NOT_TAKEN = {
    "fargs": "there is no function that they could be arguments of",
    "init_func": "the starts are what is shown first",
    "func": "the paths are what is shown",
}


def check_other_arguments(arguments: dict[str, object]) -> None:
    """Check arguments beyond those of `TrajectoryAnimation`'s own, and leave those that `FuncAnimation` takes.

    Raises
    ------
    TrajvizError
        If one is not known, or can't be followed.
    """
    arguments.pop("cache_frame_data", None)  # nothing is cached that could grow
    for name in [name for name, value in arguments.items() if name in _NOT_TAKEN and not value]:
        del arguments[name]
    for name in arguments:
        if name in _NOT_TAKEN:
            raise TrajvizError(f"{name} is not taken: {_NOT_TAKEN[name]}")
        if name not in _TAKEN:
            raise UnknownNameError(f"TrajectoryAnimation has no argument {name!r:.60}; {did_you_mean(name, _TAKEN)}")


def check_kinds(*, interval: object, repeat_delay: object, blit: object, repeat: object) -> None:
    """Check the arguments that are handed on to `FuncAnimation`.

    Raises
    ------
    TrajvizError
        If one is of the wrong kind or out of range.
    """
    if not _is_number(interval) or interval <= 0:
        raise TrajvizError(f"interval must be a positive number of milliseconds, not {interval!r:.60}")
    if repeat_delay is not None and (not _is_number(repeat_delay) or repeat_delay < 0):
        raise TrajvizError(f"repeat_delay must be a number of milliseconds, zero or more, not {repeat_delay!r:.60}")
    for name, value in {"blit": blit, "repeat": repeat}.items():
        if not isinstance(value, bool | np.bool_) and value not in (0, 1):
            raise TrajvizError(f"{name} must be True or False, not {value!r:.60}")


def figure_and_axes(fig: object, ax: object, projection: str | None) -> tuple[Figure, Axes]:
    """Return a user's figure and axes, or new ones, of that projection if one is given.

    Raises
    ------
    TrajvizError
        If they are no figure and no axes, or the axes are of another projection.
    """
    if ax is not None and not isinstance(ax, Axes):
        raise TrajvizError(f"ax must be axes of Matplotlib's, not {ax!r:.60}")
    if fig is not None and not isinstance(fig, FigureBase):
        raise TrajvizError(f"fig must be a figure of Matplotlib's, not {fig!r:.60}")
    if ax is None:
        fig = Figure() if fig is None else fig
        ax = fig.gca() if fig.axes or projection is None else fig.add_subplot(projection=projection)
    if projection is not None and ax.name != projection:
        raise TrajvizError(f"the axes must be in space, as add_subplot(projection={projection!r}) makes them")
    return figure_of(ax), ax


def is_path(thing: object) -> bool:
    """Whether something is one path, and neither a sequence of paths nor of labels."""
    if _is_certainly_a_path(thing):
        return True
    if isinstance(thing, list | tuple) and any(_is_certainly_a_path(each) for each in thing):
        return False
    try:
        array = as_array(thing)
    except Exception:  # of different lengths: points, as no path should have them, or several paths
        return isinstance(thing, list | tuple) and is_numbers(thing[0])
    return array.ndim == 2 and array.dtype.kind not in "US"


def _is_certainly_a_path(thing: object) -> bool:
    if isinstance(thing, list | tuple):
        return len(thing) > 0 and all(is_result(each) for each in thing)
    return isinstance(thing, Trajectory) or is_table(thing) or is_result(thing)


def is_numbers(thing: object) -> bool:
    """Whether something is a row of numbers, as a point is, or the heights along one path."""
    if isinstance(thing, str) or _is_certainly_a_path(thing):
        return False
    try:
        return as_array(thing).ndim == 1
    except Exception:  # whatever it is, it is none
        return False


def paths_and_labels(given: object, labels: object) -> tuple[list[object], list[str]]:
    """Return the paths, each by itself, and a label for each.

    Parameters
    ----------
    given : sequence
        The paths one by one, or one thing that holds them: a sequence, a mapping of labels to paths, or a single path.
    labels : iterable
        Names, or anything that can be written as text.

    Raises
    ------
    TrajvizError
        If there are no paths, or more labels than paths.
    """
    paths = given[0] if isinstance(given, tuple) and len(given) == 1 else given
    if is_path(paths):
        paths = [paths]
    elif isinstance(paths, Mapping):
        labels, paths = list(paths), list(paths.values())
    if isinstance(paths, str) or not isinstance(paths, Iterable):
        raise TrajvizError(f"paths must be a sequence of paths, not {paths!r:.60}")
    each = list(paths)
    if not each:
        raise TrajvizError("there is no path to show")
    if is_numbers(each[0]):
        each = [each]
    return each, _texts(labels, len(each))


def _texts(labels: object, count: int) -> list[str]:
    if isinstance(labels, str) or not isinstance(labels, Iterable | None):
        raise TrajvizError(f"labels must be a sequence of names, one per path ({count}), not {labels!r:.60}")
    texts = ["" if label is None else str(label) for label in islice(() if labels is None else labels, count + 1)]
    if len(texts) > count:
        raise TrajvizError(f"labels must be a sequence of names, one per path; there are more than {count}")
    return texts + [""] * (count - len(texts))


def trajectories_of(paths: Sequence[object], labels: Sequence[str], dimension: int) -> list[Trajectory]:
    """Return every path as a trajectory with its label; trajectories stay as they are.

    Raises
    ------
    TrajvizError
        If a path is none, or a trajectory has many starts.
    """
    names = [f"path {label!r:.60}" if label else "path" for label in labels]
    own = [i for i, path in enumerate(paths) if not isinstance(path, Trajectory)]
    given = [given_path(paths[i], names[i]) for i in own]
    points = points_of(given, [names[i] for i in own], dimension)
    made = iter(
        [
            Trajectory.from_path(path._replace(numbers=rows, in_rows=True), labels[i])
            for i, path, rows in zip(own, given, points, strict=True)
        ]
    )
    runs = [path if isinstance(path, Trajectory) else next(made) for path in paths]
    for run in runs:
        if run.path.ndim != 2:
            raise TrajvizError(f"{run.label or 'a trajectory'} has many starts; show each of them as a path")
    return runs


def timeline_of(
    runs: Sequence[Trajectory],
    frames: object,
    save_count: object,
    interval: float,
    clock: Clock = "steps",
    paced: Callable[..., Timeline] | None = None,
) -> Timeline:
    """Return which moment each frame shows, and the pace.

    Parameters
    ----------
    runs : sequence of Trajectory
    frames : int, iterable of float, callable that returns one, or None
        The number of frames, or the moment that each frame shows; one that no run reaches shows the end.
    save_count : int, optional
        The most frames that are taken from an iterable.
    interval : float
        Milliseconds between frames.
    clock : {"steps", "evaluations"}
        What moments count.
    paced : callable, optional
        `paced(frames=..., fps=..., hold=...)` returns the timeline if frames are counted; by default each shows a step.

    Raises
    ------
    TrajvizError
        If `frames` are none, are too many, or are not numbers of at least 0.
    """
    times, fps = reached(runs, clock), 1000 / interval
    if frames is None or _is_number(frames):
        if frames is not None and (frames < 1 or frames % 1):
            raise TrajvizError(f"frames must be a whole number of at least 1, not {frames!r:.60}")
        count = None if frames is None else int(frames)
        if paced is not None:
            return paced(frames=count, fps=fps, seconds=None, hold=_HOLD)
        return timeline(times, clock=clock, frames=count, fps=fps)
    if paced is not None:
        raise TrajvizError("frames that say what they show have a pace of their own; leave out pace, or give a number")
    if save_count is not None and not (isinstance(save_count, int | np.integer) and save_count >= 1):
        raise TrajvizError(f"save_count must be a whole number of at least 1, not {save_count!r:.60}")
    frames = frames() if callable(frames) else frames
    if isinstance(frames, str) or not isinstance(frames, Iterable):
        raise TrajvizError(f"frames must be a number of frames, or the steps that they show, not {frames!r:.60}")
    shown = list(islice(frames, LONGEST + 1 if save_count is None else int(save_count)))
    if not shown or len(shown) > LONGEST:
        raise TrajvizError(f"frames must be 1 to {LONGEST} steps; where they go on for ever, save_count says how many")
    for moment in shown:
        if not _is_number(moment) or moment < 0:
            raise TrajvizError(f"frames must be numbers of {clock}, at least 0, not {moment!r:.60}")
    moments = np.array([min(float(moment), float(times[-1])) for moment in shown])
    return Timeline(moments, fps, timeline(times).hold, clock)


def _is_number(thing: object) -> TypeGuard[float]:
    """Whether something is a finite real number."""
    if isinstance(thing, bool) or not isinstance(thing, Real):
        return False
    try:
        return math.isfinite(thing)
    except OverflowError:
        return False
