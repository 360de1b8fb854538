"""The registry of planes that have a name, the decorator that enters one, and the plane that a choice stands for.

A plane through many dimensions is chosen once the runs are there: `choose(objective, runs)` returns it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from trajviz.errors import TrajvizError
from trajviz.functions.objective import Objective
from trajviz.planes.choices import coordinate_plane, filter_plane, hessian_plane, random_plane
from trajviz.planes.plane import Plane
from trajviz.planes.principal import principal_plane
from trajviz.registry import Registry
from trajviz.runs.trajectory import Trajectory

Choose = Callable[[Objective, Sequence[Trajectory]], Plane]

planes: Registry[Choose] = Registry("plane")


def plane(name: str) -> Callable[[Choose], Choose]:
    """Register the decorated function `choose(objective, runs)` under `name`.

    Parameters
    ----------
    name : str
        The name, as `plane=` of `animate` takes it.

    Returns
    -------
    callable
        The decorator; it returns what it decorates as it is.

    Examples
    --------
    >>> import numpy as np
    >>> @plane("diagonal")
    ... def diagonal(objective, runs):
    ...     half = np.arange(objective.dimension) % 2
    ...     directions = np.column_stack([half, 1 - half]) / np.sqrt([half.sum(), (1 - half).sum()])
    ...     return Plane(runs[0].path[-1], directions, ("odd", "even"))
    >>> import trajviz as tv
    >>> chosen_plane("diagonal", tv.objective("sphere", dimension=4), [tv.trace("sphere", "GD", [1.0] * 4)]).labels
    ('odd', 'even')
    """

    def register(choose: Choose) -> Choose:
        planes.register(name, choose)
        return choose

    return register


def chosen_plane(choice: object, objective: Objective | None, runs: Sequence[Trajectory]) -> Plane:
    """Return the plane that a choice stands for: a name, two coordinates through the first run's end, or a plane.

    Raises
    ------
    TrajvizError
        If it is none of these, or the runs don't span a plane, or one of a name needs an objective and there is none.
    """
    if isinstance(choice, Plane):
        return choice
    if isinstance(choice, str) and choice in planes:
        if objective is not None:
            return planes[choice](objective, runs)
        if planes[choice] is _principal:
            return principal_plane(runs)
        raise TrajvizError(f"the plane {choice!r} needs an objective; these paths come without one")
    if isinstance(choice, Sequence) and not isinstance(choice, str) and len(choice) == 2:
        return coordinate_plane(runs[0].path[-1], *choice)
    names = ", ".join(f'"{name}"' for name in planes)
    raise TrajvizError(f"plane must be {names}, two coordinates such as (0, 1), or a Plane, not {choice!r}")


@plane("principal")
def _principal(_objective: Objective, runs: Sequence[Trajectory]) -> Plane:
    """Along the two directions in which the paths spread most."""
    return principal_plane(runs)


@plane("random")
def _random(objective: Objective, runs: Sequence[Trajectory]) -> Plane:
    """Along two random directions through the last iterate of the first run."""
    return random_plane(objective, runs[0].path[-1])


@plane("filters")
def _filters(objective: Objective, runs: Sequence[Trajectory]) -> Plane:
    """Along two random directions, scaled by a network's filters, at the first run's end."""
    return filter_plane(objective, runs[0].path[-1])


@plane("hessian")
def _hessian(objective: Objective, runs: Sequence[Trajectory]) -> Plane:
    """Along the two directions of largest curvature at the first run's end."""
    return hessian_plane(objective, runs[0].path[-1])
