"""Contour lines that fade where they would run into each other, with their heights written on them.

How near lines are and where a text has room is a matter of pixels, which are not known before the axes have their
place, and change with a window. So both are settled anew when the axes are others than before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backend_bases import RendererBase
from matplotlib.collections import PathCollection
from matplotlib.colors import to_rgba
from matplotlib.path import Path
from matplotlib.text import Text
from numpy.typing import NDArray

from trajviz.drawing.layers import motions
from trajviz.drawing.layers.contour_labels import Label, Room, Wanted, labels_on
from trajviz.drawing.layers.contour_shapes import Heights, Lines
from trajviz.drawing.layers.layer import Array, Attached, figure_of
from trajviz.drawing.text import text_width

NEAREST = 4.0
"""How far lines are apart, in hundredths of an inch, that are drawn in full."""

MOST_WRITTEN = 8
"""How many heights are written at the most."""

_GONE = 1.2  # how far lines are apart of which nothing is drawn
_SHADES = 4  # between nothing and in full
_AROUND_MARK = 9.0  # hundredths of an inch around a point that must not be written on
_GROUND = "round,pad=0.12,rounding_size=0.4"
_AROUND_TEXT = 2.5  # between a line and its text


class LevelText(NamedTuple):
    """What is written on a level: which one, the text, its colour, that in the counterpart, and that of its ground."""

    level: int
    text: str
    color: str
    other_color: str
    ground: str = "none"


@dataclass(frozen=True, eq=False)
class ContourLines:
    """Contours with heights written on some of them, each once.

    Parameters
    ----------
    grid : Heights
        What has the contours.
    levels : ndarray of shape (n,)
        Their heights, ascending.
    texts : sequence of LevelText
        What can be written on them; the first ones have the first choice of places.
    color : str
        The colour of the lines.
    alpha, width : float
        How opaque and how wide they are, in points, where they are drawn in full.
    text_size : float
        In points.
    lines_to_avoid, points_to_avoid : sequence of ndarray of shape (n, 2), and one
        What must not be written on.
    """

    grid: Heights
    levels: Array
    texts: Sequence[LevelText]
    color: str
    alpha: float = 1.0
    width: float = 0.7
    text_size: float = 7.0
    lines_to_avoid: Sequence[Array] = ()
    points_to_avoid: Array = field(default_factory=lambda: np.empty((0, 2)))

    def attach(self, axes: Axes) -> Attached:
        """Draw the lines on `axes`, and write on them."""
        lines = SettledLines(self, axes)
        axes.add_collection(lines, autolim=False)

        def recolored() -> dict[Artist, Array]:
            return {text: np.array([to_rgba(each.other_color)]) for text, each in lines.written.items()}

        return Attached((), lambda _: None, motions.Still(), recolored)


class _Placed(NamedTuple):
    """Where a text is, in pixels, and how wide."""

    label: Label
    width: float


class SettledLines(PathCollection):
    """The lines of `ContourLines`, settled for the pixels that their axes have.

    Parameters
    ----------
    contours : ContourLines
        What is drawn.
    axes : Axes
        On which.
    """

    def __init__(self, contours: ContourLines, axes: Axes) -> None:
        super().__init__(
            [], facecolors="none", linewidths=contours.width, capstyle="butt", transform=axes.transData, zorder=0.6
        )
        self.written: dict[Text, LevelText] = {}
        self._contours = contours
        self._lines = contours.grid.lines(contours.levels)
        self._rooms = self._rooms_between_levels()
        self._settled_for: tuple[float, ...] = ()
        self._texts = [
            axes.text(0, 0, "", fontsize=contours.text_size, ha="center", va="center", clip_on=True, zorder=0.8)
            for _ in contours.texts[:MOST_WRITTEN]
        ]

    @property
    def levels(self) -> Array:
        """The heights of the lines."""
        return self._contours.levels

    def draw(self, renderer: RendererBase) -> None:
        """Draw the lines as the axes are now."""
        self.settle()
        super().draw(renderer)

    def settle(self) -> None:
        """Find out which lines fade and where there is room for texts, if the axes have changed."""
        axes = self.axes
        assert isinstance(axes, Axes)
        dpi = figure_of(axes).dpi
        settled_for = (*axes.bbox.bounds, *axes.viewLim.bounds, dpi)
        if settled_for == self._settled_for:
            return
        self._settled_for = settled_for
        unit = dpi / 100
        in_pixels = [Lines(axes.transData.transform(points), offsets) for points, offsets in self._lines]
        gaps = [self._gaps(axes, level) / unit for level in range(len(in_pixels))]
        placed = self._write(axes, in_pixels, gaps, unit)
        shades = [self._shades(in_pixels[level], gaps[level], placed.get(level), unit) for level in range(len(gaps))]
        drawn = [shade for shade in range(1, _SHADES + 1) if any((own == shade).any() for own in shades)]
        self.set_paths([_path(self._lines, shades, shade) for shade in drawn])
        color = to_rgba(self._contours.color)[:3]
        self.set_edgecolor([(*color, self._contours.alpha * shade / _SHADES) for shade in drawn])

    def _rooms_between_levels(self) -> list[tuple[Array, Array]]:
        """Return for each point of each line how far the next level is along x, and along y."""
        grid, levels = self._contours.grid, self._contours.levels
        up, right = (_steepest(grid.heights, axis) / cell for axis, cell in ((0, grid.cell[1]), (1, grid.cell[0])))
        steps = np.diff(levels, prepend=-np.inf, append=np.inf)
        rooms = []
        for step, (points, _) in zip(np.minimum(steps[:-1], steps[1:]).tolist(), self._lines, strict=True):
            with np.errstate(all="ignore"):
                across, along = (np.abs(step / grid.nearest(points, slopes)) for slopes in (right, up))
            rooms.append((across, along))
        return rooms

    def _gaps(self, axes: Axes, level: int) -> Array:
        """Return for each point of the lines of a level how many pixels the next level is away."""
        scale = np.abs(np.asarray(axes.bbox.size) / axes.viewLim.size)
        across, along = self._rooms[level]
        with np.errstate(all="ignore"):
            gaps = 1 / np.hypot(1 / (across * scale[0]), 1 / (along * scale[1]))
        return np.asarray(np.where(np.isnan(gaps), np.inf, gaps))

    def _shades(self, lines: Lines, gaps: Array, placed: _Placed | None, unit: float) -> NDArray[np.int_]:
        """Return how much is drawn of what leads from each point to the next: from 0 to `_SHADES`."""
        shades = np.rint(_SHADES * np.clip((gaps - _GONE) / (NEAREST - _GONE), 0, 1)).astype(int)
        if placed is not None:
            reach = placed.width / 2 + _AROUND_TEXT * unit
            own = slice(*lines.offsets[placed.label.line : placed.label.line + 2])
            shades[own][np.hypot(*(lines.points[own] - placed.label.place).T) < reach] = 0
        between: NDArray[np.int_] = np.minimum(shades, np.append(shades[1:], 0))
        between[lines.offsets[1:] - 1] = 0
        return between

    def _write(
        self, axes: Axes, in_pixels: Sequence[Lines], gaps: Sequence[Array], unit: float
    ) -> Mapping[int, _Placed]:
        """Write the texts for which there is room, and return where they are, by level."""
        contours = self._contours
        height = contours.text_size * unit
        widths = [text_width(each.text, contours.text_size) * unit * 100 / 72 for each in contours.texts]
        wanted = [
            Wanted(in_pixels[each.level], unit * gaps[each.level], width, height, self._between(axes, each.level))
            for each, width in zip(contours.texts, widths, strict=True)
        ]
        labels = labels_on(wanted, self._room(axes, unit), MOST_WRITTEN)
        found = [
            (each, _Placed(label, width))
            for each, label, width in zip(contours.texts, labels, widths, strict=True)
            if label is not None
        ]
        for text in self._texts:
            text.set_visible(False)
        self.written = {}
        for text, (each, placed) in zip(self._texts, found, strict=False):
            text.set(text=each.text, color=each.color, rotation=placed.label.angle, visible=True)
            text.set_bbox({"boxstyle": _GROUND, "facecolor": each.ground, "edgecolor": "none"})
            x, y = axes.transData.inverted().transform(placed.label.place).tolist()
            text.set_position((x, y))
            self.written[text] = each
        return {each.level: placed for each, placed in found}

    def _between(self, axes: Axes, level: int) -> Callable[[Array], NDArray[np.bool_]]:
        """Return what tells of points in pixels which are between the levels next to a level."""
        grid, to_data = self._contours.grid, axes.transData.inverted()
        low, high = np.pad(self._contours.levels, 1, constant_values=(-np.inf, np.inf))[[level, level + 2]]

        def is_between(points: Array) -> NDArray[np.bool_]:
            heights = grid.nearest(to_data.transform(points), grid.heights)
            return np.asarray((low < heights) & (heights < high))

        return is_between

    def _room(self, axes: Axes, unit: float) -> Room:
        """Return where texts may be."""
        room = Room(axes.bbox.extents, unit)
        for line in self._contours.lines_to_avoid:
            room.take_line(axes.transData.transform(line))
        for point in axes.transData.transform(self._contours.points_to_avoid):
            room.take_box(point, np.full(2, _AROUND_MARK * unit))
        return room


def _steepest(heights: Array, axis: int) -> Array:
    """Return by how much heights change from each point of a grid to one of its two neighbours, at the most."""
    with np.errstate(all="ignore"):
        steps = np.abs(np.diff(heights, axis=axis))
    ends = [(0, 0), (0, 0)]
    ends[axis] = (1, 1)
    steps = np.pad(steps, ends, mode="edge")
    return np.fmax(np.delete(steps, -1, axis=axis), np.delete(steps, 0, axis=axis))


def _path(lines: Iterable[Lines], shades: Iterable[NDArray[np.int_]], shade: int) -> Path:
    """Return the pieces of lines that have a shade, as one path."""
    points, codes = [], []
    for (own, _), shades_of_own in zip(lines, shades, strict=True):
        leads_on = shades_of_own == shade
        comes_from = np.append(False, leads_on[:-1])
        drawn = leads_on | comes_from
        points.append(own[drawn])
        codes.append(np.where(comes_from, Path.LINETO, Path.MOVETO)[drawn])
    return Path(np.concatenate(points), np.concatenate(codes))
