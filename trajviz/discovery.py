"""Plug-ins of other packages: found by the entry-point group `trajviz.plugins`, imported when they are asked for.

To look through what is installed takes some milliseconds, and to import a plug-in as long as that takes. So this waits
until a registry is asked for a name that it does not have, or is listed. A plug-in that can't be imported is told in
one sentence, and the others and trajviz itself go on.
"""

from __future__ import annotations

import sys
import warnings
from pathlib import Path

GROUP = "trajviz.plugins"

_found: list[str] = []  # that were looked for already, or are just being imported


def find_plugins() -> None:
    """Import the module that each entry point of the group names, which registers what it brings; once."""
    if _found:
        return
    _found.append(GROUP)
    if not _may_be_installed():
        return
    from importlib.metadata import entry_points

    for point in sorted(entry_points(group=GROUP), key=lambda point: (point.name, point.value)):
        if point.value in _found:
            continue
        _found.append(point.value)
        try:
            point.load()
        except (Exception, SystemExit) as error:
            brought = point.dist.name if point.dist is not None else point.value
            first_line = next(iter(str(error).splitlines()), "")
            warnings.warn(
                f"the plug-in {point.name!r} of {brought} cannot be used: {type(error).__name__}: {first_line}",
                RuntimeWarning,
                stacklevel=2,
            )


def _may_be_installed() -> bool:
    """Return whether a file of entry points names the group, or there may be such that are no files in folders.

    This takes a tenth of the time of importing `importlib.metadata`, which a list or a help text would wait for.
    """
    if sum(hasattr(finder, "find_distributions") for finder in sys.meta_path) > 1:
        return True
    for folder in map(Path, sys.path):
        if folder.is_file() or folder.suffix == ".egg":
            return True
        try:
            if any(GROUP.encode() in path.read_bytes() for path in folder.glob("*-info/entry_points.txt")):
                return True
        except OSError:
            return True
    return False
