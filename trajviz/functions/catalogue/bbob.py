"""The first fourteen functions of BBOB, COCO's test bed: separable ones, and valleys that are hard to follow.

`bbob_10(seed=7)` is COCO's instance 7 of its function 10: shifted, turned and raised as there.
"""

from __future__ import annotations

import autograd.numpy as np

from trajviz.arrays import Traced
from trajviz.functions.catalogue.bbob_instances import lowest, optimum, rotations, seed_of, shifted_seed
from trajviz.functions.catalogue.bbob_pieces import (
    bananas,
    bbob,
    beyond,
    column,
    from_optimum,
    made_asymmetric,
    optimum_of_bananas,
    oscillated,
    places,
    rastrigin,
    shifted,
    stretch,
    turned,
    turned_to_bananas,
    turned_twice,
    widened,
)
from trajviz.functions.catalogue.pieces import root


@bbob(1, "sphere", latex=r"\sum_{i=1}^{d} z_i^2")
def bbob_1(x: Traced, *, seed: float = 1) -> Traced:
    """A round bowl somewhere in the domain."""
    z, _ = from_optimum(x, 1, seed)
    return np.sum(z**2, axis=0) + lowest(1, seed)


@bbob(2, "separable ellipsoid", latex=r"\sum_{i=1}^{d} 10^{6 \frac{i - 1}{d - 1}} z_i^2")
def bbob_2(x: Traced, *, seed: float = 1) -> Traced:
    """A bowl of condition number a million with bumps along both coordinates."""
    z, _ = from_optimum(x, 2, seed)
    return _ellipsoid(oscillated(z)) + lowest(2, seed)


@bbob(3, "separable Rastrigin", latex=r"\sum_{i=1}^{d} \left[10 - 10 \cos(2 \pi z_i) + z_i^2\right]")
def bbob_3(x: Traced, *, seed: float = 1) -> Traced:
    """Rastrigin's lattice of pits, bent out of line."""
    z, _ = from_optimum(x, 3, seed)
    z = column(stretch(10, len(x)), x) * made_asymmetric(oscillated(z), 0.2)
    return rastrigin(z) + lowest(3, seed)


def _bueche_optimum(seed: int, dimension: int) -> Traced:
    place = optimum(seed, dimension)
    return np.where(np.arange(dimension) % 2 == 0, np.abs(place), place)


@bbob(
    4,
    "Büche-Rastrigin",
    latex=r"\sum_{i=1}^{d} \left[10 - 10 \cos(2 \pi z_i) + z_i^2\right] + 100 f_\mathrm{pen}(x)",
    minimizer=_bueche_optimum,
    seeded_as=3,
)
def bbob_4(x: Traced, *, seed: float = 1) -> Traced:
    """Rastrigin's lattice, ten times narrower on one side of the minimum."""
    z = oscillated(shifted(x, _bueche_optimum(seed_of(3, seed), len(x))))
    odd = column(np.arange(len(x)) % 2 == 0, x)  # counted from 1
    z = column(stretch(10, len(x)), x) * np.where((z > 0) & odd, 10 * z, z)
    return rastrigin(z) + 100 * beyond(x) + lowest(4, seed)


def _corner(seed: int, dimension: int) -> Traced:
    return 5 * np.sign(optimum(seed, dimension))


@bbob(
    5,
    "linear slope",
    latex=r"\sum_{i=1}^{d} \left(5 \left|s_i\right| - s_i x_i\right), \quad s_i = \pm 10^{\frac{i - 1}{d - 1}}",
    minimizer=_corner,
)
def bbob_5(x: Traced, *, seed: float = 1) -> Traced:
    """A plane that falls towards a corner of the domain."""
    corner = column(_corner(seed_of(5, seed), len(x)), x)
    z = np.where(x * corner < 25, x, corner)  # beyond the domain it goes on level
    return np.sum(column(stretch(100, len(x)), x) * (5 - np.sign(corner) * z), axis=0) + lowest(5, seed)


@bbob(6, "attractive sector", latex=r"T\left(\sum_{i=1}^{d} (s_i z_i)^2\right)^{0.9}", start=(4.0, -3.5))
def bbob_6(x: Traced, *, seed: float = 1) -> Traced:
    """A bowl that is a hundred times steeper in one quadrant than in the others."""
    z, number = from_optimum(x, 6, seed)
    z = turned_twice(z, number, 10)
    steep = np.where(z * column(optimum(number, len(x)), x) > 0, 100.0 * z, z)
    return (np.abs(oscillated(np.sum(steep**2, axis=0))) + 1e-60) ** 0.9 + lowest(6, seed)


