"""Functions of three, four and six variables, which a plane through them shows."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations
from math import pi

import autograd.numpy as np

from trajviz.arrays import Traced
from trajviz.errors import TrajvizError
from trajviz.functions.catalogue.pieces import radius
from trajviz.functions.registration import test_function


@test_function(
    "Helical valley",
    domain=(-10, 10),
    start=(-1, 0.1, 0.1),
    minima=[(1, 0, 0)],
    minimum=0,
    latex=r"100 \left[(z - 10 \theta)^2 + \left(\sqrt{x^2 + y^2} - 1\right)^2\right] + z^2,"
    r" \quad 2 \pi \theta = \mathrm{arctan2}(y, x)",
    reference="Fletcher and Powell, A rapidly convergent descent method for minimization, 1963",
    aliases=["Fletcher-Powell helical valley"],
)
def helical_valley(x: Traced) -> Traced:
    """A valley that winds around an axis."""
    angle = np.arctan2(x[1], x[0]) / (2 * pi)
    return 100 * ((x[2] - 10 * angle) ** 2 + (radius(x[:2]) - 1) ** 2) + x[2] ** 2


@test_function(
    "Colville",
    domain=(-10, 10),
    start=(-3, -1, -3, -1),
    minima=[(1, 1, 1, 1)],
    minimum=0,
    latex=r"100 \left(x_1^2 - x_2\right)^2 + (x_1 - 1)^2 + (x_3 - 1)^2 + 90 \left(x_3^2 - x_4\right)^2"
    r" + 10.1 \left[(x_2 - 1)^2 + (x_4 - 1)^2\right] + 19.8 (x_2 - 1)(x_4 - 1)",
    reference="Colville, A comparative study of nonlinear programming codes, 1968",
    aliases=["Wood"],
)
def colville(x: Traced) -> Traced:
    """Two of Rosenbrock's valleys, coupled."""
    a, b, c, d = x
    valleys = 100 * (a**2 - b) ** 2 + (a - 1) ** 2 + (c - 1) ** 2 + 90 * (c**2 - d) ** 2
    return valleys + 10.1 * ((b - 1) ** 2 + (d - 1) ** 2) + 19.8 * (b - 1) * (d - 1)


@test_function(
    "Powell",
    domain=(-4, 5),
    start=(3, -1, 0, 1),
    minima=[(0, 0, 0, 0)],
    minimum=0,
    latex=r"(x_1 + 10 x_2)^2 + 5 (x_3 - x_4)^2 + (x_2 - 2 x_3)^4 + 10 (x_1 - x_4)^4",
    reference="Powell, An iterative method for finding stationary values of a function, 1962",
    aliases=["Powell singular", "Powell quartic", "extended Powell singular"],
)
def powell(x: Traced) -> Traced:
    """A minimum at which the Hessian is singular: Newton's method slows down."""
    a, b, c, d = x
    return (a + 10 * b) ** 2 + 5 * (c - d) ** 2 + (b - 2 * c) ** 4 + 10 * (a - d) ** 4


@test_function(
    "Power sum",
    domain=(0, 4),
    start=(3.2, 0.4, 1.4, 2.4),
    minima=sorted(set(permutations((1, 2, 2, 3)))),
    minimum=0,
    latex=r"\sum_{k=1}^{4} \left[\left(\sum_{i=1}^{4} x_i^k\right) - b_k\right]^2, \quad b = (8, 18, 44, 114)",
    reference="Surjanovic and Bingham, Virtual Library of Simulation Experiments, 2013",
)
def power_sum(x: Traced) -> Traced:
    """Numbers of which four sums of powers are known, in any order."""
    return sum((np.sum(x**k, axis=0) - b) ** 2 for k, b in zip(range(1, 5), (8, 18, 44, 114), strict=True))


_WELLS = [
    (4, 4, 4, 4), (1, 1, 1, 1), (8, 8, 8, 8), (6, 6, 6, 6), (3, 7, 3, 7),
    (2, 9, 2, 9), (5, 5, 3, 3), (8, 1, 8, 1), (6, 2, 6, 2), (7, 3.6, 7, 3.6),
]  # fmt: skip
_WIDTHS = (0.1, 0.2, 0.2, 0.4, 0.4, 0.6, 0.3, 0.7, 0.5, 0.5)
_DEEPEST: dict[int, tuple[list[tuple[float, ...]], float]] = {  # by how many wells there are
    1: ([(4.0, 4.0, 4.0, 4.0)], -10.0),
    5: ([(4.000037152819676, 4.00013327659156, 4.000037152819676, 4.00013327659156)], -10.153199679058227),
    7: ([(4.000572916185823, 4.000689366185305, 3.9994897088591506, 3.9996061588586316)], -10.40294056681866),
}


def _number_of_wells(m: float) -> int:
    if m != int(m) or not 1 <= m <= len(_WELLS):
        raise TrajvizError(f"shekel: m must be a whole number from 1 to {len(_WELLS)}, not {m!r}")
    return int(m)


