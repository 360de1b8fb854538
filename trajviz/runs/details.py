"""What a method saw or kept beside its iterates, at each row of a path: a simplex, a population, a radius.

Each detail is an array whose first axis is that of the rows. Where a row has less than others, or nothing, the rest is
nan, or empty for words. The details that are known, with d coordinates:

- `simplex`, of shape (rows, d + 1, d), and `move`, words: the corners in the order of their values, and the move that
  led to them.
- `population`, of shape (rows, n, d): individuals, each in a place of its own from row to row.
- `samples`, of shape (rows, n, d): points that were drawn on the way to a row, and are gone with it.
- `tried`, of shape (rows, n, d): points that were tried on the way to a row, as a search over a box leaves them behind.
- `probes`, of shape (rows, n, d), and `asked`, words of shape (rows, n): where the method asked for a "value", a
  "gradient" or a "Hessian" on the way to a row, in order.
- `radius`, of shape (rows,): that of a trust region around the iterate; `rejected`, of shape (rows, d): the step from
  there that was tried and not taken.
- `velocity`, of shape (rows, d): the running mean or sum of gradients that a momentum method goes against.
- `ellipse`, of shape (rows, d, d): the covariance of what is drawn around the iterate.
"""

from __future__ import annotations

import reprlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from trajviz.arrays import Array
from trajviz.errors import TrajvizError

Details = Mapping[str, NDArray[Any]]
"""Arrays by name."""

POINTS = ("simplex", "population", "samples", "tried", "probes", "rejected")
"""The details that are points, of shape (..., d)."""

PROBES = ("probes", "asked")
"""The details that the run keeps of what the objective was asked for."""

WHERE_NAMED = (*PROBES, "velocity")
"""The details that are kept where they are named alone, as every step of a long run has them."""

FEW_VARIABLES = 10
"""Up to how many variables a run keeps what else a method tells unless it is told otherwise."""


_WITH = {"simplex": ("move",), "population": ("samples", "tried"), "probes": ("asked",), "radius": ("rejected",)}


def names_of(details: str | Sequence[str]) -> set[str]:
    """Return the names of what is wanted, with those of what belongs to it.

    Examples
    --------
    >>> sorted(names_of("simplex, velocity"))
    ['move', 'simplex', 'velocity']
    """
    split = details.split(",") if isinstance(details, str) else details
    names = {name.strip() for name in split}
    return names.union(*(_WITH.get(name, ()) for name in names)) - {""}


_SHAPES = {
    "simplex": ("n", "d"), "population": ("n", "d"), "samples": ("n", "d"), "tried": ("n", "d"), "move": (),
    "radius": (), "rejected": ("d",), "velocity": ("d",), "ellipse": ("d", "d"),
}  # fmt: skip


def copied(details: Mapping[str, object], dimension: int) -> dict[str, NDArray[Any]]:
    """Return what a method of `dimension` variables tells at a row as arrays of its own: of numbers, or of words.

    Raises
    ------
    TrajvizError
        If something is neither, or a detail that is known has not its shape.
    """
    arrays = {name: np.array(value) for name, value in details.items()}
    for name, array in arrays.items():
        if array.dtype.kind not in "biufU":
            raise TrajvizError(f"the detail {name} must be numbers or words, not {reprlib.repr(details[name])}")
        shape = _SHAPES.get(name)
        if shape is not None and not _has_shape(array, shape, dimension):
            told = f"({', '.join(str(dimension) if side == 'd' else side for side in shape)}{',' * (len(shape) == 1)})"
            raise TrajvizError(f"the detail {name} must have shape {told} at each row, not {array.shape}")
    return {name: array if array.dtype.kind == "U" else array.astype(float) for name, array in arrays.items()}


def _has_shape(array: NDArray[Any], shape: tuple[str, ...], dimension: int) -> bool:
    return array.ndim == len(shape) and all(
        side == "n" or length == dimension for side, length in zip(shape, array.shape, strict=True)
    )


def stacked(rows: Sequence[Details]) -> dict[str, NDArray[Any]]:
    """Return for each detail an array with what there was of it at each row.

    Raises
    ------
    TrajvizError
        If a detail has another number of axes at one row than at another, or words at one and numbers at another.

    Examples
    --------
    >>> stacked([{}, {"radius": np.array(1.0)}, {"radius": np.array(0.5)}])["radius"].tolist()
    [nan, 1.0, 0.5]
    """
    names = dict.fromkeys(name for row in rows for name in row)
    return {name: _stacked(name, [row.get(name) for row in rows]) for name in names}


def _stacked(name: str, rows: Sequence[NDArray[Any] | None]) -> NDArray[Any]:
    known = [row for row in rows if row is not None]
    if len({(row.ndim, row.dtype.kind) for row in known}) > 1:
        raise TrajvizError(f"the detail {name} must be alike at all rows, in its axes and whether it is words")
    shape = np.max([row.shape for row in known], axis=0).astype(int) if known[0].ndim else []
    is_words = known[0].dtype.kind == "U"
    whole = np.full((len(rows), *shape), "" if is_words else np.nan, dtype=np.result_type(*known))
    for place, row in enumerate(rows):
        if row is not None:
            whole[place, ...][tuple(map(slice, row.shape))] = row
    return whole


def first_rows(details: Details, rows: int) -> dict[str, NDArray[Any]]:
    """Return the details of the first rows alone."""
    return {name: array[:rows] for name, array in details.items()}


def on_plane(details: Details, project: Callable[[Array], Array], dimension: int) -> dict[str, NDArray[Any]]:
    """Return the details as they are seen on a plane.

    Velocities are differences of points; an ellipsoid, or a ball, is seen as its shadow. A ball whose shadow is no
    circle in the coordinates of the plane is left out.

    Parameters
    ----------
    details : mapping
        In d dimensions.
    project : callable
        Takes points, shape (n, d), to their coordinates on the plane, shape (n, 2).
    dimension : int
        The number of coordinates, d.
    """

    def projected(points: Array) -> Array:
        return project(points.reshape(-1, points.shape[-1])).reshape(*points.shape[:-1], 2)

    def turned(vectors: Array) -> Array:
        return projected(vectors) - projected(np.zeros_like(vectors))

    seen = {name: projected(array) if name in POINTS else array for name, array in details.items()}
    if "velocity" in details:
        seen["velocity"] = turned(details["velocity"])
    if "ellipse" in details:
        seen["ellipse"] = turned(turned(details["ellipse"]).swapaxes(-1, -2))
    if "radius" in details:
        directions = turned(np.eye(dimension))
        shadow = directions.T @ directions
        if np.allclose(shadow, shadow[0, 0] * np.eye(2)):
            seen["radius"] = details["radius"] * np.sqrt(shadow[0, 0])
        else:
            del seen["radius"]
    return seen
