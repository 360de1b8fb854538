"""What an uneven clock has to say: how far it has come, and how much it hurries."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from trajviz.drawing.layers import motions
from trajviz.drawing.layers.layer import Array, Attached
from trajviz.drawing.layers.readout import add_figures
from trajviz.drawing.text import monospaced_path, monospaced_width


@dataclass(frozen=True, eq=False)
class ClockNote:
    """The clock in figures, and its speed where that is not the usual one.

    Parameters
    ----------
    moments : ndarray of shape (frames,)
        The moments on the clock that are shown, ascending.
    speeds : ndarray of int, shape (frames,)
        How many times the usual speed the clock has at each; 1 is not told.
    last : float
        The time at which the clock stops.
    unit : str
        What it counts.
    color : str
        The colour of the text.
    at : (x, y)
        The left end of the baseline, in the data units of the axes.
    size : float
        The size of the text, in points.
    """

    moments: Array
    speeds: NDArray[np.int_]
    last: float
    unit: str
    color: str
    at: tuple[float, float]
    size: float

    def attach(self, axes: Axes) -> Attached:
        """Prepare the text on `axes`."""
        longest = len(self._text(self.last, int(self.speeds.max())))
        line = add_figures(axes, self.at, monospaced_width(longest, self.size), self.size, self.color)

        def update(moment: float) -> None:
            line.set_path(monospaced_path(self.text(moment), self.size))

        return Attached((line,), update, motions.Recorded())

    def text(self, moment: float) -> str:
        """Return what is told at a moment."""
        frame = max(int(self.moments.searchsorted(moment, side="right")) - 1, 0)
        return self._text(min(moment, self.last), int(self.speeds[frame]))

    def _text(self, moment: float, speed: int) -> str:
        text = f"{self.unit} {int(moment):<{len(str(int(self.last)))}}"
        return f"{text} ×{speed}" if speed > 1 else text
