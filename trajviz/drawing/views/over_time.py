"""What the views of training over time share: an axis of the clock or of epochs, and curves that grow along it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes

from trajviz.drawing.layers.layer import TIME_MARGIN, Array, Layer, Track
from trajviz.drawing.layers.path_markers import PathMarkers
from trajviz.drawing.layers.trail import Head, Trail
from trajviz.drawing.views.view import Scene
from trajviz.runs.trajectory import Trajectory

_MARKERS = 8  # along each curve


def times_along(scene: Scene, run: Trajectory, steps_per_epoch: int | None) -> Array:
    """Return when each row of `run` is reached on the clock, or in epochs where it is known how many steps make one."""
    return run.step_of_row / steps_per_epoch if steps_per_epoch else scene.times_of(run)


def set_time_axis(axes: Axes, tracks: Sequence[Track], scene: Scene, steps_per_epoch: int | None) -> None:
    """Let the horizontal axis of `axes` reach from the start to the end of the longest of `tracks`."""
    last = max(1e-9, *(float(track.points[-1, 0]) for track in tracks))
    name = "epoch" if steps_per_epoch else scene.name_of_time
    axes.set(xlim=(-TIME_MARGIN * last, (1 + TIME_MARGIN) * last), xlabel=name)
    axes.grid(visible=True)


def growing_curves(tracks: Sequence[Track]) -> list[Layer]:
    """Return for each track a line with markers along it, each at places of its own, and a head."""
    layers: list[Layer] = []
    for number, track in enumerate(tracks):
        places = (np.arange(_MARKERS) + (number + 0.5) / len(tracks)) / _MARKERS
        rows = np.unique((places * track.last_row).round().astype(int))
        layers += [Trail(track), PathMarkers(track, rows), Head(track, size=9)]
    return layers
