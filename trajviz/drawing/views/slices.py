"""Slices: the function along one coordinate at a time, through the point where a run is, moving with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import ClassVar

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from numpy.typing import NDArray

from trajviz.checks import check_whole
from trajviz.drawing.layers.layer import Array, Attached, attach_all, between
from trajviz.drawing.layers.slices import Slices
from trajviz.drawing.views.caption import write_caption
from trajviz.drawing.views.movers import largest_movers, name_of_coordinate
from trajviz.drawing.views.one_run import place_of_run
from trajviz.drawing.views.view import Scene, view
from trajviz.errors import TrajvizError
from trajviz.functions.objective import Objective
from trajviz.options import option, whole
from trajviz.runs.trajectory import Trajectory

_POINTS = 81
_ROWS_LOOKED_AT = 24  # by which the limits are chosen
_BEYOND = 0.25  # of the way of a coordinate, what is shown on each side of it
_LOG_PAYS = 1e3
_HIGHEST = 90.0  # percent of the heights that are shown


@view("slices")
@dataclass(frozen=True, eq=False)
class SlicesView:
    """The function along each coordinate through the current point.

    Parameters
    ----------
    scene : Scene
        What is shown.
    run : str or int
        Which of the runs is shown, by label or by place; by default there is a panel for each method.
    movers : int
        How many coordinates are shown where there are more: those that go furthest from their starts.
    """

    scene: Scene
    run: str | int = 0
    movers: int = option(6, "how many coordinates are shown one by one", metavar="N", reads=whole(1, 40))

    projection: ClassVar[str | None] = None
    aspect: ClassVar[float] = 1.35

    def __post_init__(self) -> None:
        check_whole("movers", self.movers, 1)

    def attach(self, axes: Axes) -> list[Attached]:
        """Draw the axes and attach the curves."""
        self.scene.check_single("the view slices")
        objective, theme, place = self.scene.objective, self.scene.theme, place_of_run(self.scene.runs, self.run)
        run = self.scene.runs[place]
        if objective is None:
            raise TrajvizError("slices need an objective; these paths come without one")
        chosen = largest_movers([run], self.movers)
        x = _along(objective, run, chosen)
        at = _slices(objective, run, chosen, x)
        self._set_limits(axes, x, [at(float(row))[0] for row in _some_rows(run)], run.values)
        axes.set(xlabel="coordinate", ylabel="f")
        axes.yaxis.label.set(fontstyle="italic")
        axes.grid(visible=True)
        if len(self.scene.runs) > 1:
            axes.set_title(run.label, fontsize=theme.fonts["label"], color=theme.foreground, loc="left")
        colors = [theme.color(len(self.scene.labels) + number) for number in range(len(chosen))]
        names = [name_of_coordinate(int(index), run.dimension) for index in chosen]
        lines = [Line2D([], [], color=color, linewidth=2) for color in colors]
        axes.legend(
            lines, names, loc="upper center", ncols=len(names), frameon=False, fontsize=theme.fonts["tick"],
            handlelength=1.2, columnspacing=1.0, borderaxespad=0.2,
        )  # fmt: skip
        if len(chosen) < run.dimension:
            write_caption(axes, [f"the {len(chosen)} of {run.dimension:,} that move furthest"], theme)
        track = self.scene.tracks(lambda each: each.path)[place]
        return attach_all([Slices(track, x, at, colors, theme.halo)], axes)

    def _set_limits(self, axes: Axes, x: Array, slices: list[Array], values: Array) -> None:
        """Show the whole way of the run, and of the curves what does not rise far above it."""
        drawn = np.concatenate([heights.ravel() for heights in slices])
        drawn, on_way = drawn[np.isfinite(drawn)], values[np.isfinite(values)]
        if not len(drawn):
            raise TrajvizError("slices have no finite value to draw")
        low = float(min(drawn.min(), on_way.min(initial=np.inf)))
        high = float(max(np.percentile(drawn, _HIGHEST), on_way[0] if len(on_way) else low))
        axes.set_xlim(float(x.min()), float(x.max()))
        if low > 0 and high / low > _LOG_PAYS:
            axes.set_yscale("log")
            axes.set_ylim(low / (high / low) ** 0.04, high * (high / low) ** 0.12)
        else:
            margin = (high - low) or abs(high) or 1.0
            axes.set_ylim(low - 0.05 * margin, high + 0.14 * margin)


def _some_rows(run: Trajectory) -> NDArray[np.int_]:
    return np.unique(np.linspace(0, len(run) - 1, _ROWS_LOOKED_AT).round().astype(int))


def _along(objective: Objective, run: Trajectory, chosen: NDArray[np.int_]) -> Array:
    """Return where each curve is evaluated, shape (k, n): the domain, or around the way where there is none."""
    if objective.spatial:
        low, high = np.array(objective.domain)[chosen].T
    else:
        ways = run.path[:, chosen]
        low, high = np.nanmin(ways, axis=0), np.nanmax(ways, axis=0)
        reach = (0.5 + _BEYOND) * np.max(high - low) or 1.0
        low, high = (low + high) / 2 - reach, (low + high) / 2 + reach
    return np.linspace(low, high, _POINTS, axis=1)


def _slices(
    objective: Objective, run: Trajectory, chosen: NDArray[np.int_], x: Array
) -> Callable[[float], tuple[Array, Array]]:
    """Return what gives the heights above `x`, shape (k, n), through a place among the rows, and that place on each."""

    @lru_cache(maxsize=512)
    def at(place: float) -> tuple[Array, Array]:
        point = between(run.path, place)
        points = np.repeat(point[:, None], x.size, axis=1).reshape(run.dimension, *x.shape)
        points[chosen, np.arange(len(chosen))] = x
        on_each = np.column_stack([point[chosen], np.broadcast_to(objective(point), len(chosen))])
        return objective(points), on_each

    return at
