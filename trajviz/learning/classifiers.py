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

    Returns
    -------
    NetworkObjective
        The loss, of all weights and biases; its start is drawn.

    Raises
    ------
    TrajvizError
        If the data or an argument don't fit a network.

    Examples
    --------
    >>> from trajviz.learning import digits
    >>> digit_classifier(digits(), hidden=(16,))
    <digits: network 64→16→10, 1210 parameters, 1347 samples>
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

    Returns
    -------
    NetworkObjective
        The loss, of all weights and biases; its start is drawn.

    Raises
    ------
    TrajvizError
        If the data or an argument don't fit the network.

    Examples
    --------
    >>> from trajviz.learning import moons
    >>> moon_classifier(moons(10))
    <moons: network 2→25→50→25→2, 2702 parameters, 7 samples>
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
