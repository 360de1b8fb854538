"""The classifiers that a course shows: networks of a given shape on given data."""

from __future__ import annotations

from collections.abc import Sequence

from trajviz.checks import checked
from trajviz.learning.data import Data
from trajviz.learning.networks import NetworkObjective, network


@checked
def digit_classifier(
    data: Data,
    hidden: Sequence[int] = (100, 100, 50),
    *,
    initialization: str = "he",
    weight_decay: float = 0.0,
    seed: int = 0,
) -> NetworkObjective:
    """Return a network that tells ten digits apart: hidden layers of rectifiers, softmax and cross-entropy.

    Parameters
    ----------
    data : Data
        Digits, such as `digits()` or `mnist(path)`.
    hidden : sequence of int
        The units of each hidden layer.
    initialization : str
        What the start is drawn from; see `network`.
    weight_decay : float
        See `network`.
    seed : int
        Of the start.

    Raises
    ------
    TrajvizError
        If the data or an argument don't fit a network.
    """
    return network(
        (data.inputs.shape[1], *hidden, 10),
        data.inputs,
        data.targets,
        activations="relu",
        loss="cross_entropy",
        initialization=initialization,
        weight_decay=weight_decay,
        seed=seed,
        name=data.name,
        test=(data.test_inputs, data.test_targets) if len(data.test_inputs) else None,
    )


@checked
def moon_classifier(data: Data, *, initialization: str = "he", seed: int = 0) -> NetworkObjective:
    """Return a network 2→25→50→25→2 that tells two classes apart: sigmoids everywhere and mean squared error.

    Parameters
    ----------
    data : Data
        Points in the plane of classes 0 and 1, such as `moons()`.
    initialization : str
        What the start is drawn from; see `network`.
    seed : int
        Of the start.

    Raises
    ------
    TrajvizError
        If the data or an argument don't fit the network.
    """
    return network(
        (2, 25, 50, 25, 2),
        data.inputs,
        data.targets,
        activations=("sigmoid",) * 4,
        initialization=initialization,
        seed=seed,
        name=data.name,
        test=(data.test_inputs, data.test_targets) if len(data.test_inputs) else None,
    )
