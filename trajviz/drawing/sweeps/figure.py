"""The figure of a sweep: a title, what was compared and how, what is said of each method, and panels below."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import partial
from typing import NamedTuple

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from trajviz.drawing.fonts import families, lend_fonts
from trajviz.drawing.header import MARGIN
from trajviz.drawing.layout import arrange, arrange_grid
from trajviz.drawing.sizes import Sizing, blank_figure
from trajviz.drawing.sweeps.heatmap import draw_heatmap, methods_of_heatmap
from trajviz.drawing.sweeps.lines import draw_lines, names_of_lines
from trajviz.drawing.sweeps.panels import draw_panel
from trajviz.drawing.sweeps.values import number
from trajviz.drawing.text import drawable, shortened
from trajviz.drawing.theme import Theme
from trajviz.errors import TrajvizError
from trajviz.frames.settings import drawn_under, settings_with
from trajviz.registry import did_you_mean
from trajviz.runs.swept import Summary, Swept

KINDS = ("lines", "heatmap", "panels")

_TITLE, _LINE, _BELOW = 40.0, 19.0, 12.0  # heights in reference pixels
_SAMPLE = 30.0
_WIDTHS = {1: 800, 2: 1100}
_WIDEST = 1400
_MOST_IN_A_ROW = 3


class _Panel(NamedTuple):
    """What is drawn on axes of its own."""

    draw: Callable[[Axes], object]
    title: str


def kind_of(swept: Swept) -> str:
    """Return which picture shows a sweep best: a heatmap where two hyperparameters are swept, curves where none is."""
    most = max(len(setting.swept) for setting in swept.settings)
    return "lines" if most == 1 else "heatmap" if most == 2 else "panels"


def sweep_figure(
    swept: Swept, kind: str | None, theme: Theme, title: str | None, sizing: Sizing
) -> tuple[Figure, Mapping[str, object]]:
    """Return a figure of a sweep, and Matplotlib's settings that it is drawn under.

    Parameters
    ----------
    swept : Swept
    kind : {"lines", "heatmap", "panels"}, optional
        By default what shows it best.
    theme : Theme
    title : str, optional
        By default the objective's.
    sizing : Sizing

    Raises
    ------
    TrajvizError
        If there is no such picture, it can't show what was swept, or there is no room for it.
    """
    kind = kind_of(swept) if kind is None else kind
    if kind not in KINDS:
        raise TrajvizError(f"a sweep is shown as {', '.join(KINDS)}, not {kind!r}; {did_you_mean(kind, KINDS)}")
    settings = settings_with({**theme.rc, "font.family": list(families())})
    with drawn_under(settings):
        panels = _panels(swept, kind, theme)
        columns = min(len(panels), _MOST_IN_A_ROW)
        rows = -(-len(panels) // columns)
        below = _TITLE + _LINE * (1 + len(swept.methods)) + _BELOW
        natural = (_WIDTHS.get(columns, _WIDEST), below + MARGIN + (380 if rows == 1 else 300 * rows))
        scale = sizing.scale_for(natural)
        figure = blank_figure(sizing.page(scale) or natural, scale)
        axes_of = [figure.add_subplot() for _ in panels]
        for axes, panel in zip(axes_of, panels, strict=True):
            axes.spines[["top", "right"]].set_visible(False)
            panel.draw(axes)
            if panel.title:
                axes.set_title(drawable(panel.title), loc="left", fontsize=theme.fonts["label"])
        _write_header(figure, swept, theme, swept.objective.title if title is None else title, below)
        if rows == 1:
            arrange(figure, axes_of, [1.0] * len(axes_of), below)
        else:
            arrange_grid(figure, axes_of, columns, below)
        lend_fonts(figure)
    return figure, settings


def _panels(swept: Swept, kind: str, theme: Theme) -> list[_Panel]:
    if kind == "lines":
        names = names_of_lines(swept)
        return [_Panel(partial(draw_lines, swept=swept, name=name, theme=theme), "") for name in names]
    if kind == "heatmap":
        methods = methods_of_heatmap(swept)
        return [_Panel(partial(draw_heatmap, swept=swept, method=method, theme=theme), method) for method in methods]
    return [_Panel(partial(draw_panel, swept=swept, method=method, theme=theme), method) for method in swept.methods]


def _write_header(figure: Figure, swept: Swept, theme: Theme, title: str, height: float) -> None:
    """Write the title and a line for each method, on axes whose coordinates are reference pixels from the top."""
    width, total = figure.bbox.width / figure.dpi * 100, figure.bbox.height / figure.dpi * 100
    axes = figure.add_axes((0, 1 - height / total, 1, height / total), label="header")
    axes.set(xlim=(0, width), ylim=(height, 0))
    axes.set_axis_off()
    room = (width - 2 * MARGIN) * 0.72
    size = theme.fonts["title"]
    axes.text(
        MARGIN, _TITLE - 17, drawable(shortened(title, size, room / 1.15)), fontsize=size, weight="bold", va="center"
    )
    size = theme.fonts["readout"]
    axes.text(MARGIN, _TITLE, shortened(_conditions(swept), size, room), fontsize=size, color=theme.muted, va="center")
    for place, summary in enumerate(swept.summary):
        y = _TITLE + _LINE * (place + 1)
        color = theme.color(place)
        axes.plot([MARGIN, MARGIN + 22], [y, y], color=color, linewidth=2)
        axes.plot(MARGIN + 11, y, theme.marker(place), color=color, markersize=6, markeredgecolor=theme.background)
        told = shortened(_told(summary), theme.fonts["label"], room - _SAMPLE * 0.72)
        axes.text(MARGIN + _SAMPLE, y, drawable(told), fontsize=theme.fonts["label"], va="center")


def _conditions(swept: Swept) -> str:
    """Return under which conditions all ran."""
    starts, seeds = len(swept.starts), len(set(swept.seed_of_run.tolist()))
    runs = [f"{starts} starts"] * (starts > 1) + [f"{seeds} seeds"] * (seeds > 1)
    median = f"; the median of {' and '.join(runs)}" if runs else ""
    return f"{swept.budget} evaluations for each run{median}"


def _told(summary: Summary) -> str:
    """Return what is said of a method, in a line."""
    parts = [f"{summary.method}  {summary.told_best}"]
    if summary.best is not None:
        parts[0] += f": {number(summary.best_value)}" if summary.tuned else f"  {number(summary.best_value)}"
    if summary.tuned:
        parts[0] = parts[0].replace("  ", "  best ", 1) if summary.best is not None else parts[0]
        default = "diverged" if math.isinf(summary.default_value) else number(summary.default_value)
        parts += [f"default: {default}", f"tried {summary.told_tuning}"]
    else:
        parts[0] = f"{summary.method}  as it is: {number(summary.best_value)}"
    if summary.diverged:
        parts.append(f"{summary.diverged} of {summary.runs} runs diverged")
    return "  ·  ".join(parts)
