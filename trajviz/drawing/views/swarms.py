"""Swarms on a map: coloured by method, or by the minimum that each start leads to."""

from __future__ import annotations

import colorsys
from collections.abc import Sequence

import numpy as np
from matplotlib.colors import to_hex
from numpy.typing import NDArray

from trajviz.drawing.layers.layer import Array, Layer, Track
from trajviz.drawing.layers.markers import Minima
from trajviz.drawing.layers.swarm import Swarm
from trajviz.drawing.theme import Theme
from trajviz.functions.objective import Objective
from trajviz.runs.minima import basin_of, minima_reached
from trajviz.runs.trajectory import Trajectory

COLORED_BY = ("method", "minimum")
"""By what the points of swarms may be coloured."""

_TURN = 0.381966  # of the colour circle, from each minimum to the next where they are many


def colors_of_minima(count: int, theme: Theme) -> list[str]:
    """Return a colour for each of so many minima: those of the theme's lines, or hues where these are too few."""
    if count <= len(theme.lines):
        return [theme.color(place) for place in range(count)]
    is_dark = sum(int(theme.panel[i : i + 2], 16) for i in (1, 3, 5)) < 384
    shades = (0.70, 0.80) if is_dark else (0.42, 0.54)
    return [to_hex(colorsys.hls_to_rgb(k * _TURN % 1, shades[k % 2], 0.65)) for k in range(count)]


class Basins:
    """The minima that swarms have reached, each with its colour.

    Parameters
    ----------
    objective : Objective
        Of two variables.
    swarms : sequence of Trajectory
    theme : Theme
    """

    def __init__(self, objective: Objective, swarms: Sequence[Trajectory], theme: Theme) -> None:
        self._objective, self._none = objective, theme.muted
        ends = [run.path[-1].reshape(2, -1) for run in swarms]
        starts = np.concatenate([run.path[0].reshape(2, -1) for run in swarms], axis=1)
        with np.errstate(all="ignore"):
            self.minima = minima_reached(objective.exact(), starts, ends)
        self.colors = colors_of_minima(len(self.minima), theme)

    def of(self, run: Trajectory) -> NDArray[np.int_]:
        """Return the number of the minimum that each start of a swarm has led to, -1 for none, shape (n,)."""
        with np.errstate(all="ignore"):
            return basin_of(self._objective.exact(), self.minima, run.path[-1].reshape(2, -1))

    def color(self, number: int) -> str:
        """Return the colour of a minimum, or of what has led to none."""
        return self._none if number < 0 else self.colors[number]

    def told(self, swarms: Sequence[Trajectory]) -> str:
        """Return in a line what the colours say."""
        is_lost = any((self.of(run) < 0).any() for run in swarms)
        return f"coloured by the minimum that each start leads to{', grey: to none' if is_lost else ''}"

    def stars(self, theme: Theme) -> list[Layer]:
        """Return a star for each minimum in its colour, which tells what the colours of points mean."""
        return [Minima(place[None], color, theme.halo) for place, color in zip(self.minima, self.colors, strict=True)]


def swarm_layers(track: Track, run: Trajectory, total: int, basins: Basins | None) -> list[Layer]:
    """Return the points of a swarm in one colour, or in that of the minimum that each leads to."""
    points = run.path.reshape(*run.path.shape[:2], -1)
    if basins is None:
        return [Swarm(track, points, track.color, total)]
    led_to = basins.of(run)
    return [
        Swarm(track, _chosen(points, led_to == number), basins.color(number), total)
        for number in np.unique(led_to).tolist()
    ]


def _chosen(points: Array, which: Array) -> Array:
    return points if which.all() else points[:, :, which]
