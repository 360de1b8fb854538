"""Texts beside points of a curve, put where they cover neither each other nor the curve."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Literal

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patheffects import withStroke
from matplotlib.transforms import Bbox

from trajviz.drawing.layers.layer import Array, figure_of
from trajviz.drawing.text import drawable, text_width
from trajviz.drawing.theme import Theme

_DISTANCES = (14.0, 26.0, 38.0)  # from a point to its text, in points; the first leaves room for a ball
_APART = 16.0  # between texts side by side, in points, lest they are read as one
_OF_THE_FIGURE = np.array([0.88, 0.74])  # about how much of it panels have, which are laid out later

Alignment = Literal["center", "left", "right"]
_ALIGNMENTS: tuple[Alignment, ...] = ("center", "left", "right")
_SHARE_LEFT_OF_POINT: dict[Alignment, float] = {"center": 0.5, "left": 0.0, "right": 1.0}


@dataclass(frozen=True)
class Note:
    """A text for one of some points, in data units, preferably the first, and above or below it."""

    text: str
    points: Sequence[tuple[float, float]]
    above: bool


@dataclass(frozen=True)
class _Place:
    """Where a note may stand; its box is in typographic points from the lower left corner of the axes."""

    point: tuple[float, float]
    above: bool
    distance: float
    alignment: Alignment
    box: Bbox


def write_notes(axes: Axes, notes: Sequence[Note], curves: Array, theme: Theme) -> None:
    """Write each note at the first of its places that is free, or else where the least is in the way.

    Parameters
    ----------
    axes : Axes
        With its limits set.
    notes : sequence of Note
        The earlier have the choice.
    curves : ndarray of shape (n, 2)
        Points that had better not be covered.
    theme : Theme
        The looks.
    """
    figure = figure_of(axes)
    room = figure.get_size_inches() * 72 * _OF_THE_FIGURE / [len(figure.axes), 1]
    size = theme.fonts["tick"]
    low, high = np.transpose([axes.get_xlim(), axes.get_ylim()])
    drawn = (curves - low) / (high - low) * room
    written: list[Bbox] = []

    def in_the_way(place: _Place) -> tuple[int, bool]:
        """Return how many notes and edges a place collides with, and whether it covers a curve."""
        (left, bottom), (right, top) = place.box.p0, place.box.p1
        beyond = left < 0 or bottom < 0 or right > room[0] or top > room[1]
        covers = ((drawn > place.box.p0) & (drawn < place.box.p1)).all(axis=1).any()
        return sum(place.box.overlaps(box) for box in written) + beyond, bool(covers)

    for note in notes:
        place = min(_places(note, low, room / (high - low), size), key=in_the_way)
        written.append(place.box)
        axes.annotate(
            drawable(note.text),
            place.point,
            xytext=(0, place.distance if place.above else -place.distance),
            textcoords="offset points",
            ha=place.alignment,
            va="bottom" if place.above else "top",
            fontsize=size,
            color=theme.foreground,
            path_effects=[withStroke(linewidth=3, foreground=theme.panel)],
            clip_on=True,
            zorder=8,
        )


def _places(note: Note, low: Array, scale: Array, size: float) -> Iterator[_Place]:
    """Yield where a note may stand, the best places first."""
    width, height = text_width(drawable(note.text), size) + _APART, 1.3 * size
    sides = (note.above, not note.above)
    for distance, above, point, alignment in product(_DISTANCES, sides, note.points, _ALIGNMENTS):
        x, y = (point - low) * scale
        left = x - width * _SHARE_LEFT_OF_POINT[alignment]
        bottom = y + distance if above else y - distance - height
        yield _Place(point, above, distance, alignment, Bbox.from_bounds(left, bottom, width, height))
