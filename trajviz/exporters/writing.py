"""A file appears whole or not at all.

It is written under another name in the same folder and takes its place in one step; until then, and if
anything goes wrong, what stood there stays. Targets can be checked before anything is computed, so that a
long run does not end in a missing folder.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from os import PathLike
from pathlib import Path
from secrets import token_hex

from trajviz.errors import TrajvizError
from trajviz.exporters.exporter import Exporter, Frame, Frames, exporters

LONGEST_HOLD = 600.0  # seconds; GIF and APNG count a delay in 16 bits
FPS_RANGE = (0.01, 1000.0)  # the slowest that GIF can hold, the fastest that milliseconds can


def write(
    frames: Frames, path: str | PathLike[str], *, fps: float, hold: float = 0.0, quiet: bool = False
) -> None:
    """Write frames to a file in the format that its suffix says, showing progress if stderr is a terminal.

    Parameters
    ----------
    frames : Frames
        What is written, at least one.
    path : str or path-like
        The file. One that exists is replaced and keeps its permissions; a link stays, its target is replaced.
    fps : float
        Frames per second.
    hold : float
        For how many seconds the last frame is shown, at least as long as any other.
    quiet : bool
        Show no progress.

    Raises
    ------
    TrajvizError
        If the file cannot be written, for any reason; then nothing has changed on the disk.
    """
    check_target(path)
    _check_timing(fps, hold)
    if not len(frames):
        raise TrajvizError(f"{os.fspath(path)!r} cannot be written: there are no frames")
    export = _exporter_for(Path(path))
    shows_progress = not quiet and sys.stderr is not None and sys.stderr.isatty()
    watched = _Watched(frames, Path(path).name) if shows_progress else frames
    try:
        with _replacing(Path(os.path.realpath(path))) as temporary:
            export(watched, temporary, fps=fps, hold=hold)
    except OSError as error:
        raise TrajvizError(f"cannot write {os.fspath(path)!r}: {error.strerror or error}") from error


def check_target(path: str | PathLike[str]) -> None:
    """Check that a file can be written there, as far as that can be known beforehand.

    Raises ------ TrajvizError If the suffix is unknown, the folder missing or write-protected, or the target
    a folder or write-protected.
    """
    _exporter_for(Path(path))
    try:
        problem = _problem(Path(os.path.realpath(path)))
    except (OSError, ValueError) as error:
        problem = getattr(error, "strerror", None) or str(error)
    if problem:
        raise TrajvizError(f"cannot write {os.fspath(path)!r}: {problem}")


def _problem(target: Path) -> str | None:
    folder = target.parent
    if not folder.exists():
        return f"there is no folder {str(folder)!r}"
    if not folder.is_dir():
        return f"{str(folder)!r} is not a folder"
    if not os.access(folder, os.W_OK | os.X_OK):
        return f"the folder {str(folder)!r} is write-protected"
    if target.is_dir():
        return "it is a folder"
    if target.exists() and not os.access(target, os.W_OK):
        return "it is write-protected"
    return None


def _exporter_for(path: Path) -> Exporter:
    if not path.suffix:
        raise TrajvizError(
            f"{str(path)!r} has no suffix to say the file format; known are {', '.join(exporters)}"
        )
    return exporters[path.suffix]


def _check_timing(fps: float, hold: float) -> None:
    slowest, fastest = FPS_RANGE
    if not slowest <= fps <= fastest:
        raise TrajvizError(f"fps must lie between {slowest:g} and {fastest:g}, not {fps!r}")
    if not 0 <= hold <= LONGEST_HOLD:
        raise TrajvizError(f"hold must lie between 0 and {LONGEST_HOLD:g} seconds, not {hold!r}")


@contextmanager
def _replacing(target: Path) -> Iterator[Path]:
    """Lend a new file beside `target`, which takes its place if all goes well and vanishes otherwise."""
    temporary = target.with_name(f".{token_hex(8)}{target.suffix}")
    try:
        temporary.touch(exist_ok=False)
        yield temporary
        if target.exists():
            shutil.copymode(target, temporary)
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)


class _Watched:
    """Frames that show a progress bar on stderr while they are gone through."""

    def __init__(self, frames: Frames, name: str) -> None:
        self._frames = frames
        self._name = name
        self.figure = frames.figure
        self.dpi = frames.dpi

    def __len__(self) -> int:
        return len(self._frames)

    def __getitem__(self, index: int) -> Frame:
        return self._frames[index]

    def __iter__(self) -> Iterator[Frame]:
        from tqdm import tqdm

        return iter(tqdm(self._frames, desc=self._name, unit="frame", leave=False))

    def draw(self, index: int) -> None:
        self._frames.draw(index)
