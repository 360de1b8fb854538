"""Pieces that the functions of BBOB share: what makes a plain function of them, and how each is entered."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import sqrt

import autograd.numpy as np

from trajviz.arrays import Array, Function, Traced
from trajviz.functions.catalogue.bbob_instances import lowest, optimum, rotations, seed_of
from trajviz.functions.registration import test_function

REFERENCE = "Hansen et al., Real-parameter black-box optimization benchmarking 2009: noiseless functions"
_START = (-4.0, 3.5)

Optimum = Callable[[int, int], Array]
"""From a seed and a dimension to where the minimum is, shape (d,)."""


def bbob(
    number: int,
    title: str,
    *,
    latex: str,
    minimizer: Optimum = optimum,
    seeded_as: int | None = None,
    smooth: bool = True,
    start: Sequence[float] = _START,
) -> Callable[[Function], Function]:
    """Register the decorated formula as BBOB's function of that number.

    Parameters
    ----------
    number : int
        From 1 to 24.
    title : str
        What it is, without the number.
    latex : str
        The formula, without what it is shifted by.
    minimizer : callable, optional
        Where the minimum of an instance is, from its seed and the dimension.
    seeded_as : int, optional
        The function whose random numbers it shares.
    smooth, start
        As in `test_function`.
    """

    def facts(dimension: int, *, seed: float) -> tuple[list[list[float]], float]:
        place = minimizer(seed_of(seeded_as or number, seed), dimension)
        return [place.tolist()], lowest(number, seed)

    return test_function(
        f"BBOB {number}: {title}",
        domain=(-5, 5),
        start=start,
        minima=lambda d: facts(d, seed=1)[0],
        minimum=lambda d: facts(d, seed=1)[1],
        latex=latex,
        reference=REFERENCE,
        aliases=[f"BBOB f{number}", f"f{number} BBOB"],
        scalable=True,
        smooth=smooth,
        known=facts,
    )


def from_optimum(x: Traced, function: int, seed: float) -> tuple[Traced, int]:
    """Return points as seen from the optimum of an instance, and the seed of its rotations."""
    number = seed_of(function, seed)
    return shifted(x, optimum(number, len(x))), number


def shifted(x: Traced, place: Array) -> Traced:
    """Return how far points, of shape (d, ...), are from a place of shape (d,)."""
    return x - column(place, x)


def column(values: Array, x: Traced) -> Traced:
    """Return one value for each coordinate, shaped to broadcast against `x` of shape (d, ...)."""
    return np.reshape(values, (-1, *[1] * (x.ndim - 1)))


def turned(matrix: Array, x: Traced) -> Traced:
    """Return a matrix times points of shape (d, ...)."""
    return np.tensordot(matrix, x, 1)


def turned_twice(x: Traced, seed: int, condition: float) -> Traced:
    """Return points of shape (d, ...) turned, stretched and turned again: R Λ Q x."""
    first, second = rotations(seed, len(x))
    return turned(first, column(stretch(condition, len(x)), x) * turned(second, x))


def stretch(condition: float, dimension: int) -> Traced:
    """Return the diagonal of BBOB's Λ, from 1 to the root of `condition`, shape (d,)."""
    return condition ** (0.5 * places(dimension))


def places(dimension: int) -> Traced:
    """Return numbers from 0 to 1, one for each coordinate, shape (d,)."""
    return np.arange(dimension) / (dimension - 1)


def oscillated(x: Traced) -> Traced:
    """Return BBOB's T_osz: the same with bumps that break the symmetry and never end towards 0."""
    size = np.abs(x) + 1e-100  # whose logarithm has finite derivatives at 0
    log = 10 * np.log(size)
    above = 0.049 * (np.sin(log) + np.sin(0.79 * log))
    below = 0.049 * (np.sin(0.55 * log) + np.sin(0.31 * log))
    return x * np.exp(np.where(x > 0, above, below))


def made_asymmetric(x: Traced, beta: float) -> Traced:
    """Return BBOB's T_asy: what is positive raised to a power that grows with it."""
    positive = np.where(x > 0, x, 1.0)
    power = 1 + column(beta * places(len(x)), x) * np.sqrt(positive)
    return np.where(x > 0, positive**power, x)


def beyond(x: Traced) -> Traced:
    """Return BBOB's penalty: the squares by which coordinates leave the domain from -5 to 5."""
    return np.sum(np.maximum(np.abs(x) - 5, 0) ** 2, axis=0)


def rastrigin(z: Traced) -> Traced:
    """Return Rastrigin's function."""
    return np.sum(10 * (1 - np.cos(2 * np.pi * z)) + z**2, axis=0)


def bananas(z: Traced) -> Traced:
    """Return Rosenbrock's function of each pair of neighbours, shape (d - 1, ...)."""
    return 100 * (z[:-1] ** 2 - z[1:]) ** 2 + (z[:-1] - 1) ** 2


def widened(dimension: int) -> float:
    """Return by how much Rosenbrock's functions are stretched."""
    return max(1.0, sqrt(dimension) / 8)


def turned_to_bananas(x: Traced, seed: int) -> Traced:
    """Return points of shape (d, ...) as the turned functions of Rosenbrock's see them."""
    return widened(len(x)) * turned(rotations(seed, len(x))[1], x) + 0.5


def optimum_of_bananas(seed: int, dimension: int) -> Traced:
    """Return the minimizer of the turned functions of Rosenbrock's, shape (d,)."""
    return 0.5 / widened(dimension) * np.sum(rotations(seed, dimension)[1], axis=0)
