"""How what a method saw beside its path moves: motions whose functions are in `details.js`, in pages that need them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from trajviz.drawing.layers.layer import Array
from trajviz.drawing.layers.motions import Dots, Draws, Encoder, Following, check_shape, motion


@motion("probes", part="details")
@dataclass(frozen=True, eq=False)
class Probes(Dots):
    """A mark at each point of a way that has been passed, on the author's path alone."""


@motion("simplex", part="details")
@dataclass(frozen=True, eq=False)
class Simplex(Following):
    """Edges between corners, with thin lines where they were.

    Parameters
    ----------
    track : Track
        Whose they are.
    corners : tuple of ndarray of shape (rows, d)
        Where each corner is at each row.
    faces : tuple of tuple of int
        The corners of each outline.
    width, casing, past : float
        The widths of the lines, of what sets them off, and of those of what has been, in points.
    fill, faint : float
        How opaque the faces are, and the lines of what has been.
    """

    corners: tuple[Array, ...]
    faces: tuple[tuple[int, ...], ...]
    width: float
    casing: float
    past: float
    fill: float
    faint: float
    in_space: ClassVar[bool] = True

    def __post_init__(self) -> None:
        super().__post_init__()
        for corner in self.corners:
            check_shape("the corners of a simplex", corner, self.track.points.shape)

    @property
    def companions(self) -> Sequence[Array]:
        """The corners."""
        return self.corners

    def encode(self, encoder: Encoder) -> Mapping[str, object]:
        """Return the corners, the colours and the lengths."""
        return {
            "others": [encoder.at_rows(corner) for corner in self.corners],
            "faces": [list(face) for face in self.faces],
            "color": encoder.color(self.track.color),
            "halo": encoder.color(self.track.halo or self.track.color),
            "widths": [encoder.length(width) for width in (self.width, self.casing, self.past)],
            "alphas": [self.fill, self.faint],
        }


@motion("population", part="details")
@dataclass(frozen=True, eq=False)
class Population(Following):
    """Marks beside the track.

    Parameters
    ----------
    track : Track
        Whose they are.
    points : tuple of ndarray of shape (rows, d)
        Where each is at each row; nan where it is not.
    moves : bool
        Whether they are between their places from one row to the next.
    """

    points: tuple[Array, ...]
    moves: bool
    draws: ClassVar[Draws] = Draws.MARKS

    def __post_init__(self) -> None:
        super().__post_init__()
        for own in self.points:
            check_shape("the points of a population", own, self.track.points.shape)

    @property
    def companions(self) -> Sequence[Array]:
        """Those that move."""
        return self.points if self.moves else ()

    def encode(self, encoder: Encoder) -> Mapping[str, object]:
        """Return the points."""
        return {"others": [encoder.at_rows(own) for own in self.points], **({"moves": 1} if self.moves else {})}


@motion("ellipse", part="details")
@dataclass(frozen=True, eq=False)
class Ellipse(Following):
    """An ellipse that moves with the track.

    Parameters
    ----------
    track : Track
        What is followed.
    ends : (middle, one, other), each an ndarray of shape (rows, d)
        Its middle and two points of it whose directions are conjugate, at each row; nan where there is none.
    width, casing : float
        That of the line, and of what sets it off, in points.
    points : int
        Through how many points the line goes.
    """

    ends: tuple[Array, Array, Array]
    width: float
    casing: float
    points: int
    in_space: ClassVar[bool] = True

    def __post_init__(self) -> None:
        super().__post_init__()
        for end in self.ends:
            check_shape("the ends of an ellipse", end, self.track.points.shape)

    @property
    def companions(self) -> Sequence[Array]:
        """The two points of it."""
        return self.ends[1:]

    def encode(self, encoder: Encoder) -> Mapping[str, object]:
        """Return the points, the colours and the lengths."""
        return {
            "others": [encoder.at_rows(end) for end in self.ends],
            "color": encoder.color(self.track.color),
            "halo": encoder.color(self.track.halo or self.track.color),
            "widths": [encoder.length(self.width), encoder.length(self.casing)],
            "points": self.points,
        }


@motion("velocity", part="details")
@dataclass(frozen=True, eq=False)
class Velocity(Following):
    """An arrow from the track.

    Parameters
    ----------
    track : Track
        Where the arrow begins.
    tips : ndarray of shape (rows, d)
        Where it ends at each row; nan where there is none.
    width, rim : float
        That of the shaft, and of the line around the arrow, in points.
    head_width, head_length, head_axis_length, least_length : float
        As in `Arrows`.
    """

    tips: Array
    width: float
    rim: float
    head_width: float
    head_length: float
    head_axis_length: float
    least_length: float
    in_space: ClassVar[bool] = True

    def __post_init__(self) -> None:
        super().__post_init__()
        check_shape("the tips of arrows", self.tips, self.track.points.shape)

    def encode(self, encoder: Encoder) -> Mapping[str, object]:
        """Return the tips, the colours and the lengths."""
        return {
            "others": [encoder.at_rows(self.tips)],
            "color": encoder.color(self.track.color),
            "halo": encoder.color(self.track.halo or self.track.color),
            "width": encoder.length(self.width),
            "rim": encoder.length(self.rim),
            "head": [self.head_width, self.head_length, self.head_axis_length],
            "least": self.least_length,
        }


@motion("word", part="details")
@dataclass(frozen=True, eq=False)
class Word(Following):
    """A word beside the track.

    Parameters
    ----------
    track : Track
        What is followed.
    words : tuple of str
        The word of each row, which is there from the row before on.
    size, rim : float
        That of the letters, and the width of the line around them, in points.
    beside : (right, up)
        Where it begins, in points from the track.
    """

    words: tuple[str, ...]
    size: float
    rim: float
    beside: tuple[float, float]

    def encode(self, encoder: Encoder) -> Mapping[str, object]:
        """Return the words, each told once, the colours and the lengths."""
        words = list(dict.fromkeys(self.words))
        return {
            "words": words,
            "at": encoder.numbers(np.array([words.index(word) for word in self.words])),
            "color": encoder.color(self.track.color),
            "halo": encoder.color(self.track.halo or self.track.color),
            "size": encoder.length(self.size),
            "rim": encoder.length(self.rim),
            "beside": [encoder.length(length) for length in self.beside],
        }
