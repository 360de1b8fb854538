"""How much memory is free, asked before much is taken: more than that is refused in a sentence.

A system that has promised more than it has ends programs without a word, or swaps for hours.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from trajviz.errors import TrajvizError

BYTES_A_PIXEL = 70  # measured: the canvas, the background, the frame, and what the encoders have under way

_TO_SPARE = 0.9  # of what is free; the rest stays for whatever else is running
_LITTLE = 2**27  # bytes that nobody asks about

# A group's limit and its use, in the second version of Linux's control groups and in the first.
_GROUPS = (("memory.max", "memory.current"), ("memory/memory.limit_in_bytes", "memory/memory.usage_in_bytes"))


def check_memory(needed: float, what: str) -> None:
    """Check that there are so many bytes to take.

    Parameters
    ----------
    needed : float
        In bytes.
    what : str
        What takes them: the subject of a sentence.

    Raises
    ------
    TrajvizError
        If they are more than what is free.
    """
    if needed < _LITTLE:
        return
    free = free_memory()
    if free is not None and needed > _TO_SPARE * free:
        raise TrajvizError(f"{what} would take {_spelled(needed)} of memory, and {_spelled(free)} are free")


def free_memory(processes: Path = Path("/proc"), groups: Path = Path("/sys/fs/cgroup")) -> int | None:
    """Return how many bytes this process can take without swapping; None where the system does not say."""
    limits = [_free_in_group(groups / limit, groups / use) for limit, use in _GROUPS]
    limits += [_available(processes / "meminfo"), _within_limit_of_process(processes / "self" / "statm")]
    return min((limit for limit in limits if limit is not None), default=None)


def _available(meminfo: Path) -> int | None:
    """Return what Linux reckons to be available, or all that there is on other systems."""
    try:
        available = re.search(r"^MemAvailable:\s*(\d+) kB", meminfo.read_text(), re.MULTILINE)
        if available:
            return int(available[1]) * 1024
    except OSError:
        pass
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, OSError, ValueError):
        return None


def _free_in_group(limit: Path, use: Path) -> int | None:
    """Return what is left of a control group's memory, such as a container's."""
    try:
        return max(int(limit.read_text()) - int(use.read_text()), 0)
    except (OSError, ValueError):  # no such group, or its limit is "max"
        return None


def _within_limit_of_process(statm: Path) -> int | None:
    """Return what is left of the memory that `ulimit -v` allows."""
    try:
        import resource

        limit, _ = resource.getrlimit(resource.RLIMIT_AS)
        if limit == resource.RLIM_INFINITY:
            return None
        return max(limit - int(statm.read_text().split()[0]) * resource.getpagesize(), 0)
    except (ImportError, OSError, ValueError):
        return None


def _spelled(size: float) -> str:
    return f"{size / 2**30:.1f} GiB" if size < 2**40 else f"{size / 2**40:.3g} TiB"
