"""A bar beside axes that says which height has which colour."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection

from trajviz.drawing.layers.layer import Array
from trajviz.drawing.theme import Theme
from trajviz.drawing.views.levels import short

_PLACE = (1.02, 0.0, 0.025, 1.0)  # beside the axes, in shares of them
_MOST_NUMBERS = 12


def add_colorbar(axes: Axes, colors: Array, levels: Sequence[float] | Array, theme: Theme) -> None:
    """Draw a bar of bands of equal height to the right of `axes`.

    Parameters
    ----------
    axes : Axes
        Of the map.
    colors : ndarray of shape (n + 1, 4)
        Of the bands, the lowest first.
    levels : ndarray of shape (n,)
        The values between them.
    theme : Theme
        The looks.
    """
    bar = axes.inset_axes(_PLACE)
    count = len(colors)
    corners = [[(0, k), (1, k), (1, k + 1), (0, k + 1)] for k in range(count)]
    bar.add_collection(PolyCollection(corners, facecolors=colors, linewidths=0, antialiaseds=False), autolim=False)
    bar.set(xlim=(0, 1), ylim=(0, count), xticks=[])
    places = np.arange(1, count)[:: -(-len(levels) // _MOST_NUMBERS)]
    bar.set_yticks(places, [short(float(levels[place - 1])) for place in places])
    bar.tick_params(axis="y", labelleft=False, left=False, labelright=True, right=True, labelsize=theme.fonts["tick"])
