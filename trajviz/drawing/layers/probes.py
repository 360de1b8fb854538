"""Every point at which a method asked for something, in the order in which it did, each kind with a mark of its own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.typing import ColorType
from numpy.typing import NDArray

from trajviz.drawing.layers import detail_motions
from trajviz.drawing.layers.layer import ABOVE, Array, Attached, Layer, Track, add_line, rows_until, set_points
from trajviz.drawing.layers.registration import Lift, Seen, detail

KINDS = {"value": ("o", "#FFC533", 4.2), "gradient": ("D", "#1FC7A9", 5.8), "Hessian": ("s", "#C77DF2", 8.2)}
"""The marker, the colour and the size in points of what was asked for; small ones lie on large ones."""

_SIGNS = {"o": "●", "D": "◆", "s": "■"}
_RIM = 0.5  # points
_RIM_COLOR = "#15171E"  # in which all stand out, on either ground


@detail("probes")
def probes(track: Track, seen: Seen, lift: Lift) -> Sequence[Layer]:
    """Show each point at which a value, a gradient or a Hessian was asked for."""
    if "probes" not in seen:
        return []
    asked = seen["asked"]
    layers: list[Layer] = []
    for place, (kind, (marker, color, size)) in enumerate(reversed(KINDS.items())):
        rows, _ = chosen = np.nonzero(asked == kind)
        if len(rows):
            level = ABOVE + 0.5 + place / 10
            layers.append(Marks(track, lift(seen["probes"][chosen]), evenly(rows), marker, color, size, level))
    return layers


def told_kinds(asked: Iterable[NDArray[np.str_]]) -> str:
    """Return what the marks stand for, of the kinds that there are; nothing where there are none."""
    found = set[str]().union(*(np.unique(each).tolist() for each in asked))
    return ", ".join(f"{_SIGNS[marker]} {kind}" for kind, (marker, _, _) in KINDS.items() if kind in found)


def evenly(rows: NDArray[np.int_]) -> Array:
    """Return places on the way to ascending rows, those of one row evenly apart, the last at the row itself."""
    first, last = rows.searchsorted(rows, "left"), rows.searchsorted(rows, "right")
    return np.asarray(np.maximum(rows - 1 + (np.arange(len(rows)) + 1 - first) / (last - first), 0.0))


@dataclass(frozen=True, eq=False)
class Marks:
    """Marks that appear on the way and stay.

    Parameters
    ----------
    track : Track
        Whose way.
    points : ndarray of shape (n, d)
        Where, on the axes.
    rows : ndarray of shape (n,)
        At which places among the rows, ascending.
    marker : str
        Matplotlib's.
    color : color
        Of the marks.
    size, zorder : float
        How large, in points, and how far above.
    rim : color, optional
        By default a dark one.
    """

    track: Track
    points: Array
    rows: Array
    marker: str
    color: ColorType
    size: float
    zorder: float
    rim: ColorType | None = None

    def attach(self, axes: Axes) -> Attached:
        """Prepare the marks on `axes`."""
        marks = add_line(
            axes,
            linestyle="none",
            marker=self.marker,
            markersize=self.size,
            color=self.color,
            markeredgecolor=self.rim or _RIM_COLOR,
            markeredgewidth=_RIM,
            zorder=self.zorder,
        )

        def update(moment: float) -> None:
            set_points(marks, self.points[: rows_until(self.rows, self.track.place_at(moment))])

        return Attached((marks,), update, detail_motions.Probes(self.track, (self.points, self.rows)))
