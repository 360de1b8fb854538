"""How an instance of BBOB is shifted and turned: by its number, as COCO's own generator of random numbers has it.

A number gives the same optimum, rotations and lowest value here as in COCO, whose results are thus comparable. Random
numbers are Park and Miller's with a shuffled table; a rotation is a Gaussian matrix whose columns are made
orthonormal, one after the other.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from trajviz.arrays import Array
from trajviz.errors import TrajvizError

MOST_SEEDS = 100_000
_MODULUS, _TABLE = 2147483647, 67108865  # Park and Miller's, and what its numbers are divided by for a place of 32
_TURNED, _APART = 1_000_000, 10_000  # added for a first rotation, and between the seeds of two instances


def seed_of(function: int, seed: float) -> int:
    """Return the seed of the random numbers of a function's instance.

    Raises
    ------
    TrajvizError
        If the instance is no whole number from 1.
    """
    if seed != int(seed) or not 1 <= seed <= MOST_SEEDS:
        raise TrajvizError(f"seed must be a whole number from 1 to {MOST_SEEDS}, not {seed!r}")
    return function + _APART * int(seed)


def optimum(seed: int, dimension: int) -> Array:
    """Return a point between -4 and 4 in each coordinate, shape (d,)."""
    point = 8 * np.floor(1e4 * uniform(seed, dimension)) / 1e4 - 4
    return np.where(point == 0, -1e-5, point)


@lru_cache(maxsize=256)
def rotations(seed: int, dimension: int) -> tuple[Array, Array]:
    """Return the two rotations of an instance, which BBOB calls R and Q, each of shape (d, d)."""
    return _rotation(seed + _TURNED, dimension), _rotation(seed, dimension)


def shifted_seed(seed: int) -> int:
    """Return the seed of a first rotation, from which one function draws its optimum as well."""
    return seed + _TURNED


@lru_cache(maxsize=256)
def lowest(function: int, seed: float) -> float:
    """Return the minimum of an instance: two places after the point, and from -1000 to 1000."""
    first = seed_of({4: 3, 18: 17}.get(function, function), seed)
    ratio = _gaussian(first, 1)[0] / _gaussian(first + 1, 1)[0]
    return float(np.clip(np.floor(1e4 * ratio + 0.5) / 100, -1000, 1000))


@lru_cache(maxsize=256)
def uniform(seed: int, count: int) -> Array:
    """Return random numbers between 0 and 1, shape (count,)."""
    state = max(abs(seed), 1)
    table = [0] * 32
    for i in range(39, -1, -1):
        state = _next(state)
        if i < 32:
            table[i] = state
    drawn = table[0]
    numbers = np.empty(count)
    for i in range(count):
        state = _next(state)
        place = drawn // _TABLE
        drawn, table[place] = table[place], state
        numbers[i] = drawn / 2.147483647e9 or 1e-99
    return numbers


def gaussian_signs(seed: int, dimension: int) -> Array:
    """Return the signs of so many normal random numbers, shape (d,)."""
    return np.where(_gaussian(seed, dimension) < 0, -1.0, 1.0)


@lru_cache(maxsize=16)
def peaks(seed: int, dimension: int, count: int, spread: float, widest: float) -> tuple[Array, Array, Array, Array]:
    """Return the peaks of Gallagher's functions.

    Returns
    -------
    places : ndarray of shape (count, d)
        In turned coordinates; the first is the highest.
    scales : ndarray of shape (count, d)
        How sharp each is along each turned coordinate.
    heights : ndarray of shape (count,)
    best : ndarray of shape (d,)
        Where the highest is.
    """
    ranks = np.argsort(uniform(seed, count - 1), kind="stable")
    conditions = np.append(widest, 1000.0 ** (ranks / (count - 2)))
    heights = np.append(10.0, 1.1 + 8.0 * np.arange(count - 1) / (count - 2))
    orders = np.stack([np.argsort(uniform(seed + 1000 * i, dimension), kind="stable") for i in range(count)])
    scales = conditions[:, None] ** (orders / (dimension - 1) - 0.5)
    places = spread * uniform(seed, dimension * count).reshape(count, dimension) - spread / 2
    places[0] *= 0.8
    return places @ rotations(seed, dimension)[1].T, scales, heights, places[0]


def _rotation(seed: int, dimension: int) -> Array:
    matrix = _gaussian(seed, dimension**2).reshape(dimension, dimension).T.copy()
    for i in range(dimension):
        for j in range(i):
            matrix[:, i] -= matrix[:, i] @ matrix[:, j] * matrix[:, j]
        matrix[:, i] /= np.sqrt(matrix[:, i] @ matrix[:, i])
    return matrix


def _gaussian(seed: int, count: int) -> Array:
    drawn = uniform(seed, 2 * count)
    numbers = np.sqrt(-2 * np.log(drawn[:count])) * np.cos(2 * np.pi * drawn[count:])
    return np.where(numbers == 0, 1e-99, numbers)


def _next(state: int) -> int:
    tenth = state // 127773
    state = 16807 * (state - tenth * 127773) - 2836 * tenth
    return state + _MODULUS if state < 0 else state
