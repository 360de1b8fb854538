"""The colours of a figure that mean something: those of lines, marks, texts and grounds.

Shades that a map of heights runs through are not among them, and what is see-through has the colour that it shows on
the patch of its axes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.collections import Collection
from matplotlib.colors import to_rgba, to_rgba_array
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.text import Text
from matplotlib.typing import ColorType
from numpy.typing import NDArray

from trajviz.frames.redraw import inside

_RGBA = tuple[float, float, float, float]

_MOST_OF_ONE = 16  # a collection of more colours shades something


def meaningful_colours(figure: Figure, moving: Iterable[Artist]) -> NDArray[np.uint8]:
    """Return the colours that mean something, shape (n, 3), each once: those of what moves first, then texts."""
    parts = [part for part in inside(figure) if part.get_visible()]
    texts = [part for part in parts if isinstance(part, Text) and part.get_text()]
    grounds = [figure.patch, *(axes.patch for axes in figure.axes)]
    moving_parts = [part for artist in moving for part in (artist, *inside(artist))]
    found = [colour for part in (*moving_parts, *texts, *grounds, *parts) for colour in _colours_of(part)]
    return np.array(list(dict.fromkeys(found)), np.uint8).reshape(-1, 3)


def _colours_of(artist: Artist) -> Iterator[tuple[int, ...]]:
    """Yield the colours of `artist`, as they show on the patch of its axes."""
    axes = artist.axes  # a list, for a patch that connects several
    below = _over(axes.get_facecolor() if isinstance(axes, Axes) else (1, 1, 1), np.ones(3))
    for rgba in _named(artist):
        if rgba[3] > 0:
            yield tuple(np.rint(255 * _over(rgba, below)).astype(int).tolist())


def _named(artist: Artist) -> list[_RGBA]:
    alpha = artist.get_alpha()
    if isinstance(artist, Text):
        return [to_rgba(artist.get_color(), alpha)]
    if isinstance(artist, Line2D):
        colours = [artist.get_color(), artist.get_markerfacecolor(), artist.get_markeredgecolor()]
        return [to_rgba(colour, alpha) for colour in colours]
    if isinstance(artist, Patch):
        return [to_rgba(artist.get_facecolor()), to_rgba(artist.get_edgecolor())]
    if isinstance(artist, Collection):
        rows = [*to_rgba_array(artist.get_facecolor()), *to_rgba_array(artist.get_edgecolor())]
        return rows if len(rows) <= _MOST_OF_ONE else []
    return []


def _over(rgba: ColorType, below: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the colour that `rgba` shows on the opaque colour `below`."""
    *rgb, alpha = to_rgba(rgba)
    return alpha * np.array(rgb) + (1 - alpha) * below
