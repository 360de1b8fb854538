"""What a user says of a picture's looks beside its theme: colours, sizes, names and limits, in Matplotlib's words."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from matplotlib.axes import Axes
from matplotlib.colors import is_color_like, to_hex
from mpl_toolkits.mplot3d import Axes3D

from trajviz.checks import shown
from trajviz.drawing.text import drawable
from trajviz.drawing.theme import Theme
from trajviz.errors import TrajvizError, UnknownNameError
from trajviz.registry import did_you_mean

_USUAL_SIZE = 10.0  # of letters, in Matplotlib
_LARGEST_LETTERS = 200.0  # points
_WIDEST = 100.0  # that lines and marks may be, in points


@dataclass(frozen=True)
class AxesLooks:
    """What is said of the axes of a view.

    Parameters
    ----------
    xlabel, ylabel : str, optional
        Their names; by default the view's own.
    xlim, ylim : (low, high), optional
        What they show; by default what the view chooses.
    """

    xlabel: str | None = None
    ylabel: str | None = None
    xlim: tuple[float, float] | None = None
    ylim: tuple[float, float] | None = None

    def name(self, axes: Axes) -> None:
        """Write the names of the axes."""
        for axis, name in ((axes.xaxis, self.xlabel), (axes.yaxis, self.ylabel)):
            if name is not None:
                axis.label.set(text=drawable(name), fontstyle="normal")
        if self.ylabel is not None and not isinstance(axes, Axes3D) and len(self.ylabel) > 1:
            axes.yaxis.label.set(rotation=90, va="bottom", ha="center")


@dataclass(frozen=True)
class Looks:
    """What is said of the looks of a picture.

    Parameters
    ----------
    on_axes : mapping of str to AxesLooks
        By the name of the view.
    clean : bool
        Whether axes, and all that is written on them, are left out.
    legend : bool
        Whether the methods are named.
    """

    on_axes: Mapping[str, AxesLooks] = field(default_factory=dict)
    clean: bool = False
    legend: bool = True


def looks(views: Sequence[str], *, clean: bool, legend: bool, **of_axes: object) -> Looks:
    """Return what is said of the looks of a picture with some views.

    Parameters
    ----------
    views : sequence of str
        Their names.
    clean, legend : bool
        As in `Looks`.
    **of_axes
        `xlabel`, `ylabel`, `xlim` and `ylim`, each for the first view, or for several, by their names.

    Raises
    ------
    TrajvizError
        If there is no such view, or a value is none that axes can have.
    """
    told: dict[str, dict[str, Any]] = {view: {} for view in views}
    for option, given in of_axes.items():
        for view, value in (given if isinstance(given, Mapping) else {views[0]: given}).items():
            if view not in told:
                raise UnknownNameError(
                    f"{option} is for the views shown, not {shown(view)}; {did_you_mean(view, told)}"
                )
            told[view][option] = _limits(option, value) if option.endswith("lim") else value
    return Looks({view: AxesLooks(**each) for view, each in told.items()}, clean, legend)


def _limits(name: str, limits: Any) -> tuple[float, float] | None:  # what is none is refused
    if limits is None:
        return None
    try:
        low, high = (float(end) for end in limits)
    except (TypeError, ValueError, OverflowError):
        low = high = math.nan
    if not (math.isfinite(low) and math.isfinite(high) and low < high):
        raise TrajvizError(f"{name} must be a low and a high number, such as (0, 1), not {shown(limits)}")
    return low, high


Colors = Sequence[str] | Mapping[str, str]
"""The colours of methods, in order or by name, `#rrggbb` each."""


def as_colors(colors: str | Iterable[object] | Mapping[str, object] | None) -> Colors | None:
    """Return the colours that a user gives methods, in order, by name, or in a text with commas between them.

    Raises
    ------
    TrajvizError
        If one is none.
    """
    if colors is None:
        return None
    if isinstance(colors, Mapping):
        return {name: _as_color(color) for name, color in colors.items()}
    chosen = [_as_color(color) for color in (colors.split(",") if isinstance(colors, str) else colors)]
    if not chosen:
        raise TrajvizError("colors is empty; give one for each method")
    return chosen


def _as_color(color: Any) -> str:  # what is none is refused
    color = color.strip() if isinstance(color, str) else color
    if not is_color_like(color):
        raise TrajvizError(f"colors must be colours of Matplotlib's, such as red or #1f77b4, not {shown(color)}")
    return to_hex(color)


def in_colors(theme: Theme, colors: Colors | None, labels: Sequence[str]) -> Theme:
    """Return a theme in which the methods of those labels have other colours, which begin anew where they are fewer.

    Raises
    ------
    UnknownNameError
        If colours are given to a method that is none of these.
    """
    if colors is None:
        return theme
    if not isinstance(colors, Mapping):
        return replace(theme, lines=tuple(colors))
    for label in colors:
        if label not in labels:
            raise UnknownNameError(f"colors names no method {shown(label)}; {did_you_mean(str(label), labels)}")
    return replace(theme, lines=tuple(colors.get(label, theme.color(place)) for place, label in enumerate(labels)))


def in_letters(theme: Theme, fontsize: float | None) -> Theme:
    """Return a theme whose letters are as large as `font.size` makes Matplotlib's, 10 points being usual.

    Raises
    ------
    TrajvizError
        If that is too large or too small.
    """
    if fontsize is None:
        return theme
    if not 1 <= fontsize <= _LARGEST_LETTERS:
        raise TrajvizError(f"fontsize must be a number from 1 to {_LARGEST_LETTERS:g}, in points, not {fontsize!r}")
    return theme.with_larger_fonts(fontsize / _USUAL_SIZE)


def checked_width(name: str, width: float | None) -> float | None:
    """Return the width of lines or marks, in points, if they can have it."""
    if width is not None and not 0 < width <= _WIDEST:
        raise TrajvizError(f"{name} must be a positive number of points, {_WIDEST:g} at the most, not {width!r}")
    return width
