"""A multilayer perceptron as a function of its parameters, and backpropagation through it.

The parameters are one flat vector: for each layer its weights of shape (inputs, outputs), row by row, then its biases.
Everything is a product of matrices over all samples of a batch; nothing is taken sample by sample.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np

from trajviz.arrays import Array
from trajviz.learning.layers import Activation, Loss


@dataclass(frozen=True)
class Perceptron:
    """The shape of a multilayer perceptron.

    Parameters
    ----------
    sizes : sequence of int
        The number of inputs, of the units of each hidden layer, and of outputs.
    activations : sequence of Activation
        One per layer of weights.
    loss : Loss
        What the outputs cost.
    weight_decay : float
        The factor of ½ Σ w² in the value, the sum being over all weights but not over biases.
    """

    sizes: Sequence[int]
    activations: Sequence[Activation]
    loss: Loss
    weight_decay: float = 0.0

    @cached_property
    def layers(self) -> tuple[slice, ...]:
        """Where each layer stands in the parameter vector."""
        counts = [(inputs + 1) * outputs for inputs, outputs in pairwise(self.sizes)]
        ends = np.cumsum([0, *counts]).tolist()
        return tuple(slice(low, high) for low, high in pairwise(ends))

    @property
    def parameters(self) -> int:
        """The number of parameters."""
        return int(self.layers[-1].stop)

    def unpack(self, x: Array) -> list[tuple[Array, Array]]:
        """Return the weights, shape (inputs, outputs), and biases, shape (outputs,), of each layer as views of `x`."""
        each = []
        for layer, outputs in zip(self.layers, self.sizes[1:], strict=True):
            biases = layer.stop - outputs
            each.append((x[layer.start : biases].reshape(-1, outputs), x[biases : layer.stop]))
        return each

    def activity(self, x: Array, inputs: Array) -> list[Array]:
        """Return the inputs and the output of each layer, shapes (n, units)."""
        return self._activity(self.unpack(x), inputs)

    def _activity(self, layers: list[tuple[Array, Array]], inputs: Array) -> list[Array]:
        passed = [inputs]
        for (weights, biases), activation in zip(layers, self.activations, strict=True):
            sums = passed[-1] @ weights
            sums += biases
            passed.append(activation.apply(sums))
        return passed

    def value(self, x: Array, inputs: Array, targets: Array) -> float:
        """Return the loss over the samples, with the weight decay."""
        loss = self.loss.value(self.activity(x, inputs)[-1], targets)
        if not self.weight_decay:
            return loss
        return loss + 0.5 * self.weight_decay * sum(float(np.vdot(w, w)) for w, _ in self.unpack(x))

    def gradient(self, x: Array, inputs: Array, targets: Array) -> Array:
        """Return the derivatives of `value` with respect to `x`, shape (d,), by backpropagation."""
        gradient = np.empty_like(x)
        layers, slopes = self.unpack(x), self.unpack(gradient)
        *passed, outputs = self._activity(layers, inputs)
        error = self.loss.slope(outputs, targets)
        for i in reversed(range(len(layers))):
            slope = self.activations[i].slope
            if slope is not None:
                error = error * slope(outputs)
            outputs = passed[i]
            weights, (weight_slopes, bias_slopes) = layers[i][0], slopes[i]
            np.matmul(outputs.T, error, out=weight_slopes)
            np.add.reduce(error, axis=0, out=bias_slopes)
            if self.weight_decay:
                weight_slopes += self.weight_decay * weights
            if i:
                error = error @ weights.T
        return gradient
