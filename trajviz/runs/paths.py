"""Paths as users have them: arrays, tensors, tables and lists of results, in rows or in columns.

Everything that takes a path reads it here, so that one thing means the same everywhere.
"""

from __future__ import annotations

import re
import reprlib
from collections.abc import Iterable, Mapping, Sequence, Sized
from typing import NamedTuple, Protocol, TypeGuard

import numpy as np
from numpy.typing import NDArray

from trajviz.arrays import Array
from trajviz.errors import TrajvizError
from trajviz.functions.tensors import as_array

_NAMES_OF_VALUES = ("value", "values", "f", "fun", "f(x)", "loss", "cost", "objective")
_LAST_WORDS_OF_VALUES = ("value", "loss", "cost", "objective")  # of longer names, such as train_loss
_NAMES_OF_STEPS = ("step", "steps", "iteration", "iter", "epoch")
_NAMES_OF_EVALUATIONS = ("evaluations", "evals", "nfev")
_NAMES_OF_ROWS = ("", "index", "unnamed: 0")  # what tables write in front of their rows


class _Table(Protocol):
    """A table with named columns."""

    @property
    def columns(self) -> Iterable[object]:
        """The names."""

    def __getitem__(self, column: object, /) -> object:
        """Return a column."""


class GivenPath(NamedTuple):
    """A path as it was given: numbers in rows or in columns, and what came with them."""

    numbers: Array
    values: Array | None = None
    evaluations: Array | None = None
    steps: Array | None = None
    in_rows: bool = False
    """Whether its rows are known to be points; otherwise its shape decides, see `points_of`."""


def given_path(path: object, name: str) -> GivenPath:
    """Return a path as numbers.

    Parameters
    ----------
    path : array-like, tensor, table, OptimizeResult, or iterable of points or of OptimizeResult
        What is masked is nan. A table has named columns, as pandas' `DataFrame`. Of a single `OptimizeResult` that
        holds all iterates, as SciPy's option `return_all` makes it, these are the path.
    name : str
        What messages call it.

    Raises
    ------
    TrajvizError
        If it is none of these.
    """
    if isinstance(path, GivenPath):
        return path
    if is_table(path):
        return path_of_columns({str(column): path[column] for column in path.columns}, name)
    if is_result(path):
        return GivenPath(as_floats(path.get("allvecs", [path["x"]]), name), in_rows=True)
    if isinstance(path, Iterable) and not isinstance(path, Sized) and not hasattr(path, "__array__"):
        path = list(path)
    if isinstance(path, Sequence) and len(path) > 0 and all(is_result(each) for each in path):
        return _path_of_results(path, name)
    if (
        isinstance(path, Sequence)
        and len(path) > 0
        and all(hasattr(each, "pop") and hasattr(each.pop, "get") for each in path)
    ):
        path = [each.pop.get("X") for each in path]  # what pymoo keeps as the history of a result
    return GivenPath(as_floats(path, name))


def points_of(paths: Sequence[GivenPath], names: Sequence[str], dimension: int | None) -> list[Array]:
    """Return the points of paths that belong together, each of shape (rows, d).

    An array of as many rows as there are coordinates, and of another number of columns, has its coordinates in rows, as
    `plot(*path)` takes them. A square one could be either: it is read as the others are, and alone by its rows. Where
    nobody knows the number of coordinates, two rows of three or more numbers are those of x and y.

    Parameters
    ----------
    paths : sequence of GivenPath
    names : sequence of str
        What messages call them.
    dimension : int, optional
        The number of coordinates d, if that is known.

    Raises
    ------
    TrajvizError
        If a path has not two axes, or no points.

    Examples
    --------
    >>> columns = GivenPath(np.array([[0.0, 1, 2], [5, 6, 7]]))
    >>> [points.tolist() for points in points_of([columns, GivenPath(np.eye(2))], ["", ""], 2)]
    [[[0.0, 5.0], [1.0, 6.0], [2.0, 7.0]], [[1.0, 0.0], [0.0, 1.0]]]
    """
    several = [_with_two_axes(path.numbers, name, dimension) for path, name in zip(paths, names, strict=True)]
    unsure = [numbers.shape for path, numbers in zip(paths, several, strict=True) if not path.in_rows]
    width = dimension or 2
    tall = any(shape[1] == width != shape[0] for shape in unsure)
    wide = any(shape[0] == width != shape[1] for shape in unsure)

    def is_wide(shape: tuple[int, ...]) -> bool:
        if dimension is None and shape[1] < 3:
            return False
        return shape[0] == width and (shape[1] != width or (wide and not tall))

    return [
        numbers.T if not path.in_rows and is_wide(numbers.shape) else numbers
        for path, numbers in zip(paths, several, strict=True)
    ]


