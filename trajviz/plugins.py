"""What a plug-in imports: the decorators that register what it adds to trajviz.

A package names its module in the entry-point group `trajviz.plugins`, and the module registers:

>>> import numpy as np
>>> from trajviz.plugins import optimizer
>>> @optimizer("Sign", reference="signSGD, 2018")
... def sign(objective, x, *, lr=0.1):
...     while True:
...         x = x - lr * np.sign(objective.gradient(x))
...         yield x
>>> import trajviz as tv
>>> tv.trace("sphere", "Sign(lr=0.5)", steps=3).steps
3

What draws is imported when its decorator is first asked for, so that a plug-in of methods is quick.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from trajviz.drawing.layers.motions import motion
    from trajviz.drawing.layers.registration import detail, layer
    from trajviz.drawing.theme import theme
    from trajviz.drawing.views.view import view
    from trajviz.exporters.exporter import exporter
    from trajviz.functions.registration import data_objective, test_function
    from trajviz.methods.bridges import bridge
    from trajviz.methods.optimizer import optimizer
    from trajviz.options import option
    from trajviz.planes.registration import plane

__all__ = [
    "bridge",
    "data_objective",
    "detail",
    "exporter",
    "layer",
    "motion",
    "optimizer",
    "option",
    "plane",
    "test_function",
    "theme",
    "view",
]

_PLACES = {
    "bridge": "trajviz.methods.bridges",
    "data_objective": "trajviz.functions.registration",
    "detail": "trajviz.drawing.layers.registration",
    "exporter": "trajviz.exporters.exporter",
    "layer": "trajviz.drawing.layers.registration",
    "motion": "trajviz.drawing.layers.motions",
    "optimizer": "trajviz.methods.optimizer",
    "option": "trajviz.options",
    "plane": "trajviz.planes.registration",
    "test_function": "trajviz.functions.registration",
    "theme": "trajviz.drawing.theme",
    "view": "trajviz.drawing.views.view",
}


def __getattr__(name: str) -> Any:  # each decorator has its own type
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = getattr(import_module(_PLACES[name]), name)
    return globals()[name]
