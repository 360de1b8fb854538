"""Views on a figure: side by side or in a grid, with room for a header, or one on axes that are there already."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from trajviz.drawing.fonts import lend_fonts
from trajviz.drawing.header import Header
from trajviz.drawing.layers.layer import Attached
from trajviz.drawing.layout import arrange, arrange_grid
from trajviz.drawing.looks import AxesLooks, Looks
from trajviz.drawing.sizes import AnyFigure, Sizing, blank_figure, page_of
from trajviz.drawing.text import drawable
from trajviz.drawing.views import View, views
from trajviz.errors import TrajvizError

_HEIGHT = 500
_LEAST_BELOW_HEADER = 320
_WIDTHS = {1: 800, 2: 1200}  # by number of views
_WIDEST = 1600
_GRID_SIZE = (1000, 720)


class Panels(NamedTuple):
    """A figure, or a part of one, the axes of the first view, and what moves."""

    figure: AnyFigure
    axes: Axes
    attached: list[Attached]


def draw_side_by_side(
    panels: Sequence[View], heading: Header, sizing: Sizing, looks: Looks, figure: AnyFigure | None = None
) -> Panels:
    """Draw panels side by side, with room for a header, on a new figure or one that is there already."""
    if figure is None:
        natural_width = _WIDTHS.get(len(panels), _WIDEST)
        scale = sizing.scale_for((natural_width, _HEIGHT))
        page = sizing.page(scale)
        if page is None:
            below = heading.fitted((natural_width, _HEIGHT)).height(natural_width)
            page = (natural_width, max(_HEIGHT, round(below) + _LEAST_BELOW_HEADER))
        figure = blank_figure(page, scale)
    heading = heading.fitted(page_of(figure))
    axes = [figure.add_subplot(projection=panel.projection) for panel in panels]
    attached = [layer for panel, ax in zip(panels, axes, strict=True) for layer in _attached_anew(panel, ax, looks)]
    lend_fonts(figure)
    arrange(figure, axes, [panel.aspect for panel in panels], heading.height(page_of(figure)[0]))
    return Panels(figure, axes[0], attached)


def draw_grid(
    panels: Mapping[str, View], heading: Header, sizing: Sizing, looks: Looks, figure: AnyFigure | None = None
) -> Panels:
    """Draw a panel for each method, with room for a header, on a new figure or one that is there already."""
    if figure is None:
        scale = sizing.scale_for(_GRID_SIZE)
        figure = blank_figure(sizing.page(scale) or _GRID_SIZE, scale)
    heading = heading.fitted(page_of(figure))
    columns = math.ceil(math.sqrt(len(panels)))
    attached = []
    all_axes = []
    for name, panel in panels.items():
        axes = figure.add_subplot(projection=panel.projection)
        attached += _attached_anew(panel, axes, looks)
        # With a height that is given it stays where the layout puts it.
        axes.set_title(drawable(name), fontsize=heading.theme.fonts["label"], pad=4, y=1)
        all_axes.append(axes)
    lend_fonts(figure)
    arrange_grid(figure, all_axes, columns, heading.height(page_of(figure)[0]))
    return Panels(figure, all_axes[0], attached)


def draw_on_axes(panel: View, axes: Axes, heading: Header, looks: Looks) -> Panels:
    """Draw a view on axes of a user's own, which have its title, and name the methods in a legend."""
    wanted = "3d" if panel.projection == "3d" else "rectilinear"
    if axes.name != wanted:
        how = "as add_subplot(projection='3d') makes them" if wanted == "3d" else "and these are not"
        raise TrajvizError(f"the axes for this view must be {'in space' if wanted == '3d' else 'plain'}, {how}")
    attached = _attached(panel, axes, looks)
    if heading.title:
        axes.set_title(drawable(heading.title))
    if looks.legend:
        _name_methods(axes, attached)
    figure = axes.get_figure()
    assert figure is not None
    lend_fonts(figure)
    return Panels(figure, axes, attached)


def _name_methods(axes: Axes, attached: Sequence[Attached]) -> None:
    """Name methods in a legend of Matplotlib's, with their lines and marks."""
    tracks = [layer.motion.track for layer in attached if layer.motion is not None and layer.motion.track is not None]
    of_label = {track.label: track for track in reversed(tracks) if track.label}
    handles = [
        Line2D(
            [],
            [],
            color=track.color,
            marker=track.marker,
            markeredgecolor=track.halo or track.color,
            label=drawable(label),
        )
        for label, track in reversed(of_label.items())
    ]
    if handles:
        axes.legend(handles=handles, loc="best")


def _attached_anew(panel: View, axes: Axes, looks: Looks) -> list[Attached]:
    """Attach a view to axes made for it, whose ticks are as many whatever the settings when they are drawn."""
    axes.tick_params(labelsize=panel.scene.theme.fonts["tick"])
    return _attached(panel, axes, looks)


def _attached(panel: View, axes: Axes, looks: Looks) -> list[Attached]:
    """Attach a view to axes, and give them the looks that are wanted."""
    attached = panel.attach(axes)
    of_axes = looks.on_axes.get(name_of(type(panel)), AxesLooks())
    of_axes.name(axes)
    if getattr(panel, "variables", None) is None or not shows_domain(panel):
        _limit(axes, of_axes)
    if looks.clean:
        _clear(axes)
    return attached


def shows_domain(panel: View) -> bool:
    """Whether a view shows what the domain of its objective says, in both directions."""
    return getattr(panel, "variables", None) == 2


def _limit(axes: Axes, looks: AxesLooks) -> None:
    if looks.xlim is not None:
        axes.set_xlim(*looks.xlim)
    if looks.ylim is not None:
        axes.set_ylim(*looks.ylim)


def _clear(axes: Axes) -> None:
    """Leave out axes, and all that is written on them."""
    axes.set_axis_off()
    for text in axes.texts:
        text.set_visible(False)


def name_of(view_class: Callable[..., View]) -> str:
    """Return the name under which a view is registered; of several the first."""
    return next((name for name, each in views.entered.items() if each is view_class), "")
