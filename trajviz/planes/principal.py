"""The plane that shows most of how paths move: their principal components.

Directions are those of principal component analysis proper, of the rows less their mean, so that the shares of
variance are shares of variance. The plane is then put through the last iterate of the first run, rather than through
the mean: the end of a run is what one wants to see, and there the picture shows the true value.

Paths of a million parameters stay where they are, in single precision and in a file if that is how they were recorded:
what is computed is the matrix of the products of their rows, which is small, a block of columns at a time. Two hundred
rows of a million parameters take as long as they take to be read twice: seconds, where a decomposition takes a minute.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from trajviz.arrays import Array
from trajviz.checks import checked
from trajviz.errors import TrajvizError
from trajviz.planes.plane import Plane
from trajviz.runs.trajectory import Trajectory

_NUMBERS = 2**22  # at once: 32 MB
_NO_SHARE = 1e-13  # the share of variance that rounding makes of none


@checked
def principal_plane(runs: Trajectory | Sequence[Trajectory]) -> Plane:
    """Return the plane of the first two principal components of the paths of one or several runs.

    All rows of all paths count alike. The origin is the last iterate of the first run, and the first run starts on
    the left, above or at the height of its end. Rows that are not finite don't count. Where the rows lie on a line,
    the second direction is one that is orthogonal to it, and its label says that it has no share.

    Parameters
    ----------
    runs : Trajectory or sequence of Trajectory
        Each from a single start, in the same number of coordinates, at least two.

    Returns
    -------
    Plane
        Its directions are orthonormal; its labels give the share of variance along each.

    Raises
    ------
    TrajvizError
        If the paths don't fit each other, or are a single point together, which has no directions.

    Examples
    --------
    >>> path = np.outer([2, 1, 0], [1, 2, 2, 0]) + np.outer([1, -2, 1], [0, 0, 0, 0.1])
    >>> plane = principal_plane(Trajectory.from_path(path))
    >>> plane.labels[0], plane.project(path[:1]).round(3).tolist()
    ('1st principal component (99.7 % of variance)', [[-6.0, 0.0]])
    """
    paths = [_finite_rows(path) for path in _paths(runs)]
    if len(paths[0]) == 0 or all((path == paths[0][0]).all() for rows in paths for path in rows):
        raise TrajvizError("the paths are a single point, which has no directions to lay a plane along")
    origin, start = paths[0][-1].astype(float), paths[0][0].astype(float)
    directions, shares = _principal_directions(_Rows(paths))
    labels = [_label(which, share) for which, share in zip(("1st", "2nd"), shares, strict=True)]
    if shares[1] <= _NO_SHARE:
        directions[:, 1] = _least_aligned_axis(directions[:, 0])
        labels[1] = "an orthogonal direction (0 % of variance)"
    directions, _ = np.linalg.qr(directions)
    flipped = (start - origin) @ directions * [-1, 1] < 0
    return Plane(origin, np.where(flipped, -directions, directions), (labels[0], labels[1]))


def _paths(runs: Trajectory | Sequence[Trajectory]) -> list[Array]:
    runs = [runs] if isinstance(runs, Trajectory) else list(runs)
    if not runs or any(run.path.ndim != 2 for run in runs):
        raise TrajvizError("a plane of principal components needs at least one run, each from a single start")
    dimensions = sorted({run.dimension for run in runs})
    if len(dimensions) > 1 or dimensions[0] < 2:
        raise TrajvizError(
            "a plane of principal components needs runs in the same number of coordinates, at least 2,"
            f" not {' and '.join(map(str, dimensions))}"
        )
    return [run.path for run in runs]


def _finite_rows(path: Array) -> Array:
    finite = np.array([np.isfinite(row).all() for row in path])
    return path if finite.all() else path[finite]


class _Rows:
    """The rows of all paths, less their mean, a block of columns at a time: they may be too many numbers for memory."""

    def __init__(self, paths: Sequence[Array]) -> None:
        self._paths = paths
        self.count = sum(map(len, paths))
        self.dimension = paths[0].shape[1]
        largest = max(max(float(row.max()), -float(row.min())) for path in paths for row in path)
        self._scale = 1 / largest  # of the order of one, so that no square overflows

    def blocks(self) -> Iterator[tuple[slice, Array]]:
        """Yield which columns there are, and what stands in them, shape (rows, columns)."""
        width = max(_NUMBERS // self.count, 1)
        for first in range(0, self.dimension, width):
            columns = slice(first, first + width)
            block = np.concatenate([path[:, columns] for path in self._paths], dtype=float)
            block *= self._scale
            block -= block.mean(axis=0)
            yield columns, block


def _principal_directions(rows: _Rows) -> tuple[Array, Array]:
    """Return two directions, shape (d, 2), and the share of the sum of squares along each.

    They come from the eigenvectors of the smaller one of the two matrices of products, of rows (the Gram matrix) or of
    columns, which take a fraction of the time of a singular value decomposition.
    """
    if rows.count <= rows.dimension:
        gram = sum((block @ block.T for _, block in rows.blocks()), start=np.zeros((rows.count, rows.count)))
        squares, vectors = np.linalg.eigh(gram)
        directions = np.empty((rows.dimension, 2))
        for columns, block in rows.blocks():
            directions[columns] = block.T @ vectors[:, :-3:-1]
    else:
        whole = np.concatenate([block for _, block in rows.blocks()], axis=1)
        squares, vectors = np.linalg.eigh(whole.T @ whole)
        directions = vectors[:, :-3:-1]
    squares = np.maximum(squares, 0)
    return directions, squares[:-3:-1] / squares.sum()


def _label(which: str, share: float) -> str:
    return f"{which} principal component ({100 * share:.1f} % of variance)"


def _least_aligned_axis(direction: Array) -> Array:
    axis = np.zeros_like(direction)
    axis[np.argmin(np.abs(direction))] = 1
    return axis
