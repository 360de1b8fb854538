"""A plane through d dimensions: from points to their two coordinates on it and back.

Its directions need not be orthonormal. Coordinates are those of least squares, through a QR decomposition, so that a
point is projected to the nearest one of the plane whatever the directions are. Points are taken in blocks: a path
of some hundred points in 100,000 dimensions is never copied as a whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike

from trajviz.arrays import Array
from trajviz.checks import as_real_array
from trajviz.errors import TrajvizError
from trajviz.planes.blocks import block_length

_PARALLEL = 1e-10  # the sine of an angle between directions that can't be told from none


@dataclass(frozen=True, eq=False)
class Plane:
    """A plane through d dimensions.

    Parameters
    ----------
    origin : array-like of shape (d,)
        The point with the coordinates (0, 0).
    directions : array-like of shape (d, 2)
        Two independent directions, one per column; a coordinate counts in lengths of its direction.
    labels : (str, str)
        What the two axes are called.

    Raises
    ------
    TrajvizError
        If shapes don't fit, d is below 2, a number is not finite, or the directions are not independent.

    Examples
    --------
    >>> floor = Plane([0, 0, 5], [[1, 0], [0, 2], [0, 0]])
    >>> floor.project([[3, 4, 6]]).tolist(), floor.distance([[3, 4, 6]]).tolist(), floor.lift([3, 2]).tolist()
    ([[3.0, 2.0]], [1.0], [3.0, 4.0, 5.0])
    """

    origin: Array
    directions: Array
    labels: tuple[str, str] = ("1st direction", "2nd direction")

    def __post_init__(self) -> None:
        try:
            origin, directions = np.array(self.origin, dtype=float), np.array(self.directions, dtype=float)
        except (TypeError, ValueError, OverflowError):
            raise TrajvizError("the origin and the directions of a plane must be arrays of numbers") from None
        if origin.ndim != 1 or len(origin) < 2 or directions.shape != (len(origin), 2):
            raise TrajvizError(
                "a plane needs an origin of shape (d,), d at least 2, and directions of shape (d, 2),"
                f" not {origin.shape} and {directions.shape}"
            )
        if not (np.isfinite(origin).all() and np.isfinite(directions).all()):
            raise TrajvizError("the origin and the directions of a plane must be finite")
        if (
            not isinstance(self.labels, Sequence)
            or len(self.labels) != 2
            or not all(isinstance(label, str) for label in self.labels)
        ):
            raise TrajvizError(f"the labels of a plane must be two texts, not {self.labels!r:.80}")
        for name, array in {"origin": origin, "directions": directions}.items():
            array.flags.writeable = False
            object.__setattr__(self, name, array)
        object.__setattr__(self, "labels", tuple(self.labels))
        lengths = np.linalg.norm(directions, axis=0)
        if not (lengths > 0).all() or abs(self._decomposed[1][1, 1]) <= _PARALLEL * lengths[1]:
            raise TrajvizError("the two directions of a plane must point different ways, and neither may be zero")

    @cached_property
    def _decomposed(self) -> tuple[Array, Array]:
        """An orthonormal basis of the plane, shape (d, 2), and the directions in it, shape (2, 2)."""
        basis, within = np.linalg.qr(self.directions)
        return basis, within

    @property
    def dimension(self) -> int:
        """The number of coordinates of the space that the plane lies in, d."""
        return len(self.origin)

    def project(self, points: ArrayLike) -> Array:
        """Return the coordinates of the nearest points of the plane.

        Parameters
        ----------
        points : array-like of shape (n, d)
            The points.

        Returns
        -------
        ndarray of shape (n, 2)
            The coordinates, in lengths of the directions.

        Raises
        ------
        TrajvizError
            If the points have another number of coordinates than the space.

        Examples
        --------
        >>> floor = Plane([0, 0, 5], [[1, 0], [0, 2], [0, 0]])
        >>> floor.project([[3, 4, 6]]).tolist()
        [[3.0, 2.0]]
        """
        basis, within = self._decomposed
        with np.errstate(all="ignore"):
            along = np.concatenate([offsets @ basis for offsets in self._offsets(points)])
            return np.linalg.solve(within, along.T).T

    def lift(self, coordinates: ArrayLike) -> Array:
        """Return the points with these coordinates.

        Parameters
        ----------
        coordinates : array-like of shape (2, ...)
            On the plane.

        Returns
        -------
        ndarray of shape (d, ...)
            In the space.

        Raises
        ------
        TrajvizError
            If there are not two coordinates.

        Examples
        --------
        >>> floor = Plane([0, 0, 5], [[1, 0], [0, 2], [0, 0]])
        >>> floor.lift([3, 2]).tolist()
        [3.0, 4.0, 5.0]
        """
        coordinates = as_real_array("coordinates", coordinates)
        if coordinates.ndim == 0 or len(coordinates) != 2:
            raise TrajvizError(f"coordinates on a plane have shape (2, ...), not {coordinates.shape}")
        points = self.directions @ coordinates.reshape(2, -1)
        points += self.origin[:, None]
        return np.reshape(points, (self.dimension, *coordinates.shape[1:]))

    def distance(self, points: ArrayLike) -> Array:
        """Return how far points lie off the plane.

        Parameters
        ----------
        points : array-like of shape (n, d)
            The points.

        Returns
        -------
        ndarray of shape (n,)
            The Euclidean distances.

        Raises
        ------
        TrajvizError
            If the points have another number of coordinates than the space.

        Examples
        --------
        >>> floor = Plane([0, 0, 5], [[1, 0], [0, 2], [0, 0]])
        >>> floor.distance([[3, 4, 6]]).tolist()
        [1.0]
        """
        basis, _ = self._decomposed
        with np.errstate(all="ignore"):
            blocks = (np.linalg.norm(each - (each @ basis) @ basis.T, axis=1) for each in self._offsets(points))
            return np.concatenate(list(blocks))

    def _offsets(self, points: ArrayLike) -> Iterator[Array]:
        """Return how far points are from the origin, a block at a time."""
        if not (isinstance(points, np.ndarray) and points.dtype.kind == "f"):  # of any precision, in memory or a file
            points = as_real_array("points", points)
        if points.ndim != 2 or points.shape[1] != self.dimension:
            raise TrajvizError(f"points to project on this plane have shape (n, {self.dimension}), not {points.shape}")
        length = block_length(self.dimension)
        return (points[i : i + length] - self.origin for i in range(0, max(len(points), 1), length))
