"""What each method has reached, in figures: the step, the value and the norm of the gradient."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch
from matplotlib.transforms import Affine2D, Bbox, ScaledTranslation, TransformedBbox
from numpy.typing import NDArray

from trajviz.drawing.layers import motions
from trajviz.drawing.layers.layer import ABOVE, Array, Attached, figure_of
from trajviz.drawing.text import monospaced_path, monospaced_width


@dataclass(frozen=True, eq=False)
class Readout:
    """One line of figures that tells where a method is.

    Parameters
    ----------
    moments : ndarray of shape (n,)
        The moments on the clock that are told of, ascending.
    steps : ndarray of int, shape (n,)
        The last step that is reached at each.
    values, gradient_norms : ndarray of shape (n,)
        The objective there, and the norm of its gradient, which is left out where it is nan throughout.
    color : str
        The colour of the text.
    at : (x, y)
        The left end of the baseline, in the data units of the axes.
    name : str
        What the value is called.
    step_width : int
        How many digits the steps are given room for.
    size : float
        The size of the text, in points.
    """

    moments: Array
    steps: NDArray[np.int_]
    values: Array
    gradient_norms: Array
    color: str
    at: tuple[float, float] = (0.0, 0.0)
    name: str = "f"
    step_width: int = 3
    size: float = 8.0

    def attach(self, axes: Axes) -> Attached:
        """Prepare the line on `axes`."""
        line = add_figures(axes, self.at, self.width, self.size, self.color)

        def update(moment: float) -> None:
            line.set_path(monospaced_path(self.text(moment), self.size))

        return Attached((line,), update, motions.Recorded())

    @property
    def width(self) -> float:
        """The width of the line at its longest, in points."""
        return monospaced_width(len(self._text(0, -1e-300, 1e-300)), self.size)

    def text(self, moment: float) -> str:
        """Return the line at a moment; a method that has ended keeps its last figures."""
        place = max(int(self.moments.searchsorted(moment, side="right")) - 1, 0)
        return self._text(self.steps[place], self.values[place], self.gradient_norms[place])

    def _text(self, step: int, value: float, norm: float) -> str:
        text = f"step {step:<{self.step_width}}  {self.name} {_at_most_ten(value):<10}"
        if not np.isnan(self.gradient_norms).all():
            text += f" |∇f| {norm:.1e}"
        return text.replace("-", "−")


def add_figures(axes: Axes, at: tuple[float, float], width: float, size: float, color: str) -> PathPatch:
    """Add an empty line of figures to axes, of that width and size in points, whose baseline begins at a place."""
    points_to_pixels = Affine2D().scale(1 / 72) + figure_of(axes).dpi_scale_trans
    to_place = ScaledTranslation(*at, axes.transData)  # type: ignore[arg-type]  # any transform serves
    line = PathPatch(
        monospaced_path("", size),
        transform=points_to_pixels + to_place,
        facecolor=color,
        linewidth=0,
        snap=False,
        zorder=ABOVE,
    )
    axes.add_artist(line)
    # What lies beside the line need not be drawn anew with it.
    room = Bbox([[0, -0.35 * size], [width, 1.2 * size]])
    line.set_clip_box(TransformedBbox(room, line.get_transform()))
    return line


def _at_most_ten(value: float) -> str:
    """Return a number in at most ten characters, with five digits where they fit."""
    text = f"{value:.5g}"
    return text if len(text) <= 10 else f"{value:.3g}"
