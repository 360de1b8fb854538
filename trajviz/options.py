"""Options of views: fields that the command line offers, too, each declared where the view has it.

A field that is declared with `option` needs nothing else to be typed after `trajviz`: its type says how it is read,
unless `reads` does, and `help` stands in `--help`. The readers are those of all options of the command.
"""

from __future__ import annotations

import argparse
import math
import re
import reprlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

MOST = 10_000_000
"""The largest whole number that an option takes unless it says otherwise."""

Reader = Callable[[str], Any]


@dataclass(frozen=True)
class Option:
    """How the command line offers a field; see `option`."""

    help: str
    metavar: str
    reads: Reader | None
    off: str
    words: tuple[str, ...] = ()


def option(
    default: Any,
    help: str,
    *,
    metavar: str = "",
    reads: Reader | None = None,
    off: str = "",
    words: tuple[str, ...] = (),
) -> Any:
    """Return the field of a view that is an option of the command line as well.

    Parameters
    ----------
    default : object
        The value of the field unless it is given.
    help : str
        What it does, in half a line.
    metavar : str
        What stands for the value in the help.
    reads : callable, optional
        Makes the value of what was typed; by default the field's type says how. A `bool` is a switch.
    off : str
        For a switch that may also be None: what its opposite does, which `--no-NAME` then sets.
    words : tuple of str
        The words that the value may be, which a shell then completes.

    Returns
    -------
    dataclasses.Field
        With the default, and the rest in its metadata.

    Examples
    --------
    >>> @dataclass(frozen=True)
    ... class View:
    ...     width: int = option(5, "how wide it is", metavar="N")
    >>> View().width
    5
    """
    return field(default=default, metadata={"option": Option(help, metavar, reads, off, words)})


def quoted(text: str) -> str:
    """Return what was typed as a message shows it."""
    return reprlib.repr(text.removeprefix(" "))


def whole(lowest: int, highest: int) -> Callable[[str], int]:
    """Return what reads a whole number in a range."""

    def read(text: str) -> int:
        try:
            number = int(text)
        except ValueError:
            number = lowest - 1
        if not lowest <= number <= highest:
            raise argparse.ArgumentTypeError(f"must be a whole number from {lowest} to {highest}, not {quoted(text)}")
        return number

    return read


def odd(text: str) -> int:
    """Read an odd number."""
    number = whole(1, MOST)(text)
    if number % 2 == 0:
        raise argparse.ArgumentTypeError(f"must be odd, so that there is a middle, not {quoted(text)}")
    return number


def number(lowest: float, highest: float) -> Callable[[str], float]:
    """Return what reads a number in a range."""

    def read(text: str) -> float:
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if not lowest <= value <= highest:
            raise argparse.ArgumentTypeError(f"must be a number from {lowest:g} to {highest:g}, not {quoted(text)}")
        return value

    return read


def numbers(text: str, expected: str, allows: Callable[[float], bool] = math.isfinite) -> list[float]:
    """Read numbers separated by commas."""
    try:
        values = [float(value) for value in text.split(",")]
    except ValueError:
        values = [math.nan]
    if not all(map(allows, values)):
        raise argparse.ArgumentTypeError(f"must be {expected}, not {quoted(text)}")
    return values


def so_many(count: int, expected: str) -> Callable[[str], tuple[float, ...]]:
    """Return what reads so many numbers separated by commas."""

    def read(text: str) -> tuple[float, ...]:
        values = numbers(text, expected)
        if len(values) != count:
            raise argparse.ArgumentTypeError(f"must be {expected}, not {quoted(text)}")
        return tuple(values)

    return read


def sides(text: str) -> tuple[int, int]:
    """Read how many there are along two sides."""
    found = re.fullmatch(r"\s*(\d{1,6})\s*[xX×]\s*(\d{1,6})\s*", text)
    if not found:
        raise argparse.ArgumentTypeError(f"must be two numbers, such as 1000x1000, not {quoted(text)}")
    return int(found[1]), int(found[2])


def word_or_number(words: Sequence[str], expected: str) -> Callable[[str], str | float]:
    """Return what reads one of some words or a number."""

    def read(text: str) -> str | float:
        return text if text in words else so_many(1, expected)(text)[0]

    return read
