"""A heatmap over two hyperparameters: the colour of each cell is the median of what the runs found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import LogNorm, Normalize
from matplotlib.patches import Rectangle

from trajviz.arrays import Array
from trajviz.drawing.sweeps.values import explain_marks, is_logarithmic, limits, name_of_values, plain, shown_values
from trajviz.drawing.theme import Theme
from trajviz.errors import TrajvizError
from trajviz.runs.swept import Setting, Swept

_MOST_TICKS = 8
_BAR = (1.03, 0.0, 0.035, 1.0)


def methods_of_heatmap(settings: Sequence[Setting]) -> list[str]:
    """Return the methods that are swept over two hyperparameters.

    Raises
    ------
    TrajvizError
        If there are none.
    """
    found = list(dict.fromkeys(setting.method for setting in settings if len(setting.swept) == 2))
    if not found:
        raise TrajvizError(
            'a heatmap needs two hyperparameters of several values, as in "Momentum(lr=1e-3..1:20,momentum=[0.5,0.9])"'
        )
    return found


def draw_heatmap(axes: Axes, swept: Swept, method: str, theme: Theme) -> None:
    """Draw the cells of a method; its best setting has a star, and one that diverged a cross."""
    own = [(k, s) for k, s in enumerate(swept.settings) if s.method == method and s.is_tried]
    across, up = own[0][1].swept
    columns, rows = ([*_in_order([s.swept[name] for _, s in own])] for name in (across, up))
    medians = np.full((len(rows), len(columns)), np.nan)
    for k, setting in own:
        medians[_cell(setting, rows, columns)] = swept.quartiles[k, 1]
    low, high = limits(swept, swept.quartiles[:, 1])
    norm = (LogNorm if is_logarithmic(swept) else Normalize)(low, high)
    shown = np.ma.masked_invalid(np.clip(shown_values(swept, medians), low, high))
    shown[np.isinf(medians)] = np.ma.masked
    axes.set_facecolor(theme.grid)
    axes.pcolormesh(shown, cmap=theme.heights, norm=norm, edgecolors=theme.panel, linewidth=0.6)
    crosses = np.argwhere(np.isinf(medians)) + 0.5
    axes.plot(crosses[:, 1], crosses[:, 0], "x", color=theme.muted, markersize=5)
    told = _mark(axes, swept, method, rows, columns, theme)
    explain_marks(axes, [*told, *["× diverged"] * bool(len(crosses))], theme)
    for axis, name, values in ((axes.xaxis, across, columns), (axes.yaxis, up, rows)):
        places = np.arange(len(values))[:: -(-len(values) // _MOST_TICKS)]
        axis.set_ticks(places + 0.5, [_told(values[place]) for place in places])
        axis.set_label_text(name)
    axes.tick_params(length=0)
    bar = axes.inset_axes(_BAR)
    axes.figure.colorbar(ScalarMappable(norm, theme.heights), cax=bar)
    bar.set_title(name_of_values(swept), fontsize=theme.fonts["tick"], loc="left")
    bar.minorticks_off()


def _mark(
    axes: Axes, swept: Swept, method: str, rows: Sequence[Any], columns: Sequence[Any], theme: Theme
) -> list[str]:
    """Put a star on the best setting and a ring on the default if it was tried, and return what these mean."""
    told = []
    summary = next(each for each in swept.summary if each.method == method)
    if summary.best is not None:
        told.append("★ best")
        row, column = _cell(summary.best, rows, columns)
        frame: dict[str, Any] = {
            "facecolor": "none",
            "edgecolor": theme.star,
            "linewidth": 1.6,
            "zorder": 3,
            "clip_on": False,
        }
        axes.add_patch(Rectangle((column, row), 1, 1, **frame))
        held: dict[str, Any] = {"color": theme.star, "markeredgecolor": theme.halo, "markersize": 14, "zorder": 4}
        axes.plot(column + 0.5, row + 0.5, "*", **held)
    if summary.default is not None and summary.default.is_tried:
        told.append("○ default")
        row, column = _cell(summary.default, rows, columns)
        ring: dict[str, Any] = {
            "markerfacecolor": "none",
            "markeredgecolor": theme.star,
            "markeredgewidth": 1.6,
            "markersize": 11,
            "zorder": 4,
        }
        axes.plot(column + 0.5, row + 0.5, "o", **ring)
    return told


def _cell(setting: Setting, rows: Sequence[Any], columns: Sequence[Any]) -> tuple[int, int]:
    across, up = setting.swept.values()
    return rows.index(up), columns.index(across)


def _in_order(values: Sequence[Any]) -> list[Any]:
    """Return the values that differ, numbers in their order, others in that in which they were typed."""
    different: list[Any] = []
    for value in values:
        if value not in different:
            different.append(value)
    numbers: Array = np.array([plain(value) for value in different])
    return different if np.isnan(numbers).any() else [different[k] for k in np.argsort(numbers, kind="stable")]


def _told(value: Any) -> str:
    return f"{value:.3g}" if isinstance(value, float) else str(value)
