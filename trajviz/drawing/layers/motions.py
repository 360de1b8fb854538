"""How layers move, in data: one class for each kind, which encodes itself for the player.

A kind is a class here and a function of the same name in the player's script. The class says what its artist draws: a
line through its points, marks at them, or something that the player draws from data. What it encodes stands in its item
of the data block, beside `look`, `run` and `track`, which each item has.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import ClassVar, Protocol, TypeVar

import numpy as np
from mpl_toolkits.mplot3d import Axes3D
from numpy.typing import NDArray

from trajviz.checks import checked, checked_fields, shown
from trajviz.drawing.layers.layer import Array, Motion, Track, Way
from trajviz.errors import TrajvizError
from trajviz.registry import Registry

MotionClass = TypeVar("MotionClass", bound="type[Moving]")

_HERE = __name__.partition(".")[0]  # the package whose script holds the functions of its own motions
_NOT_IN_SCRIPTS = ("</script", "<!--")


class Draws(Enum):
    """What the artist of a layer that follows a track draws."""

    LINE = auto()
    """A straight line through its points; the player draws it with the artist's looks."""

    MARKS = auto()
    """Marks at its points; the player draws them with the artist's looks."""

    OTHERWISE = auto()
    """Something else; the player draws it from what the motion encodes, on plain axes."""


class Encoder(Protocol):
    """What a player offers to a motion that encodes itself. What it returns can stand in the data block."""

    def way(self, way: Way | None) -> dict[str, object]:
        """Return the entry `way`, points that appear one by one, where these are others than the track's own."""

    def at_rows(self, points: Array) -> object:
        """Return points, one for each of the track's own, shape (rows, d); such go into a list, the entry `others`."""

    def numbers(self, numbers: NDArray[np.int_]) -> str:
        """Return whole numbers, one for each of the track's points, as a text that `unpack` reads."""

    def color(self, color: str) -> int:
        """Return the number of a colour."""

    def length(self, points: float) -> float:
        """Return a length, given in points, in the player's unit."""


@dataclass(frozen=True, eq=False)
class Still(Motion):
    """A layer that never moves and follows no track."""

    track: None = field(default=None, init=False)


@dataclass(frozen=True, eq=False)
class Start(Still):
    """A mark at the author's starts, which goes while a reader starts elsewhere."""

    role: ClassVar[str | None] = "start"


@dataclass(frozen=True, eq=False)
class Unseen(Still):
    """What lies behind a surface, and moves with another layer; a player finds out by itself."""


@dataclass(frozen=True, eq=False)
class Moving(Motion):
    """A layer that moves; its subclasses are registered with `motion`."""

    kind: ClassVar[str] = ""
    """The name of the class in `motions`, and of the function that moves it in the player."""

    script: ClassVar[str] = ""
    """That function, where the player's own script doesn't hold it."""

    part: ClassVar[str] = ""
    """The part of the player's own script that holds it, where that is only in the pages that need it."""

    def __post_init__(self) -> None:
        if not self.kind:
            name = type(self).__name__
            raise TrajvizError(f"{name} is not a registered motion; decorate the class with @motion(name, script=...)")


@dataclass(frozen=True, eq=False)
class Following(Moving):
    """A layer that follows a track.

    Parameters
    ----------
    track : Track
        What is followed.
    """

    track: Track

    draws: ClassVar[Draws] = Draws.OTHERWISE
    """What its artist draws."""

    in_space: ClassVar[bool] = False
    """Whether what the player draws otherwise can be in space, too: it asks for the track's points alone."""

    comes_and_goes: ClassVar[bool] = False
    """Whether its artist is invisible at some moments."""

    moves_aside: ClassVar[bool] = False
    """Whether its artist stands beside the track where that says so."""

    @property
    def companions(self) -> Sequence[Array]:
        """What else is seen to move with the track: points for each of its rows."""
        return ()

    def encode(self, _: Encoder, /) -> Mapping[str, object]:
        """Return what the function in the player needs, as it stands in the data block."""
        return {}


