"""Where the heights of contours are written: on straight and roomy parts of their lines, and on nothing else.

What must not be written on is marked on a coarse grid of the map, whose sums over rectangles tell at once whether a
place is free.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from trajviz.drawing.layers.contour_shapes import Lines
from trajviz.drawing.layers.layer import Array

_CELL = 3.0  # pixels at 100 dots per inch, as all lengths here
_STEP = 6.0  # between the places of a line that are tried
_FROM_EDGE = 10.0
_FROM_MARK = 4.0
_MOST_LINES = 40  # of a level that are looked at, the longest first
_APART = 22.0  # labels from each other
_ACROSS = (-0.5, -0.25, 0.25, 0.5)  # of the height of a text: where it must not reach the next level
_MOST_POINTS = 200_000  # along obstacles


class Label(NamedTuple):
    """A text on a line: which line, where in pixels, and turned by how many degrees."""

    line: int
    place: Array
    angle: float


@dataclass(frozen=True, eq=False)
class Wanted:
    """A text that is to be on one of some lines.

    Parameters
    ----------
    lines : Lines
        In pixels.
    gaps : ndarray of shape (n,)
        How far from each point of them the next contour is.
    width, height : float
        Those of the text.
    is_between : callable
        Tells of points, shape (n, 2), in pixels, which lie between the levels next to that of the lines.
    """

    lines: Lines
    gaps: Array
    width: float
    height: float
    is_between: Callable[[Array], NDArray[np.bool_]]

    @property
    def reach(self) -> float:
        """How far from its middle a line is to be straight."""
        return (self.width + self.height) / 2


class Room:
    """What is free on a map.

    Parameters
    ----------
    box : (left, bottom, right, top)
        The map, in pixels.
    unit : float
        How many pixels a hundredth of an inch is.
    """

    def __init__(self, box: Sequence[float], unit: float) -> None:
        self.low, self.high, self.unit = np.array(box[:2]), np.array(box[2:]), unit
        self._taken = np.zeros(np.ceil((self.high - self.low) / (_CELL * unit)).astype(int) + 1, dtype=bool)

    def take(self, points: Array) -> None:
        """Mark points, shape (n, 2); those that are not finite are nowhere."""
        cells = self._cells(points[((points >= self.low) & (points <= self.high)).all(axis=1)])
        self._taken[tuple(cells.T)] = True

    def take_line(self, points: Array) -> None:
        """Mark a line through points; it has gaps where these are not finite."""
        with np.errstate(all="ignore"):
            reach = self.high - self.low
            points = np.clip(points, self.low - 2 * reach, self.high + 2 * reach)
            lengths = np.abs(np.diff(points, axis=0)).max(axis=1, initial=0)
            pieces = np.ceil(np.nan_to_num(lengths) / (_CELL * self.unit)).astype(int) + 1
        if pieces.sum() > _MOST_POINTS:
            self.take(points)
            return
        segment = np.repeat(np.arange(len(pieces)), pieces)
        share = (np.arange(len(segment)) - np.repeat(np.cumsum(pieces) - pieces, pieces)) / pieces[segment]
        self.take(np.vstack([points[:-1][segment] + share[:, None] * np.diff(points, axis=0)[segment], points[-1:]]))

    def take_box(self, middle: Array, half: Array) -> None:
        """Mark a rectangle, if it is anywhere."""
        if not np.isfinite(middle).all():
            return
        low, high = self._cells(np.array([middle - half, middle + half]))
        self._taken[low[0] : high[0] + 1, low[1] : high[1] + 1] = True

    def is_free(self, middles: Array, halves: Array) -> NDArray[np.bool_]:
        """Return which of some rectangles have nothing in them and don't come near the edge."""
        margin = _FROM_EDGE * self.unit
        inside = ((middles - halves >= self.low + margin) & (middles + halves <= self.high - margin)).all(axis=1)
        sums = np.pad(self._taken.cumsum(axis=0, dtype=int).cumsum(axis=1), ((1, 0), (1, 0)))
        pad = _FROM_MARK * self.unit
        (left, bottom), (right, top) = self._cells(middles - halves - pad).T, self._cells(middles + halves + pad).T + 1
        taken = sums[right, top] - sums[left, top] - sums[right, bottom] + sums[left, bottom]
        return np.asarray(inside & (taken == 0))

    def _cells(self, points: Array) -> NDArray[np.int_]:
        cells = np.clip((points - self.low) / (_CELL * self.unit), 0, np.array(self._taken.shape) - 1)
        return np.asarray(cells.astype(int))


