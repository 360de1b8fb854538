"""How far a plane is from the truth: how far off it each run is, and the value there beside the true one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from matplotlib.transforms import Affine2D, ScaledTranslation

from trajviz.drawing.layers import motions
from trajviz.drawing.layers.layer import ABOVE, Array, Attached, Layer, Track, figure_of
from trajviz.drawing.layers.readout import add_figures, written
from trajviz.drawing.text import monospaced_path, monospaced_width
from trajviz.drawing.theme import Theme

_MOST = 4  # lines; more would hide the map
_LEADING, _MARGIN = 1.55, 5.0  # line heights of the size of the text, points around the lines
_GROUND = 0.82  # how opaque what lies below the lines is


@dataclass(frozen=True, eq=False)
class OffPlane:
    """A line of figures for a run that is seen on a plane.

    Parameters
    ----------
    track : Track
        The run on the plane.
    distances : ndarray of shape (rows,)
        How far the run is off the plane at each row.
    there, values : ndarray of shape (rows,)
        The value that the plane shows where the run is seen, and that of the run.
    at : (x, y)
        The left end of the baseline, in the data units of the axes.
    size : float
        The size of the text, in points.
    """

    track: Track
    distances: Array
    there: Array
    values: Array
    at: tuple[float, float]
    size: float

    def attach(self, axes: Axes) -> Attached:
        """Prepare the line on `axes`."""
        line = add_figures(
            axes,
            self.at,
            monospaced_width(len(_text(-1e-300, -1e-300, -1e-300)), self.size),
            self.size,
            self.track.color,
        )
        line.set_zorder(ABOVE + 5)

        def update(moment: float) -> None:
            line.set_path(monospaced_path(self.text(moment), self.size))

        return Attached((line,), update, motions.Recorded(self.track))

    def text(self, moment: float) -> str:
        """Return the line at a moment: that of the last row that was reached."""
        row = int(self.track.place_at(moment))
        return _text(float(self.distances[row]), float(self.there[row]), float(self.values[row]))


def _text(distance: float, there: float, value: float) -> str:
    return f"{written(distance, 2)} off: f {written(there, 3)} here, {written(value, 3)} there"


@dataclass(frozen=True, eq=False)
class _Ground:
    """What lies below the lines, so that they can be read on any map."""

    at: tuple[float, float]
    width: float
    height: float
    theme: Theme

    def attach(self, axes: Axes) -> Attached:
        """Draw it on `axes`."""
        points = Affine2D().scale(1 / 72) + figure_of(axes).dpi_scale_trans
        ground = Rectangle(
            (-_MARGIN, -self.height),
            self.width,
            self.height,
            transform=points + ScaledTranslation(*self.at, axes.transData),  # type: ignore[arg-type]  # any transform serves
            facecolor=self.theme.panel,
            alpha=_GROUND,
            linewidth=0,
            zorder=ABOVE - 1,
        )
        axes.add_artist(ground)
        return Attached((), lambda _: None, motions.Still())


def off_plane_lines(
    tracks: Sequence[Track],
    distances: Sequence[Array],
    there: Sequence[Array],
    values: Sequence[Array],
    theme: Theme,
    limits: Sequence[tuple[float, float]],
) -> list[Layer]:
    """Return a line for each of a few runs, at the upper left of a map, where any of them leaves the plane."""
    extent = max(high - low for low, high in limits)
    off = [float(np.nanmax(each, initial=0.0)) for each in distances]
    if len(tracks) > _MOST or max(off) <= 1e-9 * extent:
        return []
    size = theme.fonts["readout"] * 0.94
    (left, right), (bottom, top) = limits
    x, step = left + 0.012 * (right - left), 0.042 * (top - bottom)
    lines: list[Layer] = [
        OffPlane(track, distance, here, value, (x, top - (number + 1.05) * step), size)
        for number, (track, distance, here, value) in enumerate(zip(tracks, distances, there, values, strict=True))
    ]
    return lines
