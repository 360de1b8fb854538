"""Lines over a hyperparameter: for each of its values the median of what the runs found, between the quartiles."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from trajviz.drawing.sweeps.values import explain_marks, limits, plain, set_values_axis, shown_values
from trajviz.drawing.theme import Theme
from trajviz.errors import TrajvizError
from trajviz.runs.swept import Setting, Swept

_SHADE = 0.16


def names_of_lines(settings: Sequence[Setting]) -> list[str]:
    """Return the hyperparameters that are swept, each of which is an axis.

    Raises
    ------
    TrajvizError
        If some method has more than one, one is no number, or there is none.
    """
    for setting in settings:
        if len(setting.swept) > 1:
            told = " and ".join(setting.swept)
            raise TrajvizError(f"lines are drawn over one hyperparameter, and {setting.method} is swept over {told}")
        if any(np.isnan(plain(value)) for value in setting.swept.values()):
            raise TrajvizError(f"lines are drawn over numbers, and {setting.method} has {setting.spelled}")
    names = list(dict.fromkeys(name for setting in settings for name in setting.swept))
    if not names:
        raise TrajvizError('lines need a hyperparameter with several values, such as "GD(lr=1e-3..1:20)"')
    return names


def draw_lines(axes: Axes, swept: Swept, name: str, theme: Theme) -> None:
    """Draw a line for each method that is swept over `name`, and a level one for each that is swept over nothing."""
    set_values_axis(axes, swept)
    low, high = limits(swept, swept.quartiles[:, 1])
    for place, method in enumerate(swept.methods):
        own = [k for k, setting in enumerate(swept.settings) if setting.method == method]
        color, marker = theme.color(place), theme.marker(place)
        if not swept.settings[own[0]].swept:
            level = float(np.clip(shown_values(swept, swept.quartiles[own, 1])[0], low, high))
            axes.axhline(level, color=color, linewidth=1.6, linestyle=(0, (4, 2)))
            continue
        if name not in swept.settings[own[0]].swept:
            continue
        own.sort(key=lambda k: plain(swept.settings[k].swept[name]))
        at = np.array([plain(swept.settings[k].swept[name]) for k in own])
        lower, middle, upper = np.clip(shown_values(swept, swept.quartiles[own]), low, high).T
        is_lost = np.isinf(swept.quartiles[own, 1])
        axes.fill_between(at, lower, upper, where=~is_lost, color=color, alpha=_SHADE, linewidth=0)
        axes.plot(at, middle, color=color, linewidth=1.8)
        is_default = np.array([swept.settings[k].is_default for k in own])
        best = swept.summary[place].best
        is_best = np.array([swept.settings[k] is best for k in own])
        marks: list[tuple[NDArray[np.bool_], dict[str, Any]]] = [
            (~is_lost, {"marker": marker, "markersize": 4.5}),
            (is_lost, {"marker": "x", "markersize": 6, "markeredgewidth": 1.6}),
            (is_default & ~is_lost, {"marker": "o", "markersize": 8.5, "mfc": theme.panel, "markeredgewidth": 1.6}),
            (is_best, {"marker": "*", "markersize": 15, "mec": theme.star, "markeredgewidth": 1.0}),
        ]
        for which, mark in marks:
            if which.any():
                axes.plot(at[which], middle[which], linestyle="", color=color, zorder=3, clip_on=False, **mark)
    values = [plain(setting.swept[name]) for setting in swept.settings if name in setting.swept]
    axes.set(xscale="log" if min(values) > 0 and max(values) > 5 * min(values) else "linear", xlabel=name)
    explain_marks(axes, ["★ best", "○ default", *["× diverged"] * bool(np.isinf(swept.quartiles[:, 1]).any())], theme)
