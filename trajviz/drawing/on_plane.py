"""A scene of many dimensions as it is seen on a plane, where every view of two variables can show it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from trajviz.drawing.views.view import Scene
from trajviz.functions.objective import Objective
from trajviz.planes import Plane, project_run, slice_objective
from trajviz.planes.registration import chosen_plane
from trajviz.runs.details import first_rows
from trajviz.runs.swarms import some_of
from trajviz.runs.trajectory import Trajectory

_REACH = 5.0  # widths of the domain; a path that goes further has left the picture


def on_plane(scene: Scene, choice: object = "principal", resolution: tuple[int, int] = (61, 41)) -> Scene:
    """Return `scene` on a plane: the objective sampled there, and the runs projected, with how far they lie off it.

    Paths that come without an objective are seen alone.

    Parameters
    ----------
    scene : Scene
        Of more than two dimensions.
    choice : str, (i, j) or Plane
        The name of a registered plane, such as "principal" or "random", two coordinates, through the last iterate of
        the first run, or a plane that is there already.
    resolution : (nx, ny)
        The number of points at which the objective is evaluated along each axis.

    Raises
    ------
    TrajvizError
        If the choice is none of these, or the paths don't span a plane.
    """
    whole = [own for place, run in enumerate(scene.runs) for own in some_of(scene.swarm(place) or run)]
    if scene.objective is None:
        plane, sliced, there = chosen_plane(choice, None, whole), None, None
        runs = tuple(project_run(run, plane) for run in scene.runs)
    else:
        within_reach = [_within_reach(run, scene.objective) for run in whole]
        plane = chosen_plane(choice, scene.objective, within_reach)
        evaluated = slice_objective(scene.objective, plane, within_reach)
        sliced = evaluated.sampled(resolution)
        runs = tuple(project_run(run, sliced) for run in scene.runs)
        there = [evaluated(run.path.T) for run in runs]
    distances = [plane.distance(run.path) for run in scene.runs]
    furthest = max(float(np.nanmax(distance, where=np.isfinite(distance), initial=0.0)) for distance in distances)
    depths = tuple(distance / furthest if furthest > 0 else distance for distance in distances)
    return replace(
        scene,
        objective=sliced,
        runs=runs,
        swarms=tuple(None if swarm is None else _projected(swarm, plane) for swarm in scene.swarms),
        axis_names=plane.labels,
        depths=depths,
        off_plane=() if there is None else tuple(zip(distances, there, strict=True)),
    )


def _projected(swarm: Trajectory, plane: Plane) -> Trajectory:
    """Return a swarm as it is seen on a plane."""
    path = swarm.path.reshape(*swarm.path.shape[:2], -1)
    return replace(swarm, path=np.stack([plane.project(row.T).T for row in path]))


def _within_reach(run: Trajectory, objective: Objective) -> Trajectory:
    """Return a run up to where it leaves for good: what has diverged must not decide what is shown."""
    low, high = np.array(objective.domain).T
    middle, reach = (low + high) / 2, _REACH * (high - low)
    far = np.array([(np.abs(row - middle) > reach).any() for row in run.path])
    rows = max(2, int(np.argmax(far))) if far.any() else len(run.path)
    return replace(run, path=run.path[:rows], values=run.values[:rows], details=first_rows(run.details, rows))
