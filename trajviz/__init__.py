"""trajviz shows how optimizers move.

>>> import trajviz as tv
>>> anim = tv.animate("camel", methods="BFGS,GD")
>>> anim.save("camel.gif")  # doctest: +SKIP

What draws is imported when it is first asked for, so that a script that only traces does not pay for Matplotlib.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from trajviz.errors import TrajvizError, UnknownNameError
from trajviz.functions import Objective, objectives
from trajviz.functions import as_objective as objective
from trajviz.learning import named as _named  # noqa: F401  enters the objectives made of data
from trajviz.methods import Optimizer, optimizers
from trajviz.methods import as_optimizer as optimizer
from trajviz.runs.recorder import Recorder
from trajviz.runs.tracing import trace
from trajviz.runs.trajectory import Trajectory
from trajviz.version import __version__

if TYPE_CHECKING:
    from trajviz import learning, planes
    from trajviz.acceleration import accelerate
    from trajviz.animation import TrajectoryAnimation, TrajectoryAnimation3D
    from trajviz.compose import animate
    from trajviz.drawing.theme import Theme, themes
    from trajviz.saving import save
    from trajviz.sweeping import Sweep, sweep

__all__ = [
    "Objective",
    "Optimizer",
    "Recorder",
    "Sweep",
    "Theme",
    "Trajectory",
    "TrajectoryAnimation",
    "TrajectoryAnimation3D",
    "TrajvizError",
    "UnknownNameError",
    "__version__",
    "accelerate",
    "animate",
    "learning",
    "objective",
    "objectives",
    "optimizer",
    "optimizers",
    "planes",
    "save",
    "sweep",
    "themes",
    "trace",
]

_PACKAGES = ("learning", "planes")
_LAZY = {
    "TrajectoryAnimation": "trajviz.animation",
    "TrajectoryAnimation3D": "trajviz.animation",
    "accelerate": "trajviz.acceleration",
    "animate": "trajviz.compose",
    "save": "trajviz.saving",
    "Sweep": "trajviz.sweeping",
    "Theme": "trajviz.drawing.theme",
    "sweep": "trajviz.sweeping",
    "themes": "trajviz.drawing.theme",
}


def __getattr__(name: str) -> Any:  # what is public has types of its own
    if name in _PACKAGES:
        return import_module(f"trajviz.{name}")
    if name not in _LAZY:
        raise AttributeError(f"module 'trajviz' has no attribute {name!r}")
    globals()[name] = getattr(import_module(_LAZY[name]), name)
    return globals()[name]


def __dir__() -> list[str]:
    return sorted(__all__)
