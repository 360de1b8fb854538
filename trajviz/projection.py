"""A scene of many dimensions as it is seen on a plane, where every view of two variables can show it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from trajviz.errors import TrajvizError
from trajviz.plane import Plane, coordinate_plane, principal_plane, project_run, random_plane, slice_objective
from trajviz.views.view import Scene


def on_plane(scene: Scene, choice: Any = "principal", resolution: tuple[int, int] = (61, 41)) -> Scene:
    """Return `scene` on a plane: the objective sampled there, and the runs projected, with how far they lie off it.

    Parameters
    ----------
    scene : Scene
        Of more than two dimensions.
    choice : {"principal", "random"}, (i, j) or Plane
        By the principal components of the paths, along two random directions through the last iterate of the first
        run, along two coordinates through it, or a plane that is there already.
    resolution : (nx, ny)
        The number of points at which the objective is evaluated along each axis.

    Raises
    ------
    TrajvizError
        If the choice is none of these, or the paths don't span a plane.
    """
    if scene.objective is None:
        raise TrajvizError("a plane through many dimensions needs an objective; these paths come without one")
    plane = _plane(scene, choice)
    sliced = slice_objective(scene.objective, plane, scene.runs).sampled(resolution)
    runs = tuple(project_run(run, sliced) for run in scene.runs)
    distances = [plane.distance(run.path) for run in scene.runs]
    furthest = max(float(np.nanmax(distance)) for distance in distances)
    depths = {
        run.label: distance / furthest if furthest > 0 else distance
        for run, distance in zip(runs, distances, strict=True)
    }
    return replace(scene, objective=sliced, runs=runs, axis_names=plane.labels, depths=depths)


def _plane(scene: Scene, choice: Any) -> Plane:
    if isinstance(choice, Plane):
        return choice
    if choice == "principal":
        return principal_plane(scene.runs)
    end = scene.runs[0].path[-1]
    if choice == "random":
        return random_plane(scene.objective, end)
    if isinstance(choice, Sequence) and not isinstance(choice, str) and len(choice) == 2:
        return coordinate_plane(end, *choice)
    raise TrajvizError(
        f'plane must be "principal", "random", two coordinates such as (0, 1), or a Plane, not {choice!r}'
    )
