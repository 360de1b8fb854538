"""The accuracy on data that were held out, against the time or the epoch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from matplotlib.axes import Axes

from trajviz.checks import check_whole
from trajviz.drawing.layers.layer import Array, Attached, attach_all
from trajviz.drawing.views.networks import classifier_of
from trajviz.drawing.views.over_time import growing_curves, set_time_axis, times_along
from trajviz.drawing.views.view import Scene, view
from trajviz.runs.trajectory import Trajectory


@view("accuracy")
@dataclass(frozen=True, eq=False)
class AccuracyView:
    """The share of held-out samples that a network tells right, for each run.

    Parameters
    ----------
    scene : Scene
        What is shown; its objective is a network that tells classes apart.
    evaluations : int
        At how many rows of a path, evenly spread, the accuracy is evaluated at the most; between two of them the curve
        is straight.
    steps_per_epoch : int, optional
        Where it is given, the horizontal axis counts epochs.
    """

    scene: Scene
    evaluations: int = 200
    steps_per_epoch: int | None = None

    projection: ClassVar[str | None] = None
    aspect: ClassVar[float] = 1.35

    def __post_init__(self) -> None:
        check_whole("evaluations", self.evaluations, 2)
        if self.steps_per_epoch is not None:
            check_whole("steps_per_epoch", self.steps_per_epoch, 1)

    def attach(self, axes: Axes) -> list[Attached]:
        """Draw the axes and attach the curves."""
        tracks_of = self.scene.tracks_over_time if self.steps_per_epoch is None else self.scene.tracks
        tracks = tracks_of(self._curve)
        lowest = min(float(track.points[:, 1].min()) for track in tracks)
        axes.set(ylim=(np.floor(10 * lowest) / 10 - 0.02, 1.02), ylabel="accuracy on held-out data")
        set_time_axis(axes, tracks, self.scene, self.steps_per_epoch)
        return attach_all(growing_curves(tracks), axes)

    def _curve(self, run: Trajectory) -> Array:
        network = classifier_of(run, "accuracy")
        rows = np.linspace(0, len(run) - 1, min(self.evaluations, len(run))).round().astype(int)
        accuracies = [network.accuracy(x) for x in run.path[rows]]
        heights = np.interp(np.arange(len(run)), rows, accuracies)
        return np.column_stack([times_along(self.scene, run, self.steps_per_epoch), heights])
