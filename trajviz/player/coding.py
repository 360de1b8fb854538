"""How numbers and texts get into the file: compact, exact where it matters, and unable to be anything but data.

Coordinates of what is drawn are whole numbers in 1/`UNIT` of the width and height of their axes, a tenth of a pixel on
most screens; a run of them is written as the differences from one to the next, in a base-64 digit or two each. What a
reader may want back, the runs, stands there as plain decimal numbers.
"""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Hashable, Iterable, Mapping
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]
Integers = NDArray[np.int_]

UNIT = 8192
"""How many units of length axes are wide and high."""

DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
"""Of whole numbers: those of base64url, of which the upper half says that another digit follows."""

SIGNIFICANT = 6
"""With how many significant digits decimal numbers are written."""

_FURTHEST = 1e4  # in widths of the axes; what lies further off is moved towards their middle
_LETTERS = np.frombuffer(DIGITS.encode("ascii"), dtype=np.uint8)
_MOST_DIGITS = 7  # of 5 bits each


def deltas(integers: ArrayLike) -> str:
    """Return whole numbers, each less than 2³² in size, as text: the differences from one to the next.

    A difference is doubled, with its sign in the lowest bit, and written in digits of five bits, the lowest first; the
    sixth bit of a digit says that another one follows. The digits are those of base64url.

    Examples
    --------
    >>> deltas([0, 1, 3, 2, 40])
    'ACEDsC'
    """
    values = np.asarray(integers, dtype=np.int64).ravel()
    differences = np.diff(values, prepend=0)
    doubled = 2 * np.abs(differences) + (differences < 0)
    shifts = 5 * np.arange(_MOST_DIGITS)
    rests = doubled[:, None] >> shifts
    digits: Integers = rests & 31
    follows = rests[:, 1:] > 0
    digits[:, :-1] |= 32 * follows
    written: NDArray[np.bool_] = np.column_stack([np.ones(len(values), dtype=bool), follows])
    return _LETTERS[digits[written]].tobytes().decode("ascii")


def deflated(item: Mapping[str, object]) -> str:
    """Return what is too large to stand in the file as it is: its JSON, deflated (zlib) and in base 64."""
    return base64.b64encode(zlib.compress(as_json(item).encode("ascii"), 9)).decode("ascii")


def in_units(fractions: Array) -> Integers:
    """Return points, shape (n, 2) or (n, 3), given in fractions of their axes, in whole units.

    Points that are not finite must have been left out. Points that are too far off (see `is_far`) come nearer in the
    direction they lie in; what was beyond an end of the axes stays beyond it.
    """
    from_middle = np.clip(fractions, -1e300, 1e300) - 0.5
    nearer = from_middle * np.minimum(1, _FURTHEST / np.maximum(_reach(from_middle), _FURTHEST))
    units = np.rint((nearer + 0.5) * UNIT)
    units = np.where(fractions > 1, np.maximum(units, UNIT + 1), np.where(fractions < 0, np.minimum(units, -1), units))
    return np.asarray(units, dtype=np.int64)


def is_far(fractions: Array) -> NDArray[np.bool_]:
    """Return which of the points, shape (n, d), are further off than `in_units` can tell."""
    return np.asarray(_reach(fractions - 0.5)[..., 0] > _FURTHEST)


def _reach(from_middle: Array) -> Array:
    return np.asarray(np.abs(from_middle).max(axis=-1, keepdims=True, initial=0))


def point_deltas(fractions: Array) -> str:
    """Return points, shape (n, d), each coordinate by itself, separated by spaces; rows with nan repeat the one before.

    See `deltas` and `in_units`.
    """
    return " ".join(deltas(column) for column in in_units(fractions).T)


def plain(numbers: ArrayLike, digits: int = SIGNIFICANT) -> list[float | int | str | None]:
    """Return numbers as JSON takes them: to so many significant digits, nan as None and infinities as strings.

    Examples
    --------
    >>> plain([1.0, 0.1234567891, float("nan"), float("-inf")])
    [1, 0.123457, None, '-Infinity']
    """
    return [_plain(number, digits) for number in np.asarray(numbers, dtype=float).ravel().tolist()]


def _plain(number: float, digits: int) -> float | int | str | None:
    if number != number:
        return None
    if number in (float("inf"), float("-inf")):
        return "Infinity" if number > 0 else "-Infinity"
    rounded = float(f"{number:.{digits}g}")
    return int(rounded) if rounded.is_integer() and abs(rounded) < 1e15 else rounded


def counted(integers: Integers) -> list[int] | int:
    """Return whole numbers, or the last alone where they count from 0 on.

    Examples
    --------
    >>> counted(np.array([0, 1, 2])), counted(np.array([0, 3, 4]))
    (2, [0, 3, 4])
    """
    return int(integers[-1]) if np.array_equal(integers, np.arange(len(integers))) else integers.tolist()


class Numbered:
    """Things that are told once, and pointed to by their numbers.

    Examples
    --------
    >>> names = Numbered()
    >>> names.place("x"), names.place("y"), names.place("x"), names.things
    (0, 1, 0, ['x', 'y'])
    """

    def __init__(self) -> None:
        self._places: dict[Hashable, int] = {}

    def place(self, thing: Hashable) -> int:
        """Return the number of a thing."""
        return self._places.setdefault(thing, len(self._places))

    @property
    def things(self) -> list[Any]:  # whatever was given to `place`, all of one kind
        """The things by number."""
        return list(self._places)


def data_url(kind: str, content: bytes) -> str:
    """Return content as an address that holds it."""
    return f"data:{kind};base64,{base64.b64encode(content).decode('ascii')}"


def as_json(value: object) -> str:
    r"""Return JSON in ASCII that can stand in a script element: it has no `<` in it.

    Examples
    --------
    >>> as_json({"label": "</script>"})
    '{"label":"\\u003c/script>"}'
    """
    return json.dumps(value, allow_nan=False, separators=(",", ":")).replace("<", "\\u003c")


def rounded(numbers: Iterable[float], digits: int = 2) -> list[float | int]:
    """Return lengths, rounded to so many decimals."""
    return [int(short) if (short := round(float(number), digits)).is_integer() else short for number in numbers]
