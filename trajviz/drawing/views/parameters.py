"""The coordinates one by one: where each of them is against the time, or those that move furthest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import ClassVar

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from trajviz.checks import check_whole
from trajviz.drawing.layers.layer import TIME_MARGIN, Array, Attached, Track, attach_all
from trajviz.drawing.layers.markers import End
from trajviz.drawing.layers.trail import Head, Trail
from trajviz.drawing.views.caption import write_caption
from trajviz.drawing.views.movers import largest_movers, name_of_coordinate
from trajviz.drawing.views.view import Scene, view
from trajviz.options import option, whole
from trajviz.runs.trajectory import Trajectory

_APART = 0.055  # of the axes' height, between the names of two coordinates
_BESIDE = 6.0  # points, from where the curves end to the names


@view("parameters", aliases=["coordinates"])
@dataclass(frozen=True, eq=False)
class ParametersView:
    """Each coordinate against the time, or those that move furthest.

    Parameters
    ----------
    scene : Scene
        What is shown.
    movers : int
        How many coordinates are shown where there are more: those that go furthest from their starts.
    """

    scene: Scene
    movers: int = option(6, "how many coordinates are shown one by one", metavar="N", reads=whole(1, 40))

    projection: ClassVar[str | None] = None
    aspect: ClassVar[float] = 1.35

    def __post_init__(self) -> None:
        check_whole("movers", self.movers, 1)

    def attach(self, axes: Axes) -> list[Attached]:
        """Draw the axes and attach the curves."""
        self.scene.check_single("the view parameters")
        chosen = largest_movers(self.scene.runs, self.movers)
        tracks = [self._tracks(int(index)) for index in chosen]
        self._set_limits(axes, [track for own in tracks for track in own])
        axes.set(xlabel=self.scene.name_of_time, ylabel="coordinate")
        axes.grid(visible=True)
        self._draw_minimizer(axes, chosen)
        self._write_names(axes, chosen, tracks)
        dimension = self.scene.runs[0].dimension
        if len(chosen) < dimension:
            write_caption(axes, [f"the {len(chosen)} of {dimension:,} that move furthest"], self.scene.theme)
        # Curves above curves, and all heads above them.
        layers = [Trail(track, width=1.8) for own in tracks for track in own]
        heads = [layer for own in tracks for track in own for layer in (End(track), Head(track, size=6))]
        return attach_all([*layers, *heads], axes)

    def _tracks(self, index: int) -> list[Track]:
        tracks = self.scene.tracks_over_time(partial(self._curve, index=index))
        return [replace(track, shared=(0, 1)) for track in tracks]

    def _curve(self, run: Trajectory, index: int) -> Array:
        return np.column_stack([self.scene.times_of(run), np.clip(run.path[:, index], -1e300, 1e300)])

    def _set_limits(self, axes: Axes, tracks: Sequence[Track]) -> None:
        """Show all that stays within a few widths of the domain, or all there is where no such space is known."""
        heights = np.concatenate([track.points[:, 1] for track in tracks])
        heights = heights[np.isfinite(heights)]
        objective = self.scene.objective
        if objective is not None and objective.spatial:
            low, high = np.array(objective.domain).T
            reach = high.max() - low.min()
            heights = np.clip(heights, low.min() - reach, high.max() + reach)
        bottom, top = (float(heights.min()), float(heights.max())) if len(heights) else (0.0, 1.0)
        margin = 0.06 * (top - bottom) or abs(top) or 1.0
        last = max(1.0, *(float(track.points[-1, 0]) for track in tracks))
        axes.set(xlim=(-TIME_MARGIN * last, (1 + TIME_MARGIN) * last), ylim=(bottom - margin, top + margin))

    def _draw_minimizer(self, axes: Axes, chosen: NDArray[np.int_]) -> None:
        """Draw where each coordinate is at the minimum, if there is one."""
        objective = self.scene.objective
        if objective is not None and len(objective.minima) == 1:
            for height in {objective.minima[0][index] for index in chosen}:
                axes.axhline(height, color=self.scene.theme.muted, linewidth=1, linestyle=(0, (1, 2)), zorder=1.5)

    def _write_names(self, axes: Axes, chosen: NDArray[np.int_], tracks: Sequence[Sequence[Track]]) -> None:
        """Write the name of each coordinate beside where its curves end, and those that would meet above each other."""
        low, high = axes.get_ylim()
        ends = np.array([np.nanmean([_last_finite(track) for track in own]) for own in tracks])
        heights = (np.clip(ends, low, high) - low) / (high - low)
        order = np.argsort(heights)
        spread = heights[order]
        for _ in range(200):  # those that are too near push each other away
            gaps = np.diff(spread)
            push = np.clip(_APART - gaps, 0, None) / 2
            spread = spread + np.append(0, push) - np.append(push, 0)
        for place, height in zip(order, np.clip(spread, 0.01, 0.99), strict=True):
            axes.annotate(
                name_of_coordinate(int(chosen[place]), self.scene.runs[0].dimension),
                (1, height),
                xycoords="axes fraction",
                xytext=(_BESIDE, 0),
                textcoords="offset points",
                va="center",
                fontsize=self.scene.theme.fonts["label"],
                color=self.scene.theme.foreground,
                fontstyle="italic",
                annotation_clip=False,
            )


def _last_finite(track: Track) -> float:
    heights = track.points[np.isfinite(track.points[:, 1]), 1]
    return float(heights[-1]) if len(heights) else 0.0
