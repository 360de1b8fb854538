"""The last ten functions of BBOB, COCO's test bed: many minima, with a structure that helps and with one that does not.

`bbob_21(seed=7)` is COCO's instance 7 of its function 21: shifted, turned and raised as there.
"""

from __future__ import annotations

from math import sqrt

import autograd.numpy as np

from trajviz.arrays import Traced
from trajviz.functions.catalogue.bbob_instances import gaussian_signs, lowest, peaks, rotations, seed_of, uniform
from trajviz.functions.catalogue.bbob_pieces import (
    bananas,
    bbob,
    beyond,
    column,
    from_optimum,
    made_asymmetric,
    optimum_of_bananas,
    oscillated,
    rastrigin,
    stretch,
    turned,
    turned_to_bananas,
    turned_twice,
)
from trajviz.functions.catalogue.pieces import numbers


@bbob(15, "rotated Rastrigin", latex=r"\sum_{i=1}^{d} \left[10 - 10 \cos(2 \pi z_i) + z_i^2\right]")
def bbob_15(x: Traced, *, seed: float = 1) -> Traced:
    """Rastrigin's lattice of pits, bent out of line and turned."""
    z, number = from_optimum(x, 15, seed)
    z = made_asymmetric(oscillated(turned(rotations(number, len(x))[0], z)), 0.2)
    return rastrigin(turned_twice(z, number, 10)) + lowest(15, seed)


_WAVES = 12


@bbob(
    16,
    "Weierstrass",
    latex=r"10 \left(\frac{1}{d} \sum_{i=1}^{d} \sum_{k=0}^{11} \frac{\cos(2 \pi 3^k (z_i + 1/2)) + 1}{2^k}\right)^3"
    r" + \frac{10}{d} f_\mathrm{pen}(x)",
)
def bbob_16(x: Traced, *, seed: float = 1) -> Traced:
    """Waves upon waves upon waves; of some ten equally deep pits one is marked."""
    z, number = from_optimum(x, 16, seed)
    z = turned_twice(oscillated(turned(rotations(number, len(x))[0], z)), number, 1 / 100)
    waves = sum(0.5**k * np.cos(2 * np.pi * 3**k * (z + 0.5)) for k in range(_WAVES))
    above = np.sum(waves, axis=0) / len(x) + (2 - 0.5 ** (_WAVES - 1))
    return 10 * above**3 + 10 / len(x) * beyond(x) + lowest(16, seed)


_SCHAFFER = (
    r"\left(\frac{1}{d - 1} \sum_{i=1}^{d-1} \sqrt{s_i} \left[1 + \sin^2\left(50 s_i^{1/5}\right)\right]\right)^2"
)


@bbob(17, "Schaffer", latex=_SCHAFFER + r" + 10 f_\mathrm{pen}(x)", smooth=False)
def bbob_17(x: Traced, *, seed: float = 1) -> Traced:
    """Rings that get narrower towards the minimum."""
    return _schaffer(x, 17, seed, 10) + lowest(17, seed)


@bbob(18, "ill-conditioned Schaffer", latex=_SCHAFFER + r" + 10 f_\mathrm{pen}(x)", seeded_as=17, smooth=False)
def bbob_18(x: Traced, *, seed: float = 1) -> Traced:
    """Rings that get narrower towards the minimum, thirty times longer than wide."""
    return _schaffer(x, 17, seed, 1000) + lowest(18, seed)


@bbob(
    19,
    "Griewank-Rosenbrock",
    latex=r"10 + \frac{10}{d - 1} \sum_{i=1}^{d-1} \left(\frac{s_i}{4000} - \cos s_i\right),"
    r" \quad s_i = 100 \left(z_i^2 - z_{i+1}\right)^2 + (z_i - 1)^2",
    minimizer=optimum_of_bananas,
)
def bbob_19(x: Traced, *, seed: float = 1) -> Traced:
    """Rosenbrock's valley in waves, all of whose pits are almost equally deep."""
    s = bananas(turned_to_bananas(x, seed_of(19, seed)))
    return 10 + 10 * np.sum(s / 4000 - np.cos(s), axis=0) / (len(x) - 1) + lowest(19, seed)


_ROUNDED, _DEEPEST = 4.2096874637, 420.96874635998205  # what BBOB shifts by, and where the deepest pit really is


def _schwefel_optimum(seed: int, dimension: int) -> Traced:
    along = (_DEEPEST / 100 - _ROUNDED) / stretch(10, dimension)  # from what is shifted by, along each slanted axis
    place = np.empty(dimension)
    for i in range(dimension):
        place[i] = along[i] - (0.25 * place[i - 1] if i else 0)
    return _sides(seed, dimension) * (_ROUNDED + place) / 2


def _sides(seed: int, dimension: int) -> Traced:
    return np.where(uniform(seed, dimension) < 0.5, -1.0, 1.0)


