"""Sharpness: the largest curvature along each run, beside what its learning rate bears: the edge of stability."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from trajviz.checks import check_whole
from trajviz.drawing.layers.layer import TIME_MARGIN, Array, Attached, Layer, attach_all
from trajviz.drawing.layers.markers import End
from trajviz.drawing.layers.trail import Head, Trail
from trajviz.drawing.views.caption import write_caption
from trajviz.drawing.views.view import Scene, view
from trajviz.errors import TrajvizError
from trajviz.functions.curvature import leading_curvatures
from trajviz.options import option, whole
from trajviz.runs.trajectory import Trajectory

_LOG_PAYS = 10.0
_LARGEST = 1e12  # of the median; a run that diverges leaves the picture
_FURTHEST = 1e200  # that limits can be; ticks beyond overflow
_PLAIN = ("GD", "SGD")
_WITH_MOMENTUM = ("Momentum",)


@view("sharpness")
@dataclass(frozen=True, eq=False)
class SharpnessView:
    """The largest curvature along each run, and 2/lr, above which steps swing further.

    Parameters
    ----------
    scene : Scene
        What is shown.
    evaluations : int
        At how many rows of a path, evenly spread, the curvature is evaluated at the most; between two of them the curve
        is straight.

    References
    ----------
    Cohen, Kaur, Li, Kolter, Talwalkar: Gradient descent on neural networks typically occurs at the edge of stability,
    2021.
    """

    scene: Scene
    evaluations: int = option(50, "at how many rows a curvature is evaluated", metavar="N", reads=whole(2, 10_000))

    projection: ClassVar[str | None] = None
    aspect: ClassVar[float] = 1.35

    def __post_init__(self) -> None:
        check_whole("evaluations", self.evaluations, 2)

    def attach(self, axes: Axes) -> list[Attached]:
        """Draw the axes and attach the curves."""
        if any(run.objective is None for run in self.scene.runs):
            raise TrajvizError("sharpness is told of runs with an objective; these paths come without one")
        tracks = self.scene.tracks_over_time(self._curve)
        bounds = [stable_curvature(run) for run in self.scene.runs]
        heights = np.concatenate([track.points[:, 1] for track in tracks])
        last = max(1.0, *(float(track.points[-1, 0]) for track in tracks))
        self._set_limits(axes, heights, [bound for bound in bounds if bound is not None])
        axes.set(xlim=(-TIME_MARGIN * last, (1 + TIME_MARGIN) * last))
        axes.set(xlabel=self.scene.name_of_time, ylabel="largest curvature")
        axes.grid(visible=True)
        for track, bound in zip(tracks, bounds, strict=True):
            if bound is not None:
                axes.axhline(bound, color=track.color, linewidth=1.3, linestyle=(0, (5, 3)), zorder=1.5)
        if any(bound is not None for bound in bounds):
            write_caption(axes, ["dashed: what a step bears, 2/lr"], self.scene.theme)
        layers: list[Layer] = []
        for track in tracks:
            layers += [Trail(track), End(track), Head(track, size=7)]
        return attach_all(layers, axes)

    def _curve(self, run: Trajectory) -> Array:
        rows = np.linspace(0, len(run) - 1, min(self.evaluations, len(run))).round().astype(int)
        curvatures = largest_curvatures(run, rows)
        known = np.isfinite(curvatures)
        heights = np.full(len(run), np.nan)
        if known.any():
            heights = np.interp(np.arange(len(run)), rows[known], curvatures[known], right=np.nan)
        return np.column_stack([self.scene.times_of(run), np.clip(heights, -_FURTHEST, _FURTHEST)])

    def _set_limits(self, axes: Axes, heights: Array, bounds: list[float]) -> None:
        heights = heights[np.isfinite(heights)]
        shown = (
            np.append(heights[np.abs(heights) <= _LARGEST * max(float(np.median(np.abs(heights))), 1e-12)], bounds)
            if len(heights)
            else np.array(bounds or [0.0, 1.0])
        )
        low, high = float(shown.min()), float(shown.max())
        if low > 0 and high / low > _LOG_PAYS:
            axes.set_yscale("log")
            axes.set_ylim(low / (high / low) ** 0.06, min(high * (high / low) ** 0.06, _FURTHEST))
        else:
            margin = 0.06 * (high - low) or abs(high) or 1.0
            axes.set_ylim(low - margin, high + margin)


def largest_curvatures(run: Trajectory, rows: NDArray[np.int_]) -> Array:
    """Return the largest eigenvalue of the Hessian at rows of a run; nan where there is none."""
    assert run.objective is not None
    objective = run.objective.exact()
    found = np.full(len(rows), np.nan)
    for place, row in enumerate(rows):
        try:
            found[place] = leading_curvatures(objective, run.path[row])[0][0]
        except TrajvizError:  # the run has left what is finite
            continue
    return found


def stable_curvature(run: Trajectory) -> float | None:
    """Return the curvature above which steps of a plain method swing further each time; None where none is known.

    That is 2/lr of gradient descent, and 2(1 + β)/lr with momentum β, as on a quadratic function.
    """
    method, lr = run.optimizer.partition("(")[0], run.hyperparameters.get("lr")
    if not isinstance(lr, int | float) or isinstance(lr, bool) or lr <= 0:
        return None
    momentum = float(run.hyperparameters.get("momentum", 0.0) or 0.0)
    if method in _WITH_MOMENTUM or (method in _PLAIN and not run.hyperparameters.get("nesterov", False)):
        return 2 * (1 + momentum) / float(lr)
    return None
