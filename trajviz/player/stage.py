"""What a player is made from: a figure that has just been drawn, and what is told of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.figure import Figure
from matplotlib.transforms import Bbox, BboxBase

from trajviz.layers.layer import Attached
from trajviz.player.coding import Integers, Numbered
from trajviz.player.items import Frame
from trajviz.player.palette import Palette

HUNDREDTHS = 100.0
"""Of an inch, in which lengths are told."""


@dataclass(frozen=True, eq=False)
class Stage:
    """A figure that has just been drawn, and what is told of it.

    Parameters
    ----------
    figure : Figure
        What is shown.
    agg : RendererAgg
        Has drawn it, and measures its texts.
    attached : sequence of Attached
        What moves.
    left_out : sequence of Axes
        Axes that the player shows in a way of its own.
    kept : sequence of ndarray of int
        The rows that are kept, of each run.
    rows : ndarray of int
        The rows at which shapes are recorded.
    palette : Palette
        Collects the colours.
    outlines : Numbered
        Collects the shapes of marks and of mathematics.
    """

    figure: Figure
    agg: RendererAgg
    attached: Sequence[Attached]
    left_out: Sequence[Axes]
    kept: Sequence[Integers]
    rows: Sequence[int]
    palette: Palette
    outlines: Numbered

    def frame(self, box: BboxBase) -> Frame:
        """Return what places items in a box given in pixels."""
        return Frame(Bbox.from_extents(*box.extents), HUNDREDTHS / self.figure.dpi, self.palette, self.outlines)
