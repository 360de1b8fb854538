"""Several values of a hyperparameter in one spec: a list, or a range such as `1e-3..1:20`.

A range runs on a logarithmic grid, as rates are tried. Its numbers are rounded to three digits, or to as many as tell
them apart, so that a value in a label is the value that was run.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

import numpy as np

from trajviz.errors import TrajvizError

USUAL, MOST = 10, 1000
"""How many values a range has where it doesn't say, and at the most."""

_DIGITS = 3
_NUMBER = r"[-+]?(?:\d+\.?(?!\.)\d*|\d+|\.\d+)(?:[eE][-+]?\d+)?"
_RANGE = re.compile(rf"\s*(\w+)\s*=\s*({_NUMBER})\s*\.\.\s*({_NUMBER})\s*(?::\s*(\d+)\s*)?")


@dataclass(frozen=True)
class Range:
    """A range of values, `low..high:count`, on a logarithmic grid."""

    low: float
    high: float
    count: int

    def values(self, *, whole: bool) -> list[float]:
        """Return the values, from `low` to `high`, which are themselves among them.

        Parameters
        ----------
        whole : bool
            Whether they are whole numbers; then there may be fewer.

        Raises
        ------
        TrajvizError
            If there is no such grid.

        Examples
        --------
        >>> Range(1e-3, 1, 4).values(whole=False), Range(1, 10, 5).values(whole=True)
        ([0.001, 0.01, 0.1, 1.0], [1, 2, 3, 6, 10])
        """
        if not (0 < self.low < math.inf and 0 < self.high < math.inf and self.low != self.high):
            raise TrajvizError(
                "a range runs on a logarithmic grid between two numbers above 0, as in 1e-3..1:20; "
                f"write others as a list, such as [0,0.5,0.9], not {self.low:g}..{self.high:g}"
            )
        if not 2 <= self.count <= MOST:
            raise TrajvizError(f"a range has from 2 to {MOST} values, not {self.count}")
        inner = np.geomspace(self.low, self.high, self.count)[1:-1]
        if whole:
            return list(dict.fromkeys([round(self.low), *(round(value) for value in inner), round(self.high)]))
        for digits in range(_DIGITS, 18):
            values = [float(self.low), *(float(f"{value:.{digits}g}") for value in inner), float(self.high)]
            if len(set(values)) == len(values):
                return values
        raise TrajvizError(f"{self.low!r} and {self.high!r} are too near for {self.count} numbers between them")


def read_range(argument: str) -> tuple[str, Range] | None:
    """Return the name and the range of an argument such as `lr=1e-3..1:20`; None if it is none.

    Examples
    --------
    >>> read_range("lr=1e-3..1:20")
    ('lr', Range(low=0.001, high=1.0, count=20))
    """
    found = _RANGE.fullmatch(argument)
    if found is None:
        return None
    name, low, high, count = found.groups()
    return name, Range(float(low), float(high), USUAL if count is None else int(count))
