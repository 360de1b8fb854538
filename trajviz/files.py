"""A file appears whole or not at all.

It is written under another name in the same folder and takes its place in one step; until then, and if anything
goes wrong, what stood there stays. Targets can be checked before anything is computed, so that a long run does
not end in a missing folder.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from os import PathLike
from pathlib import Path
from secrets import token_hex

from trajviz.errors import TrajvizError


def check_writable(path: str | PathLike[str]) -> None:
    """Check that a file can be written at `path`, as far as that can be known beforehand.

    Raises
    ------
    TrajvizError
        If the folder is missing or write-protected, or the target is a folder or write-protected.
    """
    try:
        problem = _problem(Path(os.path.realpath(path)))
    except (OSError, ValueError) as error:
        problem = getattr(error, "strerror", None) or str(error)
    if problem:
        raise TrajvizError(f"cannot write {os.fspath(path)!r}: {problem}")


@contextmanager
def replacing(path: str | PathLike[str]) -> Iterator[Path]:
    """Lend a new file to write to, which takes the place of `path` if all goes well and vanishes otherwise.

    What stood at `path` hands its permissions on; of a link, the file that it leads to is replaced. That a file can be
    written there is for `check_writable` to see beforehand.

    Raises
    ------
    TrajvizError
        If the system refuses; then nothing has changed on the disk.
    """
    target = Path(os.path.realpath(path))
    temporary = target.with_name(f".{token_hex(8)}{target.suffix}")
    try:
        temporary.touch(exist_ok=False)
        yield temporary
        if target.exists():
            shutil.copymode(target, temporary)
        temporary.replace(target)
    except OSError as error:
        raise TrajvizError(f"cannot write {os.fspath(path)!r}: {error.strerror or error}") from error
    finally:
        temporary.unlink(missing_ok=True)


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
