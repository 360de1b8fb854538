"""The fit: data of one variable, and the curve that each network makes of them, moving with training."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np
from matplotlib.axes import Axes

from trajviz.drawing.layers.layer import Array, Attached, attach_all
from trajviz.drawing.layers.moving_curve import MovingCurve
from trajviz.drawing.views.networks import network_of
from trajviz.drawing.views.view import Scene, view
from trajviz.errors import TrajvizError
from trajviz.runs.trajectory import Trajectory

_POINTS = 241

if TYPE_CHECKING:
    from trajviz.learning import NetworkObjective


@view("fit")
@dataclass(frozen=True, eq=False)
class FitView:
    """The data as dots, and a curve for each run.

    Parameters
    ----------
    scene : Scene
        What is shown; networks with one input and one output.
    """

    scene: Scene

    projection: ClassVar[str | None] = None
    aspect: ClassVar[float] = 1.35

    def attach(self, axes: Axes) -> list[Attached]:
        """Draw the data on `axes` and attach the curves."""
        networks = [_curve_fitter(run) for run in self.scene.runs]
        inputs, targets = networks[0].inputs[:, 0], networks[0].targets[:, 0]
        low, high = inputs.min(), inputs.max()
        reach = 0.04 * (high - low) or 1.0
        height = 0.12 * np.ptp(targets) or 1.0
        x = np.linspace(low - reach, high + reach, _POINTS)
        axes.set(xlim=(x[0], x[-1]), ylim=(targets.min() - height, targets.max() + height), xlabel="x", ylabel="y")
        axes.xaxis.label.set_fontstyle("italic")
        axes.yaxis.label.set(fontstyle="italic", rotation=0, va="center")
        axes.grid(visible=True)
        axes.plot(inputs, targets, "o", markersize=4.5, color=self.scene.theme.muted, markeredgewidth=0, alpha=0.7)
        tracks = self.scene.tracks(lambda run: run.path)
        curves = [
            MovingCurve(track, x, _heights(network, run, x), (number + 0.5) / len(tracks))
            for number, (track, network, run) in enumerate(zip(tracks, networks, self.scene.runs, strict=True))
        ]
        return attach_all(curves, axes)


def _curve_fitter(run: Trajectory) -> NetworkObjective:
    network = network_of(run, "fit")
    inputs, outputs = network.perceptron.sizes[0], network.perceptron.sizes[-1]
    if (inputs, outputs) != (1, 1):
        raise TrajvizError(
            f"a fitted curve needs a network with one input and one output; {network.name} has {inputs} and {outputs}"
        )
    return network


def _heights(network: NetworkObjective, run: Trajectory, x: Array) -> Callable[[int], Array]:
    return lambda row: network.predict(run.path[row], x[:, None])[:, 0]
