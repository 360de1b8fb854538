"""Gradients that are drawn at random: of a part of the samples, or with noise added.

Stochastic gradients belong to the objective, so that every optimizer becomes stochastic without knowing it. What is
made here is the recipe for them, a function of the number of a stream. The
generator of random numbers lives in the gradient function and is made with it; an objective keeps the recipe, so that
each run starts from the same state and a run made twice is the same run. Each of several starts draws from a stream of
its own, whatever the method: the n-th start of a method sees what the n-th start of another sees.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np
from numpy.random import Generator, default_rng

from trajviz.arrays import Array, Function, Integers, Traced
from trajviz.checks import is_whole
from trajviz.errors import TrajvizError, UnknownNameError
from trajviz.registry import did_you_mean

Recipe = Callable[[int], Function]
"""Takes the number of a stream and makes a function that draws gradients from it, the same from every such function."""


class Differentiable(Protocol):
    """What gradients are drawn from."""

    @property
    def name(self) -> str:
        """How messages call it."""

    @property
    def dimension(self) -> int:
        """The number of coordinates."""

    @property
    def samples(self) -> int:
        """How many samples of data it is made of."""

    @property
    def sample_gradient(self) -> Callable[[Array, Integers], Array] | None:
        """What returns the gradient of some of the samples."""

    def restarted(self, stream: int) -> Differentiable:
        """Return it with its own random draws begun anew, so many streams further."""

    def gradient(self, x: Traced) -> Array:
        """Return the gradient at points."""


def batch_gradients(objective: Differentiable, size: int, seed: int) -> Recipe:
    """Return what draws gradients of `size` samples at a time; see `Objective.minibatch`."""
    sample_gradient, samples = objective.sample_gradient, objective.samples
    if sample_gradient is None:
        raise TrajvizError(f"{objective.name} is not made of samples, or is noisy already: it has no minibatches")
    if not is_whole(size) or not 1 <= size <= samples:
        raise TrajvizError(f"a minibatch of {objective.name} has from 1 to {samples} samples, not {size!r}")
    check_seed(seed)

    def begin(stream: int) -> Function:
        draw = _shuffled_batches(samples, int(size), _generator(seed, stream))

        def gradient(x: Array) -> Array:
            if x.ndim == 1:
                return sample_gradient(x, draw(1)[0])
            points = x.reshape(len(x), -1)
            batches = draw(points.shape[1])
            each = [sample_gradient(point, batch) for point, batch in zip(points.T, batches, strict=True)]
            return np.stack(each, axis=-1).reshape(x.shape)

        return gradient

    return begin


def _shuffled_batches(samples: int, size: int, rng: Generator) -> Callable[[int], Integers]:
    """Return a function that draws the next batch of each of `starts` starts, shape (starts, at most size)."""
    order = np.empty((0, samples), dtype=int)
    taken = samples

    def draw(starts: int) -> Integers:
        nonlocal order, taken
        if taken >= samples or starts != len(order):
            order = rng.permuted(np.tile(np.arange(samples), (starts, 1)), axis=1)
            taken = 0
        batch = order[:, taken : taken + size]
        taken += size
        return batch

    return draw


_distributions: dict[str, Callable[[Generator, tuple[int, ...]], Array]] = {
    "normal": Generator.standard_normal,
    "uniform": Generator.random,
}


def noisy_gradients(objective: Differentiable, scale: float | Sequence[float], seed: int, distribution: str) -> Recipe:
    """Return what adds noise to gradients; see `Objective.noisy`."""
    scales = _scale_of_each_coordinate(objective, scale)
    if distribution not in _distributions:
        raise UnknownNameError(f"unknown distribution {distribution!r}; {did_you_mean(distribution, _distributions)}")
    check_seed(seed)
    draw = _distributions[distribution]

    def begin(stream: int) -> Function:
        rng = _generator(seed, stream)
        without_noise = objective.restarted(stream)

        def gradient(x: Array) -> Array:
            scale_of_rows = scales.reshape(-1, *[1] * (x.ndim - 1))
            return without_noise.gradient(x) + scale_of_rows * draw(rng, x.shape)

        return gradient

    return begin


def _generator(seed: int, stream: int) -> Generator:
    """Return the generator of one of the streams of a seed; what they draw is independent."""
    return default_rng([seed, stream] if stream else seed)


def _scale_of_each_coordinate(objective: Differentiable, scale: float | Sequence[float]) -> Array:
    try:
        scales = np.array(scale, dtype=float)
    except (TypeError, ValueError, OverflowError):
        raise TrajvizError(f"the scale of the noise must be a number or one per coordinate, not {scale!r}") from None
    if scales.ndim > 1 or scales.size not in (1, objective.dimension):
        raise TrajvizError(f"{objective.name} has {objective.dimension} coordinates, but the noise has scale {scale!r}")
    if not np.isfinite(scales).all():
        raise TrajvizError(f"the scale of the noise must be finite, not {scale!r}")
    return np.broadcast_to(scales, objective.dimension)


def check_seed(seed: object) -> None:
    """Raise TrajvizError unless `seed` is one that NumPy takes."""
    if not (is_whole(seed) and seed >= 0):
        raise TrajvizError(f"a seed is a whole number from 0, not {seed!r}")
