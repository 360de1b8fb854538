"""Training as minimisation: the loss of a network over its data, as an objective of the network's parameters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import ClassVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from trajviz.arrays import Array, Function, Numbers, Traced
from trajviz.checks import checked
from trajviz.docstrings import with_inherited_parameters
from trajviz.errors import TrajvizError
from trajviz.functions.cost import Cost, Derivative
from trajviz.functions.differences import central_difference, symmetric
from trajviz.functions.objective import Objective
from trajviz.functions.stochastic import check_seed
from trajviz.learning.layers import Activation, initializations, losses
from trajviz.learning.layers import activations as known_activations
from trajviz.learning.perceptron import Perceptron

REACH = 100.0
"""The domain of every parameter is ± this: room enough that no bound is felt."""

MOST_WITH_A_HESSIAN = 3000
"""The most parameters for which a Hessian, two gradients for each and the square of their number, is computed."""


@with_inherited_parameters
@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class NetworkObjective(Objective):
    """The loss of a network over its data, of shape (d, ...) for d parameters; see `network`.

    Parameters
    ----------
    perceptron : Perceptron
        The network's shape.
    inputs, targets : ndarray of shape (n, features) and (n, outputs)
        The data that it is trained on.
    test_inputs, test_targets : ndarray
        The data that are held out; may be empty.

    Examples
    --------
    >>> xor = network((2, 3, 2), [[0, 0], [0, 1], [1, 0], [1, 1]], [0, 1, 1, 0], activations="tanh")
    >>> xor.dimension, xor.is_classifier, xor.default_view, len(xor.layers), len(xor.filters)
    (17, True, 'loss', 2, 5)
    """

    perceptron: Perceptron
    inputs: Array
    targets: Array
    test_inputs: Array
    test_targets: Array

    default_methods: ClassVar[str] = "GD,Adam"
    spatial: ClassVar[bool] = False
    score_name: ClassVar[str] = "accuracy"
    score_format: ClassVar[str] = ".4f"

    @property
    def default_view(self) -> str:
        """The view that shows it unless told otherwise."""
        return "loss"

    @property
    def is_classifier(self) -> bool:
        """Whether the targets are classes rather than numbers."""
        exclusive = self.targets.shape[1] == 1 or (self.targets.sum(axis=1) == 1).all()
        return bool(exclusive and ((self.targets == 0) | (self.targets == 1)).all())

    def score(self, x: ArrayLike) -> float:
        """Return the accuracy on what is held out.

        Parameters
        ----------
        x : array-like of shape (d,)
            The parameters.

        Returns
        -------
        float
            Nan where nothing is held out, or the targets are numbers.

        Examples
        --------
        >>> tested = network((1, 1), [[0.0], [1.0]], [0, 1], activations="none", test=([[2.0]], [1]))
        >>> tested.score([1.0, 0.0])
        1.0
        """
        return self.accuracy(x) if self.is_classifier and len(self.test_inputs) else np.nan

    @property
    def layers(self) -> tuple[slice, ...]:
        """Where each layer, its weights and then its biases, stands in the parameter vector."""
        return self.perceptron.layers

    @property
    def matrices(self) -> Sequence[tuple[slice, tuple[int, int]]]:
        """Where the weights of each layer stand, row by row, and the biases, each with rows and columns."""
        places: list[tuple[slice, tuple[int, int]]] = []
        for layer, (inputs, outputs) in zip(self.layers, pairwise(self.perceptron.sizes), strict=True):
            biases = layer.start + inputs * outputs
            places += [(slice(layer.start, biases), (inputs, outputs)), (slice(biases, layer.stop), (outputs, 1))]
        return places

    @property
    def filters(self) -> tuple[slice, ...]:
        """Where each filter, the weights that lead to one unit, stands in a point; biases belong to none."""
        sizes = self.perceptron.sizes
        return tuple(
            slice(layer.start + unit, layer.start + inputs * outputs, outputs)
            for layer, (inputs, outputs) in zip(self.layers, pairwise(sizes), strict=True)
            for unit in range(outputs)
        )

    def unpack(self, x: ArrayLike) -> list[tuple[Array, Array]]:
        """Return the weights, shape (inputs, outputs), and biases, shape (outputs,), of each layer.

        Parameters
        ----------
        x : array-like of shape (d,)
            The parameters; of an array of floats the result holds views.

        Returns
        -------
        list of (ndarray of shape (inputs, outputs), ndarray of shape (outputs,))
            The weights and the biases of each layer.

        Examples
        --------
        >>> xor = network((2, 3, 2), [[0, 0], [0, 1], [1, 0], [1, 1]], [0, 1, 1, 0], activations="tanh")
        >>> [(weights.shape, biases.shape) for weights, biases in xor.unpack(xor.start)]
        [((2, 3), (3,)), ((3, 2), (2,))]
        """
        return self.perceptron.unpack(self._one_point(x))

    def predict(self, x: ArrayLike, inputs: ArrayLike) -> Array:
        """Return what the network with parameters `x` makes of `inputs`.

        Parameters
        ----------
        x : array-like of shape (d,)
            The parameters.
        inputs : array-like of shape (n, features)
            A sample per row.

        Returns
        -------
        ndarray of shape (n, outputs)
            With cross-entropy as the loss, probabilities.

        Examples
        --------
        >>> xor = network((2, 3, 2), [[0, 0], [0, 1], [1, 0], [1, 1]], [0, 1, 1, 0], activations="tanh")
        >>> xor.predict(xor.start, [[0, 0], [1, 1]]).shape
        (2, 2)
        """
        rows = _table("inputs", inputs, self.perceptron.sizes[0])
        with np.errstate(all="ignore"):
            return self.perceptron.loss.predictions(self.perceptron.activity(self._one_point(x), rows)[-1])

    def accuracy(self, x: ArrayLike, inputs: ArrayLike | None = None, labels: ArrayLike | None = None) -> float:
        """Return the share of samples whose class is the one that the network with parameters `x` predicts.

        Parameters
        ----------
        x : array-like of shape (d,)
            The parameters.
        inputs : array-like of shape (n, features), optional
            By default, the samples that are held out.
        labels : array-like of shape (n,) or (n, outputs), optional
            Class labels, counted from 0, or a row per sample that is largest at its class.

        Returns
        -------
        float
            From 0 to 1.

        Raises
        ------
        TrajvizError
            If no samples are held out, or inputs and labels don't fit each other and the network.

        Examples
        --------
        >>> xor = network((2, 3, 2), [[0, 0], [0, 1], [1, 0], [1, 1]], [0, 1, 1, 0], activations="tanh")
        >>> xor.accuracy(xor.start, [[0, 0], [0, 1]], [0, 1]) in (0.0, 0.5, 1.0)
        True
        """
        if inputs is None or labels is None:
            inputs, labels = self.test_inputs, self.test_targets
            if not len(self.test_inputs):
                raise TrajvizError(f"{self.name} has no samples held out; give the inputs and labels to be tested on")
        predicted, labels = _classes(self.predict(x, inputs)), np.asarray(labels)
        actual = labels if labels.ndim == 1 else _classes(labels)
        if actual.shape != predicted.shape:
            raise TrajvizError(f"there are {len(predicted)} inputs, but labels of shape {labels.shape}")
        return float((predicted == actual).mean())

    def _one_point(self, x: ArrayLike) -> Array:
        point = self._points(x)
        if point.ndim != 1:
            raise TrajvizError(f"{self.name} needs the parameters of one network, of shape ({self.dimension},)")
        return point

    def __repr__(self) -> str:
        sizes = "→".join(map(str, self.perceptron.sizes))
        return f"<{self.name}: network {sizes}, {self.dimension} parameters, {len(self.inputs)} samples>"


@checked
def network(
    layers: Sequence[int],
    inputs: ArrayLike,
    targets: ArrayLike,
    *,
    activations: str | Sequence[str] = "sigmoid",
    loss: str = "mse",
    initialization: str = "he",
    weight_decay: float = 0.0,
    seed: int = 0,
    name: str = "network",
    test: tuple[ArrayLike, ArrayLike] | None = None,
) -> NetworkObjective:
    """Return the loss of a multilayer perceptron as an objective of its parameters, made of samples.

    Parameters
    ----------
    layers : sequence of int
        The number of inputs, of the units of each hidden layer, and of outputs.
    inputs : array-like of shape (n, features)
        A sample per row.
    targets : array-like of shape (n, outputs) or (n,)
        What the outputs should be; of shape (n,), the numbers that one output should be, or else class labels,
        counted from 0, of which the output of that number should be 1 and the others 0.
    activations : str or sequence of str
        "relu", "sigmoid", "tanh" or "none" for each layer of weights. A single name is for the hidden layers; the
        outputs then have none.
    loss : {"mse", "cross_entropy"}
        The mean of the squared errors over samples and outputs, or the mean over samples of the cross-entropy between
        targets and the softmax of the outputs.
    initialization : {"he", "xavier", "normal"}
        What the start is drawn from: normal weights of variance 2 / inputs, 2 / (inputs + outputs) of each layer,
        with biases of zero; or weights and biases of variance 1.
    weight_decay : float
        The factor of ½ Σ w² over all weights, added to the loss; biases do not count.
    seed : int
        Of the start.
    name : str
        The objective's name.
    test : (inputs, targets), optional
        Samples that are held out, for `accuracy`.

    Returns
    -------
    NetworkObjective
        The gradient of a minibatch is that of the loss over the batch, a mean, with the whole weight decay.

    Raises
    ------
    TrajvizError
        If a name is not known, or sizes, activations, inputs and targets don't fit each other.

    Examples
    --------
    >>> xor = network((2, 4, 2), [[0, 0], [0, 1], [1, 0], [1, 1]], [0, 1, 1, 0], activations="tanh")
    >>> xor.dimension, xor.gradient(xor.start).shape
    (22, (22,))
    >>> [weights.shape for weights, biases in xor.unpack(xor.start)]
    [(2, 4), (4, 2)]
    """
    sizes = _sizes(layers)
    perceptron = Perceptron(sizes, _one_per_layer(activations, len(sizes) - 1), losses[loss], _decay(weight_decay))
    inputs = _table("inputs", inputs, sizes[0])
    targets = _targets(targets, len(inputs), sizes[-1], loss)
    test_inputs = np.zeros((0, sizes[0])) if test is None else _table("test inputs", test[0], sizes[0])
    test_targets = _targets(() if test is None else test[1], len(test_inputs), sizes[-1], loss)
    gradient = _point_by_point(lambda x: perceptron.gradient(x, inputs, targets))
    return NetworkObjective(
        _point_by_point(lambda x: perceptron.value(x, inputs, targets)),
        name,
        domain=[(-REACH, REACH)] * perceptron.parameters,
        start=_start(perceptron, initialization, seed),
        gradient_function=gradient,
        hessian_function=_hessian(name, gradient, perceptron.parameters),
        smooth=all(each.smooth for each in perceptron.activations),
        samples=len(inputs),
        sample_gradient=lambda x, batch: perceptron.gradient(x, inputs[batch], targets[batch]),
        perceptron=perceptron,
        inputs=inputs,
        targets=targets,
        test_inputs=test_inputs,
        test_targets=test_targets,
    )


def _point_by_point(function: Function) -> Function:
    """Return `function` of a point for arrays of shape (d, ...); one point is work enough for a product of matrices."""

    def of_each(x: Traced) -> Traced:
        if x.ndim == 1:
            return function(x)
        points = np.ascontiguousarray(x.reshape(len(x), -1).T)
        each = np.array([function(point) for point in points])
        return each.T.reshape(*each.shape[1:], *x.shape[1:])

    return of_each


def _hessian(name: str, gradient: Function, parameters: int) -> Function:
    differences = symmetric(central_difference(gradient, np.ones(parameters), each=Cost(gradients=1)))

    def hessian(x: Array) -> Array:
        if parameters > MOST_WITH_A_HESSIAN:
            raise TrajvizError(
                f"{name} has {parameters} parameters, too many for a Hessian, which is computed up to"
                f" {MOST_WITH_A_HESSIAN}: choose an optimizer that uses gradients"
            )
        return np.asarray(differences(x))

    return Derivative(hessian, differences.cost)


def _start(perceptron: Perceptron, initialization: str, seed: int) -> Sequence[float]:
    check_seed(seed)
    drawn, rng = initializations[initialization], np.random.default_rng(seed)
    each = [drawn.draw(rng, n, m) for n, m in pairwise(perceptron.sizes)]
    start: list[float] = np.concatenate([part.ravel() for layer in each for part in layer]).tolist()
    return start


def _sizes(layers: Sequence[int]) -> tuple[int, ...]:
    whole = all(isinstance(size, int | np.integer) and size >= 1 for size in layers)
    if len(layers) < 2 or not whole:
        raise TrajvizError(f"the layers of a network are at least two numbers of units, from 1 up, not {layers!r}")
    return tuple(int(size) for size in layers)


def _one_per_layer(names: str | Sequence[str], layers: int) -> tuple[Activation, ...]:
    if isinstance(names, str):
        names = [*[names] * (layers - 1), "none"]
    if len(names) != layers:
        raise TrajvizError(f"a network of {layers} layers of weights takes as many activations, not {len(names)}")
    return tuple(known_activations[each] for each in names)


def _decay(weight_decay: float) -> float:
    if not (isinstance(weight_decay, int | float) and 0 <= weight_decay < np.inf):
        raise TrajvizError(f"weight_decay must be a finite number from 0, not {weight_decay!r}")
    return float(weight_decay)


def _table(what: str, rows: ArrayLike, columns: int) -> Array:
    try:
        table = np.asarray(rows, dtype=float)
    except (TypeError, ValueError, OverflowError):
        raise TrajvizError(f"the {what} of a network must be an array of numbers") from None
    if table.ndim != 2 or table.shape[1] != columns or not len(table):
        raise TrajvizError(f"the {what} of this network must have shape (n, {columns}), not {table.shape}")
    if not np.isfinite(table).all():
        raise TrajvizError(f"the {what} of a network must be finite")
    return table


def _targets(targets: ArrayLike, samples: int, outputs: int, loss: str) -> Array:
    try:
        given = np.asarray(targets)
    except ValueError:  # ragged
        raise TrajvizError("the targets of a network must be an array of numbers") from None
    if given.ndim == 1 and outputs > 1:
        given = _one_hot(given, outputs)
    elif given.ndim == 1:
        given = given[:, None]
    if given.shape != (samples, outputs):
        raise TrajvizError(f"{samples} samples and {outputs} outputs don't fit targets of shape {np.shape(targets)}")
    table = _table("targets", given, outputs) if samples else np.zeros((0, outputs))
    if losses[loss] is losses["cross_entropy"] and not (np.abs(table.sum(axis=1) - 1) < 1e-9).all():
        raise TrajvizError("the targets of cross-entropy must be class labels or rows that sum to 1")
    return table


def _one_hot(labels: Numbers, classes: int) -> Array:
    if not len(labels):
        return np.zeros((0, classes))
    if labels.dtype.kind not in "iu" or labels.min() < 0 or labels.max() >= classes:
        raise TrajvizError(f"class labels of {classes} outputs are whole numbers from 0 to {classes - 1}")
    return np.asarray(np.eye(classes)[labels])


def _classes(outputs: Numbers) -> NDArray[np.int_]:
    """Return the class that each row stands for; a single output stands for class 1 above a half, else for 0."""
    return outputs.argmax(axis=1) if outputs.shape[1] > 1 else (outputs[:, 0] > 0.5).astype(int)