def path_of_columns(columns: Mapping[str, object], name: str) -> GivenPath:
    """Return the path that named columns hold.

    Columns are known by their names, in any order and case: the value is called f, fun, value, loss or cost, or by a
    name that ends so, such as train_loss, the number of the step step, iteration or epoch, the count of evaluations
    evaluations or nfev. The coordinates are x1, x2, … or x, y, z, or, where there are none of these, all other columns.

    Raises
    ------
    TrajvizError
        If a name stands twice, two columns mean the same, or there are no coordinates.
    """
    known: dict[str, object] = {}
    for spelled, column in columns.items():
        key = spelled.strip().casefold()
        if key in known:
            raise TrajvizError(f"{name} has two columns named {spelled.strip()!r:.60}")
        known[key] = column

    def one_of(names: Sequence[str]) -> Array | None:
        found = [each for each in names if each in known]
        if len(found) > 1:
            raise TrajvizError(f"{name} has the columns {' and '.join(found)}, which mean the same; keep one of them")
        return as_floats(known.pop(found[0]), f"{found[0]} of {name}") if found else None

    plain = any(each in known for each in _NAMES_OF_VALUES)
    longer = [each for each in known if re.split(r"[\W_]+", each)[-1] in _LAST_WORDS_OF_VALUES]
    values, steps = one_of(_NAMES_OF_VALUES if plain else longer), one_of(_NAMES_OF_STEPS)
    evaluations = one_of(_NAMES_OF_EVALUATIONS)
    numbered = sorted((each for each in known if re.fullmatch(r"x_?\d+", each)), key=lambda x: int(x.strip("x_")))
    lettered = [each for each in ("x", "y", "z") if each in known]
    coordinates = numbered or lettered or [each for each in known if each not in _NAMES_OF_ROWS]
    if not coordinates:
        raise TrajvizError(f"{name} has no columns for the coordinates, such as x and y or x1, x2, …")
    points = [as_floats(known[each], f"{each} of {name}") for each in coordinates]
    return GivenPath(np.column_stack(points), values, evaluations, steps, in_rows=True)


def checked_counts(counts: Array | None, name: str, *, ascending: bool) -> NDArray[np.int_] | None:
    """Return what counts the rows of a path as whole numbers from 0 upward.

    Raises
    ------
    TrajvizError
        If they are none, or, where they must, don't ascend.
    """
    if counts is None:
        return None
    if counts.ndim != 1 or not (np.isfinite(counts).all() and (counts % 1 == 0).all() and (counts >= 0).all()):
        raise TrajvizError(f"{name} must be whole numbers")
    if (np.diff(counts) < (1 if ascending else 0)).any():
        raise TrajvizError(f"{name} must ascend from row to row")
    return counts.astype(int)


def is_table(thing: object) -> TypeGuard[_Table]:
    """Whether something is a table with named columns, as pandas' and polars' data frames are."""
    return hasattr(thing, "columns") and hasattr(thing, "to_numpy")


def is_result(thing: object) -> TypeGuard[Mapping[str, object]]:
    """Whether something is a result of SciPy's, or a mapping like one."""
    return isinstance(thing, Mapping) and "x" in thing and ("fun" in thing or hasattr(thing, "x"))


def as_floats(values: object, name: str) -> Array:
    """Return a copy of an array of real numbers; what is masked is nan.

    Raises
    ------
    TrajvizError
        If it is none.
    """
    try:
        array = as_array(values)
        if array.dtype.kind not in "biufO":
            raise TypeError
        return np.array(array, dtype=float)
    except (TypeError, ValueError, OverflowError):
        lengths = _lengths(values)
        if len(lengths) > 1:
            told = f"with rows of one length, not of {', '.join(map(str, lengths[:5]))}"
            raise TrajvizError(f"{name} must be an array of numbers {told}") from None
        raise TrajvizError(f"{name} must be an array of numbers, not {_shown(values)}") from None


def _path_of_results(results: Sequence[Mapping[str, object]], name: str) -> GivenPath:
    points = [np.atleast_1d(as_floats(result["x"], name)) for result in results]
    values = None
    if all(result.get("fun") is not None for result in results):
        values = as_floats([as_floats(result["fun"], f"fun of {name}").ravel() for result in results], f"fun of {name}")
        values = values[:, 0] if values.ndim == 2 and values.shape[1] == 1 else values
    _refuse_overwritten([result["x"] for result in results], values, name)
    return GivenPath(as_floats(points, name), values, in_rows=True)


def _refuse_overwritten(points: Sequence[object], values: Array | None, name: str) -> None:
    """Refuse results whose points are one piece of memory, which SciPy went on writing to after the callback."""
    places = {each.__array_interface__["data"][0] for each in points if isinstance(each, np.ndarray)}
    if len(points) > 1 and len(places) == 1 and values is not None and len(np.unique(values)) > 1:
        raise TrajvizError(
            f"the points of {name} are one array, which SciPy went on writing to;"
            " keep a copy of each in the callback, as in copy.deepcopy(intermediate_result)"
        )


def _with_two_axes(numbers: Array, name: str, dimension: int | None) -> Array:
    if numbers.ndim == 1 and dimension == 1:
        numbers = numbers[:, None]
    if numbers.ndim != 2 or 0 in numbers.shape:
        raise TrajvizError(f"{name} must have shape (rows, d) with at least one row, not {numbers.shape}")
    return numbers


def _lengths(values: object) -> list[int]:
    """Return the different lengths of the rows of a sequence; empty if it is none."""
    if not isinstance(values, Sequence) or isinstance(values, str):
        return []
    return sorted({len(row) for row in values if isinstance(row, list | tuple) or getattr(row, "ndim", 0) > 0})


def _shown(values: object) -> str:
    try:
        return reprlib.repr(values)[:80]
    except Exception:  # a number of too many digits to be written, or whatever a user's class does
        return f"what this {type(values).__name__} holds"