@bbob(
    7,
    "step ellipsoid",
    latex=r"0.1 \max\left(10^{-4} \left|u_1\right|, \sum_{i=1}^{d} 10^{2 \frac{i - 1}{d - 1}} z_i^2\right)"
    r" + f_\mathrm{pen}(x)",
    smooth=False,
)
def bbob_7(x: Traced, *, seed: float = 1) -> Traced:
    """A bowl cut into terraces, on which the gradient vanishes."""
    z, number = from_optimum(x, 7, seed)
    first, second = rotations(number, len(x))
    z = column(stretch(10, len(x)), x) * turned(second, z)
    terraces = np.where(np.abs(z) > 0.5, np.floor(z + 0.5), np.floor(10 * z + 0.5) / 10)
    heights = np.sum(column(stretch(100, len(x)) ** 2, x) * turned(first, terraces) ** 2, axis=0)
    return 0.1 * np.maximum(1e-4 * np.abs(z[0]), heights) + beyond(x) + lowest(7, seed)


@bbob(
    8,
    "Rosenbrock",
    latex=r"\sum_{i=1}^{d-1} \left[100 \left(z_i^2 - z_{i+1}\right)^2 + (z_i - 1)^2\right]",
    minimizer=lambda seed, dimension: 0.75 * optimum(seed, dimension),
)
def bbob_8(x: Traced, *, seed: float = 1) -> Traced:
    """Rosenbrock's valley, shifted."""
    place = 0.75 * optimum(seed_of(8, seed), len(x))
    return np.sum(bananas(widened(len(x)) * shifted(x, place) + 1), axis=0) + lowest(8, seed)


@bbob(
    9,
    "rotated Rosenbrock",
    latex=r"\sum_{i=1}^{d-1} \left[100 \left(z_i^2 - z_{i+1}\right)^2 + (z_i - 1)^2\right]",
    minimizer=optimum_of_bananas,
)
def bbob_9(x: Traced, *, seed: float = 1) -> Traced:
    """Rosenbrock's valley, turned."""
    return np.sum(bananas(turned_to_bananas(x, seed_of(9, seed))), axis=0) + lowest(9, seed)


@bbob(10, "rotated ellipsoid", latex=r"\sum_{i=1}^{d} 10^{6 \frac{i - 1}{d - 1}} z_i^2")
def bbob_10(x: Traced, *, seed: float = 1) -> Traced:
    """A bowl of condition number a million, turned."""
    z, number = from_optimum(x, 10, seed)
    return _ellipsoid(oscillated(turned(rotations(number, len(x))[0], z))) + lowest(10, seed)


@bbob(11, "discus", latex=r"10^6 z_1^2 + \sum_{i=2}^{d} z_i^2")
def bbob_11(x: Traced, *, seed: float = 1) -> Traced:
    """A bowl that is a thousand times narrower in one direction than in others."""
    z, number = from_optimum(x, 11, seed)
    z = oscillated(turned(rotations(number, len(x))[0], z))
    return 1e6 * z[0] ** 2 + np.sum(z[1:] ** 2, axis=0) + lowest(11, seed)


def _cigar_optimum(seed: int, dimension: int) -> Traced:
    return optimum(shifted_seed(seed), dimension)


@bbob(12, "bent cigar", latex=r"z_1^2 + 10^6 \sum_{i=2}^{d} z_i^2", minimizer=_cigar_optimum, start=(4.0, 0.0))
def bbob_12(x: Traced, *, seed: float = 1) -> Traced:
    """A ridge that is bent and very narrow."""
    number = seed_of(12, seed)
    rotation = rotations(number, len(x))[0]
    z = turned(rotation, shifted(x, _cigar_optimum(number, len(x))))
    z = turned(rotation, made_asymmetric(z, 0.5))
    return z[0] ** 2 + 1e6 * np.sum(z[1:] ** 2, axis=0) + lowest(12, seed)


@bbob(13, "sharp ridge", latex=r"z_1^2 + 100 \sqrt{\sum_{i=2}^{d} z_i^2}", smooth=False)
def bbob_13(x: Traced, *, seed: float = 1) -> Traced:
    """A crease down which a gradient can not be followed."""
    z, number = from_optimum(x, 13, seed)
    z = turned_twice(z, number, 10)
    return z[0] ** 2 + 100 * root(np.sum(z[1:] ** 2, axis=0)) + lowest(13, seed)


@bbob(
    14,
    "different powers",
    latex=r"\sqrt{\sum_{i=1}^{d} \left|z_i\right|^{2 + 4 \frac{i - 1}{d - 1}}}",
    smooth=False,
)
def bbob_14(x: Traced, *, seed: float = 1) -> Traced:
    """A bowl with directions of different flatness, more so towards the minimum."""
    z, number = from_optimum(x, 14, seed)
    z = turned(rotations(number, len(x))[0], z)
    return root(np.sum(np.abs(z) ** column(2 + 4 * places(len(x)), x), axis=0)) + lowest(14, seed)


def _ellipsoid(z: Traced) -> Traced:
    return np.sum(column(1e6 ** places(len(z)), z) * z**2, axis=0)
