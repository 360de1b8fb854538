"""What networks are built of: activations, losses and initializations, by name.

Each activation knows its derivative as a function of its own output, which is what backpropagation has at hand.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from trajviz.arrays import Array
from trajviz.registry import Registry


@dataclass(frozen=True)
class Activation:
    """A function between layers.

    Parameters
    ----------
    apply : callable
        Takes sums of any shape and returns outputs of that shape.
    slope : callable or None
        Takes the outputs and returns the derivative there; None where it is 1 everywhere.
    smooth : bool
        Whether the derivative exists everywhere.
    """

    apply: Callable[[Array], Array]
    slope: Callable[[Array], Array] | None
    smooth: bool = True


activations: Registry[Activation] = Registry("activation")
activations.register("relu", Activation(lambda z: np.maximum(z, 0.0), np.sign, smooth=False))
# By tanh, the logistic function does not overflow.
activations.register("sigmoid", Activation(lambda z: 0.5 + 0.5 * np.tanh(0.5 * z), lambda a: a * (1 - a), True))
activations.register("tanh", Activation(np.tanh, lambda a: 1 - a * a), ["hyperbolic tangent"])
activations.register("none", Activation(lambda z: z, None), ["linear", "identity"])


@dataclass(frozen=True)
class Loss:
    """What a network's outputs cost.

    Parameters
    ----------
    value : callable
        Takes outputs and targets of shape (n, outputs) and returns the mean over the samples.
    slope : callable
        Returns its derivative with respect to the outputs, shape (n, outputs).
    predictions : callable
        Turns the outputs into what is predicted, shape (n, outputs).
    """

    value: Callable[[Array, Array], float]
    slope: Callable[[Array, Array], Array]
    predictions: Callable[[Array], Array]


def _mean_squared_error(outputs: Array, targets: Array) -> float:
    return float(np.square(outputs - targets).mean())


def _mean_squared_error_slope(outputs: Array, targets: Array) -> Array:
    return (outputs - targets) * (2 / targets.size)


def _cross_entropy(outputs: Array, targets: Array) -> float:
    above = outputs - outputs.max(axis=1, keepdims=True)
    logarithms = above - np.log(np.exp(above).sum(axis=1, keepdims=True))
    return -float((targets * logarithms).sum() / len(targets))


def _cross_entropy_slope(outputs: Array, targets: Array) -> Array:
    # Exact for targets that sum to 1 in each row, as probabilities do.
    return (_softmax(outputs) - targets) / len(targets)


def _softmax(outputs: Array) -> Array:
    powers = np.exp(outputs - outputs.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))


losses: Registry[Loss] = Registry("loss")
losses.register("mse", Loss(_mean_squared_error, _mean_squared_error_slope, lambda a: a), ["mean squared error"])
losses.register("cross_entropy", Loss(_cross_entropy, _cross_entropy_slope, _softmax), ["softmax cross-entropy"])


@dataclass(frozen=True)
class Initialization:
    """The standard deviations of normal weights and biases at the start, given a layer's inputs and outputs."""

    of_weights: Callable[[int, int], float]
    of_biases: float
    reference: str

    def draw(self, rng: Generator, inputs: int, outputs: int) -> tuple[Array, Array]:
        """Return the weights, shape (inputs, outputs), and the biases, shape (outputs,), of a layer."""
        weights = rng.normal(0.0, self.of_weights(inputs, outputs), (inputs, outputs))
        return weights, rng.normal(0.0, self.of_biases, outputs)


initializations: Registry[Initialization] = Registry("initialization")
initializations.register(
    "he",
    Initialization(lambda n, _: (2 / n) ** 0.5, 0.0, "He et al., Delving deep into rectifiers, 2015, eq. 10"),
    ["kaiming"],
)
initializations.register(
    "xavier",
    Initialization(lambda n, m: (2 / (n + m)) ** 0.5, 0.0, "Glorot and Bengio 2010, eq. 12, with normal numbers"),
    ["glorot"],
)
initializations.register("normal", Initialization(lambda *_: 1.0, 1.0, "standard normal"), ["unit normal"])
