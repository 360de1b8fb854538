"""The contract between what is drawn and formats, the registry of formats and the decorator that enters one.

An exporter is one function that writes a file, registered for its suffixes. It says what it takes: frames, which are
pictures, the figure as it is at its last moment, or the whole composition. It is handed a path that it may write to
freely: `trajviz.exporters.writing.write` sees to it that the file appears whole or not at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Protocol, TypeVar, get_args, overload

import numpy as np
import numpy.typing as npt

from trajviz.registry import Registry

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Pixels = npt.NDArray[np.uint8]
Taken = Literal["frames", "figure", "composition"]
"""What a format may take."""


class Frames(Protocol):
    """The pictures of an animation, drawn when they are asked for.

    A frame is a C-contiguous uint8 array of shape (height, width, 3), or of shape (height, width, 4) with alpha, which
    only formats that are registered as transparent are given. Frames may be asked for in any order and more than once,
    and are the same each time.
    """

    def __len__(self) -> int:
        """Return how many there are, at least one."""

    @overload
    def __getitem__(self, index: int, /) -> Pixels: ...
    @overload
    def __getitem__(self, index: slice, /) -> list[Pixels]: ...
    def __getitem__(self, index: int | slice, /) -> Pixels | list[Pixels]:
        """Return one frame, or several; negative numbers count from the end."""

    def __iter__(self) -> Iterator[Pixels]:
        """Yield them in order; the next may overwrite the one that was yielded."""

    def still(self, index: int, /) -> Pixels:
        """Return one frame by itself; the same as that among the others, and quicker for a single one."""

    @property
    def dpi(self) -> float:
        """PixelIndices per inch."""

    @property
    def colours(self) -> Pixels:
        """The colours that mean something, shape (n, 3), the most important first."""


What = TypeVar("What", contravariant=True)


class Exporter(Protocol[What]):
    """A function that writes what it takes to a file.

    `fps` is how many frames are shown per second, `hold` for how many seconds the last one stays, `loop` how often all
    are shown, 0 for ever; formats that leave that to the player have no use for it.
    """

    def __call__(self, what: What, path: Path, /, *, fps: float, hold: float, loop: int) -> None:
        """Write `what` to `path`, which may exist and is overwritten."""


@dataclass(frozen=True)
class Format:
    """A file format.

    Parameters
    ----------
    export : callable
        Writes a file.
    takes : {"frames", "figure", "composition"}
        What it writes.
    transparent : bool
        Whether it takes frames with alpha, too.
    opening : bool
        Whether it is told as `opening` for how many seconds the first frame stays.
    still : bool
        Whether it is a picture of one frame.
    in_order : bool
        Whether it takes each frame once, in order, and asks for no more but the first and, in the end, the last.
    """

    export: Exporter[Any]  # of what it takes, which the decorator's overloads see to
    takes: Taken
    transparent: bool = False
    opening: bool = False
    still: bool = False
    in_order: bool = False


exporters: Registry[Format] = Registry("file format")


@overload
def exporter(
    suffix: str,
    *others: str,
    takes: Literal["frames"] = "frames",
    transparent: bool = False,
    opening: bool = False,
    still: bool = False,
    in_order: bool = False,
) -> Callable[[Any], Any]: ...  # what takes more than an exporter must is one
@overload
def exporter(suffix: str, *others: str, takes: Literal["figure"]) -> Callable[[Exporter[Figure]], Exporter[Figure]]: ...
@overload
def exporter(
    suffix: str, *others: str, takes: Literal["composition"]
) -> Callable[[Exporter[Any]], Exporter[Any]]: ...  # no exporter knows of compositions; the player does
def exporter(
    suffix: str,
    *others: str,
    takes: Taken = "frames",
    transparent: bool = False,
    opening: bool = False,
    still: bool = False,
    in_order: bool = False,
) -> object:
    """Register the decorated function for files whose name ends in `suffix` or one of the `others`.

    Parameters
    ----------
    suffix, *others : str
        With their dots; the first is the one that is listed.
    takes : {"frames", "figure", "composition"}
        What the function is given: a sequence of pictures, Matplotlib's figure at its last moment and at the wanted
        resolution, or the `trajviz.composition.Composition`.
    transparent : bool
        Whether it takes frames with alpha, too.
    opening : bool
        Whether it takes the argument `opening`, the seconds for which the first frame stays at the least, beside those
        that every format takes.
    still : bool
        Whether it writes a picture of the last of the frames; what takes the figure does.
    in_order : bool
        Whether it takes each frame once, in order, and asks for no more but the first and, in the end, the last; not
        for how many there are.

    Returns
    -------
    callable
        The decorator; it returns what it decorates as it is.

    Raises
    ------
    ValueError
        If there is nothing of the name that it takes, or a suffix is taken.

    Examples
    --------
    >>> @exporter(".count", takes="frames")
    ... def count(frames, path, *, fps, hold, loop):
    ...     path.write_text(str(len(frames)))
    >>> ".count" in exporters
    True
    """
    if takes not in get_args(Taken):
        raise ValueError(f"a format takes one of {', '.join(get_args(Taken))}, not {takes!r}")

    def register(export: Exporter[Any]) -> Exporter[Any]:  # as the overloads say
        of_one = still or takes == "figure"
        exporters.register(suffix, Format(export, takes, transparent, opening, of_one, in_order), aliases=others)
        return export

    return register
