"""A panel for a method: what each of its settings has found after so many evaluations, in shades of one colour."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import NullFormatter

from trajviz.drawing.sweeps.values import limits, plain, set_values_axis, shown_values
from trajviz.drawing.theme import Theme, theme_of_a_sweep
from trajviz.runs.swept import Swept


def draw_panel(axes: Axes, swept: Swept, method: str, theme: Theme) -> None:
    """Draw the median of each setting against the evaluations; the best is thick, the default dashed."""
    set_values_axis(axes, swept)
    low, high = limits(swept, swept.quartiles[:, 1])
    at_start = float(np.median(shown_values(swept, swept.curves[:, 0])))
    high = max(high, 2 * at_start) if axes.get_yscale() == "log" else max(high, at_start)
    axes.set_ylim(low, high)
    own = [k for k, setting in enumerate(swept.settings) if setting.method == method]
    order = [plain(next(iter(swept.settings[k].swept.values()), 0.0)) for k in own]
    shades = theme_of_a_sweep(theme, np.nan_to_num(order).tolist()).lines
    best = next(each.best for each in swept.summary if each.method == method)
    for k, shade in zip(own, shades, strict=True):
        setting = swept.settings[k]
        curve = np.clip(shown_values(swept, swept.median_curves[k]), low, high)
        is_best = best is not None and setting is best
        axes.plot(
            np.maximum(swept.moments, 1),
            curve,
            color=theme.color(swept.methods.index(method)) if is_best else shade,
            linewidth=2.6 if is_best else 1.0,
            linestyle=(0, (3, 1.5)) if setting.is_default and not is_best else "-",
            alpha=1.0 if is_best or setting.is_default else 0.7,
            zorder=4 if is_best else 3 if setting.is_default else 2,
        )
    axes.set(xscale="log", xlim=(1, swept.budget), xlabel="evaluations")
    axes.xaxis.set_minor_formatter(NullFormatter())
    told = "thick: best   dashed: default"
    for name in [*swept.settings[own[0]].swept][:1]:
        is_darker = sum(theme.sequence(1.0)[:3]) < sum(theme.sequence(0.0)[:3])
        told += f"   {'darker' if is_darker else 'lighter'}: larger {name}"
    note = axes.annotate(
        told, (1, 1), (-2, 3), xycoords="axes fraction", textcoords="offset points", ha="right", va="bottom",
        fontsize=theme.fonts["tick"], color=theme.muted, annotation_clip=False,
    )  # fmt: skip
    note.set_in_layout(False)
