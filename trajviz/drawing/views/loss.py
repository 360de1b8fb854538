"""The loss against the time or the epoch: how training goes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from matplotlib.axes import Axes

from trajviz.checks import check_whole
from trajviz.drawing.layers.layer import Array, Attached, Layer, Track, attach_all
from trajviz.drawing.layers.raw_trail import RawTrail
from trajviz.drawing.views.over_time import growing_curves, set_time_axis, times_along
from trajviz.drawing.views.view import Scene, view
from trajviz.errors import TrajvizError
from trajviz.options import odd, option

_BETA = 2.0  # of the Kaiser window
_HIGHEST = 2.0  # times the highest start; a loss that rises further leaves the picture


@view("loss")
@dataclass(frozen=True, eq=False)
class LossView:
    """The value of the objective itself, not its distance from a minimum, for each run.

    Parameters
    ----------
    scene : Scene
        What is shown.
    smooth : int, optional
        How many rows of the path, an odd number, are averaged, weighted by a Kaiser window with β = 2; the curve as it
        was is then faint behind.
    log : bool, optional
        Whether the vertical axis is logarithmic; by default it is not.
    ylim : (low, high), optional
        What the vertical axis shows.
    steps_per_epoch : int, optional
        Where it is given, the horizontal axis counts epochs.
    """

    scene: Scene
    smooth: int | None = option(None, "smooth the loss over N steps, an odd number", metavar="N", reads=odd)
    log: bool | None = None
    ylim: tuple[float, float] | None = None
    steps_per_epoch: int | None = None

    projection: ClassVar[str | None] = None
    aspect: ClassVar[float] = 1.35

    def __post_init__(self) -> None:
        if self.smooth is not None:
            check_whole("smooth", self.smooth, 1)
            if self.smooth % 2 == 0:
                raise TrajvizError(f"smooth must be odd, so that the window has a middle, not {self.smooth}")
        if self.steps_per_epoch is not None:
            check_whole("steps_per_epoch", self.steps_per_epoch, 1)
        if self.ylim is not None:
            _check_limits(self.ylim, positive=bool(self.log))

    def attach(self, axes: Axes) -> list[Attached]:
        """Draw the axes and attach the curves."""
        raw = self._tracks(1)
        self._set_heights(axes, raw)
        set_time_axis(axes, raw, self.scene, self.steps_per_epoch)
        behind: list[Layer] = [] if self.smooth is None else [RawTrail(track) for track in raw]
        curves = raw if self.smooth is None else self._tracks(self.smooth)
        return attach_all(behind + growing_curves(curves), axes)

    def _tracks(self, window: int) -> list[Track]:
        tracks = self.scene.tracks_over_time if self.steps_per_epoch is None else self.scene.tracks
        return tracks(
            lambda run: np.column_stack(
                [
                    times_along(self.scene, run, self.steps_per_epoch),
                    smoothed(np.clip(run.values, -1e300, 1e300), window),
                ]
            )
        )

    def _set_heights(self, axes: Axes, tracks: Sequence[Track]) -> None:
        heights = np.concatenate([track.points[:, 1] for track in tracks])
        heights = heights[np.isfinite(heights)]
        if len(heights) == 0:
            raise TrajvizError("the view 'loss' needs values, and none of these runs has any")
        low, high = float(heights.min()), float(heights.max())
        if self.log and low <= 0:
            raise TrajvizError(f"a logarithmic axis shows positive losses alone; the lowest here is {low:g}")
        axes.set_ylabel("loss")
        if self.log:
            axes.set_yscale("log")
        if self.ylim is not None:
            axes.set_ylim(*self.ylim)
        elif self.log:
            margin = (high / low) ** 0.06 if high > low else 2.0
            axes.set_ylim(low / margin, high * margin)
        else:
            start = max(float(track.points[0, 1]) for track in tracks)
            if start > low:
                high = min(high, low + _HIGHEST * (start - low))
            margin = 0.06 * (high - low) or abs(low) or 1.0
            axes.set_ylim(low - margin, high + margin)


def smoothed(values: Array, window: int) -> Array:
    """Return the running mean of `values`, shape (n,), under a Kaiser window with β = 2.

    Beyond its ends the curve is continued by reflection through them, so that it begins and ends where the values do.
    Values that are not finite count for nothing, and stay what they are.

    References
    ----------
    Kaiser, Nonrecursive digital filter design using the I₀-sinh window function, 1974.

    Examples
    --------
    >>> smoothed(np.array([0.0, 0, 1, 0, 0]), 3).round(3).tolist()
    [0.0, 0.234, 0.533, 0.234, 0.0]
    """
    known = np.isfinite(values)
    if window == 1 or not known.any():
        return values
    continued = np.pad(values[known], window // 2, mode="reflect", reflect_type="odd")
    weights = np.kaiser(window, _BETA)
    means = values.copy()
    means[known] = np.convolve(continued, weights / weights.sum(), mode="valid")
    return means


def _check_limits(limits: object, *, positive: bool) -> None:
    try:
        low, high = np.array(limits, dtype=float)
    except (TypeError, ValueError, OverflowError):
        low = high = np.nan
    if not (np.isfinite([low, high]).all() and low < high):
        raise TrajvizError(f"ylim must be a low and a high number, such as (0, 1), not {limits!r}")
    if positive and low <= 0:
        raise TrajvizError(f"ylim must be positive on a logarithmic axis, not {limits!r}")
