"""Contour lines that fade where they would run into each other, with their heights written on them.

How near lines are and where a text has room is a matter of pixels, which are not known before the axes have their
place, and change with a window. So both are settled anew when the axes are others than before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from contourpy import contour_generator
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backend_bases import RendererBase
from matplotlib.collections import LineCollection
from matplotlib.colors import to_rgba
from matplotlib.text import Text

from trajviz.drawing.layers import motions
from trajviz.drawing.layers.contour_labels import Label, Room, Wanted, labels_on
from trajviz.drawing.layers.layer import Array, Attached
from trajviz.drawing.text import text_width

NEAREST = 4.0
"""How far lines are apart, in pixels at 100 dots per inch, that are drawn in full."""

_GONE = 1.2  # how far lines are apart of which nothing is drawn
_SHADES = 4  # between nothing and in full
_MOST_WRITTEN = 8
_AROUND_MARK = 9.0  # pixels around a point that must not be written on
_AROUND_TEXT = 2.5  # pixels between a line and its text


@dataclass(frozen=True, eq=False)
class Heights:
    """Heights on a grid, as contours show them.

    Parameters
    ----------
    x, y : ndarray of shape (nx,) and (ny,)
        The coordinates of the grid.
    heights : ndarray of shape (ny, nx)
        nan where there is none.
    """

    x: Array
    y: Array
    heights: Array

    def lines_at(self, levels: Array) -> list[list[Array]]:
        """Return the contours of each level, each of shape (n, 2)."""
        contours = contour_generator(self.x, self.y, np.ma.masked_invalid(self.heights))
        return [contours.lines(level) for level in levels.tolist()]  # type: ignore[misc]  # of the default line type


class LevelText(NamedTuple):
    """What is written on a level: its place among the levels, the text, its colour and that in the counterpart."""

    level: int
    text: str
    color: str
    other_color: str


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
        lines = _SettledLines(self, axes)
        axes.add_collection(lines, autolim=False)

        def recolored() -> dict[Artist, Array]:
            return {text: np.array([to_rgba(each.other_color)]) for text, each in lines.written.items()}

        return Attached((), lambda _: None, motions.Still(), recolored)


class _SettledLines(LineCollection):
    """The lines of `ContourLines`, settled for the pixels that its axes have."""

    def __init__(self, contours: ContourLines, axes: Axes) -> None:
        super().__init__([], linewidths=contours.width, linestyles="solid", capstyle="butt", zorder=0.6)
        self.contours = contours
        self.pieces = contours.grid.lines_at(contours.levels)
        self.written: dict[Text, LevelText] = {}
        grid = contours.grid
        with np.errstate(all="ignore"):
            self._slopes: Sequence[Array] = np.gradient(grid.heights, grid.y, grid.x)
        self._settled: tuple[float, ...] = ()
        self._texts = [
            axes.text(0, 0, "", fontsize=contours.text_size, ha="center", va="center", clip_on=True, zorder=0.7)
            for _ in contours.texts[:_MOST_WRITTEN]
        ]

    def settle(self) -> None:
        """Find out which lines fade and where there is room for texts, if the axes have changed."""
        axes = self.axes
        assert axes is not None
        dpi = self.get_figure(root=True).dpi
        now = (*axes.bbox.bounds, *axes.viewLim.bounds, dpi)
        if now == self._settled:
            return
        self._settled = now
        unit = dpi / 100
        in_pixels = [[axes.transData.transform(piece) for piece in pieces] for pieces in self.pieces]
        gaps = self._gaps()
        labels = self._write(in_pixels, gaps, unit)
        segments: list[Array] = []
        shades: list[int] = []
        for level, (pieces, own_gaps) in enumerate(zip(in_pixels, gaps, strict=True)):
            label, width = labels.get(level, (None, 0.0))
            for place, (points, gap) in enumerate(zip(pieces, own_gaps, strict=True)):
                shade = np.rint(_SHADES * np.clip((gap / unit - _GONE) / (NEAREST - _GONE), 0, 1)).astype(int)
                if label is not None and label.line == place:
                    reach = width / 2 + _AROUND_TEXT * unit
                    shade[np.hypot(*(points - label.place).T) < reach] = 0
                for start, end, own in _runs(np.minimum(shade[:-1], shade[1:])):
                    segments.append(self.pieces[level][place][start : end + 1])
                    shades.append(own)
        self.set_segments(segments)
        colors = np.tile(to_rgba(self.contours.color, self.contours.alpha), (len(shades), 1))
        colors[:, 3] *= np.array(shades) / _SHADES
        self.set_color(colors)

    def _gaps(self) -> list[list[Array]]:
        """Return for each point of each line how many pixels the next level is away."""
        axes, grid, levels = self.axes, self.contours.grid, self.contours.levels
        assert axes is not None
        up, right = self._slopes
        scale = np.asarray(axes.bbox.size) / axes.viewLim.size
        steps = np.diff(levels, prepend=-np.inf, append=np.inf)
        rooms = np.minimum(steps[:-1], steps[1:])
        gaps = []
        for room, pieces in zip(rooms.tolist(), self.pieces, strict=True):
            own = []
            for points in pieces:
                i, j = (
                    np.rint((values - ends[0]) / (ends[-1] - ends[0]) * (len(ends) - 1)).astype(int)
                    for values, ends in zip(points.T, (grid.x, grid.y), strict=True)
                )
                with np.errstate(all="ignore"):
                    gap = room / np.hypot(right[j, i] / scale[0], up[j, i] / scale[1])
                own.append(np.nan_to_num(gap, nan=np.inf))
            gaps.append(own)
        return gaps

    def _write(self, in_pixels: list[list[Array]], gaps: list[list[Array]], unit: float) -> dict[int, tuple[Label, float]]:
        """Write the texts for which there is room, and return where they are, by level, and how wide."""
        axes, contours = self.axes, self.contours
        assert axes is not None
        height = contours.text_size * unit
        widths = [text_width(each.text, contours.text_size) * unit * 100 / 72 for each in contours.texts]
        wanted = [
            Wanted(in_pixels[each.level], gaps[each.level], width, height)
            for each, width in zip(contours.texts, widths, strict=True)
        ]
        found = zip(contours.texts, labels_on(wanted, self._room(unit), _MOST_WRITTEN), widths, strict=True)
        labels = [(each, label, width) for each, label, width in found if label is not None]
        for text in self._texts:
            text.set_visible(False)
        self.written = dict(zip(self._texts, (each for each, _, _ in labels), strict=False))
        for (text, each), (_, label, _) in zip(self.written.items(), labels, strict=True):
            text.set(text=each.text, color=each.color, rotation=label.angle, visible=True)
            text.set_position(axes.transData.inverted().transform(label.place))
        return {each.level: (label, width) for each, label, width in labels}

    def _room(self, unit: float) -> Room:
        """Return where texts may be."""
        axes, contours = self.axes, self.contours
        assert axes is not None
        room = Room(axes.bbox.extents, unit)
        for line in contours.lines_to_avoid:
            room.take_line(axes.transData.transform(line))
        for point in axes.transData.transform(contours.points_to_avoid):
            if np.isfinite(point).all():
                room.take_box(point, np.full(2, _AROUND_MARK * unit))
        return room

    def draw(self, renderer: RendererBase) -> None:
        """Draw the lines as the axes are now."""
        self.settle()
        super().draw(renderer)


def _runs(shades: np.ndarray[tuple[int], np.dtype[np.int_]]) -> list[tuple[int, int, int]]:
    """Return the runs of one shade, of which something is drawn: first and last point, and the shade."""
    starts = np.flatnonzero(np.diff(shades, prepend=-1))
    ends = np.append(starts[1:], len(shades))
    return [(start, end, int(shades[start])) for start, end in zip(starts.tolist(), ends.tolist(), strict=True) if shades[start]]
