"""How far a plane is from the truth: how far off it each run is, and the value there beside the true one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from trajviz.drawing.layers import motions
from trajviz.drawing.layers.layer import ABOVE, Array, Attached, Layer, Track
from trajviz.drawing.layers.readout import written
from trajviz.drawing.theme import Theme

_MOST = 4  # lines; more would hide the map
_BOX, _STEP = (0.44, 0.2), 0.045  # of the axes: what the lines take at the most, and how far apart they are
_GROUND = 0.85  # how opaque what lies below the lines is


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
        line = axes.text(
            *self.at,
            "",
            fontfamily="monospace",
            fontsize=self.size,
            color=self.track.color,
            va="baseline",
            zorder=ABOVE + 5,
        )
        line.set_in_layout(False)

        def update(moment: float) -> None:
            line.set_text(self.text(moment))

        return Attached((line,), update, motions.Recorded(self.track))

    def text(self, moment: float) -> str:
        """Return the line at a moment: that of the last row that was reached."""
        row = int(self.track.place_at(moment))
        return _text(float(self.distances[row]), float(self.there[row]), float(self.values[row]))


def _text(distance: float, there: float, value: float) -> str:
    return f"off {written(distance, 2):<7} f {written(there, 3):<8} true {written(value, 3):<8}".rstrip()


@dataclass(frozen=True, eq=False)
class _Ground:
    """What lies below the lines, so that they can be read on any map; `at` is its upper left corner."""

    at: tuple[float, float]
    width: float
    height: float
    theme: Theme

    def attach(self, axes: Axes) -> Attached:
        """Draw it on `axes`."""
        axes.add_artist(
            Rectangle(
                (self.at[0] - 0.01 * self.width, self.at[1] - self.height),
                1.01 * self.width,
                self.height,
                facecolor=self.theme.panel,
                alpha=_GROUND,
                linewidth=0,
                zorder=0.95,
            )
        )
        return Attached((), lambda _: None, motions.Still())


def off_plane_lines(
    tracks: Sequence[Track],
    on_plane: Sequence[tuple[Array, Array]],
    values: Sequence[Array],
    theme: Theme,
    limits: Sequence[tuple[float, float]],
) -> list[Layer]:
    """Return a line for each of a few runs, in the emptiest corner of a map, where any of them leaves the plane."""
    extent = max(high - low for low, high in limits)
    off = [float(np.nanmax(each, initial=0.0)) for each, _ in on_plane]
    if len(tracks) > _MOST or max(off) <= 1e-9 * extent:
        return []
    size = theme.fonts["readout"] * 0.94
    low, high = np.array(limits).T
    corner = _emptiest_corner(np.concatenate([track.points for track in tracks]), low, high)
    at = low + (high - low) * np.where(corner, [1 - _BOX[0], 0.985], [0.012, 0.015 + _STEP * len(tracks)])
    step = _STEP * (high[1] - low[1])
    places = [(float(at[0]), float(at[1] - (number + 0.78) * step)) for number in range(len(tracks))]
    return [
        _Ground((at[0], at[1]), (_BOX[0] - 0.012) * (high[0] - low[0]), len(tracks) * step, theme),
        *(
            OffPlane(track, distance, here, value, place, size)
            for track, (distance, here), value, place in zip(tracks, on_plane, values, places, strict=True)
        ),
    ]


def _emptiest_corner(points: Array, low: Array, high: Array) -> Array:
    """Return which corner holds the fewest points, as whether it is to the right and whether it is above."""
    with np.errstate(all="ignore"):
        shares = (points - low) / (high - low)
    held = {
        (right, above): int(
            (
                ((shares[:, 0] > 1 - _BOX[0]) if right else (shares[:, 0] < _BOX[0]))
                & ((shares[:, 1] > 1 - _BOX[1]) if above else (shares[:, 1] < _BOX[1]))
            ).sum()
        )
        for above in (True, False)
        for right in (False, True)
    }
    return np.array(min(held, key=held.__getitem__))
