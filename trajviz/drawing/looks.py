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
                raise UnknownNameError(f"{option} is for the views shown, not {shown(view)}; {did_you_mean(view, told)}")
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


def themed(
    theme: Theme,
    labels: Sequence[str],
    *,
    colors: str | Iterable[object] | Mapping[str, object] | None = None,
    fontsize: float | None = None,
) -> Theme:
    """Return a theme with other colours for methods and letters of another size.

    Parameters
    ----------
    theme : Theme
        What is changed.
    labels : sequence of str
        The names of the methods, in order.
    colors : str, sequence of colours, or mapping of names to colours, optional
        Of the methods, in order; a text has commas between them. They begin anew when there are more methods.
    fontsize : float, optional
        What `font.size` is to Matplotlib, 10 points being usual.

    Raises
    ------
    TrajvizError
        If a colour or a name is not known, or letters would be too large or too small.
    """
    if fontsize is not None:
        if not 1 <= fontsize <= _LARGEST_LETTERS:
            raise TrajvizError(f"fontsize must be a number from 1 to {_LARGEST_LETTERS:g}, in points, not {fontsize!r}")
        theme = theme.with_larger_fonts(fontsize / _USUAL_SIZE)
    if colors is None:
        return theme
    if isinstance(colors, Mapping):
        unknown = [label for label in colors if label not in labels]
        if unknown:
            raise UnknownNameError(f"colors names no method {unknown[0]!r}; {did_you_mean(str(unknown[0]), labels)}")
        chosen = [colors.get(label, theme.color(place)) for place, label in enumerate(labels)]
    elif isinstance(colors, str):
        chosen = [color.strip() for color in colors.split(",")]
    else:
        chosen = list(colors)
    if not chosen:
        raise TrajvizError("colors is empty; give one for each method")
    for color in chosen:
        if not is_color_like(color):
            raise TrajvizError(f"colors must be colours of Matplotlib's, such as 'tab:red' or '#1f77b4', not {shown(color)}")
    return replace(theme, lines=tuple(to_hex(color) for color in chosen))  # type: ignore[arg-type]  # asked just above


def checked_width(name: str, width: float | None) -> float | None:
    """Return the width of lines or marks, in points, if they can have it."""
    if width is not None and not 0 < width <= _WIDEST:
        raise TrajvizError(f"{name} must be a positive number of points, {_WIDEST:g} at the most, not {width!r}")
    return width
