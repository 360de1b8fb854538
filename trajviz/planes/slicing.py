"""An objective of many variables as one of two, the coordinates on a plane, so that every view of two can show it.

A slice is evaluated a block of points at a time, in parallel where `joblib.parallel_config` says so. `sampled` puts
its values on a grid once and for all; from then on it is interpolated, and can be drawn again, saved and drawn
elsewhere without another evaluation.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TypedDict

import numpy as np

from trajviz.arrays import Array, Function
from trajviz.checks import checked
from trajviz.docstrings import with_inherited_parameters
from trajviz.errors import TrajvizError
from trajviz.functions.cost import Cost
from trajviz.functions.differences import central_difference, symmetric
from trajviz.functions.domain import Pairs, per_coordinate
from trajviz.functions.landscape import Landscape, landscape
from trajviz.functions.objective import Objective
from trajviz.functions.resolve import as_objective
from trajviz.planes.blocks import in_blocks
from trajviz.planes.plane import Plane
from trajviz.runs.details import on_plane
from trajviz.runs.trajectory import Trajectory

_UNSEEN = 1e-4  # of the picture's width: what lies less than this off the plane lies on it
_FLAT = 1e-6  # of the other axis's extent: an axis along which paths move less than this shows as much as the other


@with_inherited_parameters
@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class SlicedObjective(Objective):
    """An objective on a plane, of two variables; see `slice_objective`.

    Parameters
    ----------
    plane : Plane
        Its labels are those of the axes.
    grid : Landscape, optional
        The values that it is interpolated from; None where it is evaluated.

    Examples
    --------
    >>> from trajviz.planes import coordinate_plane
    >>> sliced = slice_objective("sphere", coordinate_plane([0, 0, 3.0], 0, 1))
    >>> sliced.dimension, sliced.plane.dimension, sliced.grid is None
    (2, 3, True)
    """

    plane: Plane
    grid: Landscape | None = None

    @checked
    def sampled(self, resolution: tuple[int, int] = (61, 41)) -> SlicedObjective:
        """Evaluate on a grid over the domain, and return this slice as what is interpolated from it.

        Values and gradients are bilinear between the points of the grid: nothing is shown lower or higher than what was
        evaluated. Outside the grid, and beside a value that is not finite, they are nan.

        Parameters
        ----------
        resolution : (nx, ny)
            The number of points along each axis, at least 2.

        Returns
        -------
        SlicedObjective
            With its `grid`.

        Raises
        ------
        TrajvizError
            If the resolution is not such numbers, or no value is finite.

        Examples
        --------
        >>> from trajviz.planes import coordinate_plane
        >>> sliced = slice_objective("sphere", coordinate_plane([0, 0, 3.0], 0, 1))
        >>> sliced.sampled((5, 3)).grid.values.shape
        (3, 5)
        """
        if len(resolution) != 2 or not all(isinstance(n, int | np.integer) and n >= 2 for n in resolution):
            raise TrajvizError(f"the resolution of a slice is two whole numbers from 2 up, not {resolution!r}")
        grid = landscape(self, resolution)
        return replace(self, **interpolation(grid), grid=grid)

    def __repr__(self) -> str:
        made = "evaluated" if self.grid is None else f"sampled at {len(self.grid.x)}×{len(self.grid.y)} points"
        return f"<{self.name}: {self.plane.dimension} dimensions, {made}>"


@checked
def slice_objective(
    objective: object,
    plane: Plane,
    runs: Trajectory | Sequence[Trajectory] = (),
    *,
    margin: float = 0.15,
    domain: object = None,
) -> SlicedObjective:
    """Return an objective as a function of the coordinates on a plane.

    With P the directions and o the origin of the plane, it is f(o + P u), and its gradient is Pᵀ ∇f(o + P u).

    Parameters
    ----------
    objective : str, callable or Objective
        Of as many variables as the plane lies in.
    plane : Plane
        In the space of the objective's variables.
    runs : Trajectory or sequence of Trajectory
        What is to be seen; the first starts where an optimizer on the plane starts.
    margin : float
        What the domain has beyond the extent of the runs on each side, in their extents.
    domain : (low, high) or two such pairs, optional
        By default the extent of the runs with the margin, and -1 to 1 without runs.

    Returns
    -------
    SlicedObjective
        Its minima are those of the objective that lie on the plane, as far as can be seen; its minimum is the
        objective's, below which nothing on the plane can lie.

    Raises
    ------
    TrajvizError
        If the objective or the runs have another number of variables than the plane, or margin or domain are not such.

    Examples
    --------
    >>> from trajviz.planes import coordinate_plane
    >>> sliced = slice_objective(lambda x: x[0] ** 2 + x[1] ** 2 + x[2] ** 2, coordinate_plane([0, 0, 3.0], 0, 1))
    >>> sliced([1.0, 2.0]).item(), sliced.gradient([1.0, 2.0]).tolist(), sliced.domain
    (14.0, [2.0, 4.0], ((-1.0, 1.0), (-1.0, 1.0)))
    """
    whole = as_objective(objective, dimension=plane.dimension).exact()
    runs = [runs] if isinstance(runs, Trajectory) else list(runs)
    paths = [_projected_path(run, plane) for run in runs]
    sliced = SlicedObjective(
        **_evaluation(whole, plane),
        name=f"{whole.name} on a plane",
        domain=_extent(paths, margin),
        start=paths[0][0].tolist() if paths and np.isfinite(paths[0][0]).all() else (),
        minimum=whole.minimum,
        title=whole.title,
        reference=whole.reference,
        smooth=whole.smooth,
        notes=whole.notes,
        plane=plane,
    )
    if domain is not None:
        sliced = sliced.on_domain(per_coordinate(domain, 2))
    return replace(sliced, minima=_minima_on(plane, whole, sliced.domain))


@checked
def project_run(run: Trajectory, sliced: SlicedObjective | Plane) -> Trajectory:
    """Return a run as it is seen on the plane of a slice, or on a plane.

    Only its path changes, to shape (rows, 2), and its details with it. Values and evaluations stay those of the run, so
    that on a surface it hovers where it is off the plane; `plane.distance(run.path)` says how far that is at each row.

    Parameters
    ----------
    run : Trajectory
        From a single start, in the space that the plane lies in.
    sliced : SlicedObjective or Plane
        A slice, which becomes its objective, or a plane alone, with none.

    Returns
    -------
    Trajectory
        The run in two variables.

    Raises
    ------
    TrajvizError
        If the run has another number of coordinates than the plane, or is not from a single start.

    Examples
    --------
    >>> from trajviz.planes import coordinate_plane
    >>> sliced = slice_objective("sphere", coordinate_plane([0, 0, 3.0], 0, 1))
    >>> run = Trajectory.from_path([[1, 2, 3], [0, 0, 0]], dimension=3)
    >>> project_run(run, sliced).path.tolist()
    [[1.0, 2.0], [0.0, 0.0]]
    """
    plane = sliced if isinstance(sliced, Plane) else sliced.plane
    seen = on_plane(run.details, plane.project, run.dimension) if run.details else {}
    objective = None if isinstance(sliced, Plane) else sliced
    return replace(run, path=_projected_path(run, plane), objective=objective, details=seen)


class Derivatives(TypedDict):
    """A function and its derivatives, as an objective takes them."""

    function: Function
    gradient_function: Function
    hessian_function: Function


def interpolation(grid: Landscape) -> Derivatives:
    """Return the function that is bilinear between the values on a grid, with its smoothed derivatives."""
    values = np.where(np.isfinite(grid.values), grid.values, np.nan)
    with np.errstate(all="ignore"):
        slopes = np.gradient(values, grid.y, grid.x)
    along_y, along_x = (_bilinear(grid, slope) for slope in slopes)
    cell = np.array([np.diff(grid.x).mean(), np.diff(grid.y).mean()])
    return _with_hessian(_bilinear(grid, values), lambda u: np.stack([along_x(u), along_y(u)]), cell)


def _bilinear(grid: Landscape, values: Array) -> Function:
    from scipy.interpolate import RegularGridInterpolator

    at_yx = RegularGridInterpolator((grid.y, grid.x), values, bounds_error=False)
    return lambda u: at_yx(np.moveaxis(u[::-1], 0, -1)).reshape(u.shape[1:])


def _evaluation(whole: Objective, plane: Plane) -> Derivatives:
    # What is sent to workers is the bare function, not the objective: its domain has a pair for each of d coordinates.
    value = partial(_values, whole.function, plane)
    slope = partial(_slopes, whole.gradient, plane)
    return _with_hessian(
        lambda u: in_blocks(value, u, plane.dimension),
        lambda u: in_blocks(slope, u, plane.dimension),
        np.ones(2),
    )


def _values(function: Function, plane: Plane, coordinates: Array) -> Array:
    with np.errstate(all="ignore"):
        return np.broadcast_to(function(plane.lift(coordinates)), coordinates.shape[1:])


def _slopes(gradient: Function, plane: Plane, coordinates: Array) -> Array:
    with np.errstate(all="ignore"):
        return np.asarray(plane.directions.T @ gradient(plane.lift(coordinates)))


def _with_hessian(function: Function, gradient: Function, units: Array) -> Derivatives:
    # Four gradients, whatever the number of dimensions; the chain rule would need a matrix of d × d.
    hessian = symmetric(central_difference(gradient, units, each=Cost(gradients=1)))
    return {"function": function, "gradient_function": gradient, "hessian_function": hessian}


def _projected_path(run: Trajectory, plane: Plane) -> Array:
    if run.path.ndim != 2:
        raise TrajvizError(f"the run {run.label!r} has many starts; a plane shows runs from a single start")
    return plane.project(run.path)


def _extent(paths: Sequence[Array], margin: float) -> Pairs:
    if not (isinstance(margin, int | float) and np.isfinite(margin) and margin >= 0):
        raise TrajvizError(f"margin must be a finite number from 0, not {margin!r}")
    points = np.concatenate([np.empty((0, 2)), *paths])
    points = points[np.isfinite(points).all(axis=1)]
    if not len(points):
        return ((-1.0, 1.0), (-1.0, 1.0))
    low, high = points.min(axis=0), points.max(axis=0)
    with np.errstate(over="ignore"):
        width = high - low
    width = np.where(width > _FLAT * width.max(), width, width.max() or 2.0)
    middle, reach = low / 2 + high / 2, width * (0.5 + margin)
    return per_coordinate(np.column_stack([middle - reach, middle + reach]), 2)


def _minima_on(plane: Plane, whole: Objective, domain: Sequence[tuple[float, float]]) -> list[list[float]]:
    if not whole.minima:
        return []
    minima = np.array(whole.minima)
    low, high = np.array(domain).T
    width = np.linalg.norm(plane.directions * (high - low), axis=0).max()
    on_plane: list[list[float]] = plane.project(minima[plane.distance(minima) <= _UNSEEN * width]).tolist()
    return on_plane
