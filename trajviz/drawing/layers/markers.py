"""Marks: where the runs start, where they end, where the minima lie, and where a path has left the picture."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes

from trajviz.drawing.layers import motions
from trajviz.drawing.layers.layer import ABOVE, Array, Attached, Track, add_line, movable_aside, point_at, set_points

START_SIZE, START_RIM = 9.0, 1.4
"""The size of the ring at a start and the width of its line, in points."""

POINTER_SIZE, POINTER_RIM = 12.0, 1.0
"""The size of an arrow head towards what has left the picture and the width of its rim, in points."""

END_SIZE, END_SIZE_ASIDE = 14.0, 12.5
"""The size of the ring around a head that has ended, and around one that stands beside others, in points."""

_RING_SIZES, _RING_RIM = (14.0, 48.0), 2.6  # points, of what opens around an end
_STAR_SIZE = 14.0  # points
_INSET = 0.016  # of the axes, which keeps an arrow head within them


@dataclass(frozen=True, eq=False)
class Starts:
    """A ring at every start.

    Parameters
    ----------
    points : ndarray of shape (n, 2) or (n, 3)
        Where.
    color, halo : str
        The ring's colour and that of what it encloses.
    """

    points: Array
    color: str
    halo: str

    def attach(self, axes: Axes) -> Attached:
        """Draw the rings on `axes`."""
        line = add_line(
            axes,
            linestyle="none",
            marker="o",
            markersize=START_SIZE,
            markerfacecolor=self.halo,
            markeredgecolor=self.color,
            markeredgewidth=START_RIM,
            zorder=ABOVE + 0.5,
        )
        set_points(line, self.points)
        # It lies above the trails, so it is drawn with what moves.
        return Attached((line,), lambda _: None, motions.Start())


@dataclass(frozen=True, eq=False)
class Minima:
    """A star at every minimum.

    Parameters
    ----------
    points : ndarray of shape (n, 2) or (n, 3)
        Where.
    color, halo : str
        The star's colour and that of its rim.
    """

    points: Array
    color: str
    halo: str

    def attach(self, axes: Axes) -> Attached:
        """Draw the stars on `axes`."""
        line = add_line(
            axes,
            linestyle="none",
            marker="*",
            markersize=_STAR_SIZE,
            color=self.color,
            markeredgecolor=self.halo,
            markeredgewidth=0.9,
            zorder=ABOVE + 2.5,
        )
        if len(self.points):
            set_points(line, self.points)
        # It lies above the heads, so it is drawn with what moves.
        return Attached((line,), lambda _: None, motions.Still())


@dataclass(frozen=True)
class End:
    """A ring around the head of a track that has ended, in its colour.

    Parameters
    ----------
    track : Track
        What is followed.
    """

    track: Track

    def attach(self, axes: Axes) -> Attached:
        """Prepare the ring on `axes`."""
        ring = add_line(
            axes,
            linestyle="none",
            marker="o",
            markersize=END_SIZE_ASIDE if any(self.track.aside) else END_SIZE,
            markerfacecolor="none",
            markeredgecolor=self.track.color,
            markeredgewidth=1.6,
            zorder=ABOVE + 1,
        )
        set_points(ring, self.track.points[-1:])
        move_aside = movable_aside(ring, axes)

        def update(moment: float) -> None:
            ring.set_visible(self.track.place_at(moment) >= self.track.last_row)
            move_aside(np.array(self.track.aside))

        return Attached((ring,), update, motions.End(self.track))


@dataclass(frozen=True, eq=False)
class Arrival:
    """A ring that opens around the end of a track when that is reached, and fades.

    Parameters
    ----------
    track : Track
        What is followed.
    frame_at : callable
        `frame_at(moment)` returns the frame, which may lie between two, that shows a moment on the clock.
    frames : float
        In how many of them it opens.
    """

    track: Track
    frame_at: Callable[[float], float]
    frames: float

    def attach(self, axes: Axes) -> Attached:
        """Prepare the ring on `axes`."""
        ring = add_line(
            axes,
            linestyle="none",
            marker="o",
            markerfacecolor="none",
            markeredgecolor=self.track.color,
            zorder=ABOVE + 1,
        )
        set_points(ring, self.track.points[-1:])
        begins = self.frame_at(float(self.track.times[-1]))

        def update(moment: float) -> None:
            age = (self.frame_at(moment) - begins) / self.frames
            ring.set_visible(0 < age < 1)
            ring.set_markersize(_RING_SIZES[0] + (_RING_SIZES[1] - _RING_SIZES[0]) * opened(age))
            ring.set_markeredgewidth(_RING_RIM * (1 - min(max(age, 0), 1)))  # it fades by growing thin, in one colour

        return Attached((ring,), update, motions.Arrival(self.track, *_RING_SIZES, _RING_RIM, self.frames))


def opened(age: float) -> float:
    """Return how far a ring has opened, which slows down, at an age from 0 to 1."""
    return 1 - (1 - min(max(age, 0.0), 1.0)) ** 2


@dataclass(frozen=True)
class Outside:
    """An arrow head at the edge of 2-D axes, towards a track that has left them.

    Parameters
    ----------
    track : Track
        What is followed.
    limits : ((low, high), (low, high))
        The edges, in data units.
    """

    track: Track
    limits: Sequence[tuple[float, float]]

    def attach(self, axes: Axes) -> Attached:
        """Prepare the arrow head on `axes`."""
        low, high = np.array(self.limits, dtype=float).T
        inset = _INSET * (high - low)
        pointer = add_line(
            axes,
            linestyle="none",
            markersize=POINTER_SIZE,
            color=self.track.color,
            markeredgecolor=self.track.halo or self.track.color,
            markeredgewidth=POINTER_RIM,
            zorder=ABOVE + 3,
        )

        def update(moment: float) -> None:
            point = point_at(self.track, self.track.place_at(moment), axes)
            at_edge = np.clip(point, low + inset, high - inset)
            beyond = (point < low) | (point > high)
            pointer.set_visible(bool(beyond.any()))
            if beyond.any():
                right, up = np.sign(point - at_edge) * beyond
                pointer.set_marker((3, 0, np.degrees(np.arctan2(up, right)) - 90))
                set_points(pointer, at_edge[None])

        return Attached((pointer,), update, motions.Pointer(self.track, POINTER_SIZE, POINTER_RIM, _INSET))