def _shekel_minima(_dimension: int, m: float) -> tuple[list[tuple[float, ...]], float] | None:
    return _DEEPEST.get(_number_of_wells(m))


@test_function(
    "Shekel",
    domain=(0, 10),
    start=(5, 5.5, 5, 4.5),
    minima=[(4.000746531592046, 4.000592934138532, 3.9996633980403224, 3.9995098005868077)],
    minimum=-10.536409816692041,
    latex=r"-\sum_{k=1}^{10} \left(\sum_{i=1}^{4} (x_i - a_{k i})^2 + c_k\right)^{-1}",
    reference="Dixon and Szego, Towards Global Optimisation 2, 1978",
    aliases=["Shekel 10", "Shekel 4,10"],
    known=_shekel_minima,
)
def shekel(x: Traced, *, m: float = 10) -> Traced:
    """Ten wells of different widths in a plain, of which m are there."""
    wells = zip(_WELLS[: _number_of_wells(m)], _WIDTHS, strict=False)
    return -sum(1 / (sum((x[i] - well[i]) ** 2 for i in range(4)) + width) for well, width in wells)


_HEIGHTS = (1.0, 1.2, 3.0, 3.2)
_SHARP_3 = [(3, 10, 30), (0.1, 10, 35), (3, 10, 30), (0.1, 10, 35)]
_PLACES_3 = [(0.3689, 0.1170, 0.2673), (0.4699, 0.4387, 0.7470), (0.1091, 0.8732, 0.5547), (0.0381, 0.5743, 0.8828)]
_SHARP_6 = [
    (10, 3, 17, 3.5, 1.7, 8),
    (0.05, 10, 17, 0.1, 8, 14),
    (3, 3.5, 1.7, 10, 17, 8),
    (17, 8, 0.05, 10, 0.1, 14),
]
_PLACES_6 = [
    (0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886),
    (0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991),
    (0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.6650),
    (0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381),
]
_HARTMANN = r"-\sum_{k=1}^{4} h_k \exp\left(-\sum_{i=1}^{%d} a_{k i} (x_i - p_{k i})^2\right)"


def _bumps(x: Traced, sharp: Sequence[Sequence[float]], places: Sequence[Sequence[float]]) -> Traced:
    """Return the sum of Hartmann's four bumps."""
    return sum(
        height * np.exp(-sum(a[i] * (x[i] - p[i]) ** 2 for i in range(len(x))))
        for height, a, p in zip(_HEIGHTS, sharp, places, strict=True)
    )


@test_function(
    "Hartmann 3",
    domain=(0, 1),
    start=(0.5, 0.9, 0.3),
    minima=[(0.11458887665506895, 0.5556488946169301, 0.8525469846866774)],
    minimum=-3.8627797873326624,
    latex=_HARTMANN % 3,
    reference="Dixon and Szego, Towards Global Optimisation 2, 1978",
    aliases=["Hartmann 3-Dimensional", "Hartman 3", "Hartmann 3D"],
    shared=["Hartmann", "Hartman"],
)
def hartmann_3(x: Traced) -> Traced:
    """Four bumps upside down in a cube."""
    return -_bumps(x, _SHARP_3, _PLACES_3)


@test_function(
    "Hartmann 4",
    domain=(0, 1),
    start=(0.6, 0.6, 0.2, 0.6),
    minima=[(0.1873952729734667, 0.19415152930244073, 0.557917780062569, 0.26477962417039713)],
    minimum=-3.1344941412224,
    latex=r"\frac{1}{0.839} \left[1.1 - \sum_{k=1}^{4} h_k"
    r" \exp\left(-\sum_{i=1}^{4} a_{k i} (x_i - p_{k i})^2\right)\right]",
    reference="Picheny, Wagner and Ginsbourger, A benchmark of kriging-based infill criteria, 2012",
    aliases=["Hartmann 4-Dimensional", "Hartmann 4D"],
    shared=["Hartmann", "Hartman"],
)
def hartmann_4(x: Traced) -> Traced:
    """Hartmann's function of six variables without the last two, scaled."""
    return (1.1 - _bumps(x, _SHARP_6, _PLACES_6)) / 0.839


@test_function(
    "Hartmann 6",
    domain=(0, 1),
    start=(0.6, 0.6, 0.2, 0.6, 0.6, 0.2),
    minima=[
        (
            0.20168951100670543,
            0.15001069182345797,
            0.476873974221897,
            0.2753324304940561,
            0.31165161660011326,
            0.6573005340656204,
        )
    ],
    minimum=-3.322368011415515,
    latex=_HARTMANN % 6,
    reference="Dixon and Szego, Towards Global Optimisation 2, 1978",
    aliases=["Hartmann 6-Dimensional", "Hartman 6", "Hartmann 6D"],
    shared=["Hartmann", "Hartman"],
)
def hartmann_6(x: Traced) -> Traced:
    """Four bumps upside down in six dimensions."""
    return -_bumps(x, _SHARP_6, _PLACES_6)
