"""What each method has reached, in figures: the step, the value and the norm of the gradient."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch
from matplotlib.transforms import Affine2D, Bbox, ScaledTranslation, TransformedBbox
from numpy.typing import NDArray

from trajviz.drawing.layers import motions
from trajviz.drawing.layers.layer import ABOVE, Array, Attached, figure_of
from trajviz.drawing.text import monospaced_path, monospaced_width

Form = Literal["full", "brief", "short"]
FORMS: tuple[Form, ...] = get_args(Form)
"""How much a readout tells, the most first."""

SIGNS = {"converged": "✓", "out of steps": "…", "stopped": "■", "diverged": "✗", "failed": "!", "left": "↗"}
"""What stands for how a method ended where there is no room for words."""

_PLAIN_ZEROS, _PLAIN_DIGITS, _LONGEST_PLAIN = 3, 5, 7
_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


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
    form : {"full", "brief", "short"}
        What is told: all of it; all, but how the method ended in place of the norm; or the value with a sign for that.
    ending : str
        How the method ended; empty where that is not known.
    ended : float
        The moment at which it did.
    beside : tuple of str
        What is told at each moment in place of the norm of the gradient and of how the method ended.
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
    form: Form = "full"
    ending: str = ""
    ended: float = np.inf
    beside: tuple[str, ...] = ()

    def attach(self, axes: Axes) -> Attached:
        """Prepare the line on `axes`."""
        line = add_figures(axes, self.at, self.width, self.size, self.color)

        def update(moment: float) -> None:
            line.set_path(monospaced_path(self.text(moment), self.size))

        return Attached((line,), update, motions.Recorded())

    @property
    def width(self) -> float:
        """The width of the line at its longest, in points."""
        texts = [self._text(0, -1e-300, 1e-300, has_ended=has_ended) for has_ended in (False, True)]
        if self.beside and self.form != "short":
            texts = [f"{self._counted(0, -1e-300)} {self.beside[-1]}"]
        return monospaced_width(max(map(len, texts)), self.size)

    def text(self, moment: float) -> str:
        """Return the line at a moment; a method that has ended keeps its last figures."""
        place = max(int(self.moments.searchsorted(moment, side="right")) - 1, 0)
        has_ended = bool(self.ending) and moment >= self.ended
        if self.beside and self.form != "short":
            return f"{self._counted(self.steps[place], self.values[place])} {self.beside[place]}"
        return self._text(self.steps[place], self.values[place], self.gradient_norms[place], has_ended=has_ended)

    def _counted(self, step: int, value: float) -> str:
        return f"step {step:<{self.step_width}}  {self.name} {written(value):<9}"

    def _text(self, step: int, value: float, norm: float, *, has_ended: bool) -> str:
        sign = SIGNS.get(self.ending, "") if has_ended else ""
        if self.form == "short":
            return f"{written(value)} {sign}".rstrip()
        text = self._counted(step, value)
        told = "" if np.isnan(self.gradient_norms).all() else f"|∇f| {written(norm, 2):<8}"
        word = self.ending if has_ended else ""
        if self.form == "brief":
            return f"{text} {word or told}".rstrip()
        return f"{text} {told} {word}".rstrip()


def written(value: float, digits: int = 5) -> str:
    """Return a number as it is read out: plain where that is short, and else with a power of ten.

    Examples
    --------
    >>> [written(value) for value in (0.0, -1.0316284, 12345.6, 1.2345e-8, -2e300, np.nan)]
    ['0', '−1.0316', '12346', '1.2×10⁻⁸', '−2.0×10³⁰⁰', 'nan']
    """
    if not np.isfinite(value) or value == 0:
        text = f"{value:g}"
    elif 10.0**-_PLAIN_ZEROS <= abs(value) < 10.0**_PLAIN_DIGITS:
        text = f"{value:.{digits}g}"
        if "e" in text or len(text.lstrip("-")) > _LONGEST_PLAIN:
            text = f"{value:.0f}" if abs(value) >= 10 ** (digits - 1) else f"{value:.{_LONGEST_PLAIN - 2}f}"
    else:
        figures, exponent = f"{value:.1e}".split("e")
        text = f"{figures}×10{str(int(exponent)).translate(_RAISED)}"
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
