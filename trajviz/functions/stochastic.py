"""Objectives whose gradients are drawn at random: of a part of the samples, or with noise added.

Stochastic gradients belong to the objective, so that every optimizer becomes stochastic without knowing it. The
generator of random numbers lives in the gradient function and is made with it; an objective keeps the recipe, so that
each run starts from the same state and a run made twice is the same run. Each of several starts draws from a stream of
its own, whatever the method: the n-th start of a method sees what the n-th start of another sees.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeGuard

import numpy as np
from numpy.random import Generator, default_rng
from numpy.typing import NDArray

from trajviz.errors import TrajvizError, UnknownNameError
from trajviz.functions.objective import Array, Function, Objective
from trajviz.registry import did_you_mean


def minibatch(objective: Objective, size: int, seed: int) -> Objective:
    """Return `objective` with gradients of `size` samples at a time; see `Objective.minibatch`."""
    sample_gradient, samples = objective.sample_gradient, objective.samples
    if sample_gradient is None:
        raise TrajvizError(f"{objective.name} is not made of samples, or is noisy already: it has no minibatches")
    if not _is_whole(size) or not 1 <= size <= samples:
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

    return replace(objective, stochastic_gradient=begin)


def _shuffled_batches(samples: int, size: int, rng: Generator) -> Callable[[int], NDArray[np.int_]]:
    """Return a function that draws the next batch of each of `starts` starts, shape (starts, at most size)."""
    order = np.empty((0, samples), dtype=int)
    taken = samples

    def draw(starts: int) -> NDArray[np.int_]:
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


def noisy(objective: Objective, scale: float | Sequence[float], seed: int, distribution: str) -> Objective:
    """Return `objective` with noise added to its gradients; see `Objective.noisy`."""
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

    def in_dimensions(dimension: int) -> Objective:
        return noisy(objective.in_dimensions(dimension), scale, seed, distribution)

    return replace(
        objective,
        stochastic_gradient=begin,
        # Batches would be drawn from the data without the noise: the noise comes last.
        samples=0,
        sample_gradient=None,
        scaled=None if objective.scaled is None else in_dimensions,
    )


def _generator(seed: int, stream: int) -> Generator:
    """Return the generator of one of the streams of a seed; what they draw is independent."""
    return default_rng([seed, stream] if stream else seed)


def _scale_of_each_coordinate(objective: Objective, scale: float | Sequence[float]) -> Array:
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
    if not (_is_whole(seed) and seed >= 0):
        raise TrajvizError(f"a seed is a whole number from 0, not {seed!r}")


def _is_whole(number: object) -> TypeGuard[int]:
    return isinstance(number, int | np.integer) and not isinstance(number, bool)