@dataclass(frozen=True, eq=False)
class Turning(Moving):
    """A layer that moves the camera of 3-D axes.

    Parameters
    ----------
    axes : Axes3D
        Whose camera it is.
    """

    track: None = field(default=None, init=False)
    axes: Axes3D

    def encode(self) -> Mapping[str, object]:
        """Return what the function in the player needs, as it stands in the data block."""
        return {}


motions: Registry[type[Moving]] = Registry("motion")
"""Every class of motion that has a function in the player."""


@checked
def motion(name: str, script: str = "", part: str = "") -> Callable[[MotionClass], MotionClass]:
    """Register the decorated dataclass, a subclass of `Following` or `Turning`, as a motion for the player.

    Parameters
    ----------
    name : str
        The name of the function that moves it in the player.
    script : str
        JavaScript that declares this function, `function name(view, item, moment) {...}`, for a motion of another
        package; `trajviz/player/script/motions.js` tells what it is called with. It is in the pages that use it.
    part : str
        The file of the player's own script that holds the function, if that is only in the pages that use it.

    Returns
    -------
    callable
        The decorator; it returns what it decorates as it is.

    Raises
    ------
    TrajvizError
        If the script is none that can stand in a page, or declares no such function.
    ValueError
        If the name is taken.

    Examples
    --------
    >>> @motion("blink", script="function blink(view, item, moment) {}")
    ... @dataclass(frozen=True, eq=False)
    ... class Blink(Following):
    ...     def encode(self, encoder):
    ...         return {}
    >>> "blink" in motions
    True
    """
    if not re.fullmatch(r"[a-z][a-zA-Z0-9_]*", name):
        raise TrajvizError(f"the name of a motion must be one of a function in JavaScript, not {name!r}")
    if script and not re.search(rf"\bfunction\s+{name}\s*\(", script):
        raise TrajvizError(f"the script of the motion {name!r} must declare function {name}(view, item, moment)")
    unfit = [text for text in _NOT_IN_SCRIPTS if text in script.lower()] + [c for c in script if not c.isascii()]
    if unfit:
        raise TrajvizError(f"the script of the motion {name!r} must be ASCII without {unfit[0]!r}, to stand in a page")

    def register(motion_class: MotionClass) -> MotionClass:
        if not (isinstance(motion_class, type) and issubclass(motion_class, Moving)):
            raise TrajvizError(f"a motion must be a subclass of Following or Turning, not {shown(motion_class)}")
        if not script and motion_class.__module__.partition(".")[0] != _HERE:
            raise TrajvizError(f"the motion {name!r} must bring JavaScript, as in @motion({name!r}, script=...)")
        motion_class.kind, motion_class.script, motion_class.part = name, script, part
        motions.register(name, checked_fields(motion_class))
        return motion_class

    return register


@motion("shapes")
@dataclass(frozen=True, eq=False)
class Recorded(Moving):
    """A layer whose shape is recorded at each frame.

    Parameters
    ----------
    track : Track, optional
        Whose shape it is.
    """

    track: Track | None = None


@motion("trail")
@dataclass(frozen=True, eq=False)
class Trail(Following):
    """A line behind the track.

    Parameters
    ----------
    track : Track
        What is followed.
    way : (points, rows), optional
        What the line goes through, and when; by default the track's own points.
    """

    way: Way | None = None
    draws: ClassVar[Draws] = Draws.LINE

    def __post_init__(self) -> None:
        super().__post_init__()
        _check_way(self.track, self.way)

    def encode(self, encoder: Encoder) -> Mapping[str, object]:
        """Return the way."""
        return encoder.way(self.way)


