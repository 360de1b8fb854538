"""Marks at the stationary points of a map: minima, maxima and saddle points, each kind with a shape of its own."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes

from trajviz.drawing.layers import motions
from trajviz.drawing.layers.layer import Attached, add_line, set_points
from trajviz.drawing.theme import Theme
from trajviz.functions.stationary import Kind
from trajviz.functions.stationary_plane import StationaryPoints

_LARGEST, _SMALLEST = 7.0, 2.5  # points
_CROWDED = 60  # marks, beyond which they get smaller
_RIM = 0.9

KINDS: dict[str, tuple[tuple[Kind, ...], str, str]] = {
    "minima": (("global minimum", "local minimum"), "v", "minimum"),
    "saddles": (("saddle point",), "X", "saddle"),
    "maxima": (("local maximum",), "^", "maximum"),
}
"""What is marked, with the kinds that it is made of, the marker, and the word for a single one."""


@dataclass(frozen=True, eq=False)
class Stationary:
    """A triangle that points down at every minimum, one that points up at every maximum, a cross at every saddle point.

    Parameters
    ----------
    found : StationaryPoints
        Where they are.
    theme : Theme
        The looks.
    """

    found: StationaryPoints
    theme: Theme

    def attach(self, axes: Axes) -> Attached:
        """Draw the marks on `axes`."""
        count = max(len(self.found.points), 1)
        size = float(np.clip(_LARGEST * (_CROWDED / count) ** 0.5, _SMALLEST, _LARGEST))
        for kinds, marker, _ in KINDS.values():
            points = self.found.of_kind(*kinds)
            if len(points):
                marks = add_line(
                    axes,
                    linestyle="none",
                    marker=marker,
                    markersize=size,
                    color=self.theme.foreground,
                    markeredgecolor=self.theme.halo,
                    markeredgewidth=_RIM * size / _LARGEST,
                    zorder=0.9,
                )
                set_points(marks, points)
        return Attached((), lambda _: None, motions.Still())


def told(found: StationaryPoints) -> str:
    """Return how many of each kind there are, and whether there may be more.

    Examples
    --------
    >>> told(StationaryPoints((), complete=True))
    'no stationary point'
    """
    counts = [(len(found.of_kind(*kinds)), plural, single) for plural, (kinds, _, single) in KINDS.items()]
    told = [f"{count:,} {single if count == 1 else plural}" for count, plural, single in counts if count]
    return (", ".join(told) or "no stationary point") + ("" if found.complete else "; there may be more")
