"""Tables in text files, as spreadsheets and other programs write them: a line of names, then lines of numbers.

The separator is found in the line of names: a tab, a semicolon, a comma, or else spaces. Where it is no comma, numbers
may have a decimal comma.
"""

from __future__ import annotations

import csv
import reprlib

import numpy as np

from trajviz.arrays import Array
from trajviz.errors import TrajvizError

_SEPARATORS = ("\t", ";", ",")
_MISSING = ("", "nan", "na", "n/a", "null", "none", "--")


def read_table(text: str) -> dict[str, Array]:
    r"""Return the columns of a table by their names; what is missing in a cell is nan.

    Parameters
    ----------
    text : str
        The whole file. Empty lines and lines that begin with `#` are left out, unless the names stand in such a line.

    Raises
    ------
    TrajvizError
        If there are no names or no rows, a name stands twice, a row has another number of cells, or a cell is no
        number.

    Examples
    --------
    >>> {name: column.tolist() for name, column in read_table("x;y\n1,5;2\n;3\n").items()}
    {'x': [1.5, nan], 'y': [2.0, 3.0]}
    """
    lines = [(number, line) for number, line in enumerate(text.splitlines(), start=1) if line.strip()]
    rows = [(number, line) for number, line in lines if not line.lstrip().startswith("#")]
    comments = [line.lstrip(" #") for _, line in lines if line.lstrip().startswith("#")]
    if not rows:
        raise TrajvizError("it is empty")
    separator = _separator(rows[0][1])
    names = _cells(rows[0][1], separator)
    if all(_number(name, separator) is not None for name in names):
        if not comments or len(_cells(comments[-1], separator)) != len(names):
            raise TrajvizError("its first line has no names; name its columns, as in x,y,f")
        names = _cells(comments[-1], separator)
    else:
        del rows[0]
    if not rows:
        raise TrajvizError("it has names and no rows")
    for name in names:
        if names.count(name) > 1:
            raise TrajvizError(f"it has two columns named {reprlib.repr(name)}")
    table = np.array([_numbers(line, number, names, separator) for number, line in rows])
    return dict(zip(names, table.T, strict=True))


def _separator(line: str) -> str | None:
    """Return what separates the cells of a line; None for spaces."""
    return next((separator for separator in _SEPARATORS if separator in line), None)


def _cells(line: str, separator: str | None) -> list[str]:
    if separator is None:
        return line.split()
    return [cell.strip() for cell in next(csv.reader([line], delimiter=separator, skipinitialspace=True))]


def _numbers(line: str, number: int, names: list[str], separator: str | None) -> list[float]:
    cells = _cells(line, separator)
    if len(cells) != len(names):
        raise TrajvizError(f"its line {number} has {len(cells)} cells for {len(names)} names")
    numbers = [_number(cell, separator) for cell in cells]
    for name, cell, value in zip(names, cells, numbers, strict=True):
        if value is None:
            raise TrajvizError(f"in its line {number}, {reprlib.repr(name)} is {reprlib.repr(cell)}, not a number")
    return [value for value in numbers if value is not None]


def _number(cell: str, separator: str | None) -> float | None:
    """Return the number in a cell, nan where it is missing, None where it is none."""
    if cell.casefold() in _MISSING:
        return float("nan")
    try:
        return float(cell if separator == "," else cell.replace(",", "."))
    except ValueError:
        return None