@motion("head")
@dataclass(frozen=True, eq=False)
class Head(Following):
    """A mark at the track's end.

    Parameters
    ----------
    track : Track
        What is followed.
    shrinking : float
        By which share the mark is smaller where the track is furthest off the plane.
    """

    shrinking: float
    draws: ClassVar[Draws] = Draws.MARKS
    moves_aside: ClassVar[bool] = True

    def encode(self, encoder: Encoder) -> Mapping[str, object]:
        """Return by how much it shrinks, where it does, and where it stands at first and at last."""
        told: dict[str, object] = _aside(self.track, encoder)
        if any(self.track.beside):
            told["beside"] = [encoder.length(length) for length in self.track.beside]
        return told if self.track.depth is None else {**told, "shrinking": self.shrinking}


@motion("end")
@dataclass(frozen=True, eq=False)
class End(Following):
    """A mark where the track has ended."""

    draws: ClassVar[Draws] = Draws.MARKS
    comes_and_goes: ClassVar[bool] = True
    moves_aside: ClassVar[bool] = True

    def encode(self, encoder: Encoder) -> Mapping[str, object]:
        """Return where it stands, if that is beside the end."""
        return _aside(self.track, encoder)


@motion("arrival")
@dataclass(frozen=True, eq=False)
class Arrival(Following):
    """A ring that opens around the end of the track when that is reached.

    Parameters
    ----------
    track : Track
        What is followed.
    closed, open : float
        Its diameters at first and at last, in points.
    rim : float
        The width of its line at first, in points; at last it is none.
    frames : float
        In how many frames it opens.
    """

    closed: float
    open: float
    rim: float
    frames: float
    in_space: ClassVar[bool] = True
    comes_and_goes: ClassVar[bool] = True

    def encode(self, encoder: Encoder) -> Mapping[str, object]:
        """Return its colour, lengths and frames."""
        return {
            "color": encoder.color(self.track.color),
            "sizes": [encoder.length(self.closed), encoder.length(self.open)],
            "rim": encoder.length(self.rim),
            "frames": self.frames,
        }


@motion("dots")
@dataclass(frozen=True, eq=False)
class Dots(Following):
    """A mark at each point of a way that has been passed.

    Parameters
    ----------
    track : Track
        What is followed.
    way : (points, rows), optional
        Where the marks are, and when they appear; by default the track's own points.
    """

    way: Way | None = None
    draws: ClassVar[Draws] = Draws.MARKS

    def __post_init__(self) -> None:
        super().__post_init__()
        _check_way(self.track, self.way)

    def encode(self, encoder: Encoder) -> Mapping[str, object]:
        """Return the way."""
        return encoder.way(self.way)


@motion("pointer")
@dataclass(frozen=True, eq=False)
class Pointer(Following):
    """A triangle at the edge of the axes, towards a track that has left them.

    Parameters
    ----------
    track : Track
        What is followed.
    size, rim : float
        Its diameter and the width of its rim, in points.
    inset : float
        How far its middle is from the edge, as a share of the axes.
    """

    size: float
    rim: float
    inset: float

    def encode(self, encoder: Encoder) -> Mapping[str, object]:
        """Return its colours and lengths."""
        return {
            "color": encoder.color(self.track.color),
            "halo": encoder.color(self.track.halo or self.track.color),
            "size": encoder.length(self.size),
            "rim": encoder.length(self.rim),
            "inset": self.inset,
        }


