"""Learning: objectives made of data, whose samples give minibatches.

They are objectives like any other, so every optimizer trains them and every view shows them.

>>> from trajviz import learning, trace
>>> line = learning.linear_regression()
>>> trace(line.minibatch(1), "GD(lr=1e-4)", steps=1000).outcome
'completed'
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from trajviz.learning.classifiers import digit_classifier, moon_classifier
    from trajviz.learning.data import Data, curve, digits, mnist, moons
    from trajviz.learning.modules import TorchObjective, torch_objective
    from trajviz.learning.networks import NetworkObjective, network
    from trajviz.learning.regression import least_squares, linear_regression

__all__ = [
    "Data",
    "NetworkObjective",
    "TorchObjective",
    "curve",
    "digit_classifier",
    "digits",
    "least_squares",
    "linear_regression",
    "mnist",
    "moon_classifier",
    "moons",
    "network",
    "torch_objective",
]

_PLACES = {
    "Data": "data",
    "NetworkObjective": "networks",
    "TorchObjective": "modules",
    "curve": "data",
    "digit_classifier": "classifiers",
    "digits": "data",
    "least_squares": "regression",
    "linear_regression": "regression",
    "mnist": "data",
    "moon_classifier": "classifiers",
    "moons": "data",
    "network": "networks",
    "torch_objective": "modules",
}


def __getattr__(name: str) -> Any:
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = getattr(import_module(f"{__name__}.{_PLACES[name]}"), name)
    return globals()[name]
