"""What the operating system has counted for a process, in units that don't depend on the system."""

from __future__ import annotations

import sys
from resource import struct_rusage

_UNITS_PER_MEBIBYTE = 2**20 if sys.platform == "darwin" else 2**10


def cpu_seconds(usage: struct_rusage) -> float:
    """Return how long the process, and those that it has waited for, were computing."""
    return usage.ru_utime + usage.ru_stime


def peak_mebibytes(usage: struct_rusage) -> float:
    """Return the most memory that the process has held at a time."""
    return usage.ru_maxrss / _UNITS_PER_MEBIBYTE