@bbob(
    20,
    "Schwefel",
    latex=r"4.189828872724339 - \frac{1}{100 d} \sum_{i=1}^{d} z_i \sin \sqrt{\left|z_i\right|}"
    r" + f_\mathrm{pen}\left(\frac{z}{100}\right)",
    minimizer=_schwefel_optimum,
)
def bbob_20(x: Traced, *, seed: float = 1) -> Traced:
    """Schwefel's pits within steep walls, the deepest of them in a corner."""
    y = 2 * column(_sides(seed_of(20, seed), len(x)), x) * x
    y = np.concatenate([y[:1], y[1:] + 0.25 * (y[:-1] - _ROUNDED)])
    z = 100 * (column(stretch(10, len(x)), x) * (y - _ROUNDED) + _ROUNDED)
    waves = np.sum(z * np.sin(np.sqrt(np.abs(z) + 1e-60)), axis=0) / len(x)
    walls = np.sum(np.maximum(np.abs(z) - 500, 0) ** 2, axis=0)
    return 0.01 * (walls + 418.9828872724339 - waves) + lowest(20, seed)


_PEAKS = (
    r"T\left(10 - \max_{i} w_i \exp\left(-\frac{1}{2 d} (x - y_i)^T C_i (x - y_i)\right)\right)^2 + f_\mathrm{pen}(x)"
)
_MANY, _FEW = (101, 10.0, sqrt(1000)), (21, 9.8, 1000.0)  # how many, over what width, how sharp the first


@bbob(21, "Gallagher's 101 peaks", latex=_PEAKS, minimizer=lambda seed, dimension: peaks(seed, dimension, *_MANY)[3])
def bbob_21(x: Traced, *, seed: float = 1) -> Traced:
    """A hundred and one pits at random, of which one is the deepest."""
    return _gallagher(x, seed_of(21, seed), *_MANY) + lowest(21, seed)


@bbob(22, "Gallagher's 21 peaks", latex=_PEAKS, minimizer=lambda seed, dimension: peaks(seed, dimension, *_FEW)[3])
def bbob_22(x: Traced, *, seed: float = 1) -> Traced:
    """Twenty-one pits at random, narrow in one direction."""
    return _gallagher(x, seed_of(22, seed), *_FEW) + lowest(22, seed)


@bbob(
    23,
    "Katsuura",
    latex=r"\frac{10}{d^2} \prod_{i=1}^{d} \left(1 + i \sum_{j=1}^{32} \frac{|2^j z_i - [2^j z_i]|}{2^j}\right)"
    r"^{10 / d^{1.2}} - \frac{10}{d^2} + f_\mathrm{pen}(x)",
    smooth=False,
)
def bbob_23(x: Traced, *, seed: float = 1) -> Traced:
    """Creases within creases; of thousands of equal pits one is marked."""
    z, number = from_optimum(x, 23, seed)
    z = turned_twice(z, number, 100)
    creases = sum(np.abs(2.0**j * z - np.floor(2.0**j * z + 0.5)) / 2.0**j for j in range(1, 33))
    product = np.prod(1 + numbers(x) * creases, axis=0) ** (10 / len(x) ** 1.2)
    return 10 / len(x) ** 2 * (product - 1) + beyond(x) + lowest(23, seed)


_FUNNEL = 2.5


@bbob(
    24,
    "Lunacek's bi-Rastrigin",
    latex=r"\min\left(\sum_{i=1}^{d} (y_i - 2.5)^2, d + s \sum_{i=1}^{d} (y_i - m)^2\right)"
    r" + 10 \sum_{i=1}^{d} (1 - \cos(2 \pi z_i)) + 10^4 f_\mathrm{pen}(x)",
    minimizer=lambda seed, dimension: _FUNNEL / 2 * gaussian_signs(seed, dimension),
)
def bbob_24(x: Traced, *, seed: float = 1) -> Traced:
    """Pits in two funnels, of which the wider one misleads."""
    number = seed_of(24, seed)
    s = 1 - 0.5 / (sqrt(len(x) + 20) - 4.1)
    other = -sqrt((_FUNNEL**2 - 1) / s)
    y = 2 * column(gaussian_signs(number, len(x)), x) * x
    funnels = np.minimum(np.sum((y - _FUNNEL) ** 2, axis=0), len(x) + s * np.sum((y - other) ** 2, axis=0))
    pits = np.sum(1 - np.cos(2 * np.pi * turned_twice(y - _FUNNEL, number, 100)), axis=0)
    return funnels + 10 * pits + 1e4 * beyond(x) + lowest(24, seed)


def _schaffer(x: Traced, function: int, seed: float, condition: float) -> Traced:
    z, number = from_optimum(x, function, seed)
    first, second = rotations(number, len(x))
    z = made_asymmetric(turned(first, z), 0.5)
    z = column(stretch(condition, len(x)), x) * turned(second, z)
    squared = z[:-1] ** 2 + z[1:] ** 2 + 1e-60
    rings = squared**0.25 * (1 + np.sin(50 * squared**0.1) ** 2)
    return np.mean(rings, axis=0) ** 2 + 10 * beyond(x)


def _gallagher(x: Traced, seed: int, count: int, spread: float, widest: float) -> Traced:
    places, scales, heights, _ = peaks(seed, len(x), count, spread, widest)
    z = turned(rotations(seed, len(x))[1], x)
    highest = np.full(x.shape[1:], -np.inf)
    for place, scale, height in zip(places, scales, heights, strict=True):  # one by one, since a grid has many points
        apart = np.sum(column(scale, x) * (z - column(place, x)) ** 2, axis=0)
        highest = np.maximum(highest, np.log(height) - 0.5 / len(x) * apart)
    return oscillated(10 - np.exp(highest)) ** 2 + beyond(x)
