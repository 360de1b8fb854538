"""The decision boundary: which regions of the plane a classifier gives to which class, moving with training."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, ClassVar

import numpy as np
from matplotlib.axes import Axes

from trajviz.checks import check_whole
from trajviz.drawing.layers.layer import ABOVE, Array, Attached, add_line, attach_all
from trajviz.drawing.layers.regions import Regions
from trajviz.drawing.text import drawable
from trajviz.drawing.theme import MARKERS, counterpart
from trajviz.drawing.views.networks import classifier_of
from trajviz.drawing.views.one_run import place_of_run
from trajviz.drawing.views.view import Scene, view
from trajviz.errors import TrajvizError
from trajviz.memory import check_memory
from trajviz.runs.trajectory import Trajectory

_COLORS = (1, 4, 6, 3, 2, 5, 0, 7)  # the theme's, those first that differ most when they are pale
_BYTES_A_POINT = 200  # of the grid, for each class
_KEPT = 256  # the frames whose grids are kept for another round

if TYPE_CHECKING:
    from trajviz.learning import NetworkObjective


@view("boundary", aliases=["decision boundary"])
@dataclass(frozen=True, eq=False)
class BoundaryView:
    """The regions of the classes, deeper where the network is surer, and the data.

    Parameters
    ----------
    scene : Scene
        What is shown; a network with two inputs that tells classes apart.
    run : str or int
        Which of the runs is shown, by label or by place.
    resolution : int
        How many points the grid has along each side.
    """

    scene: Scene
    run: str | int = 0
    resolution: int = 80

    projection: ClassVar[str | None] = None
    aspect: ClassVar[float] = 1.35

    def __post_init__(self) -> None:
        check_whole("resolution", self.resolution, 2)
        check_memory(float(self.resolution) ** 2 * _BYTES_A_POINT, f"a resolution of {self.resolution}")

    def attach(self, axes: Axes) -> list[Attached]:
        """Draw the data on `axes` and attach the regions."""
        theme, place = self.scene.theme, place_of_run(self.scene.runs, self.run)
        other = counterpart(theme) or theme
        run = self.scene.runs[place]
        network = classifier_of(run, "boundary")
        if network.perceptron.sizes[0] != 2:
            raise TrajvizError(
                f"a decision boundary needs a network with two inputs; {network.name} has {network.perceptron.sizes[0]}"
            )
        low, high = network.inputs.min(axis=0), network.inputs.max(axis=0)
        margin = np.where(high > low, 0.06 * (high - low), 1.0)
        x, y = np.linspace(low - margin, high + margin, self.resolution).T
        axes.set(xlim=(x[0], x[-1]), ylim=(y[0], y[-1]), xlabel="$x_1$", ylabel="$x_2$")
        axes.yaxis.label.set(rotation=0, va="center")
        if len(self.scene.runs) > 1:
            axes.set_title(drawable(run.label), fontsize=theme.fonts["label"], color=theme.foreground)
        colors, others = (
            [each.color(_COLORS[i % len(_COLORS)]) for i in range(max(2, network.targets.shape[1]))]
            for each in (theme, other)
        )
        self._draw_data(axes, network, colors)
        for spine in axes.spines.values():
            spine.set_zorder(ABOVE + 2)
        track = self.scene.tracks(lambda run: run.path)[place]
        margins = _margins(network, run, x, y)
        regions = Regions(track, x, y, margins, colors, theme.panel, theme.foreground, others, other.panel)
        return attach_all([regions], axes)

    def _draw_data(self, axes: Axes, network: NetworkObjective, colors: list[str]) -> None:
        classes = _scores(network.targets).argmax(axis=1)
        for number, color in enumerate(colors):
            points = add_line(
                axes,
                linestyle="none",
                marker=MARKERS[number % len(MARKERS)],
                markersize=4.2,
                color=color,
                markeredgecolor=self.scene.theme.halo,
                markeredgewidth=0.4,
                zorder=ABOVE + 1,
            )
            points.set_data(*network.inputs[classes == number].T)


def _margins(network: NetworkObjective, run: Trajectory, x: Array, y: Array) -> Callable[[int], Array]:
    """Return what tells, for a row, by how much each class leads the best of the others on the grid."""
    grid = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)

    @lru_cache(_KEPT)
    def margins(row: int) -> Array:
        scores = _scores(network.predict(run.path[row], grid))
        others = [np.delete(scores, k, axis=1).max(axis=1) for k in range(scores.shape[1])]
        leads = np.clip(scores.T - others, -1, 1)
        return np.where(np.isnan(leads), -1.0, leads).reshape(-1, len(y), len(x))

    return margins


def _scores(outputs: Array) -> Array:
    """Return a column per class; a single output is the share of class 1."""
    return np.hstack([1 - outputs, outputs]) if outputs.shape[1] == 1 else outputs
