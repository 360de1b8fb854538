"""What a step of training costs beside the products of matrices that it can't do without, as a ratio within one run.

A step is the gradient of one minibatch and an update by Adam. The bare products are those of its forward and backward
pass, of the same shapes, with nothing between them. Both are measured in turns, and the fastest of each counts.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from time import perf_counter

import numpy as np

from trajviz.learning import NetworkObjective, network
from trajviz.methods.adam import adam

EPOCH = 20  # batches, all of one size
ROUNDS = 200
CASES = [((64, 100, 100, 100, 100, 10), 128), ((784, 100, 100, 50, 10), 500), ((2, 25, 50, 25, 2), 1)]


def main() -> None:
    """Print a line per network."""
    print(f"{'network':<28} {'batch':>5} {'products':>11} {'gradient':>11} {'step':>11} {'step / products':>16}")
    for sizes, batch in CASES:
        products, gradient, step = fastest_times(*(bare_products(sizes, batch), *training(sizes, batch)))
        times = " ".join(f"{1e6 * seconds:>8.0f} µs" for seconds in (products, gradient, step))
        print(f"{'→'.join(map(str, sizes)):<28} {batch:>5} {times} {step / products:>16.2f}")


def fastest_times(*functions: Callable[[], object]) -> list[float]:
    """Return the fewest seconds that each function took, all being called in turns."""
    fastest = [np.inf] * len(functions)
    for _ in range(ROUNDS):
        for i, function in enumerate(functions):
            begin = perf_counter()
            function()
            fastest[i] = min(fastest[i], perf_counter() - begin)
    return fastest


def bare_products(sizes: tuple[int, ...], batch: int) -> Callable[[], None]:
    """Return a function that multiplies what a forward and a backward pass multiply."""
    rng = np.random.default_rng(0)
    activity = [rng.standard_normal((batch, units)) for units in sizes]
    weights = [rng.standard_normal(shape) for shape in pairwise(sizes)]

    def products() -> None:
        for i, each in enumerate(weights):
            activity[i] @ each
        for i, each in reversed(list(enumerate(weights))):
            activity[i].T @ activity[i + 1]
            if i:
                activity[i + 1] @ each.T

    return products


def training(sizes: tuple[int, ...], batch: int) -> tuple[Callable[[], object], Callable[[], object]]:
    """Return functions for the gradient of a minibatch and for a whole step."""
    objective = classifier(sizes, EPOCH * batch).minibatch(batch)
    start = np.array(objective.start)
    steps = adam(objective, start)
    return lambda: objective.gradient(start), lambda: next(steps)


def classifier(sizes: tuple[int, ...], samples: int) -> NetworkObjective:
    """Return a network over random data."""
    rng = np.random.default_rng(0)
    inputs, labels = rng.standard_normal((samples, sizes[0])), rng.integers(0, sizes[-1], samples)
    return network(sizes, inputs, labels, activations="relu", loss="cross_entropy")


if __name__ == "__main__":
    main()