def labels_on(wanted: Iterable[Wanted], room: Room, most: int) -> list[Label | None]:
    """Return where each text goes, the first ones first, or None where there is no room for it, or there are enough."""
    placed: list[Label | None] = []
    for each in wanted:
        label = _best(each, room) if sum(other is not None for other in placed) < most else None
        if label is not None:
            room.take_box(label.place, _half(each, np.array([label.angle]))[0] + _APART * room.unit)
        placed.append(label)
    return placed


def _best(wanted: Wanted, room: Room) -> Label | None:
    points, offsets = wanted.lines
    along = np.append(0.0, np.hypot(*np.diff(points, axis=0).T).cumsum())  # goes on from line to line
    lengths = along[offsets[1:] - 1] - along[offsets[:-1]] if len(points) else np.zeros(0)
    longest = np.argsort(-lengths, kind="stable")[:_MOST_LINES]
    best: tuple[float, Label] | None = None
    for line in longest[lengths[longest] > 5 * wanted.reach].tolist():  # a text would cover a shorter one
        own = slice(offsets[line], offsets[line + 1])
        found = _best_on(points[own], along[own] - along[offsets[line]], wanted.gaps[own], wanted, room)
        if found is not None and (best is None or found[0] > best[0]):
            best = found[0], Label(line, *found[1:])
    return None if best is None else best[1]


def _best_on(points: Array, along: Array, gaps: Array, wanted: Wanted, room: Room) -> tuple[float, Array, float] | None:
    """Return the best place on a line for a text, with how good it is and the angle of the text there."""
    half = wanted.reach
    at = np.arange(half, along[-1] - half, _STEP * room.unit)
    middles, starts, ends = (_at(points, along, at + shift) for shift in (0.0, -half, half))
    ways = ends - starts
    angles = (np.degrees(np.arctan2(ways[:, 1], ways[:, 0])) + 90) % 180 - 90
    bends = np.hypot(*((starts + ends) / 2 - middles).T) / wanted.height
    roomy = np.minimum(np.interp(at, along, gaps) / wanted.height, 1.5)
    scores = 2 * roomy - 2 * bends - np.abs(angles) / 180
    fits = (bends < 0.4) & (roomy > 0.6) & room.is_free(middles, _half(wanted, angles))
    across = ways[fits][:, ::-1] * (-1, 1) / np.hypot(*ways[fits].T)[:, None] * wanted.height
    spots = [way[fits] + share * across for way in (starts, middles, ends) for share in _ACROSS]
    fits[fits] = np.all([wanted.is_between(spot) for spot in spots], axis=0)
    best = int(np.argmax(np.where(fits, scores, -np.inf)))
    return (float(scores[best]), middles[best], float(angles[best])) if fits[best] else None


def _at(points: Array, along: Array, lengths: Array) -> Array:
    return np.column_stack([np.interp(lengths, along, column) for column in points.T])


def _half(wanted: Wanted, angles: Array) -> Array:
    """Return half the width and height of the rectangles around a text that is turned by angles, shape (n, 2)."""
    cos, sin = np.abs(np.cos(np.radians(angles))), np.abs(np.sin(np.radians(angles)))
    return np.column_stack([cos * wanted.width + sin * wanted.height, sin * wanted.width + cos * wanted.height]) / 2
