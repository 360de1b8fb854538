"""Planes through many dimensions: which plane, the objective on it, the paths projected on it, and its file.

>>> import trajviz as tv
>>> run = tv.trace("rosenbrock", "BFGS", start=[0.5] * 10)
>>> plane = principal_plane(run)
>>> sliced = slice_objective(run.objective, plane, run)
>>> flat = project_run(run, sliced)
>>> flat.path.shape == (len(run.path), 2), flat.objective is sliced
(True, True)
"""

from trajviz.plane.choices import coordinate_plane, plane_through, random_plane
from trajviz.plane.plane import Plane
from trajviz.plane.principal import principal_plane
from trajviz.plane.saving import load_slice, save_slice
from trajviz.plane.slicing import SlicedObjective, project_run, slice_objective

__all__ = [
    "Plane",
    "SlicedObjective",
    "coordinate_plane",
    "load_slice",
    "plane_through",
    "principal_plane",
    "project_run",
    "random_plane",
    "save_slice",
    "slice_objective",
]
