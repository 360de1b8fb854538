"""A composition of paths on a user's axes: each path gets a trail and a head."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial

import numpy as np
from matplotlib.axes import Axes
from mpl_toolkits.mplot3d import Axes3D
from numpy.typing import ArrayLike

from trajviz.animation_inputs import figure_and_axes, is_numbers, paths_and_labels, timeline_of, trajectories_of
from trajviz.arrays import Array
from trajviz.composition import Composition
from trajviz.drawing.layers.layer import Attached, Layer, Track, attach_all
from trajviz.drawing.layers.trail import Head, Trail
from trajviz.drawing.looks import as_colors, checked_width, in_colors
from trajviz.drawing.pace import timeline_at
from trajviz.drawing.text import drawable
from trajviz.drawing.theme import Theme, themes
from trajviz.drawing.timeline import Clock, Pace, times_of
from trajviz.errors import TrajvizError
from trajviz.runs.paths import as_floats
from trajviz.runs.trajectory import Trajectory

_FURTHEST = 1e100  # that a point can be drawn; the arithmetic of axes overflows beyond


def composed_on_axes(
    paths: object,
    labels: object,
    fig: object,
    ax: object,
    *,
    projection: str | None,
    zpaths: Sequence[ArrayLike] | None,
    frames: object,
    save_count: object,
    interval: float,
    repeats: bool,
    clock: Clock,
    pace: Pace | None,
    colors: str | Iterable[object] | None = None,
    linewidth: float | None = None,
    markersize: float | None = None,
) -> Composition:
    """Return the composition of what `TrajectoryAnimation` is given, whose parameters these are.

    Raises
    ------
    TrajvizError
        If anything is of the wrong kind, or does not fit the rest.
    """
    figure, axes = figure_and_axes(fig, ax, projection)
    several, names = paths_and_labels(paths, labels)
    runs = trajectories_of(several, names, 3 if axes.name == "3d" and zpaths is None else 2)
    theme = in_colors(themes["light"], as_colors(colors), [run.label for run in runs])
    widths = checked_width("linewidth", linewidth), checked_width("markersize", markersize)
    attached = _trails_and_heads(runs, zpaths, axes, clock, theme, widths)
    paced = None if pace is None else partial(timeline_at, pace, runs, attached, clock=clock)
    line = timeline_of(runs, frames, save_count, interval, clock, paced)
    return Composition(figure, axes, tuple(attached), tuple(runs), line, repeats=repeats)


def _trails_and_heads(
    trajectories: Sequence[Trajectory],
    zpaths: Sequence[ArrayLike] | None,
    axes: Axes,
    clock: Clock,
    theme: Theme,
    widths: tuple[float | None, float | None],
) -> list[Attached]:
    """Attach a trail and a head for each path to a user's axes, which make room for them if they are empty.

    `widths` are those of lines and marks, where these are to be others than usual.
    """
    points = [np.where(np.abs(run.path) <= _FURTHEST, run.path, np.nan) for run in trajectories]
    if zpaths is not None:
        points = _lifted(points, zpaths)
    wanted = 3 if axes.name == "3d" else 2
    for run, path in zip(trajectories, points, strict=True):
        if path.shape[1] != wanted:
            hint = "; give their heights as zpaths" if path.shape[1] < wanted else ""
            raise TrajvizError(f"path {run.label!r} has {path.shape[1]} coordinates, its axes have {wanted}{hint}")
    layers: list[Layer] = []
    for i, (run, path) in enumerate(zip(trajectories, points, strict=True)):
        track = Track(
            path, drawable(run.label), theme.color(i), theme.marker(i),
            run=i, times=times_of(run, clock), dash=theme.dash(i), linewidth=widths[0], markersize=widths[1],
        )  # fmt: skip
        layers += [Trail(track), Head(track)]
    if not axes.has_data():
        _make_room(axes, np.concatenate(points))
    return attach_all(layers, axes)


def _make_room(axes: Axes, points: Array) -> None:
    """Let the limits of `axes` take in those of `points` that are finite."""
    points = points[np.isfinite(points).all(axis=1)]
    if not len(points):
        return
    if isinstance(axes, Axes3D):
        axes.auto_scale_xyz(*points.T)
    else:
        axes.update_datalim(points)
        axes.autoscale_view()


def _lifted(paths: Sequence[Array], zpaths: Sequence[ArrayLike]) -> list[Array]:
    """Return paths of two coordinates with heights, those of each path, as the third."""
    if not isinstance(zpaths, Iterable) or isinstance(zpaths, str):
        raise TrajvizError(f"zpaths must be a sequence of heights along each path, not {zpaths!r:.60}")
    zpaths = [np.asarray(zpaths)] if len(paths) == 1 and is_numbers(zpaths) else list(zpaths)
    if len(zpaths) != len(paths):
        raise TrajvizError(f"zpaths has {len(zpaths)} entries for {len(paths)} paths")
    return [_with_heights(path, as_floats(heights, "zpaths")) for path, heights in zip(paths, zpaths, strict=True)]


def _with_heights(path: Array, heights: Array) -> Array:
    if heights.shape != (len(path),):
        raise TrajvizError(
            f"heights must have shape ({len(path)},), as many as their path has rows, not {heights.shape}"
        )
    return np.column_stack([path[:, :2], heights])
