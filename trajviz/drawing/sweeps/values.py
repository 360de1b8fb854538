"""What the pictures of sweeps share: the axis of values, from the minimum where that is known, and a note on marks."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes

from trajviz.arrays import Array
from trajviz.drawing.theme import Theme
from trajviz.runs.swept import Swept

_LEAST = 1e-16  # of what is told apart on a logarithmic axis
_WORSE = 3.0  # how many times as high as at the start the axis reaches


def number(value: float) -> str:
    """Return a value with three digits."""
    return f"{value:.3g}".replace("-", "−")


def is_measured_from_minimum(swept: Swept) -> bool:
    """Whether what is shown is the distance to a known minimum, which no value falls short of but by rounding."""
    if swept.objective.minimum is None:
        return False
    lowest = swept.values[np.isfinite(swept.values)]
    return not lowest.size or bool(lowest.min() >= swept.offset - 1e-6 * max(1.0, abs(swept.offset)))


def shown_values(swept: Swept, values: Array) -> Array:
    """Return values as they are shown: above the minimum where it is known, and at least a little."""
    if is_measured_from_minimum(swept):
        return np.maximum(values - swept.offset, _LEAST)
    return values


def is_logarithmic(swept: Swept) -> bool:
    """Whether values lie on a logarithmic axis."""
    if is_measured_from_minimum(swept):
        return True
    medians = swept.quartiles[:, 1]
    finite = medians[np.isfinite(medians)]
    return bool(finite.size and finite.min() > 0 and finite.max() > 100 * finite.min())


def name_of_values(swept: Swept) -> str:
    """Return what the values are called."""
    return "f − minimum" if is_measured_from_minimum(swept) else "f"


def limits(swept: Swept, found: Array) -> tuple[float, float]:
    """Return between which values a picture lies; what is worse than the starts by far is at its edge."""
    at_start = float(np.median(shown_values(swept, swept.curves[:, 0])))
    finite = found[np.isfinite(found)]
    found = shown_values(swept, finite) if finite.size else np.array([at_start])
    if is_logarithmic(swept):
        low = max(float(found.min()), _LEAST)
        high = min(max(float(found.max()), 10 * low), max(_WORSE * at_start, 10 * low))
        return low / 2, 2 * high
    low, spread = float(found.min()), abs(at_start - float(found.min())) or 1.0
    high = min(float(found.max()), low + _WORSE * spread)
    margin = 0.06 * ((high - low) or 1.0)
    return low - margin, high + margin


def set_values_axis(axes: Axes, swept: Swept) -> None:
    """Let the vertical axis be that of the values."""
    low, high = limits(swept, swept.quartiles[:, 1])
    axes.set(yscale="log" if is_logarithmic(swept) else "linear", ylim=(low, high), ylabel=name_of_values(swept))
    axes.grid(visible=True, axis="y")
    axes.set_axisbelow(True)


def explain_marks(axes: Axes, meanings: Sequence[str], theme: Theme) -> None:
    """Say at the right below a panel what its marks mean."""
    note = axes.annotate(
        "   ".join(meanings), (1, 0), (0, -24), xycoords="axes fraction", textcoords="offset points", ha="right",
        va="top", fontsize=theme.fonts["tick"], color=theme.muted, annotation_clip=False,
    )  # fmt: skip
    note.set_in_layout(False)


def plain(value: object) -> float:
    """Return a hyperparameter as a number; nan where it is none."""
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else math.nan
