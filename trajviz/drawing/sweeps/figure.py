"""The figure of a sweep: a title, what was compared and how, what is said of each method, and panels below."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import NamedTuple

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from trajviz.drawing.fonts import families, lend_fonts
from trajviz.drawing.header import MARGIN
from trajviz.drawing.layout import arrange, arrange_grid
from trajviz.drawing.sizes import DPI, Sizing, blank_figure, page_of
from trajviz.drawing.sweeps.heatmap import draw_heatmap, methods_of_heatmap
from trajviz.drawing.sweeps.lines import draw_lines, names_of_lines
from trajviz.drawing.sweeps.panels import draw_panel
from trajviz.drawing.sweeps.values import number, plain
from trajviz.drawing.text import drawable, shortened, text_width
from trajviz.drawing.theme import Theme
from trajviz.errors import TrajvizError
from trajviz.frames.settings import drawn_under, settings_with
from trajviz.registry import did_you_mean
from trajviz.runs.swept import Setting, Summary, Swept

KINDS = ("lines", "heatmap", "panels")

_TITLE, _LINE, _BELOW = 40.0, 19.0, 12.0  # heights in reference pixels
_SAMPLE = 30.0
_BOLD = 1.15  # how much wider than plain text bold text is
_WIDTHS = {1: 800.0, 2: 1100.0}
_WIDEST = 1400.0
_MOST_IN_A_ROW = 3


class _Panel(NamedTuple):
    """What is drawn on axes of its own."""

    draw: Callable[[Axes], object]
    title: str


def kind_of(settings: Sequence[Setting], kind: str | None = None) -> str:
    """Return which picture shows settings best: a heatmap where two hyperparameters are swept, curves where none is.

    Parameters
    ----------
    settings : sequence of Setting
    kind : {"lines", "heatmap", "panels"}, optional
        The picture that is wanted.

    Raises
    ------
    TrajvizError
        If there is no such picture, or it can't show what is swept.
    """
    most = max(len(setting.swept) for setting in settings)
    numbers = not any(math.isnan(plain(value)) for setting in settings for value in setting.swept.values())
    if kind is None:
        kind = "heatmap" if most == 2 else "lines" if most == 1 and numbers else "panels"
    if kind not in KINDS:
        raise TrajvizError(f"a sweep is shown as {', '.join(KINDS)}, not {kind!r}; {did_you_mean(kind, KINDS)}")
    if kind == "lines":
        names_of_lines(settings)
    if kind == "heatmap":
        methods_of_heatmap(settings)
    return kind


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
    kind = kind_of(swept.settings, kind)
    settings = settings_with({**theme.rc, "font.family": list(families())})
    with drawn_under(settings):
        panels = _panels(swept, kind, theme)
        columns = min(len(panels), _MOST_IN_A_ROW)
        rows = -(-len(panels) // columns)
        natural_width = _WIDTHS.get(columns, _WIDEST)
        lines = _lines(swept, theme, natural_width)
        below = _TITLE + _LINE * (1 + sum(map(len, lines))) + _BELOW
        natural = (natural_width, below + MARGIN + (380 if rows == 1 else 300 * rows))
        scale = sizing.scale_for(natural)
        figure = blank_figure(sizing.page(scale) or natural, scale)
        axes_of = [figure.add_subplot() for _ in panels]
        for axes, panel in zip(axes_of, panels, strict=True):
            axes.spines[["top", "right"]].set_visible(False)
            panel.draw(axes)
            if panel.title:
                axes.set_title(drawable(panel.title), loc="left", fontsize=theme.fonts["label"])
        _write_header(figure, swept, theme, swept.objective.title if title is None else title, lines, below)
        if rows == 1:
            arrange(figure, axes_of, [1.0] * len(axes_of), below)
        else:
            arrange_grid(figure, axes_of, columns, below)
        lend_fonts(figure)
    return figure, settings


def _panels(swept: Swept, kind: str, theme: Theme) -> list[_Panel]:
    if kind == "lines":
        names = names_of_lines(swept.settings)
        return [_Panel(partial(draw_lines, swept=swept, name=name, theme=theme), "") for name in names]
    if kind == "heatmap":
        methods = methods_of_heatmap(swept.settings)
        return [_Panel(partial(draw_heatmap, swept=swept, method=method, theme=theme), method) for method in methods]
    return [_Panel(partial(draw_panel, swept=swept, method=method, theme=theme), method) for method in swept.methods]


def _write_header(
    figure: Figure, swept: Swept, theme: Theme, title: str, lines: list[list[str]], height: float
) -> None:
    """Write the title and what is said of each method, on axes whose coordinates are reference pixels from the top."""
    width, total = page_of(figure)
    axes = figure.add_axes((0, 1 - height / total, 1, height / total), label="header")
    axes.set(xlim=(0, width), ylim=(height, 0))
    axes.set_axis_off()
    room = _points(width - 2 * MARGIN)
    size = theme.fonts["title"]
    title = shortened(title, size, room / _BOLD)
    axes.text(MARGIN, _TITLE - 17, drawable(title), fontsize=size, weight="bold", va="center")
    small, usual = theme.fonts["readout"], theme.fonts["label"]
    axes.text(
        MARGIN, _TITLE, shortened(_conditions(swept), small, room), fontsize=small, color=theme.muted, va="center"
    )
    y = _TITLE
    for place, told in enumerate(lines):
        y += _LINE
        color = theme.color(place)
        axes.plot([MARGIN, MARGIN + 22], [y, y], color=color, linewidth=2)
        axes.plot(MARGIN + 11, y, theme.marker(place), color=color, markersize=6, markeredgecolor=theme.background)
        for further, line in enumerate(told):
            y += further * _LINE
            line = drawable(shortened(line, usual, room - _points(_SAMPLE)))
            axes.text(MARGIN + _SAMPLE, y, line, fontsize=usual, va="center", color=theme.muted if further else None)


def _lines(swept: Swept, theme: Theme, width: float) -> list[list[str]]:
    """Return what is said of each method: a line where each has room in one, otherwise two."""
    told = [_told(summary) for summary in swept.summary]
    room = _points(width - 2 * MARGIN - _SAMPLE)
    whole = ["  ·  ".join([first, *rest]) for first, *rest in told]
    if all(text_width(drawable(line), theme.fonts["label"]) <= room for line in whole):
        return [[line] for line in whole]
    return [[first, "  ·  ".join(rest)] if rest else [first] for first, *rest in told]


def _points(pixels: float) -> float:
    return pixels * 72 / DPI


def _conditions(swept: Swept) -> str:
    """Return under which conditions all ran."""
    starts, seeds = len(swept.starts), len(set(swept.seed_of_run.tolist()))
    runs = [f"{starts} starts"] * (starts > 1) + [f"{seeds} seeds"] * (seeds > 1)
    median = f"; the median of {' and '.join(runs)}" if runs else ""
    return f"{swept.budget} evaluations for each run{median}"


def _told(summary: Summary) -> list[str]:
    """Return what is said of a method: what it reaches, and what was tried for that."""
    if not summary.tuned:
        lost = " diverged" if summary.best is None else f" reaches {number(summary.best_value)}"
        return [f"{summary.method}:{lost}"]
    reached = "" if summary.best is None else f" reaches {number(summary.best_value)}"
    default = "diverged" if math.isinf(summary.default_value) else f"reaches {number(summary.default_value)}"
    told = [
        f"{summary.method}: best {summary.told_best}{reached}{f', the default {default}' if summary.default else ''}",
        f"tried {summary.told_tuning}",
    ]
    if summary.diverged:
        told.append(f"{summary.diverged} of {summary.runs} runs diverged")
    return told
