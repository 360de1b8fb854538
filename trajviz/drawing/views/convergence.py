"""How fast: the value, or its distance from the known minimum, against the time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from matplotlib.axes import Axes

from trajviz.drawing.layers.layer import TIME_MARGIN, Array, Attached, Layer, attach_all
from trajviz.drawing.layers.markers import End
from trajviz.drawing.layers.shown import ValuesAbove
from trajviz.drawing.layers.trail import Head, Trail
from trajviz.drawing.views.view import Scene, view
from trajviz.runs.trajectory import Trajectory

_SMALLEST_GAP = 1e-16  # below this a gap is rounding
_LOG_PAYS = 50.0
_FURTHEST = 1e12  # in heights of the starts; a run that goes further leaves the picture


@view("convergence")
@dataclass(frozen=True, eq=False)
class ConvergenceView:
    """The gap f − f* against the time where f* is known, and else the value f.

    Parameters
    ----------
    scene : Scene
        What is shown.
    log : bool, optional
        Whether the vertical axis is logarithmic; by default where the values are positive and span more than a factor
        of fifty.
    """

    scene: Scene
    log: bool | None = None

    projection: ClassVar[str | None] = None
    aspect: ClassVar[float] = 1.25

    def attach(self, axes: Axes) -> list[Attached]:
        """Draw the axes and attach the curves."""
        minimum = None if self.scene.objective is None else self.scene.objective.minimum
        offset = 0.0 if minimum is None else minimum

        def curve(run: Trajectory) -> Array:
            gap = run.values - offset
            if minimum is not None:
                gap = np.maximum(gap, _SMALLEST_GAP)  # nan stays nan
            return np.column_stack([self.scene.times_of(run), np.clip(gap, -1e300, 1e300)])

        tracks = self.scene.tracks_over_time(curve, ValuesAbove(offset, _SMALLEST_GAP))
        heights = np.concatenate([track.points[:, 1] for track in tracks])
        starts = np.abs([track.points[0, 1] for track in tracks])
        reach = _FURTHEST * float(np.max(starts, where=np.isfinite(starts), initial=_SMALLEST_GAP))
        heights = heights[np.abs(heights) <= reach]  # nan is not
        if len(heights) == 0:
            heights = np.array([0.0, 1.0])
        self._set_limits(axes, heights, max(float(track.points[-1, 0]) for track in tracks))
        axes.set(xlabel=self.scene.name_of_time, ylabel="f" if minimum is None else "f − f*")
        axes.yaxis.label.set_fontstyle("italic")
        axes.grid(visible=True)
        layers: list[Layer] = []
        for track in tracks:
            layers += [Trail(track), End(track), Head(track, size=7)]
        return attach_all(layers, axes)

    def _set_limits(self, axes: Axes, heights: Array, last: float) -> None:
        low, high = float(heights.min()), float(heights.max())
        log = self.log if self.log is not None else low > 0 and high / low > _LOG_PAYS
        if log and low > 0:
            axes.set_yscale("log")
            margin = (high / low) ** 0.06 if high > low else 2.0
            axes.set_ylim(low / margin, high * margin)
        else:
            largest = max(abs(low), abs(high))
            margin = max(0.06 * (high - low), 1e-9 * largest) if high > low else largest or 1.0
            axes.set_ylim(low - margin, high + margin)
        axes.set_xlim(-TIME_MARGIN * max(last, 1), (1 + TIME_MARGIN) * max(last, 1))
