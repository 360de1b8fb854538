"""Where the titles of axes stand, which Matplotlib finds anew, and slowly, at each drawing of the axes."""

from __future__ import annotations

from collections.abc import Iterable, Set
from typing import Any

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

from trajviz.frames.containers import axes_of

_Bottoms = list[float | None]


class TitlePlaces:
    """How high titles stand on axes that stay as they are.

    A title stands on its axes, and on the ticks and labels above these. As long as neither they nor the lower edge of
    any title have changed, it stands where it stood.
    """

    def __init__(self) -> None:
        self._known: dict[Axes, tuple[_Bottoms, list[float]]] = {}

    def note(self, figure: Figure, renderer: RendererAgg) -> None:
        """Take down where titles stand now that the figure is drawn."""
        self._known = {}
        for axes in axes_of(figure):
            if axes.get_visible() and any(title.get_text() for title in _titles(axes)) and not _has_offset(axes):
                heights = [title.get_position()[1] for title in _titles(axes)]
                self._known[axes] = (_bottoms(axes, renderer), heights)
                _put(axes, heights)

    def put(self, moving: Set[Artist], renderer: RendererAgg) -> None:
        """Put the titles where they would stand if their axes were drawn, if one of them is `moving`."""
        rests = not any(isinstance(artist, Axis) for artist in moving)
        found: list[Any] = [
            artist.axes for artist in moving if artist.axes is not None
        ]  # Matplotlib's types name a base
        for axes in dict.fromkeys(found):
            if not axes.get_visible() or not set(_titles(axes)).intersection(moving):
                continue
            if axes._autotitlepos is not None and not axes._autotitlepos:
                continue  # a user has put them
            if not any(title.get_text() for title in _titles(axes)):
                continue
            known = self._known.get(axes)
            if rests and known is not None and not _has_offset(axes) and _bottoms(axes, renderer) == known[0]:
                _put(axes, known[1])
            else:
                axes._update_title_position(renderer)


def titles_above(axis: Axis) -> list[Text]:
    """Return the titles that may stand elsewhere when `axis` has changed."""
    return [title for title in _titles(axis.axes) if title.get_text()]


def _titles(axes: Axes) -> list[Text]:
    return [axes.title, axes._left_title, axes._right_title]  # type: ignore[attr-defined]  # they have no public names


def _bottoms(axes: Axes, renderer: RendererAgg) -> _Bottoms:
    """Return where the lower edges of the titles would be if they stood on the axes."""
    titles = _titles(axes)
    _put(axes, [1.0] * len(titles))
    return [title.get_window_extent(renderer).ymin if title.get_text() else None for title in titles]


def _put(axes: Axes, heights: Iterable[float]) -> None:
    for title, height in zip(_titles(axes), heights, strict=True):
        x, before = title.get_position()
        if title.get_text() and before != height:
            title.set_position((x, height))


def _has_offset(axes: Axes) -> bool:
    """Whether a factor stands above the axes, which titles make room for."""
    twins = axes._twinned_axes.get_siblings(axes)  # type: ignore[attr-defined]  # it has no public name
    beside = [*twins, *(each for each in axes.child_axes if isinstance(each, Axes))]
    return any(each.yaxis.get_offset_text().get_text() for each in beside)