@motion("rim")
@dataclass(frozen=True, eq=False)
class Rim(Following):
    """A triangle at the edge of a surface, towards a track that has left it.

    Parameters
    ----------
    track : Track
        What is followed.
    size, rim : float
        Its diameter and the width of its own rim, in points.
    ends : (foot, tip), each an ndarray of shape (rows, 3)
        Where it is while the track is at each row, and what it points to; nan where the track is on the surface.
    """

    size: float
    rim: float
    ends: tuple[Array, Array]
    draws: ClassVar[Draws] = Draws.MARKS
    comes_and_goes: ClassVar[bool] = True

    def __post_init__(self) -> None:
        super().__post_init__()
        for end in self.ends:
            check_shape("the ends of a pointer", end, self.track.points.shape)

    def encode(self, encoder: Encoder) -> Mapping[str, object]:
        """Return its colours, its lengths and its ends."""
        return {
            "color": encoder.color(self.track.color),
            "halo": encoder.color(self.track.halo or self.track.color),
            "size": encoder.length(self.size),
            "rim": encoder.length(self.rim),
            "others": [encoder.at_rows(end) for end in self.ends],
        }


@motion("arrows")
@dataclass(frozen=True, eq=False)
class Arrows(Following):
    """An arrow from each point of a way to the next, as Matplotlib's quiver draws it.

    Parameters
    ----------
    track : Track
        What is followed.
    way : (points, rows)
        Where the arrows begin and end, and when.
    width : float
        That of the shafts, in points.
    head_width, head_length, head_axis_length : float
        Those of the heads, in widths of the shaft.
    least_length : float
        Below which no arrow is drawn, in widths of the shaft.
    rim : float
        The width of the line around each, in points; by default there is none.
    """

    way: Way
    width: float
    head_width: float
    head_length: float
    head_axis_length: float
    least_length: float
    rim: float = 0.0

    def __post_init__(self) -> None:
        super().__post_init__()
        _check_way(self.track, self.way)

    def encode(self, encoder: Encoder) -> Mapping[str, object]:
        """Return the way, the colour and the lengths."""
        return {
            **encoder.way(self.way),
            "color": encoder.color(self.track.color),
            "width": encoder.length(self.width),
            "head": [self.head_width, self.head_length, self.head_axis_length],
            "least": self.least_length,
            **({"rim": encoder.length(self.rim)} if self.rim else {}),
        }


@motion("tangent")
@dataclass(frozen=True, eq=False)
class Tangent(Following):
    """A line through the track's point.

    Parameters
    ----------
    track : Track
        What is followed.
    halves : ndarray of shape (rows, d)
        From each of its points to the one end of the line, and back to the other.
    """

    halves: Array
    draws: ClassVar[Draws] = Draws.LINE

    def __post_init__(self) -> None:
        super().__post_init__()
        check_shape("halves", self.halves, self.track.points.shape)

    def encode(self, encoder: Encoder) -> Mapping[str, object]:
        """Return the ends of the lines."""
        points = self.track.points
        return {"others": [encoder.at_rows(points - self.halves), encoder.at_rows(points + self.halves)]}


@motion("orbit")
@dataclass(frozen=True, eq=False)
class Orbit(Turning):
    """The camera goes around the vertical axis at an even pace.

    Parameters
    ----------
    axes : Axes3D
        Whose camera it is.
    azim : float
        Its direction at the start, in degrees.
    angle : float
        By how many degrees it turns until the last frame.
    """

    azim: float
    angle: float

    def encode(self) -> Mapping[str, object]:
        """Return the turn."""
        return {"azim": self.azim, "angle": self.angle}


def _aside(track: Track, encoder: Encoder) -> dict[str, object]:
    """Return where the head of a track stands at last, and in how many rows it moves there."""
    return {"aside": [*(encoder.length(length) for length in track.aside), track.arriving]} if any(track.aside) else {}


def _check_way(track: Track, way: Way | None) -> None:
    """Raise TrajvizError unless a way leads where the track does."""
    if way is not None:
        points, rows = way
        check_shape("the points of a way", points, (len(rows), track.points.shape[1]))
        check_shape("the rows of a way", rows, (len(points),))


def check_shape(name: str, array: Array, shape: tuple[int, ...]) -> None:
    """Raise TrajvizError unless an array has a shape."""
    if np.shape(array) != shape:
        raise TrajvizError(f"{name} must be an array of shape {shape}, not {np.shape(array)}")
