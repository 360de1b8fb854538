"""What every format shares: checks before anything is computed, a progress bar, and a file that is whole."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from numbers import Integral
from os import PathLike
from pathlib import Path
from typing import Any, overload

from trajviz.errors import TrajvizError
from trajviz.exporters.by_imageio import format_of_imageio
from trajviz.exporters.changes import PixelIndices, changes
from trajviz.exporters.exporter import Format, Frames, Pixels, exporters
from trajviz.files import check_writable, replacing
from trajviz.progress import Tell, progress

LONGEST_HOLD = 600.0  # seconds; GIF and APNG count a delay in 16 bits
MOST_LOOPS = 0xFFFF  # WebP and GIF count them in 16 bits
_NUMBER = re.compile(r"%0?\d?d")
FPS_RANGE = (0.01, 1000.0)  # the slowest that GIF can hold, the fastest that milliseconds can


@dataclass(frozen=True)
class Target:
    """A file that can be written, as far as was known when `check_target` looked.

    Parameters
    ----------
    path : str
        Where.
    format : Format
        In which format, as the suffix says.
    """

    path: str
    format: Format

    def __fspath__(self) -> str:
        return self.path

    @property
    def is_apart(self) -> bool:
        """Whether each frame is a picture of its own, as a name with a number in it, such as `%03d.png`, says."""
        return self.format.still and _NUMBER.search(Path(self.path).name) is not None

    def of_frame(self, number: int) -> str:
        """Return the name of the file of a frame."""
        path = Path(self.path)
        return str(path.with_name(_NUMBER.sub(lambda found: found[0] % number, path.name)))


def check_target(path: str | PathLike[str], *, transparent: bool = False) -> Target:
    """Check that a file can be written there, with `transparent` frames if asked, as far as can be known beforehand.

    What was checked already is not looked for again.

    Raises
    ------
    TrajvizError
        If the suffix is unknown or of a format without transparency, the folder missing or write-protected, or the
        target a folder or write-protected.
    """
    target = path if isinstance(path, Target) else Target(os.fspath(path), _format_of(path))
    if transparent and not target.format.transparent:
        known = ", ".join(suffix for suffix, each in exporters.items() if each.transparent)
        raise TrajvizError(f"{Path(path).suffix} files are never transparent; those that can be are {known}")
    if target is not path:
        check_writable(target.of_frame(0) if target.is_apart else target)
    return target


def write_apart(
    each: Iterable[Any],  # what the format takes, at each frame
    count: int,
    target: Target,
    *,
    quiet: bool = False,
) -> None:
    """Write each frame to a file of its own, whose name has its number from 0 on, showing progress on a terminal.

    Parameters
    ----------
    each : iterable of Frames or Figure
        What is written at each frame; it may be the same thing, changed.
    count : int
        How many there are.
    target : Target
        What `check_target` returned.
    quiet : bool
        Show no progress.

    Raises
    ------
    TrajvizError
        If a file cannot be written; those before it are there.
    """
    with nullcontext(None) if quiet else progress(count, Path(target).name, "frame") as tell:
        for number, what in enumerate(each):
            with replacing(target.of_frame(number)) as temporary:
                target.format.export(what, temporary, fps=1.0, hold=0.0, loop=0)
            if tell is not None:
                tell(number + 1)


def write(
    what: Any,  # what the format takes, which only its registration says
    path: str | PathLike[str],
    *,
    fps: float,
    hold: float = 0.0,
    opening: float = 0.0,
    loop: int = 0,
    quiet: bool = False,
) -> None:
    """Write a file in the format that its suffix says, showing progress if stderr is a terminal.

    Parameters
    ----------
    what : Frames, Figure or Composition
        What is written: that which the format takes.
    path : str or path-like
        The file. One that exists is replaced and keeps its permissions; a link stays, its target is replaced. One that
        `check_target` returned is not checked again.
    fps : float
        Frames per second.
    hold : float
        For how many seconds the last frame is shown, at least as long as any other.
    opening : float
        For how many seconds the first frame is shown, where the format can say so; at least as long as any other.
    loop : int
        How often the animation is shown, 0 for ever. Videos leave that to the player.
    quiet : bool
        Show no progress.

    Raises
    ------
    TrajvizError
        If the file cannot be written, for any reason; then nothing has changed on the disk.
    """
    target = check_target(path)
    check_pace(fps, hold)
    check_loop(loop)
    of_frames = target.format.takes == "frames"
    if of_frames and not len(what):
        raise TrajvizError(f"{target.path!r} cannot be written: there are no frames")
    shown = nullcontext(None) if quiet else progress(len(what) if of_frames else 1, Path(target).name, "frame")
    with replacing(target) as temporary, shown as tell:
        given = _Watched(what, tell) if of_frames and tell is not None else what
        more = {"opening": opening} if target.format.opening else {}
        target.format.export(given, temporary, fps=fps, hold=hold, loop=loop, **more)


def check_loop(loop: int) -> None:
    """Check that every format can say that it is shown so many times.

    Raises
    ------
    TrajvizError
        If it is not a whole number, or out of range.
    """
    is_whole = isinstance(loop, Integral) and not isinstance(loop, bool)
    if not is_whole or not 0 <= loop <= MOST_LOOPS:
        raise TrajvizError(f"loop must be a whole number from 0, for ever, to {MOST_LOOPS}, not {loop!r}")


def _format_of(path: str | PathLike[str]) -> Format:
    suffix = Path(path).suffix
    if not suffix:
        known = ", ".join(exporters)
        raise TrajvizError(f"{os.fspath(path)!r} has no suffix to say the file format; known are {known}")
    if suffix in exporters:
        return exporters[suffix]
    return format_of_imageio(suffix) or exporters[suffix]  # which says what is known


def check_pace(fps: float, hold: float) -> None:
    """Check that every format can hold that many frames per second and stay so many seconds on the last.

    Raises
    ------
    TrajvizError
        If one of the two is out of range.
    """
    slowest, fastest = FPS_RANGE
    if not slowest <= fps <= fastest:
        raise TrajvizError(f"fps must lie between {slowest:g} and {fastest:g}, not {fps!r}")
    if not 0 <= hold <= LONGEST_HOLD:
        raise TrajvizError(f"hold must lie between 0 and {LONGEST_HOLD:g} seconds, not {hold!r}")


class _Watched:
    """Frames that tell of themselves while they are gone through."""

    def __init__(self, frames: Frames, tell: Tell) -> None:
        self._frames = frames
        self._tell = tell
        self.dpi = frames.dpi

    @property
    def colours(self) -> Pixels:
        return self._frames.colours

    def __len__(self) -> int:
        return len(self._frames)

    @overload
    def __getitem__(self, index: int) -> Pixels: ...
    @overload
    def __getitem__(self, index: slice) -> list[Pixels]: ...
    def __getitem__(self, index: int | slice) -> Pixels | list[Pixels]:
        return self._frames[index]

    def __iter__(self) -> Iterator[Pixels]:
        for done, frame in enumerate(self._frames, 1):
            yield frame
            self._tell(done)

    def changes(self) -> Iterator[tuple[Pixels, PixelIndices]]:
        for done, change in enumerate(changes(self._frames), 1):
            yield change
            self._tell(done)

    def still(self, index: int) -> Pixels:
        return self._frames.still(index)
