"""A slice in a file: its plane, its grid of values and what is known of it, to be drawn again anywhere.

What was evaluated for hours on a cluster can then be drawn on a laptop that has neither the objective nor its data.
Reading a file runs nothing that stands in it: arrays of numbers and a JSON text, no pickles.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from os import PathLike, fspath
from zipfile import is_zipfile

import numpy as np

from trajviz.arrays import Numbers
from trajviz.checks import checked
from trajviz.errors import TrajvizError
from trajviz.files import check_writable, replacing
from trajviz.functions.landscape import Landscape
from trajviz.planes.plane import Plane
from trajviz.planes.slicing import SlicedObjective, interpolation

FORMAT = "trajviz slice"
VERSION = 1

_TEXTS = ("name", "title", "reference")
_ARRAYS = ("origin", "directions", "x", "y", "values", "start", "minima")


@checked
def save_slice(sliced: SlicedObjective, path: str | PathLike[str]) -> None:
    """Write a sampled slice to a `.npz` file; one that exists is replaced.

    Parameters
    ----------
    sliced : SlicedObjective
        A slice that is sampled on a grid.
    path : str or path-like
        The file, whose name ends in `.npz`.

    Raises
    ------
    TrajvizError
        If the slice is not sampled, the suffix is another one, or the file cannot be written.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> from trajviz.planes import coordinate_plane, slice_objective
    >>> sliced = slice_objective("sphere", coordinate_plane([0, 0, 3.0], 0, 1)).sampled((5, 3))
    >>> with TemporaryDirectory() as folder:
    ...     save_slice(sliced, f"{folder}/slice.npz")
    ...     load_slice(f"{folder}/slice.npz")([0.0, 0.0]).item()
    9.0
    """
    if sliced.grid is None:
        raise TrajvizError(f"{sliced.name} has no grid of values to save; save what its method sampled() returns")
    _check_suffix(path)
    check_writable(path)
    plane, grid = sliced.plane, sliced.grid
    header = {
        "format": FORMAT,
        "version": VERSION,
        **{name: getattr(sliced, name) for name in _TEXTS},
        "labels": plane.labels,
        "minimum": sliced.minimum,
    }
    with replacing(path) as temporary, temporary.open("wb") as file:
        np.savez(
            file,
            allow_pickle=False,
            header=np.array(json.dumps(header)),
            origin=plane.origin,
            directions=plane.directions,
            x=grid.x,
            y=grid.y,
            values=grid.values,
            start=np.array(sliced.start),
            minima=np.reshape(sliced.minima, (-1, 2)),
        )


@checked
def load_slice(path: str | PathLike[str]) -> SlicedObjective:
    """Read back what `save_slice` wrote: a slice that is interpolated from its grid, with its plane.

    Parameters
    ----------
    path : str or path-like
        The file, whose name ends in `.npz`.

    Returns
    -------
    SlicedObjective
        The slice.

    Raises
    ------
    TrajvizError
        If the file cannot be read, or is not one that `save_slice` wrote.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> from trajviz.planes import coordinate_plane, slice_objective
    >>> sliced = slice_objective("sphere", coordinate_plane([0, 0, 3.0], 0, 1)).sampled((5, 3))
    >>> with TemporaryDirectory() as folder:
    ...     save_slice(sliced, f"{folder}/slice.npz")
    ...     load_slice(f"{folder}/slice.npz")([0.0, 0.0]).item()
    9.0
    """
    _check_suffix(path)
    name = fspath(path)
    try:
        return _slice(*_read(path))
    except TrajvizError as error:
        raise TrajvizError(f"{name!r} holds no slice: {error}") from None
    except OSError as error:
        raise TrajvizError(f"cannot read {name!r}: {error.strerror or error}") from error
    except Exception as error:  # there is no end to the ways in which a file can be broken
        raise TrajvizError(f"{name!r} holds no slice, or a damaged one") from error


def _check_suffix(path: str | PathLike[str]) -> None:
    if not fspath(path).lower().endswith(".npz"):
        raise TrajvizError(f"a slice is stored in a .npz file, not in {fspath(path)!r}")


def _read(path: str | PathLike[str]) -> tuple[object, Mapping[str, Numbers]]:
    with open(path, "rb") as file:
        if not is_zipfile(file):
            raise TrajvizError("it is not an archive of arrays, or cut off")
        file.seek(0)
        archive = np.load(file, allow_pickle=False)
        return json.loads(str(archive["header"])), {name: archive[name] for name in _ARRAYS}


def _slice(header: object, arrays: Mapping[str, Numbers]) -> SlicedObjective:
    """Return what a header and arrays describe; raise TrajvizError, or anything, if that is no slice."""
    if not isinstance(header, dict) or header.get("format") != FORMAT:
        raise TrajvizError("it was not written by trajviz as a slice")
    if header.get("version") != VERSION:
        raise TrajvizError(f"its version is {header.get('version')!r:.80}, and {VERSION} is known")
    for name in _TEXTS:
        if not isinstance(header.get(name), str):
            raise TrajvizError(f"its {name} is {header.get(name)!r:.80}")
    if any(array.dtype.kind not in "fiu" for array in arrays.values()):
        raise TrajvizError("its arrays are not numbers")
    grid = _grid(arrays)
    minimum = header["minimum"]
    return SlicedObjective(
        **interpolation(grid),
        domain=[(grid.x[0], grid.x[-1]), (grid.y[0], grid.y[-1])],
        start=arrays["start"].tolist(),
        minima=np.reshape(arrays["minima"], (-1, 2)).tolist(),
        minimum=None if minimum is None else float(minimum),
        plane=Plane(arrays["origin"], arrays["directions"], tuple(header["labels"])),
        grid=grid,
        **{name: header[name] for name in _TEXTS},
    )


def _grid(arrays: Mapping[str, Numbers]) -> Landscape:
    x, y, values = (arrays[name].astype(float) for name in ("x", "y", "values"))
    for name, axis in {"x": x, "y": y}.items():
        if axis.ndim != 1 or len(axis) < 2 or not np.isfinite(axis).all() or not (np.diff(axis) > 0).all():
            raise TrajvizError(f"its {name} are not at least two finite coordinates that grow")
    if values.shape != (len(y), len(x)):
        raise TrajvizError(f"its values have shape {values.shape}, its grid {(len(y), len(x))}")
    return Landscape(x, y, values)
