"""Planes that are chosen rather than found: at random, where the function curves most, through three points."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from trajviz.arrays import Array
from trajviz.checks import checked
from trajviz.errors import TrajvizError
from trajviz.functions.curvature import leading_curvatures
from trajviz.functions.resolve import as_objective
from trajviz.functions.stochastic import check_seed
from trajviz.planes.plane import Plane

_ON_A_LINE = 1e-9  # the sine of the angle at a below which three points lie on a line


@checked
def random_plane(objective: object, origin: ArrayLike | None = None, seed: int = 0) -> Plane:
    """Return the plane of two random orthogonal directions.

    In a network, what a step does to the loss depends on the size of the weights that it changes. So the part of each
    direction that belongs to a layer has the length of that layer's weights and biases at the origin, and a
    coordinate of 1 changes each layer by as much as it holds. Without layers the directions have length 1.

    Parameters
    ----------
    objective : str, callable or Objective
        Its `layers`, a sequence of slices of the coordinates, are the layers if it has any.
    origin : array-like of shape (d,), optional
        By default the objective's start.
    seed : int
        The same seed gives the same directions.

    Returns
    -------
    Plane
        Through the origin.

    Raises
    ------
    TrajvizError
        If the origin does not fit the objective or is not finite, or all weights there are zero.

    References
    ----------
    Li, Xu, Taylor, Studer, Goldstein: Visualizing the loss landscape of neural nets, 2018. Here, a layer takes the
    place of a filter, and the directions are made orthogonal.

    Examples
    --------
    >>> plane = random_plane("sphere", origin=np.ones(50))
    >>> np.linalg.norm(plane.directions, axis=0).round(12).tolist()
    [1.0, 1.0]
    """
    check_seed(seed)
    origin = None if origin is None else _point("origin", origin)
    objective = as_objective(objective, dimension=None if origin is None else len(origin))
    if origin is None:
        origin = np.array(objective.start)
    layers = getattr(objective, "layers", ())
    rng = np.random.default_rng(seed)
    if layers:
        directions = np.zeros((len(origin), 2))
        for layer in layers:
            directions[layer] = _orthonormal_pair(rng, len(origin[layer])) * np.linalg.norm(origin[layer])
    else:
        directions = _orthonormal_pair(rng, len(origin))
    if not directions.any():
        raise TrajvizError("all weights at the origin are zero, so they give random directions no length")
    return Plane(origin, directions, ("1st random direction", "2nd random direction"))


@checked
def filter_plane(objective: object, origin: ArrayLike | None = None, seed: int = 0) -> Plane:
    """Return the plane of two random directions that are normalized filter by filter.

    The part of a direction that belongs to a filter, which is what leads to one output of a layer, has the length of
    that filter at the origin; biases, and the scales and shifts of normalizations, stay as they are.

    Parameters
    ----------
    objective : Objective
        A network, whose `filters` are slices of the coordinates.
    origin : array-like of shape (d,), optional
        By default the objective's start.
    seed : int
        The same seed gives the same directions.

    Returns
    -------
    Plane
        Through the origin.

    Raises
    ------
    TrajvizError
        If the objective has no filters, the origin does not fit it, or all weights there are zero.

    References
    ----------
    Li, Xu, Taylor, Studer, Goldstein: Visualizing the loss landscape of neural nets, 2018, section 4.

    Examples
    --------
    >>> from trajviz.learning import network
    >>> net = network((2, 3, 1), [[0, 0], [1, 1]], [0.0, 1.0])
    >>> plane = filter_plane(net)
    >>> where = net.filters[0]
    >>> np.allclose(np.linalg.norm(plane.directions[where], axis=0), np.linalg.norm(plane.origin[where]))
    True
    """
    check_seed(seed)
    origin = None if origin is None else _point("origin", origin)
    objective = as_objective(objective, dimension=None if origin is None else len(origin))
    filters = getattr(objective, "filters", ())
    if not filters:
        raise TrajvizError(f"{objective.name} has no filters to normalize directions by; networks have")
    if origin is None:
        origin = np.array(objective.start)
    drawn = np.random.default_rng(seed).standard_normal((len(origin), 2))
    directions = np.zeros_like(drawn)
    for each in filters:
        directions[each] = drawn[each] / np.linalg.norm(drawn[each], axis=0) * np.linalg.norm(origin[each])
    if not directions.any():
        raise TrajvizError("all weights at the origin are zero, so they give random directions no length")
    return Plane(origin, directions, ("1st filter-normalized direction", "2nd filter-normalized direction"))


@checked
def hessian_plane(objective: object, origin: ArrayLike | None = None) -> Plane:
    """Return the plane of the two directions in which the function curves most, with true distances.

    Parameters
    ----------
    objective : str, callable or Objective
        What is minimised, in at least two variables.
    origin : array-like of shape (d,), optional
        By default the objective's start.

    Returns
    -------
    Plane
        Through the origin; its labels tell the curvatures.

    Raises
    ------
    TrajvizError
        If the origin does not fit the objective, or the curvature there can't be told.

    Examples
    --------
    >>> plane = hessian_plane("ellipsoid", origin=np.ones(3))
    >>> np.abs(plane.directions).round(6).T.tolist()
    [[0.0, 0.0, 1.0], [0.0, 1.0, 0.0]]
    """
    origin = None if origin is None else _point("origin", origin)
    objective = as_objective(objective, dimension=None if origin is None else len(origin)).exact()
    if origin is None:
        origin = np.array(objective.start)
    curvatures, directions = leading_curvatures(objective, origin, 2)
    largest = np.argmax(np.abs(directions), axis=0)
    signs = np.sign(directions[largest, [0, 1]])  # which the eigenvectors leave open
    labels = [
        f"{which} Hessian direction (curvature {value:.3g})"
        for which, value in zip(("1st", "2nd"), curvatures, strict=True)
    ]
    return Plane(origin, directions * signs, (labels[0], labels[1]))


@checked
def coordinate_plane(origin: ArrayLike, i: int = 0, j: int = 1) -> Plane:
    """Return the plane along coordinates `i` and `j`, counted from 0, through `origin`.

    The coordinates on the plane are those of the space: (0, 0) is where both are zero.

    Parameters
    ----------
    origin : array-like of shape (d,)
        A point of the plane.
    i, j : int
        The coordinates, from left to right and upwards.

    Returns
    -------
    Plane
        Its labels are the names of the coordinates.

    Raises
    ------
    TrajvizError
        If the coordinates are the same, or not among those of the origin.

    Examples
    --------
    >>> plane = coordinate_plane([7, 8, 9], 0, 2)
    >>> plane.project([[7, 8, 9]]).tolist(), plane.lift([1, 2]).tolist(), plane.labels
    ([[7.0, 9.0]], [1.0, 8.0, 2.0], ('x[0]', 'x[2]'))
    """
    origin = _point("origin", origin)
    whole = all(isinstance(each, int | np.integer) and 0 <= each < len(origin) for each in (i, j))
    if not whole or i == j:
        raise TrajvizError(
            f"coordinates of a plane are two different numbers from 0 to {len(origin) - 1}, not {i!r} and {j!r}"
        )
    directions = np.zeros((len(origin), 2))
    directions[[i, j], [0, 1]] = 1
    origin[[i, j]] = 0
    return Plane(origin, directions, (f"x[{i}]", f"x[{j}]"))


@checked
def plane_through(a: ArrayLike, b: ArrayLike, c: ArrayLike) -> Plane:
    """Return the plane through three points, with true distances.

    The first, `a`, has the coordinates (0, 0); `b` lies on the first axis, to the right; `c` lies above it.

    Parameters
    ----------
    a, b, c : array-like of shape (d,)
        The points, such as the parameters of three models that were trained.

    Returns
    -------
    Plane
        Its directions are orthonormal.

    Raises
    ------
    TrajvizError
        If the points lie on a line, or don't have the same number of coordinates.

    Examples
    --------
    >>> plane = plane_through([0, 0, 1], [3, 0, 1], [3, 4, 1])
    >>> plane.project([[0, 0, 1], [3, 0, 1], [3, 4, 1]]).tolist()
    [[0.0, 0.0], [3.0, 0.0], [3.0, 4.0]]
    """
    a, b, c = (_point(name, point) for name, point in {"a": a, "b": b, "c": c}.items())
    if not len(a) == len(b) == len(c):
        raise TrajvizError(f"the three points of a plane have {len(a)}, {len(b)} and {len(c)} coordinates")
    along, across = b - a, c - a
    reach = np.linalg.norm(across)
    if along.any():
        along /= np.linalg.norm(along)
        across -= (across @ along) * along
    height = np.linalg.norm(across)
    if not along.any() or height <= _ON_A_LINE * reach:
        raise TrajvizError("the three points lie on a line, and many planes go through a line")
    return Plane(a, np.column_stack([along, across / height]), ("from a to b", "towards c"))


def _orthonormal_pair(rng: np.random.Generator, dimension: int) -> Array:
    """Return two random orthogonal directions of length 1, shape (d, 2); in one dimension there is but one."""
    first, second = rng.standard_normal((2, dimension))
    if dimension > 1:
        second -= (second @ first) / (first @ first) * first
    return np.column_stack([first / np.linalg.norm(first), second / np.linalg.norm(second)])


def _point(name: str, point: ArrayLike) -> Array:
    try:
        array = np.array(point, dtype=float)
    except (TypeError, ValueError, OverflowError):
        raise TrajvizError(f"{name} must be a point, not {point!r:.80}") from None
    if array.ndim != 1 or len(array) < 2 or not np.isfinite(array).all():
        raise TrajvizError(f"{name} must be a point of at least two finite coordinates, not {point!r:.80}")
    return array
