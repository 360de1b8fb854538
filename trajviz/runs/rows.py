"""The rows of a run that is recorded while it goes on elsewhere, in memory or in a file, of which neither runs over.

In memory, every other row is dropped where they would become too large, however long a run is; a file grows.
"""

from __future__ import annotations

from os import SEEK_CUR, PathLike, fspath
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, Protocol

import numpy as np

from trajviz.arrays import Array, Integers, Numbers
from trajviz.errors import TrajvizError
from trajviz.files import check_writable


class Row(NamedTuple):
    """An iterate."""

    step: int
    evaluations: int
    value: float
    x: Array


class Columns(NamedTuple):
    """The rows of a run, column by column."""

    steps: Integers
    evaluations: Integers
    values: Array
    path: Array


class Rows(Protocol):
    """Where rows are kept."""

    every: int
    """One step in so many is kept."""

    def append(self, row: Row) -> None:
        """Keep a row."""

    def set_value(self, value: float) -> None:
        """Say what the last row's value is."""

    def columns(self, last: Row | None) -> Columns:
        """Return all rows, with a last one that is not among them if there is one."""


class RowsInMemory:
    """Rows in memory, at most so many bytes of them: `every` doubles where they would be more."""

    def __init__(self, every: int, most_bytes: float) -> None:
        self.every = every
        self._most_bytes = most_bytes
        self._rows: list[Row] = []

    def append(self, row: Row) -> None:
        """Keep a row."""
        self._rows.append(row)
        while len(self._rows) > 2 and len(self._rows) * row.x.nbytes > self._most_bytes:
            self.every *= 2
            self._rows = [kept for kept in self._rows if kept.step % self.every == 0]

    def set_value(self, value: float) -> None:
        """Say what the last row's value is."""
        self._rows[-1] = self._rows[-1]._replace(value=value)

    def columns(self, last: Row | None) -> Columns:
        """Return all rows, with a last one that is not among them if there is one."""
        rows = self._rows if last is None else [*self._rows, last]
        steps, evaluations, values, points = zip(*rows, strict=True)
        return Columns(np.array(steps), np.array(evaluations), np.array(values, dtype=float), np.stack(points))


def row_type(dimension: int, kind: np.dtype[Any]) -> np.dtype[Any]:
    """Return the type of a row in a file."""
    return np.dtype([("step", "<i8"), ("evaluations", "<i8"), ("value", "<f8"), ("x", kind, (dimension,))])


class RowsInFile:
    """Rows in a `.npy` file that grows by one at a time, and can be read at any time.

    It is an array of records with the fields step, evaluations, value and x, as `numpy.load` reads them.

    Raises
    ------
    TrajvizError
        If the file can't be written.
    """

    def __init__(self, path: str | PathLike[str], every: int) -> None:
        if Path(path).suffix.lower() != ".npy":
            raise TrajvizError(f"a file of rows that grows ends in .npy, which {fspath(path)!r} does not")
        check_writable(path)
        self.every = every
        self._path = Path(path)
        self._type: np.dtype[Any] | None = None
        self._count = 0

    def append(self, row: Row) -> None:
        """Keep a row."""
        begins = self._type is None
        kind = row_type(len(row.x), row.x.dtype) if self._type is None else self._type
        record = np.zeros((), kind)
        record["step"], record["evaluations"], record["value"], record["x"] = row
        self._type = kind
        try:
            with open(self._path, "wb" if begins else "rb+") as file:
                self._write_header(file)
                file.seek(self._count * kind.itemsize, SEEK_CUR)
                file.write(record.data)
                self._count += 1
                self._write_header(file)
        except OSError as error:
            raise TrajvizError(f"cannot write {fspath(self._path)!r}: {error.strerror or error}") from error

    def set_value(self, value: float) -> None:
        """Say what the last row's value is."""
        records = np.load(self._path, mmap_mode="r+")
        records["value"][-1] = value

    def columns(self, last: Row | None) -> Columns:
        """Return all rows, with a last one that is not among them if there is one; the path stays in the file."""
        assert last is None, "it is kept in the file before, lest a later row takes its place in paths of before"
        return columns_of(np.load(self._path, mmap_mode="r"))

    def _write_header(self, file: BinaryIO) -> None:
        """Write how many rows there are, for which the format leaves room to grow."""
        assert self._type is not None
        file.seek(0)
        header = {"descr": np.lib.format.dtype_to_descr(self._type), "fortran_order": False, "shape": (self._count,)}
        np.lib.format.write_array_header_1_0(file, header)


def columns_of(records: Numbers) -> Columns:
    """Return the columns of an array of records; the path is not copied."""
    steps, evaluations, values = (np.array(records[name]) for name in ("step", "evaluations", "value"))
    return Columns(steps, evaluations, values, records["x"])
