"""A picture of numbers on axes: a colour for each cell of a grid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from trajviz.drawing.layers import motions
from trajviz.drawing.layers.layer import Attached


@dataclass(frozen=True, eq=False)
class Shades:
    """Cells of a grid in colours.

    Parameters
    ----------
    colors : ndarray of uint8, shape (ny, nx, 3)
        Of the cells, from the lowest row up.
    limits : ((low, high), (low, high))
        Where the grid begins and ends, in data units.
    """

    colors: NDArray[np.uint8]
    limits: Sequence[tuple[float, float]]

    def attach(self, axes: Axes) -> Attached:
        """Draw the cells on `axes`."""
        (left, right), (low, high) = self.limits
        view = axes.get_xlim(), axes.get_ylim()
        axes.imshow(
            self.colors, extent=(left, right, low, high), origin="lower", aspect="auto",
            interpolation="auto", resample=False, zorder=0.5,
        )  # fmt: skip
        axes.set(xlim=view[0], ylim=view[1])
        return Attached((), lambda _: None, motions.Still())
