"""Planes through many dimensions: which plane, the objective on it, the paths projected on it, and its file.

>>> import trajviz as tv
>>> run = tv.trace("rosenbrock", "BFGS", start=[0.5] * 10)
>>> plane = principal_plane(run)
>>> sliced = slice_objective(run.objective, plane, run)
>>> flat = project_run(run, sliced)
>>> flat.path.shape == (len(run.path), 2), flat.objective is sliced
(True, True)
"""

from trajviz.planes.choices import coordinate_plane, filter_plane, hessian_plane, plane_through, random_plane
from trajviz.planes.lines import line_between
from trajviz.planes.plane import Plane
from trajviz.planes.principal import principal_plane
from trajviz.planes.slicing import SlicedObjective, project_run, slice_objective
from trajviz.planes.storage import load_slice, save_slice

__all__ = [
    "Plane",
    "SlicedObjective",
    "coordinate_plane",
    "filter_plane",
    "hessian_plane",
    "line_between",
    "load_slice",
    "plane_through",
    "principal_plane",
    "project_run",
    "random_plane",
    "save_slice",
    "slice_objective",
]
